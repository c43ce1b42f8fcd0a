// Slabs: the same records whatever the slab's size and wherever its borders fall, numbered and placed alike.
#include "host/input/slab_reader.hpp"

#include "cuda/core/frame.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <tuple>

namespace hmacsweep::tests {
namespace {

/// Line number in its source (0-based), offset in its source, and the bytes; "<oversize>" stands for bytes not kept.
using Line = std::tuple<std::uint64_t, std::uint64_t, std::string>;

struct ReadLines {
    std::vector<Line> records;
    std::uint64_t num_lines = 0;
    std::size_t most_held = 0;    ///< of a slab's buffer
    std::vector<input::Source> sources;
};

ReadLines read_slabs(std::vector<input::Source> sources, input::SlabReaderOptions options) {
    ReadLines read;
    read.sources = std::move(sources);
    StopFlag stop;
    input::SlabReader reader(read.sources, options, stop);
    input::Slab slab;
    std::uint64_t sequence = 0;
    std::uint32_t source = 0;
    std::uint64_t next_offset = 0;
    while (reader.next(slab)) {
        CHECK(slab.sequence == sequence++);
        if (slab.source != source) {
            source = slab.source;
            read.num_lines = 0;
            next_offset = 0;
        }
        CHECK(slab.offset >= next_offset);
        read.most_held = std::max(read.most_held, slab.buffer.size());
        if (slab.kind != input::SlabKind::Records) {
            if (slab.kind == input::SlabKind::OversizeRecord) {
                read.records.emplace_back(read.num_lines, slab.offset, "<oversize>");
            }
            ++read.num_lines;
            next_offset = slab.offset + 1;
            continue;
        }
        CHECK(slab.buffer.size() >= slab.size + slab_padding);
        const core::FrameCounts counts = core::frame_lines(slab.data(), slab.size, true, [&](const core::Frame& frame) {
            const char* const begin = reinterpret_cast<const char*>(slab.data()) + frame.offset;
            read.records.emplace_back(read.num_lines + frame.line, slab.offset + frame.offset,
                                      std::string(begin, frame.size));
        });
        read.num_lines += counts.lines;
        next_offset = slab.offset + slab.size;
    }
    return read;
}

ReadLines read_text(std::string_view text, input::SlabReaderOptions options) {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", text)};
    return read_slabs(input::open_sources(names, format::InputFormat::JsonLines), options);
}

/// What the text's lines are, from the rules: split at LF, CR LF dropped, blank lines counted, too long ones not kept.
std::vector<Line> expected_lines(std::string_view text, std::uint64_t max_record_bytes, std::uint64_t start = 0) {
    std::vector<Line> lines;
    std::uint64_t number = 0;
    for (std::size_t begin = start; begin < text.size(); ++number) {
        std::size_t end = text.find('\n', begin);
        std::string line(text.substr(begin, end - begin));
        if (end == std::string_view::npos) {
            end = text.size();
        } else if (line.ends_with('\r')) {
            line.pop_back();
        }
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            lines.emplace_back(number, begin, line.size() > max_record_bytes ? std::string("<oversize>") : line);
        }
        begin = end + 1;
    }
    return lines;
}

constexpr std::string_view text =
    "{\"a\":1}\n{\"bb\":22}\r\n\n \t\r\n{\"a longer one\":\"0123456789\"}\nx\n\r\n{\"last\":\"without a line feed\"}";

}    // namespace

TEST_CASE("slabs of every size give the same records, with the same lines and offsets") {
    const std::vector<Line> expected = expected_lines(text, 1 << 20);
    REQUIRE(expected.size() == 5);
    for (std::size_t slab_bytes = 1; slab_bytes <= text.size() + 2; ++slab_bytes) {
        INFO("slabs of " << slab_bytes << " bytes");
        const ReadLines read = read_text(text, {.slab_bytes = slab_bytes});
        CHECK(read.records == expected);
        CHECK(read.sources[0].bytes == text.size());
        CHECK(read.sources[0].error.empty());
    }
}

TEST_CASE("every beginning of a file is read whole, whatever byte it ends with") {
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string_view part = text.substr(0, size);
        for (const std::size_t slab_bytes : {1U, 7U, 64U}) {
            INFO(size << " bytes, slabs of " << slab_bytes);
            CHECK(read_text(part, {.slab_bytes = slab_bytes}).records == expected_lines(part, 1 << 20));
        }
    }
}

TEST_CASE("a record longer than allowed keeps its number and place and is never held") {
    const std::string long_line(300'000, 'x');
    const std::string blank_line(200'000, ' ');
    const std::string input = std::string("first\n") + long_line + "\r\n\nsecond\n" + blank_line + "\n" + long_line +
                              "y\nthird\n" + long_line;
    for (const std::size_t slab_bytes : {1U, 16U, 1000U, 100'000U}) {
        INFO("slabs of " << slab_bytes << " bytes");
        const ReadLines read = read_text(input, {.slab_bytes = slab_bytes, .max_record_bytes = 50});
        const std::vector<Line> expected = expected_lines(input, 50);
        // What is kept of a slab may still hold a line that is too long; the judge refuses that one itself.
        std::vector<Line> kept = read.records;
        for (Line& line : kept) {
            if (std::get<2>(line).size() > 50) {
                std::get<2>(line) = "<oversize>";
            }
        }
        CHECK(kept == expected);
        CHECK(read.most_held <= std::max<std::size_t>(slab_bytes, 64 * 1024) + 4096);
    }
}

TEST_CASE("records are kept up to the very length that is allowed, line ends not counted") {
    for (std::size_t size = 8; size <= 14; ++size) {
        for (const std::string_view end : {"\n", "\r\n", ""}) {
            const std::string line(size, 'r');
            const std::string input = std::string("a\n") + line + std::string(end) + (end.empty() ? "" : "b\n");
            for (std::size_t slab_bytes = 1; slab_bytes <= 20; ++slab_bytes) {
                const ReadLines read = read_text(input, {.slab_bytes = slab_bytes, .max_record_bytes = 10});
                const std::string& held = std::get<2>(read.records.at(1));
                INFO(size << " bytes, slabs of " << slab_bytes);
                CHECK(read.records.size() == (end.empty() ? 2U : 3U));
                // Up to 10 bytes it must be there whole; beyond, whole or skipped, but never cut.
                CHECK((held == line || (size > 10 && held == "<oversize>")));
            }
        }
    }
}

TEST_CASE("a byte-order mark at a source's start is no part of its first record, and counts in offsets") {
    const std::string bom = "\xef\xbb\xbf";
    for (std::size_t slab_bytes = 1; slab_bytes <= 12; ++slab_bytes) {
        const std::string input = bom + "a\n" + bom + "b\n";
        CHECK(read_text(input, {.slab_bytes = slab_bytes}).records ==
              std::vector<Line>{{0, 3, "a"}, {1, 5, bom + "b"}});
        // Half a mark is no mark.
        CHECK(read_text(bom.substr(0, 2), {.slab_bytes = slab_bytes}).records ==
              std::vector<Line>{{0, 0, bom.substr(0, 2)}});
        CHECK(read_text(bom, {.slab_bytes = slab_bytes}).records.empty());
        CHECK(read_text(bom + bom + "c", {.slab_bytes = slab_bytes}).records == std::vector<Line>{{0, 3, bom + "c"}});
    }
}

TEST_CASE("sources follow one another, each numbered from its own start, and an open line ends with its source") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("a.jsonl", "a1\na2"), folder.write("b.jsonl", ""),
                                         folder.write("c.jsonl", "\nc1\n")};
    const ReadLines read = read_slabs(input::open_sources(names, format::InputFormat::JsonLines), {.slab_bytes = 100});
    CHECK(read.records == std::vector<Line>{{0, 0, "a1"}, {1, 3, "a2"}, {1, 1, "c1"}});
}

TEST_CASE("the digest of a source is that of all its bytes, skipped ones too") {
    // NIST's example: SHA-256 of one million a's.
    const std::string input(1'000'000, 'a');
    for (const std::uint64_t max_record_bytes : {std::uint64_t{100}, std::uint64_t{1} << 24}) {
        const ReadLines read =
            read_text(input, {.slab_bytes = 4096, .max_record_bytes = max_record_bytes, .digest = InputDigest::Sha256});
        CHECK(read.sources[0].sha256 == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    CHECK(read_text("abc", {.digest = InputDigest::None}).sources[0].sha256.empty());
    // A byte-order mark is a byte of the file like others. (printf '\xef\xbb\xbfabc' | sha256sum)
    CHECK(read_text("\xef\xbb\xbf"
                    "abc",
                    {.digest = InputDigest::Sha256})
              .sources[0]
              .sha256 == "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
}

}    // namespace hmacsweep::tests
