// Chooses the fastest leaf hash for this machine.
#pragma once

#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

/// The lanes of the best instruction set of this machine. Null where OpenSSL's own code is faster, or where the lanes
/// disagree with OpenSSL (agrees_with_openssl()). Throws std::runtime_error when OpenSSL fails.
[[nodiscard]] const LeafLanes* best_leaf_lanes();
/// Whether the lanes give the digests that OpenSSL gives, on a few leaves that differ from lane to lane. Throws
/// std::runtime_error when OpenSSL fails.
[[nodiscard]] bool agrees_with_openssl(const LeafLanes& lanes);

}    // namespace hmacsweep::backend
