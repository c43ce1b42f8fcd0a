// Fuzz target: the rows and cells that come out of slabs of any size must be those of a reader that goes through the
// rules byte by byte, and those that a GPU's pieces find must be the same. The first byte chooses the delimiter, the
// second the slab's size, the rest is the table, of two columns without a header: a message and a MAC.
#include "host/input/slab.hpp"
#include "host/input/slab_reader.hpp"
#include "host/reader/reader.hpp"
#include "tests/support/frame_on_host.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

/// A row as it came out: where it begins, and its two cells, or that it is malformed.
struct Row {
    std::uint64_t line = 0;
    std::uint64_t offset = 0;
    bool is_malformed = false;
    std::string message;
    std::string mac;    ///< the same for none and for one without bytes

    bool operator==(const Row&) const = default;
};

format::Shape table(format::InputFormat format, std::uint8_t delimiter) {
    format::Shape shape;
    shape.format = format;
    shape.delimiter = delimiter;
    shape.has_header = false;
    shape.place(format::Field::Message).name = "1";
    shape.place(format::Field::Mac).name = "2";
    shape.place(format::Field::Message).is_mapped = true;
    shape.place(format::Field::Mac).is_mapped = true;
    shape.message_encoding = shape.mac_encoding = Encoding::Text;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

/// A regular file that is only in memory.
Fd file_of(std::string_view text) {
    Fd fd(::memfd_create("fuzz", MFD_CLOEXEC));
    if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::lseek(fd.get(), 0, SEEK_SET) != 0) {
        std::abort();
    }
    return fd;
}

/// The pieces of a slab find its frames, unless there are too many or a quote is left open.
void compare_pieces(const input::Slab& slab, const std::vector<core::Frame>& frames, std::uint32_t num_lines) {
    constexpr std::size_t num_places = 512;
    if (slab.size == 0) {
        return;
    }
    const core::LineRules rules{slab.shape->table_syntax(), slab.shape->is_table(), slab.shape->skips_blank_lines()};
    const FoundOnHost found = find_on_host(slab.data(), slab.size, rules, num_places);
    const auto is_same = [](const core::Frame& a, const core::Frame& b) {
        return a.offset == b.offset && a.size == b.size && a.line == b.line;
    };
    if (found.index.is_whole == 0
            ? num_lines <= num_places && !rules.syntax.has_quotes
            : found.index.lines != num_lines || !std::ranges::equal(found.frames, frames, is_same)) {
        std::fprintf(stderr, "pieces find other records in a slab of %zu bytes at byte %llu\n", slab.size,
                     static_cast<unsigned long long>(slab.offset));
        std::abort();
    }
}

std::vector<Row> rows_of(std::string_view text, const format::Shape& shape, std::size_t slab_bytes) {
    std::vector<input::Source> sources(1);
    sources[0].name = "-";
    sources[0].fd = file_of(text);
    sources[0].is_regular = true;
    const StopFlag stop;
    input::SlabReader reader(sources, {.slab_bytes = slab_bytes, .shape = shape}, stop);
    reader::Reader records;
    std::vector<Row> rows;
    std::uint64_t lines = 0;
    std::vector<core::Frame> frames;
    for (input::Slab slab; reader.next(slab);) {
        frames.clear();
        const core::FrameCounts counts =
            format::frame_records(slab.data(), slab.size, *slab.shape, [&](const core::Frame& frame) {
                frames.push_back(frame);
                const reader::Record& record = records.read(*slab.shape, slab.data() + frame.offset, frame.size);
                Row row{lines + frame.line, slab.offset + frame.offset, record.is_malformed(), {}, {}};
                if (!record.is_malformed()) {
                    row.message = as_text(record.message);
                    row.mac = as_text(record.mac);
                }
                rows.push_back(std::move(row));
            });
        compare_pieces(slab, frames, counts.lines);
        lines += counts.lines;
    }
    return rows;
}

/// One row from `begin` on, by the rules: its end, before its line feed, and its cells; none where it is malformed.
struct SlowRow {
    std::size_t end = 0;
    bool is_malformed = false;
    std::vector<std::optional<std::string>> cells;
};

SlowRow slow_row(std::string_view text, std::size_t begin, char delimiter, bool has_quotes) {
    SlowRow row;
    std::size_t i = begin;
    while (true) {
        std::string cell;
        bool is_null = true;
        if (has_quotes && i < text.size() && text[i] == '"') {
            const std::size_t opened = i++;
            is_null = false;
            bool is_open = true;
            while (i < text.size() && is_open) {
                if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                    cell += '"';
                    i += 2;
                } else if (text[i] == '"') {
                    is_open = false;
                    ++i;
                } else {
                    cell += text[i++];
                }
            }
            if (is_open) {    // the line that opened it is the row
                row.end = std::min(text.find('\n', opened), text.size());
                row.is_malformed = true;
                return row;
            }
            const bool is_line_end = i < text.size() && text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
            row.is_malformed =
                row.is_malformed || (i < text.size() && text[i] != delimiter && text[i] != '\n' && !is_line_end);
        }
        const std::size_t rest = i;
        while (i < text.size() && text[i] != delimiter && text[i] != '\n') {
            ++i;
        }
        std::string_view bare = text.substr(rest, i - rest);
        if (bare.ends_with('\r') && i < text.size() && text[i] == '\n') {
            bare.remove_suffix(1);
        }
        cell += bare;
        is_null = is_null && bare.empty();
        row.cells.push_back(is_null ? std::nullopt : std::optional(cell));
        if (i == text.size() || text[i] == '\n') {
            row.end = i;
            return row;
        }
        ++i;
    }
}

std::vector<Row> slow_rows(std::string_view text, char delimiter, bool has_quotes) {
    std::vector<Row> rows;
    std::uint64_t line = 0;
    for (std::size_t begin = text.starts_with("\xef\xbb\xbf") ? 3 : 0; begin < text.size();) {
        const SlowRow row = slow_row(text, begin, delimiter, has_quotes);
        std::string_view bytes = text.substr(begin, row.end - begin);
        const std::uint64_t first_line = line;
        line += 1 + static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
        const std::string_view blanks = delimiter == '\t' ? " \r" : " \t\r";
        if (bytes.find_first_not_of(blanks) != std::string_view::npos) {
            Row& made = rows.emplace_back();
            made.line = first_line;
            made.offset = begin;
            made.is_malformed = row.is_malformed || row.cells.size() < 2 || !row.cells[0];
            if (!made.is_malformed) {
                made.message = *row.cells[0];
                made.mac = row.cells[1].value_or("");
            }
        }
        begin = row.end + 1;
    }
    return rows;
}

}    // namespace

void compare(const std::uint8_t* data, std::size_t size) {
    constexpr char delimiters[] = {',', ';', '\t', ','};
    if (size < 2) {
        return;
    }
    const char delimiter = delimiters[data[0] % 4];
    const format::InputFormat format = delimiter == '\t' ? format::InputFormat::Tsv : format::InputFormat::Csv;
    const std::string_view text(reinterpret_cast<const char*>(data + 2), size - 2);
    const format::Shape shape =
        table(format, format == format::InputFormat::Csv ? static_cast<std::uint8_t>(delimiter) : std::uint8_t{0});
    const std::vector<Row> rows = rows_of(text, shape, 1 + std::size_t{data[1]});
    const std::vector<Row> expected = slow_rows(text, delimiter, format == format::InputFormat::Csv);
    if (rows != expected) {
        const auto [found, wanted] = std::ranges::mismatch(rows, expected);
        const auto print = [](const char* what, const Row* row) {
            if (row != nullptr) {
                std::fprintf(stderr, "%s: line %llu, byte %llu, malformed %d, \"%s\", \"%s\"\n", what,
                             static_cast<unsigned long long>(row->line), static_cast<unsigned long long>(row->offset),
                             row->is_malformed, row->message.c_str(), row->mac.c_str());
            }
        };
        print("found", found == rows.end() ? nullptr : &*found);
        print("expected", wanted == expected.end() ? nullptr : &*wanted);
        std::abort();
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::compare(data, size);
    return 0;
}
