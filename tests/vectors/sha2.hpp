// SHA-2 examples of FIPS 180-4: one block, two blocks, and one million times the letter a. Source: NIST, "Examples with
// Intermediate Values" (csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values, SHA224.pdf to
// SHA512.pdf), and FIPS 180-2 with Change Notice 1, appendices A to D, for the third of each.
#pragma once

#include "cuda/core/algorithm.hpp"

#include <cstddef>

namespace hmacsweep::vectors {

struct Sha2Example {
    core::Algorithm algorithm;    ///< the HMAC whose hash is meant
    const char* piece;            ///< the message is `repeats` times this
    std::size_t repeats;
    const char* digest;    ///< hex
};

// clang-format off
inline constexpr Sha2Example sha2_examples[] = {
    {core::Algorithm::HmacSha224, "abc", 1,
     "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {core::Algorithm::HmacSha224, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525"},
    {core::Algorithm::HmacSha224, "a", 1'000'000,
     "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67"},
    {core::Algorithm::HmacSha256, "abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {core::Algorithm::HmacSha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {core::Algorithm::HmacSha256, "a", 1'000'000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {core::Algorithm::HmacSha384, "abc", 1,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {core::Algorithm::HmacSha384, "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 1,
     "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039"},
    {core::Algorithm::HmacSha384, "a", 1'000'000,
     "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985"},
    {core::Algorithm::HmacSha512, "abc", 1,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {core::Algorithm::HmacSha512, "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 1,
     "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
    {core::Algorithm::HmacSha512, "a", 1'000'000,
     "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"},
};
// clang-format on

}    // namespace hmacsweep::vectors
