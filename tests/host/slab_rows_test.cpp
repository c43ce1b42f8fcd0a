// Slabs of COPY's binary form: the same rows whatever the slab's size, headers, trailers, rows that are too long, and
// damage at every byte.
#include "host/input/slab_reader.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/copy_rows.hpp"
#include "tests/support/shapes.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace hmacsweep::tests {
namespace {

/// Offset in its source, and the bytes; "<oversize>" stands for a record too long.
using Row = std::tuple<std::uint64_t, std::string>;

struct ReadRows {
    std::vector<Row> rows;
    std::size_t most_held = 0;
    format::Shape shape;
    input::Source source;
    [[nodiscard]] const std::string& error() const { return source.error; }
};

format::Shape two_columns() {
    format::Shape shape;
    shape.format = format::InputFormat::PgCopy;
    set_names(shape, {"Id", "KeyId", "MacAlgorithm", "1", "2"});
    shape.fields[3].is_mapped = shape.fields[4].is_mapped = true;
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
        read.shape = *slab.shape;
        CHECK(slab.num_lines == 0);
        if (slab.kind == input::SlabKind::Records) {
            const core::FrameCounts counts =
                format::frame_records(slab.data(), slab.size, *slab.shape, [&](const core::Frame& frame) {
                    const char* const begin = reinterpret_cast<const char*>(slab.data()) + frame.offset;
                    const bool is_kept = frame.size <= options.max_record_bytes;
                    read.rows.emplace_back(slab.offset + frame.offset,
                                           is_kept ? std::string(begin, frame.size) : std::string("<oversize>"));
                });
            CHECK((counts.lines == 0) == slab.shape->is_binary);
        } else if (slab.kind == input::SlabKind::OversizeRecord) {
            read.rows.emplace_back(slab.offset, "<oversize>");
        }
    }
    read.source = std::move(sources[0]);
    return read;
}

ReadRows read_bytes(std::string_view bytes, input::SlabReaderOptions options = {},
                    format::Shape shape = two_columns()) {
    const TempDir folder;
    options.shape = std::move(shape);
    return read_file(folder.write("in", bytes), options);
}

const std::string head = copy_head();
/// Rows with everything in them that a text would take for an end.
const std::vector<std::string> table{copy_row({"PGCOPY\n", std::string("\377\377\0\n", 4)}),
                                     copy_row({std::nullopt, ""}),
                                     copy_row({"", std::nullopt}),
                                     copy_row({std::string(40, '\n'), "\r\n"}),
                                     copy_row({"three", "fields", "here"}),
                                     copy_row({}),
                                     copy_row({"last", "one"})};

std::string joined(std::size_t num_rows = table.size()) {
    std::string rows;
    for (std::size_t i = 0; i < num_rows; ++i) {
        rows += table[i];
    }
    return rows;
}

/// The rows that lie before `end` whole, by the test's own account.
std::vector<Row> rows_before(std::size_t end) {
    std::vector<Row> rows;
    std::size_t offset = head.size();
    for (const std::string& row : table) {
        if (offset + row.size() > end) {
            break;
        }
        rows.emplace_back(offset, row);
        offset += row.size();
    }
    return rows;
}

}    // namespace

TEST_CASE("slabs of every size give the same rows of COPY's binary form, at the same offsets") {
    const std::string bytes = head + joined() + copy_end;
    for (std::size_t slab_bytes = 1; slab_bytes <= bytes.size() + 2; ++slab_bytes) {
        INFO("slabs of " << slab_bytes << " bytes");
        const ReadRows read = read_bytes(bytes, {.slab_bytes = slab_bytes});
        CHECK(read.rows == rows_before(bytes.size()));
        CHECK(read.error().empty());
        CHECK(read.source.bytes == bytes.size());
        CHECK(read.shape.is_binary);
        CHECK(read.shape.num_columns == 2);
        CHECK(read.shape.message_encoding == Encoding::Text);
        CHECK(read.shape.mac_encoding == Encoding::Text);
    }
}

TEST_CASE("a table that ends at any byte gives its whole rows, and an error that says where") {
    const std::string bytes = head + joined() + copy_end;
    for (std::size_t size = 11; size < bytes.size(); ++size) {
        for (const std::size_t slab_bytes : {1U, 7U, 1000U}) {
            INFO(size << " bytes, slabs of " << slab_bytes);
            const ReadRows read = read_bytes(std::string_view(bytes).substr(0, size), {.slab_bytes = slab_bytes});
            const std::vector<Row> expected = size < head.size() ? std::vector<Row>() : rows_before(size);
            CHECK(read.rows == expected);
            std::size_t place = head.size();
            for (const Row& row : expected) {
                place += std::get<1>(row).size();
            }
            CHECK_THAT(read.error(), has_text("is cut short: it ends"));
            if (size >= head.size()) {
                CHECK_THAT(read.error(), has_text(" at byte " + std::to_string(place) + ";"));
                CHECK((read.error().find("without the trailer") != std::string::npos) == (place == size));
            }
        }
    }
}

TEST_CASE("bytes behind the trailer are an error, and cost no row") {
    const std::string bytes = head + joined() + copy_end;
    for (const std::string& more :
         {std::string(1, '\0'), std::string("\n"), copy_end, bytes, std::string(300'000, 'x')}) {
        for (const std::size_t slab_bytes : {1U, 1000U}) {
            const ReadRows read = read_bytes(bytes + more, {.slab_bytes = slab_bytes, .digest = InputDigest::Sha256});
            CHECK(read.rows == rows_before(bytes.size()));
            CHECK_THAT(read.error(),
                       has_text("behind the trailer of COPY's binary form, from byte " + std::to_string(bytes.size())));
            // All of the file was read, for its digest.
            CHECK(read.source.bytes == bytes.size() + more.size());
            CHECK(read.source.sha256.size() == 64);
        }
    }
}

TEST_CASE("a damaged count or length ends the table there: what stands before it is read, nothing behind it") {
    std::size_t offset = head.size();
    for (std::size_t i = 0; i < table.size(); ++i) {
        for (const std::string& damaged :
             {big_endian(-2, 2), big_endian(2, 2) + big_endian(-2, 4), big_endian(2, 2) + big_endian(0x40000000, 4),
              big_endian(2, 2) + big_endian(3, 4) + "abc" + big_endian(-77, 4)}) {
            for (const std::size_t slab_bytes : {1U, 30U, 1000U}) {
                const std::string bytes = head + joined(i) + damaged + joined() + copy_end;
                const ReadRows read = read_bytes(bytes, {.slab_bytes = slab_bytes, .digest = InputDigest::Sha256});
                CHECK(read.rows == rows_before(offset));
                CHECK_THAT(read.error(), has_text("is damaged"));
                CHECK_THAT(read.error(), has_text("in the row at byte " + std::to_string(offset) + ";"));
                CHECK(read.source.bytes == bytes.size());
                CHECK(read.source.sha256.size() == 64);
            }
        }
        offset += table[i].size();
    }
}

TEST_CASE("one wrong byte anywhere never costs a row before it, and slabs of every size say the same") {
    const std::string bytes = head + joined() + copy_end;
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        for (const int flip : {0x01, 0x80, 0xff}) {
            std::string damaged = bytes;
            damaged[place] = static_cast<char>(damaged[place] ^ flip);
            INFO("byte " << place << " with " << flip);
            const ReadRows whole = read_bytes(damaged, {.slab_bytes = 1000});
            const ReadRows pieces = read_bytes(damaged, {.slab_bytes = 3});
            CHECK(whole.rows == pieces.rows);
            // The name before it is of a temporary folder.
            CHECK(whole.error().substr(whole.error().find(' ') + 1) ==
                  pieces.error().substr(pieces.error().find(' ') + 1));
            if (place >= head.size()) {
                const std::vector<Row> before = rows_before(place);
                REQUIRE(whole.rows.size() >= before.size());
                CHECK(std::equal(before.begin(), before.end(), whole.rows.begin()));
                // No byte is lost: rows lie one behind another, and an error tells where the last ends.
                std::uint64_t next = head.size();
                for (const auto& [offset, row] : whole.rows) {
                    CHECK(offset == next);
                    next += row.size();
                }
                CHECK((!whole.error().empty() || next + 2 == bytes.size()));
            }
        }
    }
}

TEST_CASE("a row that is too long is skipped without being held, and the next is found") {
    const std::string big = copy_row({std::string(3'000'000, '\377'), "x", std::string(2'000'000, 'y')});
    const std::string bytes = head + table[0] + big + table[1] + big + big + copy_end;
    const ReadRows read = read_bytes(bytes, {.slab_bytes = 4096, .max_record_bytes = 10'000});
    const std::size_t first = head.size() + table[0].size();
    const std::size_t second = first + big.size() + table[1].size();
    CHECK(read.rows == std::vector<Row>{{head.size(), table[0]},
                                        {first, "<oversize>"},
                                        {first + big.size(), table[1]},
                                        {second, "<oversize>"},
                                        {second + big.size(), "<oversize>"}});
    CHECK(read.error().empty());
    CHECK(read.most_held < 100'000);
    // Cut short or damaged inside it is no record, but an error.
    const ReadRows cut =
        read_bytes(bytes.substr(0, first + 4'000'000), {.slab_bytes = 4096, .max_record_bytes = 10'000});
    CHECK(cut.rows == std::vector<Row>{{head.size(), table[0]}});
    CHECK_THAT(cut.error(), has_text("ends within the row at byte " + std::to_string(first)));
    std::string damaged = bytes;
    damaged.replace(first + 2 + 4 + 3'000'000 + 4 + 1, 4, big_endian(-5, 4));
    const ReadRows broken = read_bytes(damaged, {.slab_bytes = 4096, .max_record_bytes = 10'000});
    CHECK(broken.rows == cut.rows);
    CHECK_THAT(broken.error(), has_text("impossible length in the row at byte " + std::to_string(first)));
}

TEST_CASE("rows around the limit are too long or not whatever the slab's size") {
    for (std::size_t max_record_bytes = 1; max_record_bytes < 60; ++max_record_bytes) {
        std::vector<Row> expected = rows_before(std::string::npos);
        for (auto& [offset, row] : expected) {
            row = row.size() > max_record_bytes ? "<oversize>" : row;
        }
        for (const std::size_t slab_bytes : {1U, 16U, 4096U}) {
            const ReadRows read = read_bytes(head + joined() + copy_end,
                                             {.slab_bytes = slab_bytes, .max_record_bytes = max_record_bytes});
            INFO("records of " << max_record_bytes << ", slabs of " << slab_bytes);
            CHECK(read.rows == expected);
            CHECK(read.error().empty());
        }
    }
}

TEST_CASE("the header's low flags and its extension are passed over; what must be known is refused") {
    for (const std::string& extension : {std::string(), std::string("\377\377"), std::string(5000, '\0')}) {
        for (std::size_t slab_bytes = 1; slab_bytes < 40; slab_bytes += 13) {
            const std::string longer = copy_head(0xffff, extension);
            const ReadRows read = read_bytes(longer + joined(1) + copy_end, {.slab_bytes = slab_bytes});
            CHECK(read.rows == std::vector<Row>{{longer.size(), table[0]}});
            CHECK(read.error().empty());
        }
    }
    CHECK_THAT(read_bytes(copy_head(1 << 16) + joined() + copy_end).error(), has_text("OIDs"));
    CHECK_THAT(read_bytes(copy_head(1 << 20) + joined() + copy_end).error(), has_text("flags 0x100000"));
    CHECK_THAT(read_bytes(head.substr(0, 15) + big_endian(-1, 4) + joined()).error(),
               has_text("extension of -1 bytes"));
    CHECK_THAT(read_bytes(copy_head(0, "abc"), {.max_record_bytes = 2}).error(), has_text("extension of 3 bytes"));
    const ReadRows empty = read_bytes(head + copy_end);
    CHECK(empty.rows.empty());
    CHECK(empty.error().empty());
}

TEST_CASE("the binary form is known by its first bytes under auto, too, and needs the numbers of columns") {
    const std::string bytes = head + joined(1) + copy_end;
    format::Shape shape = two_columns();
    shape.format = format::InputFormat::Auto;
    CHECK(read_bytes(bytes, {}, shape).rows.size() == 1);
    shape.place(format::Field::Mac).name = "mac";
    const ReadRows named = read_bytes(bytes, {}, shape);
    CHECK(named.rows.empty());
    CHECK_THAT(named.error(), has_text("whose columns have no names") && has_text("\"mac\""));
    // One byte short of the signature it is text.
    shape = two_columns();
    shape.has_header = false;
    CHECK(read_bytes("PGCOPY\n", {}, shape).rows.size() == 1);
}

TEST_CASE("gzip'd rows are the same rows, and the gzip's own damage is told, not the table's") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const std::string bytes = head + joined() + copy_end;
    const std::string compressed = gzip_of(bytes);
    for (const std::size_t slab_bytes : {1U, 50U, 1000U}) {
        const ReadRows read = read_bytes(compressed, {.slab_bytes = slab_bytes});
        CHECK(read.rows == rows_before(bytes.size()));
        CHECK(read.error().empty());
        const ReadRows cut = read_bytes(compressed.substr(0, compressed.size() - 3), {.slab_bytes = slab_bytes});
        CHECK(cut.rows == rows_before(bytes.size()));
        CHECK_THAT(cut.error(), has_text("in the middle of the gzip member"));
        const ReadRows short_table = read_bytes(gzip_of(bytes.substr(0, bytes.size() - 2)), {.slab_bytes = slab_bytes});
        CHECK_THAT(short_table.error(), has_text("without the trailer"));
    }
}

}    // namespace hmacsweep::tests
