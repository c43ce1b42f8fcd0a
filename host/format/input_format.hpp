// The formats of inputs, one row each: the name, the suffixes by which files are known, and what the records are.
#pragma once

#include "cuda/core/table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hmacsweep::format {

/// How records follow each other. Only a run can have Auto: each source of that run gets one of the others.
enum class InputFormat : std::uint8_t { Auto, JsonLines, Json, Csv, Tsv, PgCopy, MySqlOutfile, MySqlBatch, Lines };

/// What a format answers about its bytes: host/format/format.hpp.
struct Format;
namespace formats {

extern const Format json_lines;
extern const Format json;
extern const Format csv;
extern const Format tsv;
extern const Format copy_text;
extern const Format mysql_outfile;
extern const Format mysql_batch;
extern const Format lines;

}    // namespace formats

/// What a record is. It selects the Reader's parser. Only Auto has Unknown.
enum class RecordKind : std::uint8_t { Unknown, Object, Row, Line };

/// What is known of a format before any byte is read.
struct InputFormatRow {
    InputFormat format;
    std::string_view name;
    std::array<std::string_view, 2> suffixes{};    ///< of file names, by which Auto guesses; unused ones are empty
    RecordKind kind;
    const Format* answers;
    core::TableSyntax syntax{0, false};    ///< of Row: how cells are written, with the default delimiter
    bool takes_delimiter = false;          ///< of Row: whether another delimiter may be given
    /// Whether a source is one JSON value whose elements are the records. A line feed does not end such a record.
    bool has_elements = false;
};

/// One row for each format, in the order of InputFormat.
inline constexpr std::array<InputFormatRow, 9> input_formats{{
    {InputFormat::Auto, "auto", {}, RecordKind::Unknown, &formats::json_lines},
    {InputFormat::JsonLines, "jsonl", {".jsonl", ".ndjson"}, RecordKind::Object, &formats::json_lines},
    {.format = InputFormat::Json,
     .name = "json",
     .suffixes = {".json"},
     .kind = RecordKind::Object,
     .answers = &formats::json,
     .has_elements = true},
    {InputFormat::Csv, "csv", {".csv"}, RecordKind::Row, &formats::csv, {',', true}, true},
    {InputFormat::Tsv, "tsv", {".tsv"}, RecordKind::Row, &formats::tsv, {'\t', false}},
    {InputFormat::PgCopy, "pgcopy", {}, RecordKind::Row, &formats::copy_text, {'\t', false, true}, true},
    {.format = InputFormat::MySqlOutfile,
     .name = "mysql-outfile",
     .kind = RecordKind::Row,
     .answers = &formats::mysql_outfile,
     .syntax = {'\t', false, true, false, core::Escapes::Outfile},
     .takes_delimiter = true},
    {.format = InputFormat::MySqlBatch,
     .name = "mysql-batch",
     .kind = RecordKind::Row,
     .answers = &formats::mysql_batch,
     .syntax = {'\t', false, true, false, core::Escapes::Batch}},
    {InputFormat::Lines, "lines", {}, RecordKind::Line, &formats::lines},
}};

/// The row of a format.
[[nodiscard]] constexpr const InputFormatRow& row_of(InputFormat format) {
    return input_formats[static_cast<std::size_t>(format)];
}
static_assert(std::ranges::all_of(input_formats, [](const InputFormatRow& row) { return &row == &row_of(row.format); }),
              "the rows stand in the order of InputFormat");

/// The format that Auto guesses from a file's suffix; nullopt for an unknown suffix. Ignores case and the number of a
/// rotated file (`x.csv.1`, `x.csv-20230525`).
[[nodiscard]] std::optional<InputFormat> guess_format(std::string_view name);

}    // namespace hmacsweep::format
