// The kernel that packs records, on rows of tables and lines by a template at the edges of what is plain: it packs the
// records that the host packs, to the same bytes, and leaves the others.
#include "host/format/line_template.hpp"
#include "host/format/recipe.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/packed_shapes.hpp"

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

using format::InputFormat;

std::string row_of(char delimiter, std::string_view message, std::string_view mac, std::string_view id = "7") {
    return fmt::format("{}{}{}{}HMAC_SHA_256{}{}{}{}", id, delimiter, name_of_size(3), delimiter, delimiter, message,
                       delimiter, mac);
}

char delimiter_of(InputFormat format) {
    return format == InputFormat::Csv ? ',' : '\t';
}

constexpr InputFormat with_escapes[] = {InputFormat::PgCopy, InputFormat::MySqlOutfile, InputFormat::MySqlBatch};

}    // namespace

TEST_CASE("the kernel splits no row behind its end, though cells that would complete it stand there") {
    const keys::KeyStore keys = packing_keys();
    for (const InputFormat format : {InputFormat::Csv, InputFormat::Tsv, InputFormat::PgCopy, InputFormat::MySqlOutfile,
                                     InputFormat::MySqlBatch}) {
        const char delimiter = delimiter_of(format);
        KernelPacking packing(table_of(format, Encoding::Text, Encoding::Text), keys);
        const std::string mac = mac_in(Encoding::Text);
        packing.add_beginnings(row_of(delimiter, "a message", mac));
        packing.add_beginnings(row_of(delimiter, R"("in ""quotes"", and, more""")", "\"" + mac + "\""));
        packing.add_beginnings(row_of(delimiter, R"(a\\b\tc\101\x4ad\N)", R"(\1410\x6123456789-bcdefghij-ABCDEFGHI)"));
        for (const char* const behind : {"\"", "\\", "\t", ",", "x", "1", "a"}) {
            packing.add(row_of(delimiter, "m", mac), behind);
            packing.add(row_of(delimiter, "m", mac.substr(1) + "\\"), behind);
            packing.add(row_of(delimiter, "m", mac.substr(1) + "\\1"), behind);
            packing.add(row_of(delimiter, "m", mac.substr(1) + "\\x1"), behind);
            packing.add(row_of(delimiter, "m", "\"" + mac + "\""), behind);
            packing.add(row_of(delimiter, "m", "\"" + mac), behind);
        }
        check_packing(packing, 7, 100);
    }
}

TEST_CASE("the kernel finds delimiters and quotes wherever they stand, and removes each doubled quote") {
    const keys::KeyStore keys = packing_keys();
    for (const char delimiter : {',', ';', '!', '#'}) {
        format::Shape shape = table_of(InputFormat::Csv, Encoding::Text, Encoding::Text);
        shape.delimiter = static_cast<std::uint8_t>(delimiter);
        KernelPacking packing(shape, keys);
        const std::string mac = mac_in(Encoding::Text);
        for (std::size_t size = 0; size < 18; ++size) {
            const std::string cell(size, 'm');
            packing.add(row_of(delimiter, cell, mac));
            packing.add(row_of(delimiter, "\"" + cell + "\"", mac));
            packing.add(row_of(delimiter, cell + "\"", mac));
            packing.add(row_of(delimiter, cell + "#\"", mac));
            packing.add(row_of(delimiter, "\"" + cell + "\"\"" + cell + "\"", mac));
            packing.add(row_of(delimiter, "\"" + cell + "\"\"\"", mac));
            packing.add(row_of(delimiter, "\"" + cell + "\"x", mac));
            packing.add(row_of(delimiter, "\"" + cell + delimiter + "\n\"", mac));
            packing.add(row_of(delimiter, "\"" + cell, mac));
            packing.add(row_of(delimiter, cell + delimiter, mac));
            packing.add(row_of(delimiter, "m", "\"" + mac.substr(0, size) + "\"\"" + mac.substr(size + 1) + "\""));
            packing.add(row_of(delimiter, "m", "\"" + mac.substr(0, size) + "\"\"" + mac.substr(size) + "\""));
            packing.add(row_of(delimiter, "m", mac, cell));
            packing.add(row_of(delimiter, "m", mac, cell + "\x7f" + cell));
            packing.add(row_of(delimiter, "m", mac, "\"" + cell + "\""));
            packing.add(row_of(delimiter, "m", mac, "\"" + cell + "\"\"\""));
        }
        check_packing(packing, 140, 60);
    }
}

TEST_CASE("the kernel takes a row that has the cells that it must have") {
    const keys::KeyStore keys = packing_keys();
    for (const std::uint32_t num_columns : {0U, 5U, 6U}) {
        for (const InputFormat format : {InputFormat::Csv, InputFormat::Tsv, InputFormat::PgCopy}) {
            format::Shape shape = table_of(format, Encoding::Text, Encoding::Text);
            shape.num_columns = num_columns;
            KernelPacking packing(shape, keys);
            const std::string row = row_of(delimiter_of(format), "m", mac_in(Encoding::Text));
            std::string more = row;
            for (int i = 0; i < 4; ++i) {
                packing.add(more);
                more += delimiter_of(format);
                packing.add(more);
                more += "x";
            }
            packing.add(row.substr(0, row.rfind(delimiter_of(format))));
            check_packing(packing, 1, 1);
        }
    }
}

TEST_CASE("the kernel reads every escape of tables, in messages and MACs, and knows each way of writing NULL") {
    const keys::KeyStore keys = packing_keys();
    const std::string mac = mac_in(Encoding::Text);
    for (const InputFormat format : with_escapes) {
        KernelPacking packing(table_of(format, Encoding::Text, Encoding::Text), keys);
        std::vector<std::string> escapes{"8",   "18",   "118", "377", "400", "777", "08", "7a",  "x",   "xg",  "xG",
                                         "x@",  "x`",   "x/",  "x:",  "x0",  "x9",  "xa", "xF",  "x0g", "x0:", "x0/",
                                         "xfa", "x123", "xg1", "17:", "17/", "1",   "12", "123", "1234"};
        for (char c = ' '; c <= '~'; ++c) {
            escapes.emplace_back(1, c);
        }
        for (const std::string& escape : escapes) {
            packing.add(row_of('\t', "m\\" + escape + "n", mac));
            packing.add(row_of('\t', "\\" + escape, "\\" + escape + mac.substr(1)));
            packing.add(row_of('\t', "m", mac.substr(0, 20) + "\\" + escape + mac.substr(21)));
            packing.add(row_of('\t', "m", mac.substr(1) + "\\" + escape), "7");
        }
        for (const char* const null : {"\\N", "\\n", "\\NN", "N\\N", "N", "NULL", "NUL", "NULLL", "MULL", "NVLL",
                                       "NUML", "NULM", "null", "\\", "\\\\", ""}) {
            packing.add(row_of('\t', null, mac));
            packing.add(row_of('\t', "m", null));
            packing.add(row_of('\t', "m", mac, null));
            packing.add(fmt::format("7\t{}\t{}\tm\t{}", null, null, mac));
            packing.add(fmt::format("7\t{}\tHMAC_SHA_256\tm\t{}", null, mac));
        }
        for (std::size_t size = 0; size < 18; ++size) {
            packing.add(row_of('\t', std::string(size, 'm') + "\\\\" + std::string(size, 'n') + "\\\t", mac));
            packing.add(row_of('\t', std::string(size, 'm') + "[]" + std::string(size, '\\') + "\b", mac));
        }
        check_packing(packing, 200, 100);
    }
}

TEST_CASE("the kernel decodes the cells of every format in every form, with and without escapes") {
    const keys::KeyStore keys = packing_keys();
    for (const InputFormat format : {InputFormat::Csv, InputFormat::PgCopy}) {
        for (const Encoding form : {Encoding::Hex, Encoding::Base64, Encoding::Base64Url}) {
            KernelPacking packing(table_of(format, form, form), keys);
            const std::string mac = mac_in(form);
            const char d = delimiter_of(format);
            for (std::size_t size = 0; size < 16; ++size) {
                packing.add(row_of(d, mac.substr(0, size), mac));
                packing.add(row_of(d, "\"" + mac.substr(0, size) + "\"", mac));
                packing.add(row_of(d, "\\" + mac.substr(0, size), "\\" + mac));
                packing.add(row_of(d, "\\101", mac.substr(0, size) + "\\x41" + mac.substr(size + 1)));
                packing.add(row_of(d, "\\x4" + mac.substr(size), mac.substr(0, size) + "\\:" + mac.substr(size + 1)));
            }
            packing.add(row_of(d, "\"\"\"", "\"" + mac + "\""));
            packing.add(row_of(d, "\\", mac));
            check_packing(packing, 4, 20);
        }
    }
}

TEST_CASE("the kernel fits lines into a template from both sides, and finds each literal at its right place") {
    const keys::KeyStore keys = packing_keys();
    const std::string mac = mac_in(Encoding::Hex);
    for (const char* const rest : {"message", "id", "mac"}) {
        for (const char* const text : {"<<{id}: by [{key-id}], {mac-algorithm}, --- {message} -- mac={mac}; >>",
                                       "{id} {key-id} {mac-algorithm} {message} mac={mac}"}) {
            CAPTURE(rest, text);
            format::Shape shape = shape_of(Encoding::Text, Encoding::Hex);
            shape.format = InputFormat::Lines;
            shape.line = *format::make_line_template(*format::parse_pattern(text), rest);
            set_columns(shape, {0, 1, 2, 3, 4});
            KernelPacking packing(shape, keys);
            const auto line_of = [&](std::string_view id, std::string_view message) {
                std::string line = text;
                const std::pair<const char*, std::string_view> parts[] = {{"{id}", id},
                                                                          {"{key-id}", "abc"},
                                                                          {"{mac-algorithm}", "HMAC_SHA_256"},
                                                                          {"{message}", message},
                                                                          {"{mac}", mac}};
                for (const auto& [name, part] : parts) {
                    line.replace(line.find(name), std::string_view(name).size(), part);
                }
                return line;
            };
            const std::string line = line_of("12", "a message");
            packing.add_beginnings(line);
            for (std::size_t place = 0; place < line.size(); ++place) {
                std::string changed = line;
                ++changed[place];
                packing.add(changed);
                packing.add(line.substr(0, place) + line.substr(place + 1));
                packing.add(line.substr(place));
            }
            for (const char* const piece : {"-", "--", "---", " --", " -- mac", " -- mac=", " -- ma=", ": by", ": by [",
                                            "]", "], ", ", ", " ", "<", ">", "", "m mac=", "mac"}) {
                packing.add(line_of("1", piece));
                packing.add(line_of(piece, "m"));
                packing.add(line_of("1", std::string(piece) + piece + "m"));
                packing.add(line_of(std::string("i") + piece, std::string("m") + piece));
            }
            check_packing(packing, 20, 60);
        }
    }
}

}    // namespace hmacsweep::tests
