// Slabs of tables: the same records whatever the slab's size, cut between records and never inside quotes; headers,
// open quotes and records that are too long.
#include "host/input/slab_reader.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>

namespace hmacsweep::tests {
namespace {

/// Line in its source (0-based), offset in its source, and the bytes; "<oversize>" stands for a record too long.
using Row = std::tuple<std::uint64_t, std::uint64_t, std::string>;

struct ReadRows {
    std::vector<Row> rows;
    std::uint64_t num_lines = 0;
    std::size_t most_held = 0;
    bool has_blank_rows = false;    ///< its first row has one cell
    format::InputFormat format = format::InputFormat::Auto;
    std::string error;
};

/// A table without a header of which the first column is used, so that every line is a record.
format::Shape bare_table() {
    format::Shape shape;
    shape.format = format::InputFormat::Csv;
    shape.has_header = false;
    shape.place(format::Field::Message).name = "1";
    shape.place(format::Field::Message).is_mapped = true;
    shape.wants_mac = false;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

format::Shape table_with_header(format::InputFormat format) {
    format::Shape shape;
    shape.format = format;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

ReadRows read_file(const std::string& path, const input::SlabReaderOptions& options) {
    ReadRows read;
    const std::vector<std::string> names{path};
    std::vector<input::Source> sources = input::open_sources(names, options.shape.format);
    StopFlag stop;
    input::SlabReader reader(sources, options, stop);
    for (input::Slab slab; reader.next(slab);) {
        read.most_held = std::max(read.most_held, slab.buffer.size());
        read.format = slab.shape->format;
        read.has_blank_rows = slab.shape->has_blank_rows();
        if (slab.kind == input::SlabKind::Records) {
            const core::FrameCounts counts =
                format::frame_records(slab.data(), slab.size, *slab.shape, [&](const core::Frame& frame) {
                    const char* const begin = reinterpret_cast<const char*>(slab.data()) + frame.offset;
                    const bool is_kept = frame.size <= options.max_record_bytes;
                    read.rows.emplace_back(read.num_lines + frame.line, slab.offset + frame.offset,
                                           is_kept ? std::string(begin, frame.size) : std::string("<oversize>"));
                });
            read.num_lines += counts.lines;
        } else {
            if (slab.kind == input::SlabKind::OversizeRecord) {
                read.rows.emplace_back(read.num_lines, slab.offset, "<oversize>");
            }
            read.num_lines += slab.num_lines;
        }
    }
    read.error = sources[0].error;
    return read;
}

ReadRows read_text(std::string_view text, const input::SlabReaderOptions& options) {
    const TempDir folder;
    return read_file(folder.write("in", text), options);
}

struct SlowEnd {
    std::size_t end;    ///< of the record, before its line feed
    bool is_too_long;
};

/// Where the record at `begin` ends, from the rules, byte by byte.
SlowEnd slow_end(std::string_view text, std::size_t begin, std::uint64_t max_record_bytes) {
    const std::size_t limit = begin + max_record_bytes + 2;
    bool is_quoted = false;
    bool is_cell_start = true;
    std::size_t opened = begin;
    std::size_t i = begin;
    for (; i < text.size() && i < limit; ++i) {
        if (is_quoted) {
            if (text[i] == '"') {
                if (i + 1 < text.size() && text[i + 1] == '"') {
                    ++i;
                } else {
                    is_quoted = false;
                    is_cell_start = false;
                }
            }
            continue;
        }
        if (text[i] == '\n') {
            return {i, false};
        }
        is_quoted = text[i] == '"' && is_cell_start;
        opened = is_quoted ? i : opened;
        is_cell_start = text[i] == ',';
    }
    if (is_quoted && text.find('\n', opened) < limit) {
        return {text.find('\n', opened), false};
    }
    return {std::min(text.find('\n', i), text.size()), i >= limit};
}

ReadRows expected_rows(std::string_view text, std::uint64_t max_record_bytes, bool has_blank_rows = false) {
    ReadRows expected;
    for (std::size_t begin = 0; begin < text.size();) {
        const SlowEnd end = slow_end(text, begin, max_record_bytes);
        std::string_view row = text.substr(begin, end.end - begin);
        expected.num_lines += 1 + static_cast<std::uint64_t>(std::ranges::count(row, '\n'));
        const std::uint64_t line = expected.num_lines - 1 - static_cast<std::uint64_t>(std::ranges::count(row, '\n'));
        if (end.end < text.size() && row.ends_with('\r')) {
            row.remove_suffix(1);
        }
        if (has_blank_rows || row.find_first_not_of(" \t\r") != std::string_view::npos) {
            const bool is_kept = !end.is_too_long && row.size() <= max_record_bytes;
            expected.rows.emplace_back(line, begin, is_kept ? std::string(row) : std::string("<oversize>"));
        }
        begin = end.end + 1;
    }
    return expected;
}

constexpr std::string_view text =
    "a,\"b\nb\",c\r\n\n\"q\"\"\r\n\"\"\",x\n5\" pipe,y\n \t\r\n\"open, but\nnot closed, \"\"x\"\"\nlast, without an "
    "end";

}    // namespace

TEST_CASE("slabs of every size give the same rows, with the same lines and offsets") {
    const ReadRows expected = expected_rows(text, 1 << 20);
    REQUIRE(expected.rows.size() == 6);
    CHECK(std::get<2>(expected.rows[3]) == "\"open, but");
    for (std::size_t slab_bytes = 1; slab_bytes <= text.size() + 2; ++slab_bytes) {
        INFO("slabs of " << slab_bytes << " bytes");
        const ReadRows read = read_text(text, {.slab_bytes = slab_bytes, .shape = bare_table()});
        CHECK(read.rows == expected.rows);
        CHECK(read.num_lines == expected.num_lines);
        CHECK(read.error.empty());
    }
}

TEST_CASE("every beginning of a table is read whole, whatever byte it ends with") {
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string_view part = text.substr(0, size);
        for (const std::size_t slab_bytes : {1U, 7U, 64U}) {
            INFO(size << " bytes, slabs of " << slab_bytes);
            const ReadRows read = read_text(part, {.slab_bytes = slab_bytes, .shape = bare_table()});
            CHECK(read.rows == expected_rows(part, 1 << 20, read.has_blank_rows).rows);
            CHECK(read.has_blank_rows == (size == 1));
        }
    }
}

TEST_CASE("random rows and limits give the same rows in slabs of every size") {
    std::uint64_t state = 20261121;
    const auto below = [&](std::uint64_t bound) {
        state = (state * 6364136223846793005ULL) + 1442695040888963407ULL;
        return (state >> 33) % bound;
    };
    const TempDir folder;
    for (int round = 0; round < 300; ++round) {
        std::string input;
        const std::size_t size = below(120);
        const std::string_view alphabet = round % 2 == 0 ? "a\",\n" : "aaaaaaa\",,\r\n\n ";
        while (input.size() < size) {
            input += alphabet[below(alphabet.size())];
        }
        const std::string path = folder.write("in", input);
        for (const std::uint64_t max_record_bytes : {1U, 5U, 17U, 1000U}) {
            std::optional<ReadRows> first;
            for (const std::size_t slab_bytes : {1U, 3U, 16U, 30U, 4096U}) {
                const ReadRows read = read_file(
                    path, {.slab_bytes = slab_bytes, .max_record_bytes = max_record_bytes, .shape = bare_table()});
                if (!first) {
                    first = expected_rows(input, max_record_bytes, read.has_blank_rows);
                }
                if (read.rows != first->rows || read.num_lines != first->num_lines) {
                    FAIL("slabs of " << slab_bytes << ", records of " << max_record_bytes << ": "
                                     << Catch::Detail::stringify(input));
                }
            }
        }
    }
    SUCCEED();
}

TEST_CASE("a quote left open costs one line, in time that grows with the input and memory that does not") {
    // Every line opens a quote anew, for a reader that begins there as for one that comes from the line before.
    std::string input;
    while (input.size() < 2'000'000) {
        input += "x\"y,\"z\n";
    }
    const ReadRows read = read_text(input, {.slab_bytes = 4096, .max_record_bytes = 100'000, .shape = bare_table()});
    CHECK(read.num_lines == 2'000'000 / 7 + 1);
    CHECK(read.most_held < 500'000);
    CHECK(read.rows.size() <= 21);
}

TEST_CASE("a header is a line but no record, wherever slabs end and however many lines it has") {
    const std::string header = "\r\n\n\"Mess\nage\",Mac\r\n";
    const std::string input = "\xef\xbb\xbf" + header + "\"a\nb\",00\nc,01\n";
    format::Shape shape = table_with_header(format::InputFormat::Csv);
    shape.place(format::Field::Message).name = "Mess\nage";
    for (std::size_t slab_bytes = 1; slab_bytes <= input.size(); ++slab_bytes) {
        const ReadRows read = read_text(input, {.slab_bytes = slab_bytes, .shape = shape});
        CHECK(read.rows == std::vector<Row>{{4, header.size() + 3, "\"a\nb\",00"}, {6, header.size() + 12, "c,01"}});
        CHECK(read.num_lines == 7);
    }
    const ReadRows bare = read_text("Message,Mac", {.shape = table_with_header(format::InputFormat::Csv)});
    CHECK(bare.rows.empty());
    CHECK(bare.num_lines == 1);
    CHECK(bare.error.empty());
}

TEST_CASE("auto finds each source's own format, by its first line where its name says nothing or something else") {
    const format::Shape shape = table_with_header(format::InputFormat::Auto);
    const TempDir folder;
    const auto format_of = [&](std::string_view name, std::string_view content) {
        return read_file(folder.write(name, content), {.slab_bytes = 5, .shape = shape}).format;
    };
    CHECK(format_of("in", "\n\nMessage,Mac\nx,00\n") == format::InputFormat::Csv);
    CHECK(format_of("in", "Message\tMac\r\nx\t00\n") == format::InputFormat::Tsv);
    CHECK(format_of("in", "{\"Message\":\"\"}\n") == format::InputFormat::JsonLines);
    CHECK(format_of("in", "{" + std::string(100'000, 'x')) == format::InputFormat::JsonLines);
    CHECK(format_of("in.csv", "Message,Mac\nx,00\n") == format::InputFormat::Csv);
    CHECK(format_of("in.jsonl", "Message,Mac\nx,00\n") == format::InputFormat::Csv);
    CHECK(format_of("in.csv", "\n {\"Message\":\"\"}\n") == format::InputFormat::JsonLines);
    // What fits nothing is what its name says.
    CHECK(format_of("in.jsonl", "x\n") == format::InputFormat::JsonLines);
}

TEST_CASE("blank lines at the beginning are not held without end while the format is looked for") {
    const ReadRows read = read_text(
        std::string(3'000'000, '\n') + "{}\n",
        {.slab_bytes = 4096, .max_record_bytes = 10'000, .shape = table_with_header(format::InputFormat::Auto)});
    CHECK(read.format == format::InputFormat::JsonLines);
    CHECK(read.rows == std::vector<Row>{{3'000'000, 3'000'000, "{}"}});
    CHECK(read.most_held < 500'000);
}

TEST_CASE("a table without the header that it needs is an error about that source") {
    const format::Shape shape = table_with_header(format::InputFormat::Csv);
    CHECK_THAT(read_text("a,b\n1,2\n", {.shape = shape}).error, has_text("no column \"Message\""));
    CHECK_THAT(read_text("", {.shape = shape}).error, has_text("no header line"));
    CHECK_THAT(read_text("\n \n", {.shape = shape}).error, has_text("no header line"));
    CHECK_THAT(read_text("Message,\"Mac\n1,2\n", {.shape = shape}).error, has_text("not closed"));
    const std::string endless = "Message,\"" + std::string(5000, 'x');
    CHECK_THAT(read_text(endless, {.max_record_bytes = 100, .shape = shape}).error, has_text("--max-record-bytes"));
    CHECK(read_text("a,b\n1,2\n", {.shape = shape}).rows.empty());
}

TEST_CASE("a blank line is a row where a table has one column, and is passed over where it has more") {
    const auto rows_of = [](std::string_view header, format::InputFormat format, std::size_t slab_bytes) {
        format::Shape shape = table_with_header(format);
        shape.wants_mac = false;
        return read_text(std::string(header) + "\na\n\nb\r\n\r\n \n", {.slab_bytes = slab_bytes, .shape = shape}).rows;
    };
    for (const std::size_t slab_bytes : {1U, 4U, 4096U}) {
        for (const format::InputFormat format : {format::InputFormat::Csv, format::InputFormat::Tsv}) {
            CHECK(rows_of("Message", format, slab_bytes) ==
                  std::vector<Row>{{1, 8, "a"}, {2, 10, ""}, {3, 11, "b"}, {4, 14, ""}, {5, 16, " "}});
            const std::string two = format == format::InputFormat::Csv ? "Message,x" : "Message\tx";
            CHECK(rows_of(two, format, slab_bytes) == std::vector<Row>{{1, 10, "a"}, {3, 13, "b"}});
        }
        // Without a header the first row that is not blank tells.
        const auto size_of = [&](std::string_view bare) {
            return read_text(bare, {.slab_bytes = slab_bytes, .shape = bare_table()}).rows.size();
        };
        CHECK(size_of("\na\n\nb\n") == 4);
        CHECK(size_of("\n\"a\nb\"\n\nb\n") == 4);
        CHECK(size_of("\na,1\n\nb\n") == 2);
        CHECK(size_of("\n\"a\n\nb\n") == 2);
    }
}

TEST_CASE("COPY's text form is cut at line ends, and its end's mark is a line") {
    format::Shape shape = bare_table();
    shape.format = format::InputFormat::PgCopy;
    const std::string input = "a\\nb\n\n \n\\.\n\"c\n";
    for (std::size_t slab_bytes = 1; slab_bytes <= input.size(); ++slab_bytes) {
        const ReadRows read = read_text(input, {.slab_bytes = slab_bytes, .shape = shape});
        CHECK(read.rows == std::vector<Row>{{0, 0, "a\\nb"}, {1, 5, ""}, {2, 6, " "}, {4, 11, "\"c"}});
        CHECK(read.num_lines == 5);
    }
    CHECK(read_text("PGCOPY\n", {.shape = shape}).rows.size() == 1);
}

TEST_CASE("MySQL's outfiles are cut behind line feeds that no backslash escapes, and keep carriage returns") {
    format::Shape shape = bare_table();
    shape.format = format::InputFormat::MySqlOutfile;
    const std::string input = "a\\\nb\r\n\nc\\\\\n\\.\n";
    for (std::size_t slab_bytes = 1; slab_bytes <= input.size(); ++slab_bytes) {
        const ReadRows read = read_text(input, {.slab_bytes = slab_bytes, .shape = shape});
        CHECK(read.rows == std::vector<Row>{{0, 0, "a\\\nb\r"}, {2, 6, ""}, {3, 7, "c\\\\"}, {4, 11, "\\."}});
        CHECK(read.num_lines == 5);
    }
    // A record that is too long ends where any other does.
    const std::string big = "m" + std::string(100, '\\') + "\\\nx\nshort\n";
    for (std::size_t slab_bytes = 1; slab_bytes <= big.size(); ++slab_bytes) {
        const ReadRows read = read_text(big, {.slab_bytes = slab_bytes, .max_record_bytes = 20, .shape = shape});
        CHECK(read.rows.back() == Row{2, 105, "short"});
        CHECK(read.rows.size() == 2);
    }
}

TEST_CASE("a byte-order mark is no part of a header's first name") {
    const ReadRows read =
        read_text("\xef\xbb\xbfMessage,Mac\nx,00\n", {.shape = table_with_header(format::InputFormat::Csv)});
    CHECK(read.error.empty());
    CHECK(read.rows == std::vector<Row>{{1, 15, "x,00"}});
}

}    // namespace hmacsweep::tests
