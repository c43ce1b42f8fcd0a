// SHA-256 over a stream of bytes, for the evidence in a summary.
#pragma once

#include "host/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace hmacsweep {

/// What is computed over a source's bytes: nothing, their SHA-256, or the tree digest (host/input/leaf_digests.hpp).
enum class InputDigest : std::uint8_t { None, Sha256, Tree };

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of some bytes. Throws as the stream does.
[[nodiscard]] Sha256Digest sha256_of(Bytes bytes);

class Sha256Stream {
public:
    /// Throws std::runtime_error when OpenSSL fails, as do the others.
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;

    void update(Bytes bytes);
    /// The digest of everything so far, in hex; ends the stream.
    [[nodiscard]] std::string finish();
    [[nodiscard]] Sha256Digest finish_bytes();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}    // namespace hmacsweep
