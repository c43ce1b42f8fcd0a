// Compressed sources that are cut short, damaged or followed by something else: an error that says where, what came
// before is kept up to its last whole record, and nothing wrong comes out without an error.
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/content.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace hmacsweep::tests {
namespace {

using namespace std::string_literals;    // NOLINT(google-build-using-namespace): bytes with zeros in them

const std::string text =
    "{\"Id\":1,\"Message\":\"aGVsbG8=\"}\n{\"Id\":2,\"Message\":\"d29ybGQ=\"}\n{\"Id\":3,\"Message\":\"d29ybGQhISE=\"}"
    "\n";

struct Row {
    const input::DecompressorInfo* library;
    std::string bytes;
};

/// The text compressed for each library, as two members.
std::vector<Row> rows() {
    std::vector<Row> made;
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (can_read(info.compression)) {
            made.push_back({&info, compressed_as(info.compression, text.substr(0, 40)) +
                                       compressed_as(info.compression, text.substr(40))});
        }
    }
    return made;
}

/// What of the text may come out when the source ends with an error: whole lines only.
bool is_whole_lines_of(const std::string& part, const std::string& whole) {
    return whole.starts_with(part) && (part.empty() || part.ends_with('\n'));
}

/// A library that takes nothing and gives nothing.
class StuckLibrary : public input::Decompressor {
public:
    input::DecompressStep step(Bytes /*in*/, std::span<std::uint8_t> /*out*/) override { return {}; }
};

/// Bytes with something changed, removed, added or moved.
std::string damaged(std::string bytes, Random& random) {
    const std::size_t at = random.below(bytes.size());
    const std::size_t size = 1 + random.below(std::min<std::size_t>(bytes.size() - at, 200));
    switch (random.below(4)) {
        case 0:
            for (std::size_t i = at; i < at + size; ++i) {
                bytes[i] = static_cast<char>(random.below(256));
            }
            return bytes;
        case 1:
            return bytes.erase(at, size);
        case 2:
            return bytes.insert(at, bytes.substr(random.below(bytes.size()), size));
        default:
            std::swap(bytes[at], bytes[random.below(bytes.size())]);
            return bytes;
    }
}

}    // namespace

TEST_CASE("a larger source with any damage gives the same text, or whole records and an error") {
    Random random("damage to compressed files");
    std::string large;
    for (int i = 0; i < 3000; ++i) {
        large += std::to_string(random.below(1'000'000'000)) + " " + std::string(random.below(50), 'x') + "\n";
    }
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (!can_read(info.compression)) {
            continue;
        }
        const std::string bytes = compressed_as(info.compression, large);
        for (int i = 0; i < 400; ++i) {
            const std::string changed = damaged(bytes, random);
            const Content content = read_content(changed, {.slab_bytes = 5000, .libraries = {&info, 1}});
            INFO(info.library << ": " << content.source.error);
            const bool is_plain = content.source.compression == input::Compression::None;
            CHECK((is_plain || content.text == large || !content.source.error.empty()));
            CHECK((content.source.error.empty() || content.text.empty() || content.text.ends_with('\n')));
        }
    }
}

TEST_CASE("a library that makes no progress is an error, and no endless wait") {
    const input::DecompressorInfo stuck{
        input::Compression::Gzip, "stuck",
        []() -> std::unique_ptr<input::Decompressor> { return std::make_unique<StuckLibrary>(); }};
    const Content content = read_content(gzip_of(text), {.libraries = {&stuck, 1}});
    CHECK(content.text.empty());
    CHECK_THAT(content.source.error, has_text("nothing comes out"));
}

TEST_CASE("a compressed source that is cut anywhere gives whole records and an error that says where") {
    for (const Row& row : rows()) {
        const input::Compression compression = row.library->compression;
        const std::string first_member = compressed_as(compression, text.substr(0, 40));
        for (std::size_t size = 0; size < row.bytes.size(); ++size) {
            for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
                const Content content =
                    read_content(row.bytes.substr(0, size), {.slab_bytes = slab_bytes, .libraries = {row.library, 1}},
                                 "x.jsonl" + suffix_of(compression));
                INFO(row.library->library << ", " << size << " bytes: " << content.source.error);
                if (size == first_member.size()) {
                    // A cut between two members cannot be seen; --expect-records is for that.
                    CHECK(content.source.error.empty());
                    CHECK(content.text == text.substr(0, 40));
                    continue;
                }
                CHECK(is_whole_lines_of(content.text, text));
                CHECK_THAT(content.source.error, has_text("x.jsonl."));
                CHECK(content.source.sha256.empty());
                if (size >= input::magic_bytes) {
                    CHECK_THAT(content.source.error, has_text("ends at byte " + std::to_string(size)));
                }
            }
        }
    }
}

TEST_CASE("a compressed source with any byte changed gives the same text, or an error") {
    for (const Row& row : rows()) {
        std::size_t num_errors = 0;
        for (std::size_t at = 0; at < row.bytes.size(); ++at) {
            for (const int flip : {0x01, 0x10, 0x80, 0xff}) {
                std::string bytes = row.bytes;
                bytes[at] = static_cast<char>(bytes[at] ^ flip);
                const Content content = read_content(bytes, {.libraries = {row.library, 1}});
                INFO(row.library->library << ", byte " << at << " ^ " << flip << ": " << content.source.error);
                // A changed magic number makes it plain text, which no one can take for records.
                const bool is_plain = content.source.compression == input::Compression::None;
                CHECK((is_plain ? at < input::magic_bytes : (content.text == text || !content.source.error.empty())));
                num_errors += content.source.error.empty() ? 0 : 1;
                if (!content.source.error.empty()) {
                    CHECK((content.text.empty() || content.text.ends_with('\n')));
                    CHECK_THAT(content.source.error, has_text("cannot decompress all of") && has_text("byte"));
                }
            }
        }
        CHECK(num_errors > row.bytes.size() * 2);
    }
}

TEST_CASE("every library reads or refuses the same gzip files, wherever one is cut and whatever bit is flipped") {
    std::vector<const input::DecompressorInfo*> libraries;
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == input::Compression::Gzip) {
            libraries.push_back(&info);
        }
    }
    if (libraries.size() < 2) {
        HMACSWEEP_SKIP("one gzip library");
    }
    std::size_t num_inputs = 0;
    std::size_t num_refused = 0;
    std::size_t num_unused_sets = 0;
    const auto compare = [&](const std::string& bytes, const std::string& whole) {
        // Slabs as small as the samples: a usual one costs a sanitizer build more than its source.
        const Content first = read_in_memory(bytes, {.slab_bytes = 4096, .libraries = {libraries[0], 1}});
        const Content second = read_in_memory(bytes, {.slab_bytes = 4096, .libraries = {libraries[1], 1}});
        ++num_inputs;
        num_refused += second.source.error.empty() ? 0 : 1;
        if (first.source.error.empty() == second.source.error.empty()) {
            return !first.source.error.empty() || first.text == second.text;
        }
        // ISA-L takes a set of distance codes that is incomplete where no code of it is used. The checksum says that
        // what comes out is right all the same.
        ++num_unused_sets;
        return first.source.error.empty() && first.text == whole &&
               second.source.error.find("invalid distances set") != std::string::npos;
    };
    for (const std::string& sample : gzip_samples(text)) {
        const std::string whole = read_content(sample, {.libraries = {libraries[1], 1}}).text;
        std::size_t num_different = compare(sample, whole) ? 0 : 1;
        for (std::size_t size = input::magic_bytes; size < sample.size(); ++size) {
            num_different += compare(sample.substr(0, size), whole) ? 0 : 1;
        }
        for (std::size_t bit = 16; bit < sample.size() * 8; ++bit) {
            std::string bytes = sample;
            bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
            num_different += compare(bytes, whole) ? 0 : 1;
        }
        CHECK(num_different == 0);
    }
    CHECK(num_inputs > 8'000);
    CHECK(num_refused > num_inputs / 2);
    CHECK(num_unused_sets < 20);
}

TEST_CASE("a gzip header whose own checksum does not fit is damaged") {
    const std::vector<std::string> samples = gzip_samples(text);
    std::string bytes = samples[9];    // with FHCRC: ten bytes, and the checksum
    REQUIRE(bytes[3] == 2);
    bytes[10] = static_cast<char>(bytes[10] ^ 1);
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == input::Compression::Gzip) {
            INFO(info.library);
            CHECK(read_content(samples[9], {.libraries = {&info, 1}}).source.error.empty());
            CHECK_THAT(read_content(bytes, {.libraries = {&info, 1}}).source.error, has_text("damaged"));
        }
    }
}

TEST_CASE("zeros may follow the last gzip member, and nothing else may") {
    const std::string whole = gzip_of(text);
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression != input::Compression::Gzip) {
            continue;
        }
        INFO(info.library);
        const auto read = [&](const std::string& bytes) { return read_content(bytes, {.libraries = {&info, 1}}); };
        for (const std::size_t zeros : {1U, 511U, 300'000U}) {
            const Content padded = read(whole + std::string(zeros, '\0'));
            CHECK(padded.text == text);
            CHECK(padded.source.error.empty());
        }
        for (const std::string& rest : {"x"s, "\n"s, "\x1f"s, "\x1f\x1f"s, "\0x"s, "\0"s + whole, text}) {
            const Content content = read(whole + rest);
            CHECK(content.text == text);
            CHECK_THAT(content.source.error, has_text("cannot decompress all of"));
        }
        CHECK_THAT(read(whole + "x").source.error, has_text("from byte " + std::to_string(whole.size()) + " on"));
        // gzip's own rule is for the end: a file that begins with zeros is no gzip file.
        CHECK(read("\0"s + whole).source.compression == input::Compression::None);
    }
}

TEST_CASE("what follows a zstd frame must be one") {
    if (!has_zstd()) {
        HMACSWEEP_SKIP("no zstd program");
    }
    for (const std::string& rest : {"x"s, "\0"s, "\0\0\0\0\0\0\0\0"s, text}) {
        for (const input::DecompressorInfo& info : input::decompressors()) {
            if (info.compression == input::Compression::Zstd) {
                const Content content = read_content(zstd_of(text) + rest, {.libraries = {&info, 1}});
                CHECK(content.text == text);
                CHECK_FALSE(content.source.error.empty());
            }
        }
    }
}

TEST_CASE("a zstd frame that wants more than 128 MiB of memory is refused, and one of just that is read") {
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression != input::Compression::Zstd) {
            continue;
        }
        // RFC 8878 3.1.1.1.2: the window is 2^(10 + descriptor / 8) bytes; an empty last block follows.
        const auto frame = [](char descriptor) { return "\x28\xb5\x2f\xfd\x00"s + descriptor + "\x01\x00\x00"s; };
        const Content small = read_content(frame('\x88'), {.libraries = {&info, 1}});
        CHECK(small.source.error.empty());
        const Content large = read_content(frame('\x90'), {.libraries = {&info, 1}});
        CHECK_THAT(large.source.error, has_text("more than 128 MiB") && has_text("--long"));
    }
}

TEST_CASE("a zstd frame that declares another size than it holds is damaged, in pieces of any size") {
    // RFC 8878 3.1.1: a content size of 40,960 bytes (or of none), a window of 16 MiB, and an empty last block.
    const auto frame = [](char content) { return "\x28\xb5\x2f\xfd\x80\x70"s + '\0' + content + "\0\0\x01\0\0"s; };
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression != input::Compression::Zstd) {
            continue;
        }
        for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
            const input::SlabReaderOptions options{.slab_bytes = slab_bytes, .libraries = {&info, 1}};
            CHECK_THAT(read_content(frame('\xa0'), options).source.error, has_text("damaged"));
            CHECK_THAT(read_content(frame('\0') + frame('\xa0'), options).source.error, has_text("damaged"));
            CHECK(read_content(frame('\0') + frame('\0'), options).source.error.empty());
        }
    }
}

TEST_CASE("a zstd block that is said to be compressed and has no bytes is damaged, in pieces of any size") {
    // A frame of no bytes with their checksum, whose last block says that it is raw, or compressed.
    const auto frame = [](char block) { return "\x28\xb5\x2f\xfd\x24\0"s + block + "\0\0\x99\xe9\xd8\x51"s; };
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression != input::Compression::Zstd) {
            continue;
        }
        for (const char block : {'\x01', '\x05'}) {
            const std::string bytes = frame(block);
            std::array<std::uint8_t, 8> out{};
            std::string fault = info.make()->step(as_bytes(bytes), out).fault;
            CHECK(fault.empty() == (block == '\x01'));
            fault.clear();
            const std::unique_ptr<input::Decompressor> frames = info.make();
            for (std::size_t i = 0; i < bytes.size() && fault.empty(); ++i) {
                fault = frames->step(as_bytes(bytes).subspan(i, 1), out).fault;
            }
            CHECK(fault.empty() == (block == '\x01'));
        }
    }
}

TEST_CASE("a gzip member with a reserved flag is damaged") {
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression != input::Compression::Gzip) {
            continue;
        }
        for (const int flag : {0x20, 0x40, 0x80}) {    // RFC 1952 2.3.1.2
            std::string bytes = gzip_of(text);
            bytes[3] = static_cast<char>(bytes[3] | flag);
            INFO(info.library << ", flag " << flag);
            CHECK_THAT(read_content(bytes, {.libraries = {&info, 1}}).source.error, has_text("damaged"));
            CHECK_THAT(read_content(gzip_of(text) + bytes, {.libraries = {&info, 1}}).source.error,
                       has_text("damaged"));
        }
    }
}

TEST_CASE("a source that fails in the middle of a record leaves that record out") {
    // The text without its last line feed, damaged only in the checksum: everything comes out, but who knows its end?
    const std::string open_end = text.substr(0, text.size() - 1);
    std::string bytes = gzip_of(open_end);
    bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == input::Compression::Gzip) {
            const Content content = read_content(bytes, {.libraries = {&info, 1}});
            CHECK(content.text == text.substr(0, text.find("{\"Id\":3")));
            CHECK_THAT(content.source.error, has_text("damaged"));
        }
    }
}

}    // namespace hmacsweep::tests
