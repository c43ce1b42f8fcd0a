// A MAC template, as data: what the MAC's field has around the MAC, as a prefix, a key's version, a time, or a list of
// signatures.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/format/line_template.hpp"
#include "host/format/step.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// The parts of a MAC template that have a fixed meaning.
inline constexpr std::string_view mac_part = "Mac";
inline constexpr std::string_view key_version_part = "KeyVersion";

/// In place of an index: no such part.
inline constexpr std::uint32_t no_part = 0xffffffff;

/// The most MACs that one record may have.
inline constexpr std::size_t max_macs = 16;

/// How one item of the MAC's field is written.
struct MacItem {
    LineTemplate line;
    std::vector<std::uint32_t> parts;       ///< for each part of `line`: its index in MacTemplate::names, or no_part
    std::uint32_t mac = no_part;            ///< index of the part of `line` that is the MAC; no_part: none is
    std::uint32_t key_version = no_part;    ///< index of the part that is the key's version; no_part: none is
    std::vector<Step> steps;                ///< what is done with the MAC's text before it is decoded
    std::optional<Encoding> encoding;       ///< of the MAC, if the template names it

    bool operator==(const MacItem&) const = default;
};

/// A parsed template of the MAC's field.
struct MacTemplate {
    std::vector<MacItem> items;
    std::string separator;             ///< between the items; empty: the field is one item
    std::vector<std::string> names;    ///< of the parts that a recipe can use, each once

    /// Whether there is no template. Then the whole field is the MAC.
    [[nodiscard]] bool is_empty() const { return items.empty(); }
    /// Whether the template has the part `{KeyVersion}`. Only a template of one item can have it.
    [[nodiscard]] bool has_key_version() const { return !items.empty() && items[0].key_version != no_part; }

    bool operator==(const MacTemplate&) const = default;
};

/// The template of a text. `separator` cuts the text into patterns, one for each item; an empty separator means one
/// pattern. An error's text follows the option's name in a sentence.
[[nodiscard]] Result<MacTemplate> parse_mac_template(std::string_view text, std::string_view separator);

}    // namespace hmacsweep::format
