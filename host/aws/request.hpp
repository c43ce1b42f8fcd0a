// The parameters of a call, checked as far as the AWS CLI itself checks them.
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

/// Makes a request of the parameters in the AWS CLI's order: base64 first, then members, types and least lengths.
/// `is_raw`: --cli-binary-format raw-in-base64-out. Throws Failure.
[[nodiscard]] Request make_request(const Operation& operation, const Parameters& parameters, bool is_raw);

}    // namespace hmacsweep::aws
