// The parameters of a call, read from the command line and checked as far as the AWS CLI itself checks them.
#pragma once

#include "host/cli/kms/options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::cli::aws {

struct Request {
    std::string key_id;
    std::string mac_algorithm;
    std::vector<std::uint8_t> message;
    std::vector<std::uint8_t> mac;
    std::vector<std::string> grant_tokens;
    bool is_dry_run = false;
};

/// Reads the parameters in the AWS CLI's order: files, lists, base64, then types and least lengths. Throws Failure.
[[nodiscard]] Request read_request(const Invocation& invocation);

}    // namespace hmacsweep::cli::aws
