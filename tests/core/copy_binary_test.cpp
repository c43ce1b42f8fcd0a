// Rows of COPY's binary form: where each ends, which bytes are which field, and what can be no row.
#include "cuda/core/copy_binary.hpp"

#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/copy_rows.hpp"

#include <string>
#include <tuple>

namespace hmacsweep::tests {
namespace {

using core::CellError;
using core::RowStop;

RowStop find_in(std::string_view bytes, core::RowScan& scan) {
    // A copy of the exact size, so that AddressSanitizer sees a read past the end.
    const ByteVector exact = to_vector(bytes);
    return core::scan_row(exact.data(), exact.size(), scan);
}

RowStop find_in(std::string_view bytes) {
    core::RowScan scan = core::row_from(0);
    return find_in(bytes, scan);
}

std::vector<CopyField> split(std::string_view row, CellError expected = CellError::None) {
    std::vector<CopyField> fields;
    const ByteVector exact = to_vector(row);
    CHECK(core::split_row(exact.data(), exact.size(), [&](const core::Cell& cell) {
              const bool is_null = cell.kind == core::CellKind::Null;
              fields.push_back(is_null ? CopyField() : CopyField(row.substr(cell.offset, cell.size)));
          }) == expected);
    return fields;
}

const std::vector<CopyField> some_fields{"a", std::nullopt, "", std::string("\0\n\377\377", 4), "long enough"};

}    // namespace

TEST_CASE("a row ends where its lengths say, however much of it is there at a time") {
    const std::string row = copy_row(some_fields);
    const std::string more = row + copy_row({}) + copy_end;
    for (std::size_t size = 0; size < row.size(); ++size) {
        CHECK(find_in(std::string_view(row).substr(0, size)) == RowStop::More);
        // Taken up again with all of it, and with what the scan has passed left out.
        core::RowScan scan = core::row_from(0);
        CHECK(find_in(std::string_view(more).substr(0, size), scan) == RowStop::More);
        CHECK(core::least_end(scan) <= row.size());
        core::RowScan behind = scan;
        const std::size_t done = std::min<std::size_t>(scan.position, size);
        behind.position -= done;
        CHECK(find_in(more, scan) == RowStop::Row);
        CHECK(scan.position == row.size());
        CHECK(find_in(std::string_view(more).substr(done), behind) == RowStop::Row);
        CHECK(behind.position == row.size() - done);
    }
    core::RowScan scan = core::row_from(row.size());
    CHECK(find_in(more, scan) == RowStop::Row);
    CHECK(scan.position == row.size() + 2);
    scan = core::row_from(scan.position);
    CHECK(find_in(more, scan) == RowStop::Trailer);
}

TEST_CASE("a negative count that is no trailer, and a length that no field has, are damage") {
    CHECK(find_in(copy_end) == RowStop::Trailer);
    CHECK(find_in(big_endian(-2, 2)) == RowStop::BadCount);
    CHECK(find_in(big_endian(-32768, 2)) == RowStop::BadCount);
    const auto one_field = [](std::int64_t length) { return find_in(big_endian(1, 2) + big_endian(length, 4)); };
    CHECK(one_field(-1) == RowStop::Row);
    CHECK(one_field(-2) == RowStop::BadLength);
    CHECK(one_field(std::int64_t{-1} << 31) == RowStop::BadLength);
    CHECK(one_field(0x3fffffff) == RowStop::More);
    CHECK(one_field(0x40000000) == RowStop::BadLength);
    CHECK(one_field(0) == RowStop::Row);
}

TEST_CASE("many long fields add up past 32 bits") {
    core::RowScan scan = core::row_from(0);
    std::string piece = big_endian(32767, 2);
    std::uint64_t passed = 0;
    for (int i = 0; i < 100; ++i) {
        piece += big_endian(0x3fffffff, 4);
        CHECK(find_in(piece, scan) == RowStop::More);
        passed += scan.position;
        scan.position = 0;
        piece.clear();
    }
    CHECK(passed == 2 + (std::uint64_t{100} * (4 + 0x3fffffff)));
    CHECK(scan.fields_left == 32667);
}

TEST_CASE("rows of a slab are framed one behind another, without lines, and nothing is lost") {
    const std::string first = copy_row(some_fields);
    const std::string second = copy_row({});
    const std::string third = copy_row({"x"});
    const ByteVector slab = to_vector(first + second + third + std::string(1, '\0'));
    std::vector<std::tuple<std::size_t, std::size_t, std::uint32_t>> frames;
    const core::FrameCounts counts = core::frame_rows(slab.data(), slab.size(), [&](const core::Frame& frame) {
        frames.emplace_back(frame.offset, frame.size, frame.line);
    });
    CHECK(frames == decltype(frames){{0, first.size(), core::no_line},
                                     {first.size(), 2, core::no_line},
                                     {first.size() + 2, third.size(), core::no_line},
                                     {first.size() + 2 + third.size(), 1, core::no_line}});
    CHECK(counts.records == 4);
    CHECK(counts.lines == 0);
}

TEST_CASE("a row's fields are their bytes, NULL is told from none, and a row that does not fit is refused") {
    const std::string row = copy_row(some_fields);
    CHECK(split(row) == some_fields);
    CHECK(split(copy_row({})).empty());
    for (std::size_t size = 0; size < row.size(); ++size) {
        INFO(size);
        split(row.substr(0, size), CellError::BadLength);
    }
    split(row + "x", CellError::BadLength);
    split(copy_end, CellError::BadLength);
    split(big_endian(1, 2) + big_endian(-2, 4), CellError::BadLength);
    split(big_endian(1, 2) + big_endian(0x7fffffff, 4) + "x", CellError::BadLength);
}

}    // namespace hmacsweep::tests
