// The options that say how records are laid out: format, encodings, names of fields, tables.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/encoding_choices.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/profiles/profiles.hpp"
#include "host/format/table_header.hpp"
#include "host/input/compression/compression.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The names of formats, and what they mean.
constexpr auto format_choices = [] {
    Choices<format::InputFormat, format::input_formats.size()> choices;
    std::ranges::transform(format::input_formats, choices.begin(),
                           [](const format::InputFormatRow& row) { return std::pair(row.name, row.format); });
    return choices;
}();

std::vector<std::string> algorithm_words() {
    std::vector<std::string> names;
    names.reserve(all_algorithms.size());
    for (const Algorithm algorithm : all_algorithms) {
        names.emplace_back(name_of(algorithm));
    }
    return names;
}

void check_bare_lines(const BatchRequest& request, const Given& given, Validation& validation) {
    validation.require(request.run.operation == rules::Operation::Generate,
                       "--input-format lines is for generate: a bare line has no MAC that could be verified; --line "
                       "'{Message} hmac={Mac:hex}' tells where lines have one");
    validation.require(given.has("--key-id") && given.has("--mac-algorithm"),
                       "--input-format lines needs --key-id and --mac-algorithm, since lines carry none");
    validation.require(!given.has("--message-encoding") || given.text("--message-encoding") == "text",
                       "--input-format lines takes each line's bytes as they are; --line '{Message:hex}' decodes");
}

void check_parquet(const Given& given, Validation& validation) {
    for (const std::string& input : given.list("INPUT")) {
        validation.require(
            !input::without_compression_suffix(input).ends_with(".parquet"),
            fmt::format(
                "{}: this version does not read .parquet (host/format/README.md shows how DuckDB makes CSV of it; "
                "--input-format jsonl reads it as JSON Lines all the same)",
                input));
    }
}

/// The format, and the encodings that go without options: a line's message is text and all else base64; a MAC in a
/// field that --columns names may be in any encoding, which is found out.
void set_input_format(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    shape.format = format::InputFormat::Auto;
    validation.choose(shape.format, "--input-format", given.text("--input-format"), format_choices);
    if (shape.format == format::InputFormat::Lines && !given.has("--line")) {
        check_bare_lines(request, given, validation);
    }
    if (shape.format == format::InputFormat::Auto) {
        check_parquet(given, validation);
    }
    if (given.has("--line")) {
        validation.require(shape.format == format::InputFormat::Auto || shape.format == format::InputFormat::Lines,
                           fmt::format("--line is for --input-format lines, not for {}", given.text("--input-format")));
        shape.format = format::InputFormat::Lines;
    }
    if (shape.format == format::InputFormat::Lines) {
        shape.message_encoding = Encoding::Text;
    }
    if (!given.has("--mac-encoding") && !given.has("--min-mac-bytes")) {
        shape.mac_form = format::MacForm::FoundIfMapped;
    }
}

/// As far as can be told before the keys are known, the last value is the key of records that name none.
void set_key_id(BatchRequest& request, const Given& given, Validation&) {
    request.key_ids = given.list("--key-id");
    request.run.shape.default_key_id = request.key_ids.back();
}

void set_mac_algorithm(BatchRequest& request, const Given& given, Validation& validation) {
    const std::string& name = given.text("--mac-algorithm");
    request.run.shape.default_algorithm = parse_algorithm(name);
    validation.require(request.run.shape.default_algorithm.has_value(), unknown_algorithm("--mac-algorithm", name));
}

void set_message_encoding(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    validation.choose(shape.message_encoding, "--message-encoding", given.text("--message-encoding"), encoding_choices);
    shape.binary_message_encoding = shape.message_encoding;
}

/// The byte between the cells of a table, as given: one character, or `\t`.
std::uint8_t parse_delimiter(const std::string& text, Validation& validation) {
    if (text == "\\t") {
        return '\t';
    }
    constexpr std::string_view impossible("\"\r\n\0", 4);
    const bool is_possible = text.size() == 1 && impossible.find(text[0]) == std::string_view::npos;
    validation.require(is_possible,
                       fmt::format("--delimiter takes one byte that is no quote and no line end, or \\t, not \"{}\"",
                                   printable(text)));
    return static_cast<std::uint8_t>(text[0]);
}

/// The names of the formats of which that is true, for help and errors: `csv, tsv, pgcopy`.
std::string format_names(bool (*is_one)(const format::InputFormatRow& row)) {
    std::string names;
    for (const format::InputFormatRow& row : format::input_formats) {
        if (is_one(row)) {
            names += names.empty() ? "" : ", ";
            names += row.name;
        }
    }
    return names;
}

/// The names of the formats that a record with a MAC can have.
std::string record_formats() {
    return format_names([](const auto& row) { return row.format != format::InputFormat::Lines; });
}

void set_delimiter(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    validation.require(!shape.is_table() || format::row_of(shape.format).takes_delimiter,
                       fmt::format("--delimiter is for csv: the cells of {} are separated by tabs",
                                   format::row_of(shape.format).name));
    validation.require(
        shape.is_table() || shape.format == format::InputFormat::Auto,
        "--delimiter is for --input-format " + format_names([](const auto& row) { return row.takes_delimiter; }));
    shape.delimiter = parse_delimiter(given.text("--delimiter"), validation);
}

void set_null(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    const bool is_possible = shape.format == format::InputFormat::Auto || shape.format == format::InputFormat::Csv ||
                             shape.format == format::InputFormat::Tsv;
    validation.require(is_possible, "--null is for csv and tsv; the other formats have a NULL of their own");
    shape.null_text = given.text("--null");
}

void set_no_header(BatchRequest& request, const Given&, Validation& validation) {
    const format::Shape& shape = request.run.shape;
    validation.require(shape.is_table() || shape.format == format::InputFormat::Auto,
                       "--no-header is for tables, --input-format " +
                           format_names([](const auto& row) { return row.kind == format::RecordKind::Row; }));
    if (const Result<format::Shape> numbered = format::number_columns(shape); !numbered) {
        validation.require(false, fmt::format("--no-header {}", numbered.error().message));
    }
}

Option input_format_option(Commands commands, std::string help) {
    return {.names = "--input-format",
            .commands = commands,
            .value = "FORMAT",
            .help = std::move(help),
            .fallback = "auto",
            .words = words_of(format_choices),
            .is_in_profiles = true,
            .stage = Stage::Layout,
            .set = set_input_format};
}

Option key_id_option(Commands commands, std::string help) {
    return {.names = "--key-id",
            .commands = commands,
            .takes = Takes::Each,
            .value = "ID",
            .help = std::move(help),
            .is_in_profiles = true,
            .stage = Stage::Layout,
            .set = set_key_id};
}

}    // namespace

Options layout_options() {
    return {
        input_format_option(verifying_commands, record_formats() + " [auto: by first bytes and suffix]"),
        input_format_option({Command::Generate},
                            record_formats() + ", or lines: each line's bytes are a message [auto]"),
        // What else it does comes before all effects: apply_profile().
        {.names = "--profile",
         .commands = reading_commands,
         .value = "NAME",
         .help = "Options by one name: github, jwt, vault, ... (`hmacsweep profiles` lists them), or a TOML or JSON "
                 "file",
         .words = profile_names(),
         .is_file = true,
         .set = [](BatchRequest& request, const Given&, Validation&) { request.folders.reads_all = true; }},
        key_id_option(verifying_commands,
                      "Key of records that do not name one; candidates: any, or A,B,C, or repeated"),
        key_id_option({Command::Generate}, "Key of records that do not name one"),
        {.names = "--mac-algorithm",
         .commands = reading_commands,
         .value = "ALG",
         .help = "Algorithm of records that do not name one, as HMAC_SHA_256",
         .words = algorithm_words(),
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_mac_algorithm},
        {.names = "--message-encoding",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "ENCODING",
         .help = "base64, base64url, base64url-nopad, base64-mime, hex, text [base64; in lines and in binary COPY "
                 "text]",
         .words = words_of(encoding_choices),
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_message_encoding},
    };
}

Options table_options() {
    return {
        {.names = "--no-header",
         .commands = reading_commands,
         .group = Group::Input,
         .takes = Takes::Nothing,
         .help = "The table has no header line: --columns takes numbers, 1 the first",
         .is_in_profiles = true,
         .stage = Stage::Names,
         .set = set_no_header},
        {.names = "--delimiter",
         .commands = reading_commands,
         .group = Group::Input,
         .value = "BYTE",
         .help = "Between the cells of csv, as ; or \\t [,]",
         .is_in_profiles = true,
         .stage = Stage::Names,
         .set = set_delimiter},
        {.names = "--null",
         .commands = reading_commands,
         .group = Group::Input,
         .value = "TEXT",
         .help = "In csv and tsv, a cell with this text and without quotes is NULL, as NULL or \\N",
         .is_in_profiles = true,
         .stage = Stage::Names,
         .set = set_null},
    };
}

}    // namespace hmacsweep::cli
