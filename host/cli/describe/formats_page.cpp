#include "host/cli/describe/roff.hpp"
#include "host/cli/describe/topic_pages.hpp"
#include "host/cli/options/encoding_choices.hpp"
#include "host/format/input_format.hpp"
#include "host/format/shape.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// What an input of a format is. A new format needs its sentences here: the compiler asks for them.
std::string_view about_format(format::InputFormat format) {
    switch (format) {
        case format::InputFormat::Auto:
            return "Each input has a format of its own. Its first bytes and lines tell, then the end of its name. "
                   "Anything that nothing else fits is JSON Lines.";
        case format::InputFormat::JsonLines:
            return "JSON Lines: an object on each line.";
        case format::InputFormat::Json:
            return "One JSON object, or an array of objects, over any number of lines.";
        case format::InputFormat::Csv:
            return "A table as in RFC 4180. Cells in quotes may hold delimiters, line ends and doubled quotes. An "
                   "empty "
                   "cell without quotes is NULL.";
        case format::InputFormat::Tsv:
            return "A table with tabs between cells, without quotes and escapes. An empty cell is NULL.";
        case format::InputFormat::PgCopy:
            return "What COPY of PostgreSQL writes, as text or in its binary form. In text \\N is NULL and backslashes "
                   "escape. It mostly has no header line, so give --no-header.";
        case format::InputFormat::MySqlOutfile:
            return "What SELECT ... INTO OUTFILE of MySQL and MariaDB writes. It has no header line, so give "
                   "--no-header.";
        case format::InputFormat::MySqlBatch:
            return "What mysql --batch prints.";
        case format::InputFormat::Lines:
            return "Lines of text. With --line a template says where the message and the MAC are. Without --line, in "
                   "hmacsweep-generate(1), each line's bytes are a message.";
    }
    return {};
}

std::string_view about_field(format::Field field) {
    switch (field) {
        case format::Field::Id:
            return "Optional: a string or a number that results repeat.";
        case format::Field::KeyId:
            return "The key: its ID, ARN, alias or alias ARN. --key-id is for records without one.";
        case format::Field::MacAlgorithm:
            return "HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384 or HMAC_SHA_512. --mac-algorithm is for records without "
                   "one.";
        case format::Field::Message:
            return "The message, in the encoding of --message-encoding. --message puts it together from other fields.";
        case format::Field::Mac:
            return "The MAC, in the encoding of --mac-encoding. A record without one, or with an empty one, is "
                   "untagged.";
    }
    return {};
}

std::string_view about_encoding(Encoding encoding) {
    switch (encoding) {
        case Encoding::Base64:
            return "RFC 4648, section 4, with padding.";
        case Encoding::Base64Url:
            return "RFC 4648, section 5, with padding or without.";
        case Encoding::Base64UrlBare:
            return "RFC 4648, section 5, without padding.";
        case Encoding::Base64Mime:
            return "base64 with line breaks, as PostgreSQL's encode() writes it.";
        case Encoding::Hex:
            return "Pairs of hex digits in either case, also behind \\x or 0x.";
        case Encoding::Text:
            return "The bytes as they are.";
    }
    return {};
}

std::string format_entry(const format::InputFormatRow& row) {
    std::string about(about_format(row.format));
    std::string suffixes;
    for (const std::string_view suffix : row.suffixes) {
        if (!suffix.empty()) {
            suffixes += fmt::format("{}{}", suffixes.empty() ? "" : " or ", suffix);
        }
    }
    if (!suffixes.empty()) {
        about += fmt::format(" Names of files end with {}.", suffixes);
    }
    if (row.takes_delimiter) {
        about += " --delimiter names another byte between cells.";
    }
    return roff_term(row.name, about);
}

}    // namespace

std::string formats_body() {
    std::string text =
        roff_section("DESCRIPTION") +
        roff_lines(
            "hmacsweep-verify(1), hmacsweep-generate(1), hmacsweep-show(1) and hmacsweep-diagnose(1) read "
            "records from files, from folders and from standard input. This page has the formats of "
            "--input-format, the fields of a record and the encodings of messages and MACs.") +
        roff_paragraph(
            "Inputs that gzip or zstd compressed are decompressed. Their first bytes tell, whatever their "
            "names are.") +
        roff_section("FORMATS");
    for (const format::InputFormatRow& row : format::input_formats) {
        text += format_entry(row);
    }
    text += roff_section("FIELDS OF A RECORD") +
            roff_lines(
                "These are the names of members of objects, of columns, and of the parts of a --line template. "
                "--columns gives an input's own names: --columns message=payload,mac=signature. A table without "
                "a header line has numbers, 1 for the first column. A name that begins with / is a JSON pointer "
                "(RFC 6901).");
    const format::Shape shape;
    for (const format::Field field : format::all_fields) {
        text += roff_term(shape.fields[static_cast<std::size_t>(field)].name, about_field(field));
    }
    text += roff_section("ENCODINGS") +
            roff_term("auto",
                      "Of MACs only: each MAC's length and characters tell its encoding. This is the default where "
                      "--columns, --mac or --line says where the MAC is, and in tables.");
    for (const auto& [name, encoding] : encoding_choices) {
        text += roff_term(name, about_encoding(encoding));
    }
    return text + roff_section("EXAMPLES") +
           roff_verbatim(
               "hmacsweep verify orders.csv --keys keys.json \\\n"
               "    --columns id=id,message=payload,mac=hmac --message-encoding text \\\n"
               "    --key-id orders --mac-algorithm HMAC_SHA_256\n"
               "psql shop -c '\\copy orders TO STDOUT' | hmacsweep verify --keys keys.json \\\n"
               "    --input-format pgcopy --no-header --columns id=1,message=2,mac=3 \\\n"
               "    --message-encoding text --key-id orders --mac-algorithm HMAC_SHA_256\n"
               "hmacsweep verify logs/ --keys keys.json --line '{Message} hmac={Mac}' \\\n"
               "    --key-id app-log --mac-algorithm HMAC_SHA_256\n");
}

}    // namespace hmacsweep::cli
