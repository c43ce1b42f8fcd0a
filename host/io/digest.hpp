// SHA-256 over a stream of bytes, for the evidence in a summary.
#pragma once

#include "host/bytes.hpp"

#include <memory>
#include <string>

namespace hmacsweep::io {

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

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}    // namespace hmacsweep::io
