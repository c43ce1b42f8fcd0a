// The library in one call: verifies files of records as `hmacsweep verify` does. For anything that VerifyRequest does
// not offer, use the rooms keys, backend, input and run directly.
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
    std::string key_id{};                  ///< for records that name no key; may be empty
    std::string mac_algorithm{};           ///< for records that name no algorithm: `HMAC_SHA_256`; may be empty
    std::uint32_t threads = 0;             ///< 0: all cores
};

/// Every record is in exactly one of the five classes.
struct VerifyOutcome {
    std::uint64_t valid = 0;
    std::uint64_t invalid = 0;         ///< the MAC is wrong
    std::uint64_t unverifiable = 0;    ///< the key is unknown, or may not be used for the record
    std::uint64_t untagged = 0;        ///< no MAC
    std::uint64_t malformed = 0;
    int status = 0;                         ///< the exit status of `verify`; 0: every record is valid
    std::vector<std::string> problems{};    ///< inputs not read whole, results not written, a backend that failed
};

/// Verifies every record of the inputs. An error where nothing could be verified: the request is wrong, a key file
/// cannot be read, no backend passes its self-test. The results file appears whole or not at all. Throws
/// std::bad_alloc, and std::system_error where threads cannot be started.
[[nodiscard]] Result<VerifyOutcome> verify_files(const VerifyRequest& request);

}    // namespace hmacsweep
