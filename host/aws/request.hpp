// The parameters of a call with the checks that the AWS CLI itself makes.
#pragma once

#include "host/aws/parameters.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::aws {

struct Request {
    std::string key_id;
    std::string mac_algorithm;
    std::vector<std::uint8_t> message;
    std::vector<std::uint8_t> mac;
    std::vector<std::string> grant_tokens;
    bool is_dry_run = false;
};

/// Makes a request from parameters. Checks in the AWS CLI's order: base64, missing and unknown members, types, least
/// lengths. `is_raw`: --cli-binary-format raw-in-base64-out. Throws Failure when a check fails.
[[nodiscard]] Request make_request(const Operation& operation, const Parameters& parameters, bool is_raw);

}    // namespace hmacsweep::aws
