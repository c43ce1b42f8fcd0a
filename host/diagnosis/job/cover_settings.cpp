#include "host/diagnosis/job/cover_settings.hpp"

#include "host/diagnosis/cautions.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::array encodings{Encoding::Base64, Encoding::Base64Url, Encoding::Base64Mime, Encoding::Hex};

/// Whether --columns can say that a field is the message. It has each name once, and the MAC may be out of the same
/// one.
bool is_column(const JobField& field, const Settings& settings) {
    const std::string name = field.in_columns.substr(0, field.in_columns.find(':'));
    const std::string columns = fmt::format("{}:", value_of(settings, "--columns"));
    return !name.empty() && columns.find(fmt::format("mac={}:", name)) == std::string::npos;
}

void add_message(Settings& settings, const Cover& cover, const RecordTexts& records,
                 const std::vector<JobField>& fields) {
    for (const JobField& field : fields) {
        if (!cover.is_one_field) {
            break;
        }
        std::optional<Encoding> encoding;
        if (field.with("") == cover.recipe) {
            encoding = Encoding::Text;
        }
        for (const Encoding other : encodings) {
            encoding = field.with(name_of(other)) == cover.recipe ? other : encoding;
        }
        const bool is_said = records.is_line() ? field.name == "Message" : is_column(field, settings);
        if (!encoding || !is_said) {
            continue;
        }
        if (!records.is_line()) {
            add_column(settings, "message", field.in_columns);
        }
        if (*encoding != (records.is_line() ? Encoding::Text : Encoding::Base64)) {
            settings.push_back({"--message-encoding", std::string(name_of(*encoding))});
        }
        return;
    }
    settings.push_back({"--message", cover.recipe});
    if (cover.is_reversed) {
        settings.push_back({"--chain-order", "reverse"});
    }
    if (!cover.chain_start.empty()) {
        settings.push_back({"--chain-start", cover.chain_start});
    }
}

void add_keys(Settings& settings, const Cover& cover, const CoverSearch& search, const keys::KeyStore& keys,
              const Settings& place) {
    if (const JobField* const field = search.key_field()) {
        add_column(settings, "key-id", field->in_columns.empty() ? field->name : field->in_columns);
        return;
    }
    if (cover.keys.empty()) {
        return;
    }
    std::string name = keys[cover.keys.front()].result_name();
    if (value_of(place, "--mac").find("{KeyVersion}") != std::string_view::npos) {
        settings.push_back({"--key-id", name.substr(0, name.rfind(":v"))});
    } else {
        settings.push_back({"--key-id", cover.keys.size() == 1 ? std::move(name) : "any"});
    }
}

/// The field that tells each record's algorithm, which the length of the MAC tells here.
void add_algorithm_field(Settings& settings, const CoverSearch& search, const std::vector<JobField>& fields) {
    for (const JobField& field : fields) {
        std::vector<std::pair<std::string, Algorithm>> names;
        bool is_it = !field.in_columns.empty();
        for (std::size_t i = 0; i < field.texts.size() && is_it; ++i) {
            const std::optional<Algorithm> algorithm = search.algorithm_of(i);
            const std::string text(field.text(i));
            if (!algorithm) {
                continue;
            }
            const auto known = std::ranges::find(names, text, [](const auto& row) { return row.first; });
            is_it = !text.empty() && (known == names.end() || known->second == *algorithm) && names.size() <= 4;
            if (known == names.end()) {
                names.emplace_back(text, *algorithm);
            }
        }
        if (!is_it || names.size() < 2) {
            continue;
        }
        add_column(settings, "mac-algorithm", field.in_columns);
        std::vector<std::string> list;
        bool is_kms = true;
        for (const auto& [name, algorithm] : names) {
            is_kms = is_kms && parse_algorithm(name) == algorithm;
            list.push_back(fmt::format("{}={}", name, name_of(algorithm)));
        }
        if (!is_kms) {
            settings.push_back({"--algorithm-names", fmt::format("{}", fmt::join(list, ","))});
        }
        return;
    }
}

}    // namespace

Settings settings_of(const Cover& cover, const CoverSearch& search, const RecordTexts& records,
                     const std::vector<JobField>& fields, const keys::KeyStore& keys, const Settings& place) {
    Settings settings = place;
    add_message(settings, cover, records, fields);
    add_keys(settings, cover, search, keys, place);
    if (cover.algorithms.size() == 1) {
        settings.push_back({"--mac-algorithm", std::string(name_of(cover.algorithms.front()))});
    } else {
        add_algorithm_field(settings, search, fields);
    }
    if (cover.mac_bytes != 0 && !cover.algorithms.empty() &&
        cover.mac_bytes < core::digest_bytes(cover.algorithms[0])) {
        settings.push_back({"--min-mac-bytes", fmt::format("{}", cover.mac_bytes)});
        settings.push_back({"--mac-encoding", "hex"});    // the length does not tell it
    }
    if (value_of(settings, "--columns").find("mac=Mac") != std::string_view::npos && records.is_json()) {
        settings.push_back({"--mac-encoding", "auto"});
    }
    return settings;
}

void cover_what_digests_cover(Cover& cover, RecordTexts& records, const std::vector<JobField>& fields) {
    const JobField* const digest = digest_in(cover, fields);
    const std::string whole = digest == nullptr ? "" : digest->with("");
    const std::size_t place = whole.empty() ? std::string::npos : cover.recipe.find(whole);
    if (place == std::string::npos) {
        return;
    }
    for (const JobField& field : fields) {
        for (const char* steps : {"sha256:to-hex", "sha256:to-base64", "sha256:to-HEX", "sha512:to-hex", "sha1:to-hex",
                                  "md5:to-hex", "sha384:to-hex", "sha512:to-base64"}) {
            const Texts made = &field == digest ? Texts() : records.made_by(field.with(steps));
            std::size_t num_equal = 0;
            for (std::size_t i = 0; i < made.size(); ++i) {
                num_equal += made[i] && made[i] == digest->texts[i] ? 1 : 0;
            }
            if (2 * num_equal > digest->texts.size()) {
                cover.recipe.replace(place, whole.size(), field.with(steps));
                cover.is_one_field = false;
                return;
            }
        }
    }
}

const JobField* digest_in(const Cover& cover, const std::vector<JobField>& fields) {
    const auto found = std::ranges::find_if(fields, [&](const JobField& field) {
        const std::string whole = field.with("");
        return cover.recipe.find(std::string_view(whole).substr(0, whole.size() - 1)) != std::string::npos &&
               2 * count_fitting(field, [](std::string_view text) { return is_digest(text); }) > field.texts.size();
    });
    return found == fields.end() ? nullptr : &*found;
}

}    // namespace hmacsweep::diagnosis
