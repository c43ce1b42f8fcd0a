// Where a record's fields are, and how each is written. A Shape is data: backends and the Reader both follow it.
#pragma once

#include "cuda/core/copy_binary.hpp"
#include "cuda/core/json_elements.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/base/bytes.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/format/chain.hpp"
#include "host/format/encoded_json.hpp"
#include "host/format/input_format.hpp"
#include "host/format/line_template.hpp"
#include "host/format/mac_template.hpp"
#include "host/format/recipe.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::format {

/// A record's own fields.
enum class Field : std::uint8_t { Id, KeyId, MacAlgorithm, Message, Mac };
inline constexpr std::array all_fields{Field::Id, Field::KeyId, Field::MacAlgorithm, Field::Message, Field::Mac};
inline constexpr std::size_t num_fields = all_fields.size();

/// Where in a document a field is.
struct InnerField {
    std::uint32_t document = 0;    ///< of Shape::documents
    JsonPointer pointer;
    std::string text;    ///< how that was written, for errors
};

/// A list that pointers name elements of.
struct ListUse {
    JsonPointer list;
    std::vector<std::size_t> elements;    ///< the numbers of those
};

/// Where one of a record's own fields is, and what the input calls it.
struct FieldPlace {
    std::string name;           ///< in a table without a header: the number of the column
    bool is_mapped = false;     ///< whether the name is the user's own choice
    bool is_integer = false;    ///< of Id and KeyId: whether it is an integer, `1:int`, read as its decimal digits
    JsonPointer pointer{};      ///< what the name is where it is a JSON pointer; else empty
    std::uint32_t column = no_column;     ///< the column in a table, or the part in a line, 0-based, once it is known
    std::uint32_t mac_part = no_part;     ///< which part of Shape::mac it is; no_part: it stands elsewhere
    std::optional<InnerField> inner{};    ///< where it stands within a document, if it does
};

/// Keys of which any may be the right one for a record that does not carry its own.
struct CandidateNames {
    bool is_any = false;    ///< every key that may be used with the record's algorithm, as the key files have them
    std::vector<std::string> names;    ///< else these, in the order in which one of them is preferred

    [[nodiscard]] bool is_empty() const { return !is_any && names.empty(); }
};

/// Whether it is told how MACs are written.
enum class MacForm : std::uint8_t {
    Told,            ///< Shape::mac_encoding
    Found,           ///< each MAC's length tells, by find_mac()
    FoundIfMapped    ///< the same, but in JSON whose MAC has the name that KMS gives it
};

/// What a run is told of its inputs, and, completed by host/format/table_header.hpp, what is known of one source.
struct Shape {
    InputFormat format = InputFormat::JsonLines;
    /// In the order of Field.
    std::array<FieldPlace, num_fields> fields{
        {{.name = "Id"}, {.name = "KeyId"}, {.name = "MacAlgorithm"}, {.name = "Message"}, {.name = "Mac"}}};
    Encoding message_encoding = Encoding::Base64;
    Encoding mac_encoding = Encoding::Base64;
    MacForm mac_form = MacForm::Told;
    /// For records that do not carry their own.
    std::string default_key_id;
    CandidateNames candidates;    ///< verify: instead of one key
    std::optional<Algorithm> default_algorithm;

    bool wants_mac = true;        ///< whether a shape without a place for the MAC is an error
    bool needs_columns = true;    ///< whether a table must have the columns of all fields that it needs

    LineTemplate line;    ///< of Lines
    Recipe recipe;        ///< of the message, where it is no field of its own
    Chain chain;          ///< of the records, where they are linked

    MacTemplate mac;                       ///< of the MAC's field, where more than the MAC stands there
    std::uint32_t mac_prefix_bytes = 0;    ///< of each MAC, not compared
    /// What these bytes are, if that is known: these, and then the key's number in four, big-endian.
    std::optional<std::string> mac_prefix;
    /// What the input calls its algorithms, where it does not do so as KMS does.
    std::vector<std::pair<std::string, Algorithm>> algorithm_names;

    // Names that say where in a JSON value something is. A table's column has a pointer's last part for a name.
    bool ignores_case = false;             ///< of names: `x-signature` is `X-Signature`
    bool has_pointers = false;             ///< whether any of these names is a pointer
    std::vector<ListUse> list_uses;        ///< of all these pointers
    std::vector<EncodedJson> documents;    ///< JSON within fields, each once

    bool is_array = false;    ///< of Json, once a source shows it: its records are the elements of one array

    // Of tables.
    bool has_header = true;
    std::uint8_t delimiter = 0;       ///< of Csv and PgCopy; 0: the usual one
    std::uint32_t num_columns = 0;    ///< how many each record must have; 0: as many as `columns` needs
    bool is_one_column = false;       ///< without a header, once a source shows it: its first row has one cell
    /// Of PgCopy, once a source shows it: COPY's binary form, whose columns have numbers and no names.
    bool is_binary = false;
    /// How message and MAC are written there: mostly as they are.
    Encoding binary_message_encoding = Encoding::Text;
    Encoding binary_mac_encoding = Encoding::Text;
    std::vector<std::string> column_names;    ///< of a table with a header, once it is known

    /// Puts another recipe in place of the one there.
    void replace_recipe(Recipe other);

    [[nodiscard]] const FieldPlace& place(Field field) const { return fields[static_cast<std::size_t>(field)]; }
    [[nodiscard]] FieldPlace& place(Field field) { return fields[static_cast<std::size_t>(field)]; }
    [[nodiscard]] std::string_view name(Field field) const { return place(field).name; }
    /// Whether records are linked, so that the Reader must know what stands before each.
    [[nodiscard]] bool is_chained() const { return chain.link || recipe.has_previous_mac(); }
    /// Whether a MAC's length tells how it is written: for whole MACs as text, whose algorithm is known before them.
    [[nodiscard]] bool finds_mac_form() const;
    /// The encoding of MACs; none where each MAC's length tells.
    [[nodiscard]] std::optional<Encoding> told_mac_encoding() const {
        return finds_mac_form() ? std::nullopt : std::optional(mac_encoding);
    }
    /// The name of a field for an error's text.
    [[nodiscard]] std::string_view whole_name(Field field) const;
    /// Whether a name of the input's is the wanted one.
    [[nodiscard]] bool is_name(std::string_view name, std::string_view wanted) const {
        return name == wanted || (ignores_case && is_same_but_case(name, wanted));
    }
    [[nodiscard]] static bool is_same_but_case(std::string_view a, std::string_view b);    ///< of ASCII letters
    /// Whether a field is a part of the MAC's, so that the input has no place of its own for it.
    [[nodiscard]] bool is_mac_part(Field field) const { return place(field).mac_part != no_part; }
    /// Whether the input must have a place for a field.
    [[nodiscard]] bool needs(Field field) const;
    /// Whether a line of blanks is no record. Where all of a line may be a message it is one like any other.
    [[nodiscard]] bool skips_blank_lines() const {
        switch (kind()) {
            case RecordKind::Row:
                return !row_of(format).syntax.has_escapes && !has_blank_rows();
            case RecordKind::Line:
                return !line.is_empty();
            case RecordKind::Unknown:
            case RecordKind::Object:
                break;
        }
        return true;
    }
    /// Whether a blank line of CSV or TSV is a row: where rows have one cell.
    [[nodiscard]] bool has_blank_rows() const {
        return (num_columns == 1 || is_one_column) && is_table() && !row_of(format).syntax.has_escapes;
    }
    [[nodiscard]] RecordKind kind() const { return row_of(format).kind; }
    [[nodiscard]] bool is_json() const { return kind() == RecordKind::Object; }
    [[nodiscard]] bool is_table() const { return kind() == RecordKind::Row; }
    /// Whether records are the elements of one JSON value.
    [[nodiscard]] bool has_elements() const { return row_of(format).has_elements; }
    /// Whether its records stand in lines.
    [[nodiscard]] bool has_lines() const { return !is_binary; }
    /// How the records of a table that is text are written; of any other format, lines without cells.
    [[nodiscard]] core::TableSyntax table_syntax() const {
        const InputFormatRow& row = row_of(format);
        core::TableSyntax syntax = row.syntax;
        syntax.delimiter = row.takes_delimiter && delimiter != 0 ? delimiter : syntax.delimiter;
        syntax.has_blank_rows = has_blank_rows();
        return syntax;
    }
};

/// What to do about a field that is needed and has no place, for an error's text.
[[nodiscard]] std::string_view advice_for(Field field);

/// Appends a frame for every record among whole records of a shape.
core::FrameCounts frame_records(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);

/// Calls `emit(core::Frame)` for each of these frames.
template <class Emit>
core::FrameCounts frame_records(const std::uint8_t* bytes, std::size_t size, const Shape& shape, Emit&& emit) {
    std::vector<core::Frame> frames;
    const core::FrameCounts counts = frame_records(Bytes(bytes, size), shape, frames);
    for (const core::Frame& frame : frames) {
        emit(frame);
    }
    return counts;
}

}    // namespace hmacsweep::format
