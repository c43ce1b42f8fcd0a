// Which of the leaf hash's entry points is the best on this machine.
#pragma once

#include "host/backend/lanes.hpp"

namespace hmacsweep::backend {

/// Those of the best instruction set; null where OpenSSL's own code is faster, or where they do not give what OpenSSL
/// gives on a few leaves that tell every lane apart.
[[nodiscard]] const LeafLanes* best_leaf_lanes();
/// Whether they do. Throws std::runtime_error when OpenSSL fails.
[[nodiscard]] bool agrees_with_openssl(const LeafLanes& lanes);

}    // namespace hmacsweep::backend
