// Compressed sources say what was compressed, in whatever pieces it is written and read, by every library.
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/content.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

using namespace std::string_literals;    // NOLINT(google-build-using-namespace): bytes with zeros in them

/// Every library for that compression, alone; says so when there is none.
std::vector<input::SlabReaderOptions> readers_of(input::Compression compression, std::size_t slab_bytes = 1 << 20) {
    std::vector<input::SlabReaderOptions> readers;
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == compression) {
            readers.push_back({.slab_bytes = slab_bytes, .libraries = {&info, 1}});
        }
    }
    if (readers.empty()) {
        say_skipped("this build cannot read " + std::string(input::compression_name(compression)));
    }
    return readers;
}

/// Lines that compress to a third or so, of all lengths, the last one open.
std::string some_text(std::size_t size) {
    Random random(7);
    std::string text;
    while (text.size() < size) {
        text += "record " + std::to_string(text.size()) + " " + std::string(random.below(40), 'x') + "\n";
    }
    text.resize(size);
    return text;
}

/// Reads what a pipe gives in pieces of `piece` bytes.
Content read_from_pipe(const std::string& bytes, std::size_t piece, const input::SlabReaderOptions& options) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    input::Source source;
    source.name = "pipe";
    source.fd = Fd(ends[0]);
    std::thread writer([&bytes, piece, end = ends[1]] {
        const Fd write_end(end);
        for (std::size_t i = 0; i < bytes.size(); i += piece) {
            static_cast<void>(::write(end, bytes.data() + i, std::min(piece, bytes.size() - i)));
        }
    });
    Content content = read_content(std::move(source), options);
    writer.join();
    return content;
}

void check_all(const std::string& compressed, const std::string& text, input::Compression compression) {
    for (const std::size_t slab_bytes : {std::size_t{100}, std::size_t{1} << 20}) {
        for (const input::SlabReaderOptions& options : readers_of(compression, slab_bytes)) {
            INFO(options.libraries[0].library << ", slabs of " << slab_bytes << " bytes, " << text.size() << " bytes");
            const Content content = read_content(compressed, options);
            CHECK((content.text == text));
            CHECK(content.source.error.empty());
            CHECK(content.source.bytes == compressed.size());
            CHECK(content.source.content_bytes == text.size());
            CHECK(content.source.compression == compression);
        }
    }
}

}    // namespace

TEST_CASE("what gzip, Python and zstd compressed comes out again, whatever its size and level") {
    for (const std::size_t size : {0U, 1U, 100U, 65536U, 3'000'000U}) {
        const std::string text = some_text(size);
        check_all(gzip_of(text, 9), text, input::Compression::Gzip);
        check_all(gzip_of(text, 0), text, input::Compression::Gzip);
        check_all(pipe_through({"gzip", "-1", "-c"}, text), text, input::Compression::Gzip);
        if (has_zstd()) {
            check_all(zstd_of(text), text, input::Compression::Zstd);
            check_all(zstd_of(text, "-19"), text, input::Compression::Zstd);
            check_all(pipe_through({"zstd", "-q", "-c", "--no-check"}, text), text, input::Compression::Zstd);
        } else {
            say_skipped("no zstd program");
        }
        for (const input::Compression compression :
             {input::Compression::Xz, input::Compression::Bzip2, input::Compression::Lz4}) {
            if (can_read(compression)) {
                check_all(compressed_as(compression, text), text, compression);
            }
        }
    }
}

TEST_CASE("streams of xz, bzip2 and lz4 follow one another, and nothing else follows them") {
    const std::string text = some_text(3000);
    for (const input::Compression compression :
         {input::Compression::Xz, input::Compression::Bzip2, input::Compression::Lz4}) {
        if (!can_read(compression)) {
            continue;
        }
        const std::string one = compressed_as(compression, text);
        check_all(one + compressed_as(compression, "") + one, text + text, compression);
        for (const std::string& rest : {"x"s, "\n"s, one.substr(0, 3), text, "\0\0\0\0x"s}) {
            CAPTURE(rest);
            CHECK_FALSE(read_content(one + rest).source.error.empty());
        }
        // xz alone has zeros between and behind its streams (xz-file-format.txt 2.2).
        const std::string zeros(8, '\0');
        CHECK(read_content(one + zeros + one + zeros).source.error.empty() == (compression == input::Compression::Xz));
    }
}

TEST_CASE("members and frames that follow one another are one text") {
    const std::string first = some_text(70'000);
    const std::string second = "one more\n";
    check_all(gzip_of(first) + gzip_of("") + gzip_of(second) + gzip_of(first), first + second + first,
              input::Compression::Gzip);
    std::string many;
    std::string text;
    const std::string one = gzip_of(second);
    for (int i = 0; i < 20'000; ++i) {
        many += one;
        text += second;
    }
    check_all(many, text, input::Compression::Gzip);
    if (!has_zstd()) {
        HMACSWEEP_SKIP("no zstd program");
    }
    // RFC 8878 3.1.2: a skippable frame has a size and bytes that mean nothing to us.
    const std::string skippable =
        "\x5a\x2a\x4d\x18\x03\x00\x00\x00"
        "abc"s;
    check_all(skippable + zstd_of(first) + skippable + zstd_of("") + zstd_of(second), first + second,
              input::Compression::Zstd);
}

TEST_CASE("a gzip header may have every field there is, and come in pieces of one byte") {
    // RFC 1952 2.3: FHCRC, FEXTRA, FNAME and FCOMMENT.
    const std::string script =
        "import gzip, sys, zlib, struct\n"
        "data = sys.stdin.buffer.read()\n"
        "head = b'\\x1f\\x8b\\x08\\x1e' + bytes(4) + b'\\x00\\x03'\n"
        "head += struct.pack('<H', 300) + bytes(range(1, 151)) * 2 + b'name of the file\\0' + b'a comment\\0'\n"
        "head += struct.pack('<H', zlib.crc32(head) & 0xffff)\n"
        "sys.stdout.buffer.write(head + gzip.compress(data, mtime=0)[10:])\n";
    const std::string text = some_text(1000);
    const std::string member = pipe_through({"python3", "-c", script}, text);
    check_all(member + member, text + text, input::Compression::Gzip);
    for (const std::size_t piece : {1U, 7U, 400U}) {
        for (const input::SlabReaderOptions& options : readers_of(input::Compression::Gzip)) {
            INFO(options.libraries[0].library << ", pieces of " << piece << " bytes");
            const Content content = read_from_pipe(member + member, piece, options);
            CHECK((content.text == text + text));
            CHECK(content.source.error.empty());
        }
    }
}

TEST_CASE("compressed bytes may come from a pipe one at a time") {
    const std::string text = some_text(2000);
    std::vector<std::pair<input::Compression, std::string>> rows{
        {input::Compression::Gzip, gzip_of(text) + gzip_of(text) + std::string(600, '\0')}};
    if (has_zstd()) {
        rows.emplace_back(input::Compression::Zstd, zstd_of(text) + zstd_of(text));
    }
    for (const auto& [compression, bytes] : rows) {
        for (const input::SlabReaderOptions& options : readers_of(compression, 300)) {
            const Content content = read_from_pipe(bytes, 1, options);
            INFO(options.libraries[0].library << ": " << content.source.error);
            CHECK((content.text == text + text));
            CHECK(content.source.bytes == bytes.size());
        }
    }
}

TEST_CASE("a slow compressed pipe gives its complete lines before it is closed") {
    // What a logger writes that flushes after each line: Z_SYNC_FLUSH.
    const std::string script =
        "import zlib, sys\n"
        "stream = zlib.compressobj(wbits=31)\n"
        "sys.stdout.buffer.write(stream.compress(b'first\\nsecond\\nthi') + stream.flush(zlib.Z_SYNC_FLUSH))\n"
        "sys.stdout.buffer.write(b'|' + stream.compress(b'rd\\n') + stream.flush())\n";
    const std::string parts = pipe_through({"python3", "-c", script}, "");
    const std::size_t bar = parts.find("\xff\xff|") + 2;    // an empty stored block ends the flush
    REQUIRE(bar < parts.size());
    for (const input::SlabReaderOptions& options : readers_of(input::Compression::Gzip)) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        std::vector<input::Source> sources(1);
        sources[0].name = "pipe";
        sources[0].fd = Fd(ends[0]);
        Fd write_end(ends[1]);
        const StopFlag stop;
        input::SlabReader reader(sources, options, stop);
        input::Slab slab;
        REQUIRE(::write(write_end.get(), parts.data(), bar) == static_cast<ssize_t>(bar));
        REQUIRE(reader.next(slab));
        CHECK(std::string(slab.data(), slab.data() + slab.size) == "first\nsecond\n");
        const std::size_t rest = parts.size() - bar - 1;
        REQUIRE(::write(write_end.get(), parts.data() + bar + 1, rest) == static_cast<ssize_t>(rest));
        write_end.reset();
        REQUIRE(reader.next(slab));
        CHECK(std::string(slab.data(), slab.data() + slab.size) == "third\n");
        CHECK(slab.offset == 13);
        CHECK_FALSE(reader.next(slab));
        CHECK(sources[0].error.empty());
    }
}

TEST_CASE("the first bytes decide, not the name") {
    const std::string text = "a\nb\n";
    const std::string bytes = gzip_of(text);
    for (const input::SlabReaderOptions& options : readers_of(input::Compression::Gzip)) {
        for (const std::string_view name : {"x.jsonl", "x.jsonl.gz", "x.zst", "x"}) {
            CHECK(read_content(bytes, options, name).text == text);
        }
    }
    for (const std::string_view name : {"x.jsonl.gz", "x.jsonl.zst"}) {
        const Content plain = read_content(text, {}, name);
        CHECK(plain.text == text);
        CHECK(plain.source.error.empty());
        CHECK(plain.source.compression == input::Compression::None);
    }
    // Beginnings of the magic numbers that lead elsewhere are text.
    for (const std::string& start :
         {"\x1f"s, "\x1f\x8a\x08"s, "("s, "(\xb5"s, "(\xb5/"s, "(\xb5/x"s, "P"s, "P*M"s, "_*M\x19"s}) {
        const Content content = read_content(start, {}, "x");
        CHECK(content.text == start);
        CHECK(content.source.error.empty());
        CHECK(read_content(start + "\n" + text, {}, "x").text == start + "\n" + text);
    }
}

TEST_CASE("a byte-order mark counts after decompression, and offsets are those of the decompressed text") {
    const std::string text =
        "\xef\xbb\xbf"
        "one\n"
        "two\n";
    for (const input::SlabReaderOptions& options : readers_of(input::Compression::Gzip, 3)) {
        const TempDir folder;
        const std::vector<std::string> names{folder.write("x.gz", gzip_of(text))};
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        const StopFlag stop;
        input::SlabReader reader(sources, options, stop);
        input::Slab slab;
        REQUIRE(reader.next(slab));
        CHECK(slab.offset == 3);
        REQUIRE(reader.next(slab));
        CHECK(slab.offset == 7);
        CHECK_FALSE(reader.next(slab));
    }
}

TEST_CASE("a record longer than allowed is skipped in a compressed source as in a plain one") {
    const std::string text = "first\n" + std::string(5'000'000, 'x') + "\nlast\n";
    for (const input::SlabReaderOptions& reader : readers_of(input::Compression::Gzip)) {
        input::SlabReaderOptions options = reader;
        options.slab_bytes = 1000;
        options.max_record_bytes = 5000;
        const TempDir folder;
        const std::vector<std::string> names{folder.write("x.gz", gzip_of(text))};
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        const StopFlag stop;
        input::SlabReader slabs(sources, options, stop);
        input::Slab slab;
        std::vector<input::SlabKind> kinds;
        std::uint64_t last_offset = 0;
        while (slabs.next(slab)) {
            kinds.push_back(slab.kind);
            last_offset = slab.offset;
            CHECK(slab.buffer.size() < 100'000);
        }
        CHECK(kinds ==
              std::vector{input::SlabKind::Records, input::SlabKind::OversizeRecord, input::SlabKind::Records});
        CHECK(last_offset == text.size() - 5);
    }
}

TEST_CASE("digest and size are those of the compressed file") {
    const std::string bytes = gzip_of("a\n");
    for (const input::SlabReaderOptions& reader : readers_of(input::Compression::Gzip)) {
        input::SlabReaderOptions options = reader;
        options.digest = InputDigest::Sha256;
        const std::string sum = pipe_through({"sha256sum"}, bytes).substr(0, 64);
        CHECK(read_content(bytes, options).source.sha256 == sum);
        // Those of a damaged file, too: they tell which file it was.
        const std::string garbage = bytes + "no gzip" + std::string(1'000'000, 'x');
        const Content damaged = read_content(garbage, options);
        CHECK(damaged.text == "a\n");
        CHECK_FALSE(damaged.source.error.empty());
        CHECK(damaged.source.bytes == garbage.size());
        CHECK(damaged.source.sha256 == pipe_through({"sha256sum"}, garbage).substr(0, 64));
    }
}

TEST_CASE("without a library for it, a compressed source is an error that names the package to install") {
    for (const auto& [bytes, package] : {std::pair(gzip_of("a\n"), "libisal-dev"),
                                         std::pair("\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00"s, "libzstd-dev")}) {
        const Content content = read_content(bytes, {.libraries = {}});
        CHECK(content.text.empty());
        CHECK_THAT(content.source.error, has_text("input.jsonl") && has_text(package));
    }
    CHECK(read_content("plain\n", {.libraries = {}}).text == "plain\n");
}

TEST_CASE("of a folder every file is read where the format is given, compressed or not") {
    const TempDir folder;
    const std::string bytes = gzip_of("a\n");
    for (const std::string name : {"a.jsonl.gz", "b.ndjson.zst", "c.jsonl", "d.txt.gz", "e.gz", "f.jsonl.gz.bak"}) {
        folder.write("in/" + name, bytes);
    }
    const std::vector<std::string> names{folder.file("in")};
    std::vector<std::string> found;
    for (const input::Source& source : input::open_sources(names, format::InputFormat::JsonLines)) {
        found.push_back(std::filesystem::path(source.name).filename());
    }
    CHECK(found ==
          std::vector<std::string>{"a.jsonl.gz", "b.ndjson.zst", "c.jsonl", "d.txt.gz", "e.gz", "f.jsonl.gz.bak"});
}

}    // namespace hmacsweep::tests
