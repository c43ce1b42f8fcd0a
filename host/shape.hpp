// Where a record's fields are, and how each is written. A Shape is data: backends and the Reader both follow it.
#pragma once

#include "cuda/core/table.hpp"
#include "host/algorithm_names.hpp"
#include "host/encoding.hpp"
#include "host/input_format.hpp"
#include "host/line_template.hpp"
#include "host/recipe.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep {

/// A record's own fields.
enum class Field : std::uint8_t { Id, KeyId, MacAlgorithm, Message, Mac };
inline constexpr std::array all_fields{Field::Id, Field::KeyId, Field::MacAlgorithm, Field::Message, Field::Mac};
inline constexpr std::size_t num_fields = all_fields.size();

/// The place of a field that the input does not have.
inline constexpr std::uint32_t no_column = 0xffffffff;

/// What a run is told of its inputs, and, completed by host/io/table_header.hpp, what is known of one source.
struct Shape {
    InputFormat format = InputFormat::JsonLines;
    /// The input's names of the fields, in the order of Field. In a table without a header: the numbers of the columns.
    std::array<std::string, num_fields> names{"Id", "KeyId", "MacAlgorithm", "Message", "Mac"};
    std::array<bool, num_fields> is_mapped{};    ///< whether `names` is the user's own choice
    Encoding message_encoding = Encoding::Base64;
    Encoding mac_encoding = Encoding::Base64;
    /// For records that do not carry their own.
    std::string default_key_id;
    std::optional<Algorithm> default_algorithm;

    bool wants_mac = true;        ///< whether a shape without a place for the MAC is an error
    bool needs_columns = true;    ///< whether a table must have the columns of all fields that it needs

    LineTemplate line;    ///< of Lines
    Recipe recipe;        ///< of the message, where it is no field of its own

    // Of tables.
    bool has_header = true;
    std::uint8_t delimiter = 0;       ///< of Csv and PgCopy; 0: the usual one
    std::uint32_t num_columns = 0;    ///< how many each record must have; 0: as many as `columns` needs

    /// Where each field is: its column in a table, its part in a line, both 0-based. Known for a source; for a run only
    /// where that is all the same.
    std::array<std::uint32_t, num_fields> columns{no_column, no_column, no_column, no_column, no_column};
    std::vector<std::uint32_t> recipe_columns;    ///< the same of each of the recipe's names
    std::vector<std::string> column_names;        ///< of a table with a header, once it is known

    [[nodiscard]] std::string_view name(Field field) const { return names[static_cast<std::size_t>(field)]; }
    /// Whether the input must have a place for a field.
    [[nodiscard]] bool needs(Field field) const;
    /// Whether a line of blanks is no record. Where all of a line may be a message it is one like any other.
    [[nodiscard]] bool skips_blank_lines() const {
        return format == InputFormat::Lines ? !line.is_empty() : format != InputFormat::PgCopy;
    }
    [[nodiscard]] bool is_table() const {
        return format == InputFormat::Csv || format == InputFormat::Tsv || format == InputFormat::PgCopy;
    }
    /// How the records of a table are written; of any other format, lines without cells.
    [[nodiscard]] core::TableSyntax table_syntax() const {
        const auto or_usual = [&](char usual) { return delimiter == 0 ? static_cast<std::uint8_t>(usual) : delimiter; };
        switch (format) {
            case InputFormat::Csv:
                return {or_usual(','), true};
            case InputFormat::Tsv:
                return {'\t', false};
            case InputFormat::PgCopy:
                return {or_usual('\t'), false, true};
            default:
                return {0, false};
        }
    }
};

/// What to do about a field that is needed and has no place, for an error's text.
[[nodiscard]] std::string_view advice_for(Field field);

/// Calls `emit(core::Frame)` for every record among whole records of a shape.
template <class Emit>
core::FrameCounts frame_records(const std::uint8_t* bytes, std::size_t size, const Shape& shape, Emit&& emit) {
    return shape.is_table() ? core::frame_table(bytes, size, shape.table_syntax(), emit)
                            : core::frame_lines(bytes, size, shape.skips_blank_lines(), emit);
}

}    // namespace hmacsweep
