#include "host/diagnosis/job/mac_places.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/format/mac_forms.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t longest_mac_text = 200;
constexpr std::size_t most_places = 8;
constexpr unsigned last_rank = 3;

bool is_length(std::size_t bytes, MacLengths lengths) {
    if (std::ranges::any_of(all_algorithms, [&](Algorithm a) { return core::digest_bytes(a) == bytes; })) {
        return true;
    }
    constexpr std::size_t least = 10;
    return lengths == MacLengths::Truncated && bytes >= least && bytes <= core::max_digest_bytes;
}

bool is_mac(std::string_view text, MacLengths lengths) {
    return !macs_in(text, lengths).empty();
}

/// What the name of a field says of it.
unsigned rank_of(std::string_view name) {
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto has = [&](const auto& words) {
        return std::ranges::any_of(words, [&](const char* word) { return lower.find(word) != std::string::npos; });
    };
    if (has(std::array{"prev", "link"})) {
        return last_rank;
    }
    if (has(std::array{"mac", "sig", "v1", "h1"})) {
        return 0;
    }
    return has(std::array{"hash", "digest", "sum", "sha"}) ? 2 : 1;
}

/// A field's name as a part of a template; `part` where it cannot be one.
std::string part_name(std::string_view name) {
    const bool is_plain = !name.empty() && name.find_first_of("{}:?\\ ") == std::string_view::npos;
    return is_plain ? std::string(name) : "part";
}

class PlaceFinder {
public:
    explicit PlaceFinder(MacLengths lengths) : lengths_(lengths) {}

    void look(const JobField& field) {
        const std::size_t num_texts = count_fitting(field, [](std::string_view) { return true; });
        if (field.in_columns.empty() || num_texts == 0) {
            return;
        }
        const auto most_are = [&](auto&& fits) { return 2 * count_fitting(field, fits) > num_texts; };
        if (most_are([&](std::string_view text) { return is_mac(text, lengths_); })) {
            add(field, {{"--columns", "mac=" + field.in_columns}});
            look_for_two_layers(field, most_are);
            return;
        }
        if (most_are([&](std::string_view text) { return text.size() < longest_mac_text && is_percent_mac(text); })) {
            add(field, {{"--columns", fmt::format("mac={}:url", field.in_columns)}});
            return;
        }
        look_for_two_layers(field, most_are);
        look_for_prefix(field);
        look_for_list(field);
    }

    std::vector<MacPlace> take() {
        std::vector<MacPlace> sorted;
        for (unsigned rank = 0; rank <= last_rank; ++rank) {
            std::ranges::copy_if(places_, std::back_inserter(sorted),
                                 [&](const MacPlace& place) { return place.rank == rank; });
        }
        sorted.resize(std::min(sorted.size(), most_places));
        return sorted;
    }

private:
    [[nodiscard]] bool is_percent_mac(std::string_view text) const {
        if (text.find('%') == std::string_view::npos) {
            return false;
        }
        std::string decoded;
        for (std::size_t i = 0; i < text.size(); ++i) {
            ByteBuffer byte;
            if (text[i] == '%' && i + 2 < text.size() &&
                decode_text(Encoding::Hex, as_bytes(text.substr(i + 1, 2)), byte)) {
                decoded += static_cast<char>(byte[0]);
                i += 2;
            } else {
                decoded += text[i];
            }
        }
        return is_mac(decoded, lengths_);
    }

    /// Hex within base64, and base64 within hex.
    template <class MostAre>
    void look_for_two_layers(const JobField& field, MostAre&& most_are) {
        for (const auto& [outer, inner] :
             {std::pair(Encoding::Base64, Encoding::Hex), std::pair(Encoding::Hex, Encoding::Base64),
              std::pair(Encoding::Base64, Encoding::Base64)}) {
            if (most_are([&](std::string_view text) {
                    ByteBuffer between;
                    ByteBuffer bytes;
                    return text.size() < 2 * longest_mac_text && decode_text(outer, as_bytes(text), between) &&
                           decode_text(inner, between, bytes) && is_length(bytes.size(), lengths_);
                })) {
                add(field,
                    {{"--columns", fmt::format("mac={}:{}:{}", field.in_columns, name_of(outer), name_of(inner))}});
            }
        }
    }

    /// `sha256=...`, `vault:v1:...`, or anything before the MAC that ends in the same way.
    void look_for_prefix(const JobField& field) {
        std::vector<std::string_view> prefixes;
        for (std::size_t i = 0; i < field.texts.size(); ++i) {
            const std::string_view text = field.text(i);
            if (text.starts_with('{') || text.starts_with('[') || text.size() > 2048) {
                continue;
            }
            for (std::size_t end = text.find_first_of("=:,. -_/|;$~!"); end != std::string_view::npos;
                 end = text.find_first_of("=:,. -_/|;$~!", end + 1)) {
                if (text.size() - end < longest_mac_text && is_mac(text.substr(end + 1), lengths_)) {
                    prefixes.push_back(text.substr(0, end + 1));
                    break;
                }
            }
        }
        if (2 * prefixes.size() <= count_fitting(field, [](std::string_view) { return true; })) {
            return;
        }
        const std::string_view first = prefixes.front();
        const auto same = [&](auto&& get) {
            return static_cast<std::size_t>(std::ranges::count_if(
                       prefixes, [&](std::string_view prefix) { return get(prefix) == get(first); })) *
                       10 >=
                   prefixes.size() * 8;
        };
        Settings settings{{"--columns", "mac=" + field.in_columns}};
        if (first.starts_with("vault:v")) {
            settings.push_back({"--mac", "vault:{KeyVersion}:{Mac}"});
        } else if (same([](std::string_view prefix) { return prefix; })) {
            settings.push_back({"--mac", literal_text(first) + "{Mac}"});
        } else if (same([](std::string_view prefix) { return prefix.back(); })) {
            settings.push_back(
                {"--mac", fmt::format("{{before}}{}{{Mac}}", literal_text(first.substr(first.size() - 1)))});
        } else {
            return;
        }
        add(field, settings);
    }

    /// `t=1,v1=...` and the like.
    void look_for_list(const JobField& field) {
        for (const char separator : std::string_view(",; &|")) {
            std::vector<std::string> items;
            std::size_t num_macs = 0;
            std::size_t num_texts = 0;
            for (std::size_t i = 0; i < field.texts.size(); ++i) {
                const std::string_view text = field.text(i);
                if (text.empty() || text.starts_with('{') || text.starts_with('[')) {
                    continue;
                }
                ++num_texts;
                num_macs += add_items(text, separator, items) ? 1 : 0;
            }
            const auto is_of_mac = [](const std::string& item) { return item.ends_with("{Mac}"); };
            if (2 * num_macs <= num_texts || std::ranges::count_if(items, is_of_mac) == 0 || items.size() > 8) {
                continue;
            }
            std::string all;
            for (const std::string& item : items) {
                all += fmt::format("{}{}", all.empty() ? "" : std::string(1, separator), item);
            }
            add(field, {{"--columns", "mac=" + field.in_columns},
                        {"--mac", all},
                        {"--mac-separator", std::string(1, separator)}});
            return;
        }
    }

    /// Adds the templates of a list's items to `items`; whether one of them is a MAC.
    bool add_items(std::string_view list, char separator, std::vector<std::string>& items) const {
        bool has_mac = false;
        std::size_t num_items = 0;
        while (!list.empty() && ++num_items <= 8) {
            const std::size_t end = std::min(list.find(separator), list.size());
            std::string_view item = list.substr(0, end);
            list.remove_prefix(std::min(end + 1, list.size()));
            std::string blanks;
            while (item.starts_with(' ')) {
                blanks += ' ';
                item.remove_prefix(1);
            }
            const std::size_t equals = item.find_first_of(separator == ',' ? "=:" : "=:,");
            if (equals == std::string_view::npos || equals == 0 || equals + 1 == item.size()) {
                continue;
            }
            const bool is_one = is_mac(item.substr(equals + 1), lengths_);
            const std::string_view name = item.substr(0, equals);
            std::string made = blanks + literal_text(item.substr(0, equals + 1));
            made += is_one ? "{Mac}" : fmt::format("{{{}}}", part_name(name));
            has_mac = has_mac || is_one;
            if (std::ranges::find(items, made) == items.end()) {
                items.push_back(made);
            }
        }
        return has_mac && num_items > 1;
    }

    void add(const JobField& field, Settings settings) {
        places_.push_back({field.name, std::move(settings), rank_of(field.name)});
    }

    MacLengths lengths_;
    std::vector<MacPlace> places_;
};

}    // namespace

std::vector<ByteBuffer> macs_in(std::string_view text, MacLengths lengths) {
    std::vector<ByteBuffer> macs;
    if (text.size() > 2 * longest_mac_text) {
        return macs;
    }
    ByteBuffer room(format::mac_room(text.size()));
    for (const format::MacFormReader& form : format::mac_forms()) {
        const DecodeResult decoded = form.read(text, room.data());
        if (decoded.reason.empty() && is_length(decoded.bytes, lengths)) {
            ByteBuffer mac(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(decoded.bytes));
            if (std::ranges::find(macs, mac) == macs.end()) {
                macs.push_back(std::move(mac));
            }
        }
    }
    return macs;
}

std::vector<MacPlace> mac_places(const std::vector<JobField>& fields, MacLengths lengths) {
    PlaceFinder finder(lengths);
    for (const JobField& field : fields) {
        finder.look(field);
    }
    return finder.take();
}

}    // namespace hmacsweep::diagnosis
