#include "host/cli/describe/option_words.hpp"

#include "cuda/core/algorithm.hpp"
#include "host/backend/registry.hpp"
#include "host/cli/profiles/profiles.hpp"
#include "host/format/input_format.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::cli {
namespace {

using Words = std::vector<std::string>;

Words algorithm_names() {
    Words names;
    for (std::size_t i = 0; i < core::num_algorithms; ++i) {
        names.emplace_back(core::row_of(static_cast<core::Algorithm>(i)).name);
    }
    return names;
}

Words key_spec_names() {
    Words names;
    for (std::size_t i = 0; i < core::num_algorithms; ++i) {
        names.emplace_back(core::row_of(static_cast<core::Algorithm>(i)).key_spec);
    }
    return names;
}

Words format_names() {
    Words names;
    for (const format::InputFormatRow& row : format::input_formats) {
        names.emplace_back(row.name);
    }
    return names;
}

Words listed_backend_names() {
    Words names{"auto"};
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name.find(':') == std::string_view::npos) {    // a bash word ends at a colon
            names.emplace_back(info.name);
        }
    }
    return names;
}

Words profile_names() {
    Words names;
    for (const BuiltInProfile& profile : built_in_profiles()) {
        names.emplace_back(profile.name);
    }
    return names;
}

struct Row {
    std::string_view option;
    Words words;
};

}    // namespace

std::vector<std::string> words_of_option(std::string_view name) {
    const Words encodings{"base64", "base64url", "base64url-nopad", "base64-mime", "hex", "text"};
    Words mac_encodings = encodings;
    mac_encodings.insert(mac_encodings.begin(), "auto");
    const std::array rows{
        Row{"--results", {"all", "failures", "none"}},
        Row{"--input-format", format_names()},
        Row{"--mac-algorithm", algorithm_names()},
        Row{"--message-encoding", encodings},
        Row{"--mac-encoding", mac_encodings},
        Row{"--profile", profile_names()},
        Row{"--limits", {"auto", "kms", "none"}},
        Row{"--backend", listed_backend_names()},
        Row{"--cross-check", {"none", "sample", "all"}},
        Row{"--accept", {"untagged"}},
        Row{"--input-digest", {"sha256", "tree", "none"}},
        Row{"--progress", {"auto", "always", "never"}},
        Row{"--color", {"auto", "always", "never"}},
        Row{"--key-spec", key_spec_names()},
        Row{"--encoding", {"raw", "hex", "base64", "base64url", "text"}},
        Row{"--from",
            {"plain", "jwk", "vault", "tink", "standard-webhooks", "django", "django-cookie", "rails", "rails-sha256"}},
    };
    const auto* const row = std::ranges::find(rows, name, &Row::option);
    return row == rows.end() ? Words() : row->words;
}

bool takes_file(std::string_view name) {
    constexpr std::array<std::string_view, 9> names{"--keys",    "--output", "--out",     "--in",         "--rejects",
                                                    "--summary", "--report", "--profile", "--files0-from"};
    return std::ranges::find(names, name) != names.end();
}

}    // namespace hmacsweep::cli
