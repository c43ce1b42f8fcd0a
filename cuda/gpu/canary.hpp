// Canaries: records with known answers in every batch. Each hash family has one record with a right MAC and one record
// with a forged MAC. A GPU that skips a kernel, or returns the answers of an earlier batch, gets at least one of them
// wrong.
#pragma once

#include "cuda/core/batch.hpp"
#include "cuda/core/verdict.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hmacsweep::gpu {

/// The key of all canaries. It is not secret.
inline constexpr std::uint8_t canary_key[] = {'h', 'm', 'a', 'c', 's', 'w', 'e', 'e',
                                              'p', ' ', 'c', 'a', 'n', 'a', 'r', 'y'};

/// The algorithms of a hash family: a run of the table, from the first to the last.
struct FamilyAlgorithms {
    std::size_t first = 0;
    std::size_t size = 0;

    [[nodiscard]] constexpr core::Algorithm operator[](std::size_t i) const {
        return static_cast<core::Algorithm>(first + i);
    }
};
[[nodiscard]] constexpr FamilyAlgorithms algorithms_of(bool is_wide) {
    FamilyAlgorithms family;
    for (std::size_t i = 0; i < core::num_algorithms; ++i) {
        const bool is_of_family = core::is_wide(static_cast<core::Algorithm>(i)) == is_wide;
        family.first = is_of_family && family.size == 0 ? i : family.first;
        family.size += is_of_family ? 1 : 0;
    }
    return family;
}
static_assert(algorithms_of(true).first == algorithms_of(false).size &&
              algorithms_of(true).first + algorithms_of(true).size == core::num_algorithms);

/// One canary. Its message is short enough for one block with padding.
struct Canary {
    core::Algorithm algorithm{};
    bool is_forged = false;
    std::uint8_t message[40] = {};
    std::uint8_t message_bytes = 0;
    std::uint8_t right_mac[core::max_digest_bytes] = {};
    std::uint8_t sent_mac[core::max_digest_bytes] = {};
};

/// The number of canaries, and the bytes of their packed blocks.
inline constexpr std::size_t canaries_per_family = 2;
inline constexpr std::size_t max_canaries = 2 * canaries_per_family;
inline constexpr std::size_t max_canary_blocks_bytes = max_canaries * core::max_block_bytes;

/// Makes canary `which` (0 or 1) of a family for the batch with that number. The number decides the message, the
/// algorithm, which of the two canaries is forged and in which bit. So the right answers of two batches in a row
/// differ.
[[nodiscard]] Canary make_canary(bool is_wide, std::uint64_t batch_number, std::size_t which);

/// The canaries of one load.
class Canaries {
public:
    /// Makes one more canary (make_canary()).
    const Canary& add(bool is_wide, std::uint64_t batch_number, std::size_t which);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const Canary& operator[](std::size_t i) const { return list_[i]; }

    /// What is wrong with a verdict on canary `i`, or with a MAC that was made of its message; empty when nothing is.
    [[nodiscard]] std::string check(std::size_t i, core::Verdict verdict) const;
    [[nodiscard]] std::string check(std::size_t i, const std::uint8_t* mac) const;

private:
    Canary list_[max_canaries];
    std::size_t size_ = 0;
};

}    // namespace hmacsweep::gpu
