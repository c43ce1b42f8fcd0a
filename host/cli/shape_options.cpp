#include "host/cli/shape_options.hpp"

#include "host/io/table_header.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<Encoding, 5> encoding_choices{{{"base64", Encoding::Base64},
                                                 {"base64url", Encoding::Base64Url},
                                                 {"base64-mime", Encoding::Base64Mime},
                                                 {"hex", Encoding::Hex},
                                                 {"text", Encoding::Text}}};
constexpr Choices<Field, num_fields> field_choices{{{"id", Field::Id},
                                                    {"key-id", Field::KeyId},
                                                    {"mac-algorithm", Field::MacAlgorithm},
                                                    {"message", Field::Message},
                                                    {"mac", Field::Mac}}};

/// `message=payload,mac=signature` into the shape's names.
void set_columns(Shape& shape, const std::vector<std::string>& columns, Validation& validation) {
    for (const std::string& list : columns) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            const std::string_view entry = std::string_view(list).substr(begin, end - begin);
            begin = end + 1;
            const std::size_t equals = entry.find('=');
            if (equals == std::string_view::npos || equals + 1 == entry.size()) {
                validation.require(false, fmt::format("--columns takes FIELD=NAME,..., not \"{}\"", entry));
                return;
            }
            Field field{};
            validation.choose(field, "--columns (the part before =)", entry.substr(0, equals), field_choices);
            shape.names[static_cast<std::size_t>(field)] = entry.substr(equals + 1);
            shape.is_mapped[static_cast<std::size_t>(field)] = true;
        }
    }
    std::vector<std::string> names(shape.names.begin(), shape.names.end());
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    validation.require(
        twice == names.end(),
        twice == names.end() ? "" : fmt::format("--columns uses the name \"{}\" for two fields", *twice));
}

InputFormat choose_format(const BatchFlags& flags, Operation operation, Validation& validation) {
    Choices<InputFormat, input_formats.size()> formats;
    std::ranges::transform(input_formats, formats.begin(),
                           [](const InputFormatRow& row) { return std::pair(row.name, row.format); });
    InputFormat format = InputFormat::Auto;
    validation.choose(format, "--input-format", flags.input_format, formats);
    if (format == InputFormat::Lines) {
        validation.require(operation == Operation::Generate,
                           "--input-format lines is for generate: a bare line has no MAC that could be verified");
        validation.require(!flags.key_id.empty() && !flags.mac_algorithm.empty(),
                           "--input-format lines needs --key-id and --mac-algorithm, since lines carry none");
    }
    if (format == InputFormat::Auto) {
        for (const std::string& input : flags.inputs) {
            for (const std::string_view suffix : {".json", ".gz", ".zst", ".parquet"}) {
                validation.require(
                    !input.ends_with(suffix),
                    fmt::format("{}: this version does not read {} (--input-format jsonl reads it as JSON Lines "
                                "all the same)",
                                input, suffix));
            }
        }
    }
    return format;
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

void set_table(Shape& shape, const BatchFlags& flags, Operation operation, Validation& validation) {
    const bool is_maybe_table = shape.is_table() || shape.format == InputFormat::Auto;
    shape.wants_mac = operation == Operation::Verify;
    shape.has_header = !flags.no_header;
    if (!flags.delimiter.empty()) {
        validation.require(shape.format != InputFormat::Tsv,
                           "--delimiter is for csv: the cells of tsv stand between tabs");
        validation.require(is_maybe_table, "--delimiter is for --input-format csv");
        shape.delimiter = parse_delimiter(flags.delimiter, validation);
    }
    if (flags.no_header) {
        validation.require(is_maybe_table, "--no-header is for tables, --input-format csv or tsv");
        if (const Result<Shape> numbered = io::number_columns(shape); !numbered) {
            validation.require(false, fmt::format("--no-header {}", numbered.error().message));
        }
    }
}

}    // namespace

void set_shape(Shape& shape, const BatchFlags& flags, Operation operation, Validation& validation) {
    shape.format = choose_format(flags, operation, validation);
    validation.choose(shape.message_encoding, "--message-encoding", flags.message_encoding, encoding_choices);
    validation.choose(shape.mac_encoding, "--mac-encoding", flags.mac_encoding, encoding_choices);
    shape.default_key_id = flags.key_id;
    if (!flags.mac_algorithm.empty()) {
        shape.default_algorithm = parse_algorithm(flags.mac_algorithm);
        validation.require(shape.default_algorithm.has_value(),
                           fmt::format("--mac-algorithm takes one of HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384, "
                                       "HMAC_SHA_512, not \"{}\"",
                                       flags.mac_algorithm));
    }
    set_columns(shape, flags.columns, validation);
    set_table(shape, flags, operation, validation);
}

}    // namespace hmacsweep::cli
