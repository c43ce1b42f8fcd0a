// What stands around a MAC in its field, as data: a prefix, a key's version, a time, or a list of signatures.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/result.hpp"
#include "host/format/line_template.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// The parts of a MAC template that mean something of their own.
inline constexpr std::string_view mac_part = "Mac";
inline constexpr std::string_view key_version_part = "KeyVersion";

/// The index of a part that is none of MacTemplate::names.
inline constexpr std::uint32_t no_part = 0xffffffff;

/// As many MACs as one record may have.
inline constexpr std::size_t max_macs = 16;

/// How one item of the field is written.
struct MacItem {
    LineTemplate line;
    std::vector<std::uint32_t> parts;    ///< of each of the line's parts: its place in MacTemplate::names, or no_part
    std::uint32_t mac = no_part;         ///< which of the line's parts is the MAC; no_part: none is
    std::uint32_t key_version = no_part;    ///< likewise, the version of the key
    std::optional<Encoding> encoding;       ///< of the MAC, where the template says it
};

struct MacTemplate {
    std::vector<MacItem> items;
    std::string separator;             ///< between the items; empty: the field is one item
    std::vector<std::string> names;    ///< of the parts that a message can use, each once

    /// Whether there is none, so that the field is the MAC.
    [[nodiscard]] bool is_empty() const { return items.empty(); }
    [[nodiscard]] bool has_key_version() const { return !items.empty() && items[0].key_version != no_part; }
};

/// The template of a text: one pattern, or as many as the separator cuts it into. Errors continue a sentence that the
/// option's name begins.
[[nodiscard]] Result<MacTemplate> parse_mac_template(std::string_view text, std::string_view separator);

}    // namespace hmacsweep::format
