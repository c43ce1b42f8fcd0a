// The real program, run as a user runs it: a folder, a key file and the sample's records.
#pragma once

#include "host/keys/key_store.hpp"
#include "tests/support/process.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <nlohmann/json.hpp>

namespace hmacsweep::tests {

/// Runs hmacsweep with these arguments.
inline ProcessResult program(std::vector<std::string> arguments, ProcessOptions options = {}) {
    arguments.insert(arguments.begin(), HMACSWEEP_BINARY);
    options.unset.emplace_back("HMACSWEEP_KEYS");
    return run_process(arguments, options);
}

inline std::string sample(const std::string& name) {
    return std::string(HMACSWEEP_SOURCE_DIR) + "/samples/" + name;
}

/// A folder with a key file of two keys, `plain` (no KeySpec) and `alias/kms` (HMAC_256), and makers of records.
class Workplace {
public:
    Workplace()
        : keys_(make_store([] {
              std::vector<keys::Key> keys;
              keys.push_back(make_key("plain", as_bytes("0123456789")));
              keys.push_back(make_kms_key("kms", Algorithm::HmacSha256, as_bytes("0123456789abcdef0123456789abcdef")));
              return keys;
          }())),
          key_file(dir.write("keys.json", key_file_text(keys_))) {
        ::chmod(key_file.c_str(), 0600);
    }

    /// A record line whose MAC is right.
    [[nodiscard]] std::string record(std::string_view message, const std::string& key = "plain",
                                     const std::string& id = {}) const {
        Fields fields = fields_of(message, key);
        fields.id = id;
        return record_line(fields) + "\n";
    }
    /// One whose MAC is wrong.
    [[nodiscard]] std::string forged(std::string_view message, const std::string& key = "plain",
                                     const std::string& id = {}) const {
        Fields fields = fields_of(message, key);
        fields.id = id;
        fields.mac->at(5) ^= 0x10;
        return record_line(fields) + "\n";
    }
    /// One without a MAC.
    [[nodiscard]] std::string untagged(std::string_view message) const {
        Fields fields = fields_of(message, "plain");
        fields.mac.reset();
        return record_line(fields) + "\n";
    }
    /// One under a key that no one has.
    [[nodiscard]] std::string lost(std::string_view message) const {
        Fields fields = fields_of(message, "plain");
        fields.key_id = "lost";
        return record_line(fields) + "\n";
    }
    /// `hmacsweep verify` over a text as standard input, with more arguments.
    [[nodiscard]] ProcessResult verify(const std::string& input, std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.begin(), {"verify", "--keys", key_file});
        ProcessOptions options;
        options.input = input;
        return program(std::move(arguments), options);
    }

private:
    [[nodiscard]] Fields fields_of(std::string_view message, const std::string& key) const {
        Fields fields;
        fields.key_id = key;
        fields.algorithm = "HMAC_SHA_256";
        fields.message.assign(message.begin(), message.end());
        const Bytes material = keys_[keys_.find(key)].material.bytes();
        fields.mac = reference_hmac(Algorithm::HmacSha256, material, fields.message);
        return fields;
    }

    keys::KeyStore keys_;

public:
    TempDir dir;
    std::string key_file;
};

/// The most memory that hmacsweep held with these arguments, which must end with `status`, in KiB. Measured from a
/// small process: what is forked from a test's own would count that one's memory.
inline long peak_kib(const std::vector<std::string>& arguments, int status = 0) {
    std::vector<std::string> command{
        "python3", "-c",
        "import resource, subprocess, sys; status = subprocess.call(sys.argv[2:], stderr=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status != int(sys.argv[1]))",
        std::to_string(status), HMACSWEEP_BINARY};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const ProcessResult result = run_process(command);
    if (result.status != 0) {
        throw std::runtime_error(std::string("hmacsweep ended with an unexpected status: ") + result.err);
    }
    return std::stol(result.out);
}

/// The lines of a text, each as JSON.
inline std::vector<nlohmann::json> json_lines(const std::string& text) {
    std::vector<nlohmann::json> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        lines.push_back(nlohmann::json::parse(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return lines;
}

}    // namespace hmacsweep::tests
