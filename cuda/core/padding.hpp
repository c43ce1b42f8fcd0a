// Padding (FIPS 180-4, 5.1) for messages that follow HMAC's first block, and the one-shot hash made from it. The
// packer pads, so that the hashing loop has whole blocks only.
#pragma once

#include "cuda/core/sha2.hpp"

namespace hmacsweep::core {
inline namespace HMACSWEEP_ISA {

/// The number of blocks that `message_bytes` bytes fill with their padding: the 0x80 byte and the length field.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t padded_blocks(Algorithm algorithm, std::uint64_t message_bytes) {
    const AlgorithmRow row = row_of(algorithm);
    return (message_bytes + 1 + row.length_bytes + row.block_bytes - 1) / row.block_bytes;
}

/// Writes the padding after a message of `message_bytes` bytes that lies at `blocks`, up to the end of its last block.
/// `prefix_bytes` were hashed before the message and count in the length (HMAC: one block).
HMACSWEEP_HD constexpr void write_padding(Algorithm algorithm, std::uint8_t* blocks, std::uint64_t message_bytes,
                                          std::uint64_t prefix_bytes) {
    const std::uint64_t end = padded_blocks(algorithm, message_bytes) * block_bytes(algorithm);
    blocks[message_bytes] = 0x80;
    for (std::uint64_t i = message_bytes + 1; i < end - 8; ++i) {
        blocks[i] = 0;
    }
    // Lengths here stay far below 2^64 bits, so the upper half of a 128-bit length field is zero.
    store_big_endian<std::uint64_t>(blocks + end - 8, (prefix_bytes + message_bytes) * 8);
}

/// The hash of one message of `message_bytes` bytes, without a key: H(message) as state words.
template <class Family>
[[nodiscard]] HMACSWEEP_HD constexpr HashState<typename Family::Word> hash(Algorithm algorithm,
                                                                           const std::uint8_t* message,
                                                                           std::uint64_t message_bytes) {
    HashState<typename Family::Word> state = initial_hash(Family{}, algorithm);
    std::uint64_t done = 0;
    for (; message_bytes - done >= Family::block_bytes; done += Family::block_bytes) {
        MessageBlock<typename Family::Word> block = load_block<Family>(message + done);
        compress<Family>(state, block);
    }
    const std::uint64_t rest = message_bytes - done;
    std::uint8_t tail[2 * Family::block_bytes] = {};
    for (std::uint64_t i = 0; i < rest; ++i) {
        tail[i] = message[done + i];
    }
    write_padding(algorithm, tail, rest, done);
    for (std::uint64_t i = 0; i < padded_blocks(algorithm, rest); ++i) {
        MessageBlock<typename Family::Word> block = load_block<Family>(tail + (i * Family::block_bytes));
        compress<Family>(state, block);
    }
    return state;
}

/// Calls `use` with the hash family of `algorithm`.
template <class Use>
HMACSWEEP_HD constexpr decltype(auto) with_family(Algorithm algorithm, Use&& use) {
    return is_wide(algorithm) ? use(Sha512Family{}) : use(Sha256Family{});
}

/// Writes the first digest_bytes(algorithm) bytes of H(message) to `digest`.
HMACSWEEP_HD constexpr void write_digest(Algorithm algorithm, const std::uint8_t* message, std::uint64_t message_bytes,
                                         std::uint8_t* digest) {
    with_family(algorithm, [&](auto family) {
        using Family = decltype(family);
        using Word = typename Family::Word;
        const HashState<Word> state = hash<Family>(algorithm, message, message_bytes);
        for (std::size_t i = 0; i < digest_bytes(algorithm) / sizeof(Word); ++i) {
            store_big_endian<Word>(digest + (i * sizeof(Word)), state.h[i]);
        }
    });
}

}    // namespace HMACSWEEP_ISA

// FIPS 180-4 gives the digests of "abc" among its examples; their first words suffice, since every bit of them
// depends on every round.
namespace abc {
inline constexpr std::uint8_t message[3] = {'a', 'b', 'c'};
static_assert(hash<Sha256Family>(Algorithm::HmacSha224, message, 3).h[0] == 0x23097d22);
static_assert(hash<Sha256Family>(Algorithm::HmacSha256, message, 3).h[0] == 0xba7816bf);
static_assert(hash<Sha512Family>(Algorithm::HmacSha384, message, 3).h[0] == 0xcb00753f45a35e8b);
static_assert(hash<Sha512Family>(Algorithm::HmacSha512, message, 3).h[0] == 0xddaf35a193617aba);
}    // namespace abc

}    // namespace hmacsweep::core
