#include "bench/hash/peers.hpp"

namespace hmacsweep::bench {

std::vector<PeerInfo> ipsec_mb_peers() {
    return {};
}

}    // namespace hmacsweep::bench
