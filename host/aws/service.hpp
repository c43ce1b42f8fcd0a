// KMS at home: answers GenerateMac, VerifyMac and DescribeKey from key files, in the service's order of checks and with
// its exceptions. KMS's limits always hold here, whatever the key declares.
#pragma once

#include "host/aws/request.hpp"
#include "host/keys/key_store.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The response of an operation, members in KMS's order. `region` is the one the request goes to.
/// Throws Failure for every exception of KMS.
[[nodiscard]] Value answer(const Operation& operation, const Request& request, const keys::KeyStore& keys,
                           std::string_view region);

}    // namespace hmacsweep::aws
