// A folder of files whose contents are messages, and a key.
#pragma once

#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace hmacsweep::tests {

/// A folder `data` of files, of which one is longer than a batch takes, and a key.
class Files {
public:
    Files() : keys(dir.write("keys.json", R"({"Keys":[{"KeyId":"k","KeyMaterial":"czNjcmV0"}]})")) {
        ::chmod(keys.c_str(), 0600);
        dir.write("data/a.txt", "alpha");
        dir.write("data/b.txt", "beta");
        dir.write("data/sub/empty", "");
        dir.write("data/sub/long", std::string(300'001, 'x'));
    }

    /// Runs hmacsweep in the folder, with the key.
    [[nodiscard]] ProcessResult run(std::vector<std::string> arguments) const {
        ProcessOptions here;
        here.folder = dir.path().string();
        arguments.insert(arguments.end(), {"--keys", keys, "--key-id", "k"});
        return program(std::move(arguments), here);
    }
    [[nodiscard]] ProcessResult verify(const std::string& manifest, std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"verify", manifest, "--profile", "manifest", "--mac-algorithm", "HMAC_SHA_256"});
        return run(std::move(more));
    }
    /// What a command prints in the folder `data`.
    std::string print(const std::vector<std::string>& command) const {
        ProcessOptions there;
        there.folder = dir.file("data");
        const ProcessResult result = run_process(command, there);
        INFO(result.err);
        REQUIRE(result.status == 0);
        return result.out;
    }
    /// OpenSSL's HMAC-SHA-256 of a file in `data`, in hex.
    [[nodiscard]] std::string mac(const std::string& file) const {
        const std::string line = print({"openssl", "dgst", "-sha256", "-hmac", "s3cret", "-r", file});
        return line.substr(line.starts_with('\\') ? 1 : 0, 64);    // a backslash where the name has a line feed
    }

    TempDir dir;
    std::string keys;
};

}    // namespace hmacsweep::tests
