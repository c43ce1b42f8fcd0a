#include "host/base/digest.hpp"

#include "host/base/encoding.hpp"

#include <stdexcept>

#include <openssl/evp.h>

namespace hmacsweep {
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
    return to_hex(finish_bytes());
}

Sha256Digest Sha256Stream::finish_bytes() {
    Sha256Digest digest{};
    require(EVP_DigestFinal_ex(context_->md.get(), digest.data(), nullptr) == 1, "EVP_DigestFinal_ex");
    return digest;
}

Sha256Digest sha256_of(Bytes bytes) {
    Sha256Digest digest{};
    require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1, "EVP_Digest");
    return digest;
}

}    // namespace hmacsweep
