// The formats of inputs: their names and the suffixes by which files are known. One row each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hmacsweep::format {

/// How records are laid out. Auto is for runs, not for slabs: every source of such a run has one of the others.
enum class InputFormat : std::uint8_t { Auto, JsonLines, Json, Csv, Tsv, PgCopy, Lines };

struct InputFormatRow {
    InputFormat format;
    std::string_view name;
    std::array<std::string_view, 4> suffixes;    ///< unused ones are empty
    bool is_guessed;                             ///< by suffix, under Auto
};

inline constexpr std::array<InputFormatRow, 7> input_formats{{
    {InputFormat::Auto, "auto", {}, false},
    {InputFormat::JsonLines, "jsonl", {".jsonl", ".ndjson"}, true},
    {InputFormat::Json, "json", {".json"}, true},
    {InputFormat::Csv, "csv", {".csv"}, true},
    {InputFormat::Tsv, "tsv", {".tsv"}, true},
    {InputFormat::PgCopy, "pgcopy", {".pgcopy", ".copy"}, false},
    {InputFormat::Lines, "lines", {".log", ".txt", ".jwt", ".jws"}, false},
}};

/// The suffixes of a format; of Auto, all that it guesses by.
[[nodiscard]] std::vector<std::string_view> suffixes_of(InputFormat format);

/// The format that Auto takes a file's suffix for, if any.
[[nodiscard]] std::optional<InputFormat> guess_format(std::string_view name);

}    // namespace hmacsweep::format
