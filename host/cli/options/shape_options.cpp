#include "host/cli/options/shape_options.hpp"

#include "host/cli/options/field_options.hpp"
#include "host/format/table_header.hpp"
#include "host/input/compression/compression.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<Encoding, 6> encoding_choices{{{"base64", Encoding::Base64},
                                                 {"base64url", Encoding::Base64Url},
                                                 {"base64url-nopad", Encoding::Base64UrlBare},
                                                 {"base64-mime", Encoding::Base64Mime},
                                                 {"hex", Encoding::Hex},
                                                 {"text", Encoding::Text}}};
/// Those, and `auto`, which is none of them.
constexpr auto mac_encoding_choices = [] {
    Choices<std::optional<Encoding>, encoding_choices.size() + 1> choices{{{"auto", std::nullopt}}};
    std::ranges::copy(encoding_choices, choices.begin() + 1);
    return choices;
}();
constexpr Choices<format::Field, format::num_fields> field_choices{{{"id", format::Field::Id},
                                                                    {"key-id", format::Field::KeyId},
                                                                    {"mac-algorithm", format::Field::MacAlgorithm},
                                                                    {"message", format::Field::Message},
                                                                    {"mac", format::Field::Mac}}};

/// `message=payload,mac=signature` into the shape's names.
void set_columns(format::Shape& shape, const std::vector<std::string>& columns, Validation& validation) {
    for (const std::string& list : columns) {
        std::array<std::string_view, format::num_fields> given;    // a later --columns takes the place of this one
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            const std::string_view entry = std::string_view(list).substr(begin, end - begin);
            begin = end + 1;
            const std::size_t equals = entry.find('=');
            if (equals == std::string_view::npos || equals + 1 == entry.size()) {
                validation.require(false, fmt::format("--columns takes FIELD=NAME,..., not \"{}\"", entry));
                return;
            }
            format::Field field{};
            validation.choose(field, "--columns (the part before =)", entry.substr(0, equals), field_choices);
            std::string_view& before = given[static_cast<std::size_t>(field)];
            validation.require(before.empty(), fmt::format("--columns says {} and {}, and a record has one of them: "
                                                           "which is meant?",
                                                           printable(before), printable(entry)));
            before = entry;
            set_field_name(shape, field, entry.substr(equals + 1), validation);
        }
    }
    std::vector<std::string_view> names;
    std::ranges::transform(format::all_fields, std::back_inserter(names),
                           [&](format::Field field) { return shape.whole_name(field); });
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    validation.require(
        twice == names.end(),
        twice == names.end() ? "" : fmt::format("--columns uses the name \"{}\" for two fields", *twice));
}

format::InputFormat choose_format(const BatchFlags& flags, rules::Operation operation, Validation& validation) {
    Choices<format::InputFormat, format::input_formats.size()> formats;
    std::ranges::transform(format::input_formats, formats.begin(),
                           [](const format::InputFormatRow& row) { return std::pair(row.name, row.format); });
    format::InputFormat format = format::InputFormat::Auto;
    validation.choose(format, "--input-format", flags.input_format.empty() ? "auto" : flags.input_format, formats);
    if (format == format::InputFormat::Lines && flags.line.empty()) {
        validation.require(
            operation == rules::Operation::Generate,
            "--input-format lines is for generate: a bare line has no MAC that could be verified; --line "
            "'{Message} hmac={Mac:hex}' tells where lines have one");
        validation.require(!flags.key_ids.empty() && !flags.mac_algorithm.empty(),
                           "--input-format lines needs --key-id and --mac-algorithm, since lines carry none");
        validation.require(
            flags.message_encoding.empty() || flags.message_encoding == "text",
            "--input-format lines takes each line's bytes as they stand; --line '{Message:hex}' decodes");
    }
    if (format == format::InputFormat::Auto) {
        for (const std::string& input : flags.inputs) {
            validation.require(
                !input::without_compression_suffix(input).ends_with(".parquet"),
                fmt::format("{}: this version does not read .parquet (the README shows how DuckDB makes CSV of it; "
                            "--input-format jsonl reads it as JSON Lines all the same)",
                            input));
        }
    }
    if (!flags.line.empty()) {
        validation.require(format == format::InputFormat::Auto || format == format::InputFormat::Lines,
                           fmt::format("--line is for --input-format lines, not for {}", flags.input_format));
        format = format::InputFormat::Lines;
    }
    return format;
}

/// Whole MACs tell by their length how they are written; of truncated ones the options must.
void set_mac_encoding(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    if (flags.mac_encoding.empty()) {
        shape.mac_form = flags.min_mac_bytes.empty() ? format::MacForm::FoundIfMapped : format::MacForm::Told;
        return;
    }
    std::optional<Encoding> encoding = shape.mac_encoding;
    validation.choose(encoding, "--mac-encoding", flags.mac_encoding, mac_encoding_choices);
    if (encoding) {
        shape.mac_encoding = shape.binary_mac_encoding = *encoding;
        return;
    }
    validation.require(flags.min_mac_bytes.empty(),
                       "--mac-encoding auto goes by the length of a whole MAC, which --min-mac-bytes leaves open: say "
                       "how MACs are written");
    shape.mac_form = format::MacForm::Found;
}

/// Encodings as the options give them; without, a line's message is text, and all else base64.
void set_encodings(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    if (shape.format == format::InputFormat::Lines) {
        shape.message_encoding = Encoding::Text;
    }
    if (!flags.message_encoding.empty()) {
        validation.choose(shape.message_encoding, "--message-encoding", flags.message_encoding, encoding_choices);
        shape.binary_message_encoding = shape.message_encoding;
    }
    set_mac_encoding(shape, flags, validation);
}

/// The encoding behind the name of a part, as in `{Mac:hex}`.
void set_part_encoding(format::Shape& shape, const format::PatternField& part, const BatchFlags& flags,
                       Validation& validation) {
    if (part.how.empty()) {
        return;
    }
    const auto set = [&](Encoding& encoding, std::string_view option, const std::string& given) {
        validation.choose(encoding, fmt::format("{{{}:...}} in --line", part.name), part.how, encoding_choices);
        validation.require(given.empty() || given == part.how,
                           fmt::format("--line and {} say two encodings of {}", option, part.name));
    };
    if (part.name == shape.name(format::Field::Message)) {
        set(shape.message_encoding, "--message-encoding", flags.message_encoding);
    } else if (part.name == shape.name(format::Field::Mac)) {
        set(shape.mac_encoding, "--mac-encoding", flags.mac_encoding);
        shape.mac_form = format::MacForm::Told;
    } else {
        validation.require(false, fmt::format("--line decodes the message and the MAC, not {{{}:{}}}",
                                              printable(part.name), printable(part.how)));
    }
}

void set_recipe(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    if (flags.message.empty()) {
        return;
    }
    Result<format::Recipe> recipe = format::parse_recipe(flags.message);
    if (!recipe) {
        validation.require(false, fmt::format("--message {}", recipe.error().message));
        return;
    }
    validation.require(
        flags.message_encoding.empty(),
        "--message-encoding is for messages that are one field; in --message, {name:hex} decodes a field");
    validation.require(!shape.place(format::Field::Message).is_mapped,
                       "--message and --columns message=... are two ways to say what the message is");
    validation.require(shape.format != format::InputFormat::Lines || !flags.line.empty() || recipe->names.empty(),
                       "--message can use nothing but {raw} of bare lines; --line names their parts");
    const bool is_json = shape.format == format::InputFormat::JsonLines || shape.format == format::InputFormat::Json ||
                         (shape.format == format::InputFormat::Auto && !flags.no_header && flags.delimiter.empty());
    validation.require(recipe->object == format::ObjectForm::None || is_json,
                       fmt::format("--message {} is for records that are JSON objects", printable(flags.message)));
    shape.recipe = std::move(*recipe);
}

void set_line(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    if (flags.line.empty()) {
        return;
    }
    const Result<format::Pattern> pattern = format::parse_pattern(flags.line);
    if (!pattern) {
        validation.require(false, fmt::format("--line {}", pattern.error().message));
        return;
    }
    Result<format::LineTemplate> line = format::make_line_template(*pattern, shape.name(format::Field::Message));
    if (!line) {
        validation.require(false, fmt::format("--line {}", line.error().message));
        return;
    }
    for (const format::PatternField& part : pattern->fields) {
        set_part_encoding(shape, part, flags, validation);
    }
    for (const format::Field field : format::all_fields) {
        if (shape.is_mac_part(field)) {
            continue;
        }
        const auto found = std::ranges::find(line->names, shape.name(field));
        if (found != line->names.end()) {
            shape.place(field).column = static_cast<std::uint32_t>(found - line->names.begin());
        }
        validation.require(found != line->names.end() || !shape.needs(field),
                           fmt::format("--line has no {{{}}}; {}", shape.name(field), format::advice_for(field)));
    }
    for (format::RecipeName& part : shape.recipe.names) {
        const std::string& name = part.name;
        const auto found = std::ranges::find(line->names, name);
        if (std::ranges::find(shape.mac.names, name) != shape.mac.names.end()) {
            continue;
        }
        validation.require(found != line->names.end(),
                           fmt::format("--line has no {{{0}}}, which {1} uses", printable(name),
                                       name == flags.chain_link ? "--chain-link" : "--message"));
        part.column = static_cast<std::uint32_t>(found - line->names.begin());
    }
    shape.line = std::move(*line);
}

/// What links the records: {prev.Mac} in the recipe, or a field of their own.
void set_chain(format::Shape& shape, const BatchFlags& flags, rules::Operation operation, Validation& validation) {
    format::Recipe& recipe = shape.recipe;
    if (!flags.chain_link.empty()) {
        if (recipe.is_empty()) {
            recipe.names.push_back({std::string(shape.name(format::Field::Message))});
            recipe.pieces.emplace_back().kind = format::PieceKind::Field;
        }
        const auto found = std::ranges::find(recipe.names, flags.chain_link, &format::RecipeName::name);
        shape.chain.link = static_cast<std::uint32_t>(found - recipe.names.begin());
        if (found == recipe.names.end()) {
            recipe.names.push_back({flags.chain_link});
        }
    }
    validation.require(operation == rules::Operation::Verify || !recipe.has_previous_mac(),
                       "--message {prev.Mac} is for verify: to generate such MACs, each record would have to wait for "
                       "the one before");
    for (const auto& [option, value] :
         {std::pair("--chain-start", &flags.chain_start), std::pair("--chain-end", &flags.chain_end)}) {
        validation.require(value->empty() || shape.is_chained(),
                           fmt::format("{} is for records that are chained, by {{prev.Mac}} in --message or by "
                                       "--chain-link",
                                       option));
    }
    validation.require(!flags.one_chain || shape.is_chained(),
                       "--one-chain is for records that are chained, by {prev.Mac} in --message or by --chain-link");
    if (!flags.chain_start.empty()) {
        shape.chain.start = flags.chain_start;
    }
    if (!flags.chain_end.empty()) {
        shape.chain.end = flags.chain_end;
    }
    shape.chain.is_one = flags.one_chain;
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

void set_table(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    const bool is_maybe_table = shape.is_table() || shape.format == format::InputFormat::Auto;
    shape.has_header = !flags.no_header;
    if (!flags.delimiter.empty()) {
        validation.require(!shape.is_table() || format::row_of(shape.format).takes_delimiter,
                           fmt::format("--delimiter is for csv: the cells of {} stand between tabs",
                                       format::row_of(shape.format).name));
        validation.require(is_maybe_table, "--delimiter is for --input-format " +
                                               format_names([](const auto& row) { return row.takes_delimiter; }));
        shape.delimiter = parse_delimiter(flags.delimiter, validation);
    }
    if (flags.no_header) {
        validation.require(is_maybe_table,
                           "--no-header is for tables, --input-format " +
                               format_names([](const auto& row) { return row.kind == format::RecordKind::Row; }));
        if (const Result<format::Shape> numbered = format::number_columns(shape); !numbered) {
            validation.require(false, fmt::format("--no-header {}", numbered.error().message));
        }
    }
}

}    // namespace

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

void set_shape(format::Shape& shape, const BatchFlags& flags, rules::Operation operation, Validation& validation) {
    shape.format = choose_format(flags, operation, validation);
    shape.wants_mac = operation == rules::Operation::Verify;
    set_encodings(shape, flags, validation);
    // One key, as far as can be told before the keys are known.
    shape.default_key_id = flags.key_ids.empty() ? std::string() : flags.key_ids.back();
    if (!flags.mac_algorithm.empty()) {
        shape.default_algorithm = parse_algorithm(flags.mac_algorithm);
        validation.require(shape.default_algorithm.has_value(),
                           unknown_algorithm("--mac-algorithm", flags.mac_algorithm));
    }
    validation.require(flags.columns.empty() || shape.format != format::InputFormat::Lines || !flags.line.empty(),
                       "--columns has nothing to name in bare lines");
    set_columns(shape, flags.columns, validation);
    set_refused(shape, flags, validation);
    set_algorithm_names(shape, flags, validation);
    set_mac_template(shape, flags, validation);
    set_recipe(shape, flags, validation);
    set_chain(shape, flags, operation, validation);
    set_mac_parts(shape, validation);
    shape.ignores_case = flags.ignore_name_case;
    shape.has_header = !flags.no_header;
    set_pointers(shape, validation);
    set_table(shape, flags, validation);
    set_line(shape, flags, validation);
    if (flags.message.empty() && !shape.recipe.pieces.empty()) {
        shape.recipe.pieces[0].encoding = shape.message_encoding;    // made by --chain-link, before --line said how
    }
}

}    // namespace hmacsweep::cli
