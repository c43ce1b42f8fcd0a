#!/usr/bin/env python3
"""Writes known_answers.hpp: HMACs computed by Python's hmac and hashlib for the self-test.

Usage: make_known_answers.py > known_answers.hpp
"""
import hmac

ALGORITHMS = [("HmacSha224", "sha224"), ("HmacSha256", "sha256"), ("HmacSha384", "sha384"), ("HmacSha512", "sha512")]
KEY_BYTES = [1, 63, 64, 65, 127, 128, 129]
MESSAGE_BYTES = [0, 1, 47, 48, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 191, 192, 239, 240, 255, 256, 1023, 1024]


def pattern(size, step):
    """The bytes that the self-test makes too: byte i is (i * step + 1) mod 256."""
    return bytes((i * step + 1) % 256 for i in range(size))


print("""// Made by make_known_answers.py from Python's hmac module; do not edit.
#pragma once

#include "cuda/core/algorithm.hpp"

namespace hmacsweep::backend {

/// One known answer: key byte i is i * 7 + 1, message byte i is i * 11 + 1, both modulo 256.
struct KnownAnswer {
    core::Algorithm algorithm;
    std::uint16_t key_bytes;
    std::uint16_t message_bytes;
    const char* mac;    ///< hex
};

// clang-format off
inline constexpr KnownAnswer known_answers[] = {""")
for row, (name, digest) in enumerate(ALGORITHMS):
    for i, message_bytes in enumerate(MESSAGE_BYTES):
        key_bytes = KEY_BYTES[(i + row) % len(KEY_BYTES)]
        mac = hmac.new(pattern(key_bytes, 7), pattern(message_bytes, 11), digest).hexdigest()
        print(f'    {{core::Algorithm::{name}, {key_bytes}, {message_bytes}, "{mac}"}},')
print("""};
// clang-format on

}    // namespace hmacsweep::backend""")
