#include "host/io/digest.hpp"

#include "host/encoding.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

namespace hmacsweep::io {
namespace {

void require(bool ok, const char* call) {
    if (!ok) {
        throw std::runtime_error(std::string("OpenSSL: ") + call + " failed");
    }
}

}    // namespace

struct Sha256Stream::Context {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> md{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
    require(context_->md != nullptr && EVP_DigestInit_ex(context_->md.get(), EVP_sha256(), nullptr) == 1,
            "EVP_DigestInit_ex");
}

Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(Bytes bytes) {
    require(EVP_DigestUpdate(context_->md.get(), bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string Sha256Stream::finish() {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    require(EVP_DigestFinal_ex(context_->md.get(), digest.data(), &size) == 1, "EVP_DigestFinal_ex");
    return to_hex(Bytes(digest).first(size));
}

}    // namespace hmacsweep::io
