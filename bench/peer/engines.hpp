// The hashes that the peer can use: Intel's ipsec-mb, the fastest library there is, and OpenSSL in two ways.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peer {

struct Algorithm {
    std::string_view name;    ///< as in MacAlgorithm
    const char* digest;       ///< as OpenSSL calls it
    std::uint32_t digest_bytes;
    std::uint32_t block_bytes;
};
inline constexpr std::array<Algorithm, 4> algorithms{{{"HMAC_SHA_224", "SHA224", 28, 64},
                                                      {"HMAC_SHA_256", "SHA256", 32, 64},
                                                      {"HMAC_SHA_384", "SHA384", 48, 128},
                                                      {"HMAC_SHA_512", "SHA512", 64, 128}}};
inline constexpr std::size_t max_digest_bytes = 64;

struct Key {
    std::string name;           ///< as records call it
    std::string result_name;    ///< as results call it
    std::vector<std::uint8_t> material;
};

struct Work {
    const std::uint8_t* message;
    std::uint32_t message_bytes;
    std::uint32_t key;
    std::uint32_t algorithm;
};

/// One thread's hashing.
class Engine {
public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    virtual ~Engine() = default;
    /// The MAC of work[i] goes to macs + i * max_digest_bytes.
    virtual void hash(std::span<const Work> work, std::uint8_t* macs) = 0;
};

/// `ipsec-mb` (its queue of jobs), `ipsec-mb-burst`, `openssl` (EVP_MAC, re-initialised with a null key) or `hmac`
/// (HMAC()). Null for a name that is none, or that this build does not have. The keys must outlive the engine.
[[nodiscard]] std::unique_ptr<Engine> make_engine(std::string_view name, std::span<const Key> keys);
/// The fastest that this build has.
[[nodiscard]] std::string_view best_engine();

}    // namespace peer
