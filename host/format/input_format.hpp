// The formats of inputs: their names and the suffixes by which files are known. One row each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hmacsweep::format {

/// How records are laid out. Auto is for runs, not for slabs: every source of such a run has one of the others.
enum class InputFormat : std::uint8_t { Auto, JsonLines, Json, Csv, Tsv, PgCopy, Lines };

struct InputFormatRow {
    InputFormat format;
    std::string_view name;
    std::array<std::string_view, 2> suffixes;    ///< that Auto guesses by; unused ones are empty
};

inline constexpr std::array<InputFormatRow, 7> input_formats{{
    {InputFormat::Auto, "auto", {}},
    {InputFormat::JsonLines, "jsonl", {".jsonl", ".ndjson"}},
    {InputFormat::Json, "json", {".json"}},
    {InputFormat::Csv, "csv", {".csv"}},
    {InputFormat::Tsv, "tsv", {".tsv"}},
    {InputFormat::PgCopy, "pgcopy", {}},
    {InputFormat::Lines, "lines", {}},
}};

/// The format that Auto takes a file's suffix for, if any, in capitals, too, and before a rotated file's number.
[[nodiscard]] std::optional<InputFormat> guess_format(std::string_view name);

}    // namespace hmacsweep::format
