// Tables, against a slow reader written from the rules, one character at a time: RFC 4180 with LF or CR LF as line
// ends, quotes that count only where a cell begins, and an open quote that breaks only the line that it stands on.
#include "cuda/core/table.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <tuple>

namespace hmacsweep::tests {
namespace {

using FrameTuple = std::tuple<std::size_t, std::size_t, std::uint32_t>;    // offset, size, line
using core::CellError;
using core::CellKind;

constexpr core::TableSyntax csv{',', true};
constexpr core::TableSyntax tsv{'\t', false};
constexpr core::TableSyntax copy_text{'\t', false, true};
constexpr core::TableSyntax mysql_outfile{'\t', false, true, false, core::Escapes::Outfile};
constexpr core::TableSyntax mysql_batch{'\t', false, true, false, core::Escapes::Batch};

struct Framed {
    std::vector<FrameTuple> frames;
    std::uint32_t lines = 0;
    friend bool operator==(const Framed&, const Framed&) = default;
};

Framed frame(std::string_view text, const core::TableSyntax& syntax = csv) {
    Framed framed;
    // A copy of the exact size, so that AddressSanitizer sees a read past the end.
    const ByteVector bytes = to_vector(text);
    framed.lines = core::frame_table(bytes.data(), bytes.size(), syntax, [&](const core::Frame& f) {
                       framed.frames.emplace_back(f.offset, f.size, f.line);
                   }).lines;
    return framed;
}

/// The end of the record at `begin` (past its last byte, its line feed not counted): reads character by character.
std::size_t slow_end(std::string_view text, std::size_t begin) {
    bool is_quoted = false;
    bool is_cell_start = true;
    std::size_t opened = begin;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (is_quoted) {
            if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                ++i;
            } else if (text[i] == '"') {
                is_quoted = false;
            }
            continue;
        }
        if (text[i] == '\n') {
            return i;
        }
        if (text[i] == '"' && is_cell_start) {
            is_quoted = true;
            opened = i;
        }
        is_cell_start = text[i] == ',';
    }
    return is_quoted ? std::min(text.find('\n', opened), text.size()) : text.size();
}

Framed slow_frame(std::string_view text) {
    Framed framed;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = slow_end(text, begin);
        std::string_view record = text.substr(begin, end - begin);
        if (end < text.size() && record.ends_with('\r')) {
            record.remove_suffix(1);
        }
        if (record.find_first_not_of(" \t\r") != std::string_view::npos) {
            framed.frames.emplace_back(begin, record.size(), framed.lines);
        }
        framed.lines += 1 + static_cast<std::uint32_t>(std::ranges::count(text.substr(begin, end - begin), '\n'));
        begin = end + 1;
    }
    return framed;
}

struct Split {
    std::vector<std::optional<std::string>> cells;    ///< none for NULL
    CellError error = CellError::None;
};

Split split(std::string_view record, const core::TableSyntax& syntax = csv) {
    Split result;
    const ByteVector bytes = to_vector(record);
    result.error = core::split_record(bytes.data(), bytes.size(), syntax, [&](const core::Cell& cell) {
        std::string text = std::string(record.substr(cell.offset, cell.size));
        if (cell.kind == CellKind::DoubledQuotes || cell.kind == CellKind::Backslashes ||
            cell.kind == CellKind::MySqlEscapes) {
            std::string out(text.size(), '\0');
            out.resize(core::unescape_cell(cell.kind, as_bytes(text).data(), text.size(),
                                           reinterpret_cast<std::uint8_t*>(out.data())));
            CHECK(out.size() < text.size());
            text = out;
        }
        if (cell.kind == CellKind::Null) {
            result.cells.emplace_back();
        } else {
            result.cells.emplace_back(text);
        }
    });
    return result;
}

using Cells = std::vector<std::optional<std::string>>;

/// Every text of up to `most` characters over an alphabet.
template <class Use>
void for_each_text(std::string_view alphabet, std::size_t most, Use&& use) {
    std::string text;
    for (std::size_t size = 0; size <= most; ++size) {
        std::vector<std::size_t> digits(size);
        for (bool is_done = false; !is_done;) {
            text.clear();
            for (const std::size_t digit : digits) {
                text += alphabet[digit];
            }
            use(text);
            std::size_t i = 0;
            for (; i < size && ++digits[i] == alphabet.size(); ++i) {
                digits[i] = 0;
            }
            is_done = i == size;
        }
    }
}

/// The rows of a file by INTO OUTFILE, one character at a time; none for a row that ends within an escape.
std::vector<std::optional<Cells>> slow_outfile(std::string_view text) {
    std::vector<std::optional<Cells>> rows;
    for (std::size_t i = 0; i < text.size(); ++i) {
        Cells row{""};
        bool is_whole = true;
        std::size_t begin = i;    // of the cell
        const auto end_cell = [&] {
            if (text.substr(begin, i - begin) == "\\N") {
                row.back().reset();
            }
        };
        for (; i < text.size() && text[i] != '\n'; ++i) {
            if (text[i] == '\t') {
                end_cell();
                row.emplace_back("");
                begin = i + 1;
            } else if (text[i] != '\\') {
                *row.back() += text[i];
            } else if (i + 1 == text.size()) {
                is_whole = false;
            } else {
                ++i;
                *row.back() += text[i] == '0' ? '\0' : text[i];
            }
        }
        end_cell();
        rows.push_back(is_whole ? std::optional(row) : std::nullopt);
    }
    return rows;
}

}    // namespace

TEST_CASE("a quoted cell ends at the last of the first odd run of quotes") {
    std::mt19937 random(20261122);
    for (int round = 0; round < 20000; ++round) {
        std::string text(random() % 200, 'a');
        for (char& c : text) {
            c = random() % (1 + round % 30) == 0 ? '"' : 'a';
        }
        const std::size_t begin = text.empty() ? 0 : random() % text.size();
        std::size_t expected = begin;
        bool has_doubled = false;
        while (expected < text.size()) {
            if (text[expected] == '"') {
                if (expected + 1 == text.size() || text[expected + 1] != '"') {
                    break;
                }
                has_doubled = true;
                ++expected;
            }
            ++expected;
        }
        // Of the exact size, so that AddressSanitizer sees a read past the end.
        const ByteVector bytes = to_vector(text);
        const core::QuotedEnd end = core::find_quoted_end(bytes.data(), begin, bytes.size());
        CAPTURE(text, begin);
        REQUIRE(end.position == expected);
        REQUIRE(end.has_doubled == has_doubled);
    }
}

TEST_CASE("a record of a table ends at a line end outside quotes, and its line is the one that it begins on") {
    CHECK(frame("a,b\nc,d\r\ne,f") == Framed{{{0, 3, 0}, {4, 3, 1}, {9, 3, 2}}, 3});
    CHECK(frame("\"a\nb\",c\nd,e\n") == Framed{{{0, 7, 0}, {8, 3, 2}}, 3});
    CHECK(frame("a,\"x\r\n\r\ny\"\r\nb,c\r\n") == Framed{{{0, 10, 0}, {12, 3, 3}}, 4});
    CHECK(frame("\"a\"\"\n\"\"b\",\"\"\nc\n") == Framed{{{0, 12, 0}, {13, 1, 2}}, 3});
    CHECK(frame("") == Framed{{}, 0});
}

TEST_CASE("a quote inside an unquoted cell is a byte like any other") {
    CHECK(frame("5\" pipe,x\ny,3\"\nz\n") == Framed{{{0, 9, 0}, {10, 4, 1}, {15, 1, 2}}, 3});
    CHECK(split("5\" pipe,a\"\"b").cells == Cells{"5\" pipe", "a\"\"b"});
    // Behind a quoted cell, too: the record is broken, but it ends where its line does.
    CHECK(frame("\"a\" \"b\nc\n") == Framed{{{0, 6, 0}, {7, 1, 1}}, 2});
    CHECK(split("\"a\" \"b").error == CellError::TextAfterQuote);
}

TEST_CASE("a quoted cell left open breaks the line that opened it, and reading goes on with the next") {
    CHECK(frame("a,b\nc,\"d\ne,f\n") == Framed{{{0, 3, 0}, {4, 4, 1}, {9, 3, 2}}, 3});
    CHECK(frame("a,\"b") == Framed{{{0, 4, 0}}, 1});
    CHECK(frame("a,\"b\r\nc\n") == Framed{{{0, 4, 0}, {6, 1, 1}}, 2});
    // The record began on the line before the one that opened the quote.
    CHECK(frame("\"x\ny\",\"z\nc\n") == Framed{{{0, 8, 0}, {9, 1, 2}}, 3});
    CHECK(split("c,\"d").error == CellError::OpenQuote);
    CHECK(split("c,\"d\"\"").error == CellError::OpenQuote);
    CHECK(split("\"").error == CellError::OpenQuote);
}

TEST_CASE("blank lines of a table are lines but no records, unless their tabs are delimiters") {
    CHECK(frame("a\n\n \t\r\nb\n\r\n") == Framed{{{0, 1, 0}, {7, 1, 3}}, 5});
    CHECK(frame("a\t\n\t\n \n\r\n", tsv) == Framed{{{0, 2, 0}, {3, 1, 1}}, 4});
    CHECK(frame("\"\"\n\" \"\n") == Framed{{{0, 2, 0}, {3, 3, 1}}, 2});
}

TEST_CASE("without quotes a quote is a byte like any other everywhere") {
    CHECK(frame("\"a\n\"\tb\n", tsv) == Framed{{{0, 2, 0}, {3, 3, 1}}, 2});
    CHECK(split("\"a\"\t\t\"\"\"", tsv).cells == Cells{"\"a\"", std::nullopt, "\"\"\""});
}

TEST_CASE("cells are split and unescaped, and NULL is not the empty text") {
    CHECK(split("").cells == Cells{std::nullopt});
    CHECK(split(",").cells == Cells{std::nullopt, std::nullopt});
    CHECK(split("a,\"\",,\"b\"").cells == Cells{"a", "", std::nullopt, "b"});
    CHECK(split(R"("{""a"":1,""b"":""""}",x)").cells == Cells{R"({"a":1,"b":""})", "x"});
    CHECK(split("\"\"\"\"").cells == Cells{"\""});
    CHECK(split("\"a\r\nb\",\" c \", d ").cells == Cells{"a\r\nb", " c ", " d "});
    CHECK(split("a;b,c;\"d;e\"", {';', true}).cells == Cells{"a", "b,c", "d;e"});
    CHECK(split("\"a\"b,c").error == CellError::TextAfterQuote);
    CHECK(split(std::string_view("\0,\xff", 3)).cells == Cells{std::string(1, '\0'), "\xff"});
}

TEST_CASE("COPY's text form has escapes and a NULL of its own, and its empty cells are texts") {
    CHECK(split("a\t\t\\N\t\\\\N", copy_text).cells == Cells{"a", "", std::nullopt, "\\N"});
    CHECK(split(R"(\b\f\n\r\t\v\\\q)", copy_text).cells == Cells{"\b\f\n\r\t\v\\q"});
    const ByteVector numbers = from_hex("000138414132ff7c04414132786738");
    CHECK(split(R"(\0\18\101\1012\777|\x4\x41\x412\xg\8)", copy_text).cells ==
          Cells{std::string(numbers.begin(), numbers.end())});
    // A delimiter behind a backslash is data.
    CHECK(split("a\\|b|c", {'|', false, true}).cells == Cells{"a|b", "c"});
    CHECK(split("a\\\\|b", {'|', false, true}).cells == Cells{"a\\", "b"});
    CHECK(split("\"a,\"\t\"", copy_text).cells == Cells{"\"a,\"", "\""});
    CHECK(split("a\\", copy_text).error == CellError::OpenEscape);
    CHECK(split("a\t\\\\\\", copy_text).error == CellError::OpenEscape);
    // Only the end's mark is no record: an empty line is a row of one empty text.
    CHECK(frame("a\n\n \n\\.\n\\.x\n", copy_text) == Framed{{{0, 1, 0}, {2, 0, 1}, {3, 1, 2}, {8, 3, 4}}, 5});
}

TEST_CASE("MySQL's files have its escapes: an octal digit is none, and Z is the byte 26") {
    CHECK(split(R"(\b\n\r\t\Z\\\q\'\f\x41\101)", mysql_outfile).cells == Cells{"\b\n\r\t\x1a\\q'fx41101"});
    CHECK(split(R"(\01)", mysql_outfile).cells == Cells{std::string("\0"
                                                                    "1",
                                                                    2)});
    CHECK(split(R"(\01)", mysql_batch).cells == Cells{std::string("\0"
                                                                  "1",
                                                                  2)});
    CHECK(split("a\\\tb\tc\\\nd", mysql_outfile).cells == Cells{"a\tb", "c\nd"});
    CHECK(split("a\\,b,c", {',', false, true, false, core::Escapes::Outfile}).cells == Cells{"a,b", "c"});
    CHECK(split("a\\", mysql_outfile).error == CellError::OpenEscape);
}

TEST_CASE("NULL is backslash N in MySQL's outfiles and the word NULL in its batches, as a whole cell and no other") {
    CHECK(split("\\N\tNULL\t\t\\\\N\ta\\N", mysql_outfile).cells == Cells{std::nullopt, "NULL", "", "\\N", "aN"});
    CHECK(split("\\N\tNULL\t\tNULLs\tnull", mysql_batch).cells == Cells{"N", std::nullopt, "", "NULLs", "null"});
}

TEST_CASE("an escaped line feed is data in MySQL's outfiles, and a carriage return always is") {
    CHECK(frame("a\\\nb\nc\n", mysql_outfile) == Framed{{{0, 4, 0}, {5, 1, 2}}, 3});
    CHECK(frame("a\\\\\nb\r\n\n\\.\n", mysql_outfile) == Framed{{{0, 3, 0}, {4, 2, 1}, {7, 0, 2}, {8, 2, 3}}, 4});
    CHECK(frame("a\\\nb\r\n\n", mysql_batch) == Framed{{{0, 2, 0}, {3, 2, 1}, {6, 0, 2}}, 3});
    CHECK(frame("a\\\n", mysql_outfile) == Framed{{{0, 3, 0}}, 2});    // cut short within the escape
}

TEST_CASE("all texts of up to seven characters over backslashes and line ends have the rows and cells of an outfile") {
    for_each_text("\\\n\tN0", 7, [&](const std::string& text) {
        std::vector<std::optional<Cells>> rows;
        core::frame_table(as_bytes(text).data(), text.size(), mysql_outfile, [&](const core::Frame& f) {
            const Split row = split(std::string_view(text).substr(f.offset, f.size), mysql_outfile);
            rows.push_back(row.error == CellError::None ? std::optional(row.cells) : std::nullopt);
        });
        if (rows != slow_outfile(text)) {
            FAIL("text " << Catch::Detail::stringify(text));
        }
    });
    SUCCEED();
}

TEST_CASE("all texts of up to seven characters over quotes, delimiters and line ends are framed as the rules say") {
    std::size_t checked = 0;
    for_each_text("a\",\n\r", 7, [&](const std::string& text) {
        Framed framed;
        framed.lines = core::frame_table(as_bytes(text).data(), text.size(), csv, [&](const core::Frame& f) {
                           framed.frames.emplace_back(f.offset, f.size, f.line);
                       }).lines;
        ++checked;
        if (framed != slow_frame(text)) {
            FAIL("text " << Catch::Detail::stringify(text));
        }
    });
    CHECK(checked > 90'000);
}

TEST_CASE("a scan that is taken up again after every byte finds the same end") {
    for_each_text("a\",\n", 7, [&](const std::string& text) {
        core::RecordScan whole = core::scan_from(0);
        const bool has_end = core::scan_record(as_bytes(text).data(), text.size(), csv, whole);
        core::RecordScan pieces = core::scan_from(0);
        bool has_piece_end = false;
        for (std::size_t size = 0; size <= text.size() && !has_piece_end; ++size) {
            has_piece_end = core::scan_record(as_bytes(text).data(), size, csv, pieces);
        }
        if (has_end != has_piece_end || whole.position != pieces.position || whole.state != pieces.state ||
            whole.opened != pieces.opened) {
            FAIL("text " << Catch::Detail::stringify(text));
        }
    });
    SUCCEED();
}

TEST_CASE("a record's own frame splits without an open quote exactly when its quotes are closed") {
    for_each_text("a\",\n", 7, [&](const std::string& text) {
        const Framed framed = slow_frame(text);
        for (const auto& [offset, size, line] : framed.frames) {
            const std::string_view record = std::string_view(text).substr(offset, size);
            core::RecordScan scan = core::scan_from(0);
            static_cast<void>(core::scan_record(as_bytes(record).data(), record.size(), csv, scan));
            const CellError error =
                core::split_record(as_bytes(record).data(), record.size(), csv, [](const core::Cell&) {});
            // Text behind a quoted cell is found first, where a record has both troubles.
            if (scan.is_open() ? error == CellError::None : error == CellError::OpenQuote) {
                FAIL("text " << Catch::Detail::stringify(text));
            }
        }
    });
    SUCCEED();
}

}    // namespace hmacsweep::tests
