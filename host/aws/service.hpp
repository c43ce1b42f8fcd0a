// A local KMS: answers GenerateMac, VerifyMac and DescribeKey from key files, with KMS's order of checks and KMS's
// exceptions. KMS's limits always apply, for every key.
#pragma once

#include "host/aws/request.hpp"
#include "host/keys/key_store.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::aws {

/// The response of an operation, with its members in KMS's order. `region` is the Region in error texts. Throws Failure
/// for every exception of KMS.
[[nodiscard]] Value answer(const Operation& operation, const Request& request, const keys::KeyStore& keys,
                           std::string_view region);

}    // namespace hmacsweep::aws
