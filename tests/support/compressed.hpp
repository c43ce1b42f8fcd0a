// Compressed data for tests, made by other programs than ours: Python's gzip module, gzip and zstd.
#pragma once

#include "host/input/compression/decompressor.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace hmacsweep::tests {

/// What a program makes of `input`; throws when it fails.
inline std::string pipe_through(const std::vector<std::string>& command, const std::string& input) {
    ProcessOptions options;
    options.input = input;
    ProcessResult result = run_process(command, options);
    if (result.status != 0) {
        throw std::runtime_error(command[0] + " ended with status " + std::to_string(result.status) + ": " +
                                 result.err);
    }
    return std::move(result.out);
}

/// By Python: one gzip member, without a file name.
inline std::string gzip_of(const std::string& text, int level = 9) {
    return pipe_through({"python3", "-c",
                         "import gzip, sys\n"
                         "data = gzip.compress(sys.stdin.buffer.read(), int(sys.argv[1]), mtime=0)\n"
                         "sys.stdout.buffer.write(data)",
                         std::to_string(level)},
                        text);
}

/// By Python's zlib: small gzip files of every kind of block and header field (RFC 1952 2.3), one of several members;
/// the text of each is `text`, or a part of it.
inline std::vector<std::string> gzip_samples(const std::string& text) {
    const std::string listed = pipe_through({"python3", "-c", R"(
import struct, sys, zlib
def member(data, level=9, strategy=0, flags=0):
    body = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    head = bytes([0x1f, 0x8b, 8, flags]) + bytes(4) + bytes([0, 255])
    head += struct.pack('<H', 7) + b'ab\x03\0xyz' if flags & 4 else b''
    head += b'app.jsonl\0' if flags & 8 else b''
    head += b'a comment\0' if flags & 16 else b''
    head += struct.pack('<H', zlib.crc32(head) & 0xffff) if flags & 2 else b''
    return head + body.compress(data) + body.flush() + struct.pack('<II', zlib.crc32(data), len(data))
text = sys.stdin.buffer.read()
line = text[:text.index(b'\n') + 1]
for made in [member(text), member(text, 9, zlib.Z_FIXED), member(text, 0), member(text, 9, zlib.Z_HUFFMAN_ONLY),
             member(text, 9, zlib.Z_RLE), member(b''), member(line, flags=4), member(line, flags=8),
             member(line, flags=16), member(line, flags=2), member(line, flags=31),
             member(line) + member(b'') + member(text[len(line):], flags=2)]:
    print(made.hex())
)"},
                                            text);
    std::vector<std::string> samples;
    for (std::size_t begin = 0; begin < listed.size();) {
        const std::size_t end = listed.find('\n', begin);
        const ByteVector bytes = from_hex(listed.substr(begin, end - begin));
        samples.emplace_back(bytes.begin(), bytes.end());
        begin = end + 1;
    }
    return samples;
}

/// Whether there is a zstd program; the tests of zstd skip without.
inline bool has_zstd() {
    return run_process({"zstd", "--version"}).status == 0;
}

/// By the zstd program: one frame with a checksum.
inline std::string zstd_of(const std::string& text, const std::string& level = "-3") {
    return pipe_through({"zstd", "-q", "-c", "--check", level}, text);
}

/// Whether the tests can make such inputs.
inline bool can_make(input::Compression compression) {
    switch (compression) {
        case input::Compression::Zstd:
        case input::Compression::Xz:
        case input::Compression::Lz4:
            return run_process({std::string(input::compression_name(compression)), "--version"}).status == 0;
        case input::Compression::Bzip2:
            return run_process({"bzip2", "--help"}).status == 0;
        case input::Compression::Gzip:
        case input::Compression::None:
            break;
    }
    return true;
}

/// One member, frame or stream, with a checksum.
inline std::string compressed_as(input::Compression compression, const std::string& text) {
    if (compression == input::Compression::Gzip) {
        return gzip_of(text);
    }
    if (compression == input::Compression::Zstd) {
        return zstd_of(text);
    }
    return pipe_through({std::string(input::compression_name(compression)), "-c"}, text);
}

/// The suffix of such files.
inline std::string suffix_of(input::Compression compression) {
    switch (compression) {
        case input::Compression::Gzip:
            return ".gz";
        case input::Compression::Zstd:
            return ".zst";
        case input::Compression::Bzip2:
            return ".bz2";
        default:
            return "." + std::string(input::compression_name(compression));
    }
}

/// Whether this build reads such inputs, and the tests can make them; says so when not.
inline bool can_read(input::Compression compression) {
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == compression && can_make(compression)) {
            return true;
        }
    }
    say_skipped(std::string("no tests of ") + std::string(input::compression_name(compression)) + " inputs");
    return false;
}

}    // namespace hmacsweep::tests
