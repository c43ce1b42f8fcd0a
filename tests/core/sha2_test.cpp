// The hash itself, against the standard's examples.
#include "tests/vectors/sha2.hpp"
#include "cuda/core/padding.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <openssl/evp.h>

namespace hmacsweep::tests {
namespace {

ByteVector digest_of(core::Algorithm algorithm, Bytes message) {
    ByteVector digest(core::digest_bytes(algorithm));
    core::write_digest(algorithm, message.data(), message.size(), digest.data());
    return digest;
}

ByteVector openssl_digest(core::Algorithm algorithm, Bytes message) {
    const EVP_MD* const hashes[] = {EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
    ByteVector digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    REQUIRE(EVP_Digest(message.data(), message.size(), digest.data(), &size,
                       hashes[static_cast<std::size_t>(algorithm)], nullptr) == 1);
    digest.resize(size);
    return digest;
}

}    // namespace

TEST_CASE("SHA-2 gives the digests of the standard's examples") {
    for (const vectors::Sha2Example& example : vectors::sha2_examples) {
        std::string message;
        for (std::size_t i = 0; i < example.repeats; ++i) {
            message += example.piece;
        }
        INFO(core::row_of(example.algorithm).name << ", " << message.size() << " bytes");
        CHECK(digest_of(example.algorithm, as_bytes(message)) == from_hex(example.digest));
    }
}

TEST_CASE("SHA-2 of every length up to three blocks is OpenSSL's") {
    const ByteVector message = pattern(400);
    for (std::size_t size = 0; size <= message.size(); ++size) {
        for (const core::Algorithm algorithm : {core::Algorithm::HmacSha224, core::Algorithm::HmacSha256,
                                                core::Algorithm::HmacSha384, core::Algorithm::HmacSha512}) {
            const Bytes part = Bytes(message).first(size);
            INFO(core::row_of(algorithm).name << ", " << size << " bytes");
            CHECK(digest_of(algorithm, part) == openssl_digest(algorithm, part));
        }
    }
}

}    // namespace hmacsweep::tests
