// What comes back of one record whose text a backend has read itself.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/span.hpp"
#include "cuda/core/verdict.hpp"

namespace hmacsweep::core {

/// `key`, `id` (in the slab, as PlainRecord has it) and `algorithm` are those of a plain record. Of one that is not
/// (`is_plain` is 0) nothing counts: the Reader must read it. Where the record names no key, `key` is the number of all
/// keys and the rank (core::TrialKeys) of the one that fits, or no_key where none does.
struct TextAnswer {
    std::uint32_t key;
    Span id;
    Algorithm algorithm;
    std::uint8_t is_plain;
    Verdict verdict;
};

}    // namespace hmacsweep::core
