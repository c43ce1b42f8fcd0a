// The library in one call: verifies files of records as `hmacsweep verify` does. For what this request does not say,
// take the rooms by themselves: keys, backend, input and run.
#pragma once

#include "host/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep {

struct VerifyRequest {
    std::vector<std::string> inputs;       ///< files and folders; `-` is standard input
    std::vector<std::string> key_files;    ///< as `--keys`
    std::string results{};                 ///< file for the result lines; empty: none are written
    std::string backend = "auto";          ///< as `--backend`
    std::string key_id{};                  ///< for records that name no key
    std::string mac_algorithm{};           ///< for records that name none, as KMS has it (`HMAC_SHA_256`)
    std::uint32_t threads = 0;             ///< 0: all cores
};

/// Every record is in exactly one of the five classes.
struct VerifyOutcome {
    std::uint64_t valid = 0;
    std::uint64_t invalid = 0;         ///< the MAC is wrong
    std::uint64_t unverifiable = 0;    ///< no such key, or one that may not be used so
    std::uint64_t untagged = 0;        ///< no MAC
    std::uint64_t malformed = 0;
    int status = 0;                         ///< what the program's exit status would be; 0: every record is valid
    std::vector<std::string> problems{};    ///< inputs not read whole, results not written, a backend that failed
};

/// Verifies every record of the inputs. An error where nothing could be verified: the request is wrong, a key file
/// cannot be read, no backend passes its self-test. The results file appears whole or not at all. Throws
/// std::bad_alloc, and std::system_error where threads cannot be started.
[[nodiscard]] Result<VerifyOutcome> verify_files(const VerifyRequest& request);

}    // namespace hmacsweep
