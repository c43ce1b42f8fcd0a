// SHA-256 over bytes, for the digests in a summary.
#pragma once

#include "host/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace hmacsweep {

/// The digest of a source's bytes: none, SHA-256, or the tree digest (host/input/leaf_digests.hpp).
enum class InputDigest : std::uint8_t { None, Sha256, Tree };

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of `bytes`. Throws std::runtime_error if OpenSSL fails.
[[nodiscard]] Sha256Digest sha256_of(Bytes bytes);

/// SHA-256 of a stream. All functions throw std::runtime_error if OpenSSL fails.
class Sha256Stream {
public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;

    /// Adds the stream's next bytes.
    void update(Bytes bytes);
    /// Ends the stream and returns its digest in lower-case hex. No function may be called afterwards.
    [[nodiscard]] std::string finish();
    /// As finish(), but returns the digest itself.
    [[nodiscard]] Sha256Digest finish_bytes();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}    // namespace hmacsweep
