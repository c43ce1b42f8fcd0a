// Where a record's fields are, and how each is written. A Shape is data: backends and the Reader both follow it.
#pragma once

#include "host/algorithm_names.hpp"
#include "host/encoding.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep {

/// How records are laid out: JSON Lines, or each line's bytes as a message.
enum class InputFormat : std::uint8_t { JsonLines, Lines };

/// A record's own fields.
enum class Field : std::uint8_t { Id, KeyId, MacAlgorithm, Message, Mac };
inline constexpr std::size_t num_fields = 5;

struct Shape {
    InputFormat format = InputFormat::JsonLines;
    /// The input's names of the fields, in the order of Field.
    std::array<std::string, num_fields> names{"Id", "KeyId", "MacAlgorithm", "Message", "Mac"};
    Encoding message_encoding = Encoding::Base64;
    Encoding mac_encoding = Encoding::Base64;
    /// For records that do not carry their own.
    std::string default_key_id;
    std::optional<Algorithm> default_algorithm;

    [[nodiscard]] std::string_view name(Field field) const { return names[static_cast<std::size_t>(field)]; }
    /// Whether a line of blanks is no record. In InputFormat::Lines it is a message like any other.
    [[nodiscard]] bool skips_blank_lines() const { return format == InputFormat::JsonLines; }
};

}    // namespace hmacsweep
