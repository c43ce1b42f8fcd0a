// The answer for one record whose text a backend has read itself.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/span.hpp"
#include "cuda/core/verdict.hpp"

namespace hmacsweep::core {

/// Where `is_plain` is 0, the other members mean nothing, and the Reader must read the record. Where it is 1, `key`,
/// `id` (a place in the slab, as in PlainRecord) and `algorithm` are those of the record. For a record that names no
/// key, `key` is the number of all keys plus the rank (TrialKeys) of the key that fits, or no_key where no key fits.
struct TextAnswer {
    std::uint32_t key;
    Span id;
    Algorithm algorithm;
    std::uint8_t is_plain;
    Verdict verdict;
};

}    // namespace hmacsweep::core
