// Where a record's fields are and how each is written. A Shape is data: backends and the Reader both follow it.
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
#include "host/format/step.hpp"

#include <algorithm>
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

/// The place of a field in a document (see EncodedJson).
struct InnerField {
    std::uint32_t document = 0;    ///< index in Shape::documents
    JsonPointer pointer;
    std::string text;    ///< the whole name as written, for an error's text

    bool operator==(const InnerField&) const = default;
};

/// A JSON list, and which of its elements the shape's pointers name.
struct ListUse {
    JsonPointer list;
    std::vector<std::size_t> elements;    ///< the indices that the pointers name

    bool operator==(const ListUse&) const = default;
};

/// Where one of a record's own fields is, and what the input calls it.
struct FieldPlace {
    std::string name;                    ///< the input's name for it; in a table without a header: the column's number
    bool is_mapped = false;              ///< whether the user chose the name
    JsonPointer pointer{};               ///< the name, parsed, if it is a JSON pointer; else empty
    std::uint32_t column = no_column;    ///< the column of a table or the part of a line, 0-based, once known
    std::uint32_t mac_part = no_part;    ///< index in MacTemplate::names of Shape::mac; no_part: the field is elsewhere
    std::optional<InnerField> inner{};    ///< its place within a document, if it is in one
    std::vector<Step> steps{};            ///< what is done with its text before all else
    bool is_decoded = false;              ///< whether `steps` make bytes, so that Message or Mac is not decoded again

    bool operator==(const FieldPlace&) const = default;
};

/// Which records are judged: those whose field has a text (--where).
struct Filter {
    FieldPlace place;
    JsonPointer way;     ///< of JSON: the pointer to the field, also for a plain name
    std::string name;    ///< the field as given, with its steps
    std::string text;    ///< what the field must have

    bool operator==(const Filter&) const = default;
};

/// The candidates for a record that names no key.
struct CandidateNames {
    bool is_any = false;    ///< every key that may be used with the record's algorithm, in the key files' order
    std::vector<std::string> names;    ///< else these; an earlier one is preferred

    /// Whether there are no candidates.
    [[nodiscard]] bool is_empty() const { return !is_any && names.empty(); }

    bool operator==(const CandidateNames&) const = default;
};

/// How the encoding of MACs is known.
enum class MacForm : std::uint8_t {
    Told,            ///< it is Shape::mac_encoding
    Found,           ///< find_mac() finds it for each MAC by the MAC's length
    FoundIfMapped    ///< as Found, but as Told for JSON whose MAC has the name that KMS uses and no template
};

/// What a run is told of its records. Reading the head of a source (Format::read_head) completes the copy of that
/// source.
struct Shape {
    InputFormat format = InputFormat::JsonLines;
    /// In the order of Field.
    std::array<FieldPlace, num_fields> fields{
        {{.name = "Id"}, {.name = "KeyId"}, {.name = "MacAlgorithm"}, {.name = "Message"}, {.name = "Mac"}}};
    Encoding message_encoding = Encoding::Base64;    ///< of a message that is a field of its own
    Encoding mac_encoding = Encoding::Base64;
    MacForm mac_form = MacForm::Told;
    std::string default_key_id;                    ///< for records that name no key; empty: none
    CandidateNames candidates;                     ///< verify: in place of default_key_id
    std::optional<Algorithm> default_algorithm;    ///< for records that name no algorithm

    bool wants_mac = true;        ///< whether a shape without a place for the MAC is an error
    bool needs_columns = true;    ///< whether a table must have the columns of all fields that it needs

    LineTemplate line;           ///< of Lines
    Recipe recipe;               ///< of the message, if the message is no field of its own
    std::string base;            ///< the folder of the files that the recipe uses; empty: the folder of each source
    std::string input_name{};    ///< found in a source: the last part of its name
    Chain chain;                 ///< of linked records

    MacTemplate mac;                       ///< of the MAC's field, if the field has more than the MAC
    std::uint32_t mac_prefix_bytes = 0;    ///< how many bytes come before each decoded MAC; they are not hashed
    /// The prefix, if known: these bytes, then the key's number in four bytes, big-endian.
    std::optional<std::string> mac_prefix;
    /// The input's names of algorithms, if they differ from the names that KMS uses.
    std::vector<std::pair<std::string, Algorithm>> algorithm_names;

    // Of names. In a table, a JSON pointer's last part is the column's name.
    bool ignores_case = false;             ///< whether `x-signature` is `X-Signature`
    bool has_pointers = false;             ///< whether any name is a JSON pointer
    std::vector<ListUse> list_uses;        ///< of all pointers
    std::vector<EncodedJson> documents;    ///< JSON within fields, each once
    std::vector<Filter> filters;           ///< a record is judged if all of them hold
    JsonPointer records;                   ///< of JSON: the elements of the array there are the records; empty: none

    bool is_array = false;    ///< of Json, found in a source: the records are the elements of one array

    // Of tables.
    bool has_header = true;
    std::uint8_t delimiter = 0;              ///< of a format that takes one; 0: the default
    std::optional<std::string> null_text;    ///< of CSV and TSV: a cell with this text, without quotes, is NULL
    std::uint32_t num_columns = 0;           ///< how many cells each record must have; 0: as many as the fields need
    bool is_one_column = false;              ///< without a header, found in a source: the first row has one cell
    /// Of PgCopy, found in a source: it is in COPY's binary form, whose columns have numbers and no names.
    bool is_binary = false;
    /// The encodings of message and MAC in the binary form: mostly none, that is Text.
    Encoding binary_message_encoding = Encoding::Text;
    Encoding binary_mac_encoding = Encoding::Text;
    std::vector<std::string> column_names;    ///< of a table with a header, once read

    /// Replaces the recipe and removes Chain::link, which is an index in the old one.
    void replace_recipe(Recipe other);

    /// The place of one of the record's own fields.
    [[nodiscard]] const FieldPlace& place(Field field) const { return fields[static_cast<std::size_t>(field)]; }
    [[nodiscard]] FieldPlace& place(Field field) { return fields[static_cast<std::size_t>(field)]; }
    /// What the input calls one of the record's own fields.
    [[nodiscard]] std::string_view name(Field field) const { return place(field).name; }
    /// Whether records are linked, so that the Reader needs the record before each record.
    [[nodiscard]] bool is_chained() const { return chain.link || recipe.uses_previous; }
    /// Whether find_mac() finds the encoding of each MAC by its length: only for MACs as text whose algorithm is not
    /// itself a part of the MAC's field.
    [[nodiscard]] bool finds_mac_form() const;
    /// The encoding of MACs; nullopt if finds_mac_form().
    [[nodiscard]] std::optional<Encoding> told_mac_encoding() const {
        if (place(Field::Mac).is_decoded) {
            return Encoding::Text;
        }
        return finds_mac_form() ? std::nullopt : std::optional(mac_encoding);
    }
    /// The encoding of a message that is a field of its own.
    [[nodiscard]] Encoding own_message_encoding() const {
        return place(Field::Message).is_decoded ? Encoding::Text : message_encoding;
    }
    /// The name of a field for an error's text, with its place within a document.
    [[nodiscard]] std::string_view whole_name(Field field) const;
    /// Whether a name in the input is the wanted one.
    [[nodiscard]] bool is_name(std::string_view name, std::string_view wanted) const {
        return name == wanted || (ignores_case && is_same_but_case(name, wanted));
    }
    /// Whether two names are equal but for the case of ASCII letters.
    [[nodiscard]] static bool is_same_but_case(std::string_view a, std::string_view b);
    /// Whether a field is a part of the MAC's field, so that it has no place of its own in the input.
    [[nodiscard]] bool is_mac_part(Field field) const { return place(field).mac_part != no_part; }
    /// Whether the input must have a place for a field.
    [[nodiscard]] bool needs(Field field) const;
    /// Whether a blank line is no record. If the whole line may be a message, a blank line is a record.
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
    /// Whether a blank line of CSV or TSV is a row, because rows have one cell.
    [[nodiscard]] bool has_blank_rows() const {
        return (num_columns == 1 || is_one_column) && is_table() && !row_of(format).syntax.has_escapes;
    }
    /// What a record is. The two functions behind this one ask for one kind.
    [[nodiscard]] RecordKind kind() const { return row_of(format).kind; }
    [[nodiscard]] bool is_json() const { return kind() == RecordKind::Object; }
    [[nodiscard]] bool is_table() const { return kind() == RecordKind::Row; }
    /// Whether records are the elements of one JSON value.
    [[nodiscard]] bool has_elements() const { return row_of(format).has_elements; }
    /// Whether the source has lines, so that records have line numbers. COPY's binary form has none.
    [[nodiscard]] bool has_lines() const { return !is_binary; }
    /// How the rows of a text table are written. For any other format: lines without cells.
    [[nodiscard]] core::TableSyntax table_syntax() const {
        const InputFormatRow& row = row_of(format);
        core::TableSyntax syntax = row.syntax;
        syntax.delimiter = row.takes_delimiter && delimiter != 0 ? delimiter : syntax.delimiter;
        syntax.has_blank_rows = has_blank_rows();
        return syntax;
    }

    bool operator==(const Shape&) const = default;
};

/// What the user can do about a needed field that has no place, for an error's text.
[[nodiscard]] std::string_view advice_for(Field field);

/// Appends a frame for each record. `records` holds whole records of the shape only. Returns their counts.
core::FrameCounts frame_records(Bytes records, const Shape& shape, std::vector<core::Frame>& frames);

/// As above, but calls `emit(core::Frame)` for each frame.
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
