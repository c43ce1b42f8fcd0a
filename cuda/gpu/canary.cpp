#include "cuda/gpu/canary.hpp"

#include "cuda/core/judge.hpp"

#include <cstring>
#include <utility>

namespace hmacsweep::gpu {
namespace {

/// The MAC by the core's scalar form, on the host.
template <class Family>
void compute_mac(Canary& canary) {
    using Word = typename Family::Word;
    const auto schedule = core::make_key_schedule<Family>(canary.algorithm, canary_key, sizeof(canary_key));
    std::uint8_t blocks[core::max_block_bytes] = {};
    for (std::size_t i = 0; i < canary.message_bytes; ++i) {
        blocks[i] = canary.message[i];
    }
    core::write_padding(canary.algorithm, blocks, canary.message_bytes, Family::block_bytes);
    core::HashState<Word> inner = schedule.inner;
    core::MessageBlock<Word> block = core::load_block<Family>(blocks);
    core::compress<Family>(inner, block);
    const core::HashState<Word> mac = core::finish_outer<Family>(canary.algorithm, inner, schedule.outer);
    for (std::size_t i = 0; i < core::digest_bytes(canary.algorithm) / sizeof(Word); ++i) {
        core::store_big_endian<Word>(canary.right_mac + (i * sizeof(Word)), mac.h[i]);
    }
}

}    // namespace

Canary make_canary(bool is_wide, std::uint64_t batch_number, std::size_t which) {
    const FamilyAlgorithms family = algorithms_of(is_wide);
    Canary canary;
    canary.algorithm = family[batch_number / 2 % family.size];
    canary.is_forged = (batch_number + which) % 2 == 1;
    canary.message_bytes = static_cast<std::uint8_t>(8 + (batch_number % (sizeof(canary.message) - 8)));
    core::store_big_endian<std::uint64_t>(canary.message, batch_number);
    core::with_family(canary.algorithm, [&](auto hash) { compute_mac<decltype(hash)>(canary); });
    for (std::size_t i = 0; i < core::max_digest_bytes; ++i) {
        canary.sent_mac[i] = canary.right_mac[i];
    }
    if (canary.is_forged) {
        const std::uint64_t bit = batch_number * 37 % (std::uint64_t{8} * core::digest_bytes(canary.algorithm));
        canary.sent_mac[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
    return canary;
}

const Canary& Canaries::add(bool is_wide, std::uint64_t batch_number, std::size_t which) {
    return list_[size_++] = make_canary(is_wide, batch_number, which);
}

std::string Canaries::check(std::size_t i, core::Verdict verdict) const {
    const bool is_forged = list_[i].is_forged;
    if (verdict == (is_forged ? core::Verdict::Invalid : core::Verdict::Valid)) {
        return {};
    }
    return is_forged ? "it did not find a MAC wrong that was forged as a check"
                     : "it did not find a MAC right that was made as a check";
}

std::string Canaries::check(std::size_t i, const std::uint8_t* mac) const {
    const bool is_right = std::memcmp(mac, list_[i].right_mac, core::digest_bytes(list_[i].algorithm)) == 0;
    return is_right ? "" : "it made a wrong MAC for a record whose MAC is known";
}

}    // namespace hmacsweep::gpu
