// Who judges batches in the hash benchmark: the backends of this program, and the libraries that they are compared
// with. All of them read the same packed messages and MACs, under the same key states, and give the same verdicts.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::bench {

class Peer {
public:
    Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    Peer(Peer&&) = delete;
    Peer& operator=(Peer&&) = delete;
    virtual ~Peer() = default;

    /// Judges a batch whose items all have one algorithm, putting them in order first where it wants one.
    virtual void judge(backend::Batch& batch, std::span<Verdict> verdicts) = 0;
};

/// A peer's name and how to make it. The keys must outlive it.
struct PeerInfo {
    std::string name;
    std::function<std::unique_ptr<Peer>(const keys::KeyTable& keys, Algorithm algorithm)> open;
};

/// OpenSSL's ways for one key: an EVP_MAC_CTX that is re-initialised with a null key, and HMAC().
[[nodiscard]] std::vector<PeerInfo> openssl_peers();
/// Intel ipsec-mb's: its jobs, and its bursts of jobs; none where the build does not have it.
[[nodiscard]] std::vector<PeerInfo> ipsec_mb_peers();

/// The message of an item, without its padding.
[[nodiscard]] inline Bytes message_of(const core::BatchView& batch, const core::BatchItem& item) {
    const std::uint32_t block = core::block_bytes(item.algorithm);
    const std::uint8_t* const begin = batch.blocks + item.blocks_offset;
    const std::uint8_t* const end = begin + (std::size_t{item.num_blocks} * block);
    return {begin, (core::load_big_endian<std::uint64_t>(end - 8) / 8) - block};
}

}    // namespace hmacsweep::bench
