// Compressed data for tests, made by other programs than ours: Python's gzip module, gzip and zstd.
#pragma once

#include "host/input/compression/decompressor.hpp"
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

/// Whether there is a zstd program; the tests of zstd skip without.
inline bool has_zstd() {
    return run_process({"zstd", "--version"}).status == 0;
}

/// Whether this build reads such inputs, and the tests can make them; says so when not.
inline bool can_read(input::Compression compression) {
    for (const input::DecompressorInfo& info : input::decompressors()) {
        if (info.compression == compression && (compression != input::Compression::Zstd || has_zstd())) {
            return true;
        }
    }
    say_skipped(std::string("no tests of ") + std::string(input::compression_name(compression)) + " inputs");
    return false;
}

/// By the zstd program: one frame with a checksum.
inline std::string zstd_of(const std::string& text, const std::string& level = "-3") {
    return pipe_through({"zstd", "-q", "-c", "--check", level}, text);
}

}    // namespace hmacsweep::tests
