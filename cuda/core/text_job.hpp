// What a backend is given when it reads the text of records itself, and what it returns. Code of the host alone
// includes this header, because it needs the standard library.
#pragma once

#include "cuda/core/frame.hpp"
#include "cuda/core/line_rules.hpp"
#include "cuda/core/plain_shape.hpp"
#include "cuda/core/text_answer.hpp"
#include "cuda/core/whole_leaves.hpp"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace hmacsweep::core {

/// The keys to try for records that name no key.
struct TextCandidates {
    /// For each algorithm, the key schedules in the order of trying. An empty list: the Reader takes such records.
    std::array<std::vector<std::uint32_t>, num_algorithms> schedules;
    /// The backend calls this now and then during a long search. An exception from it ends the search, and the answers
    /// for the whole slab are void.
    std::function<void()> go_on = [] {};
    std::uint64_t num_trials = 0;    ///< output: how many HMACs the job compared for such records
};

/// The records of one slab.
struct TextJob {
    PlainShapeView shape;
    PlainKeysView keys;
    std::size_t num_keys = 0;
    const std::uint8_t* slab = nullptr;
    std::size_t slab_bytes = 0;
    std::optional<std::span<const Frame>> frames{};    ///< the records; without frames, the backend finds the records
    std::optional<LineRules> lines{};        ///< the rules for finding records; without rules, no backend finds them
    std::uint64_t max_record_bytes = 0;      ///< the Reader takes longer records
    bool wants_ids = true;                   ///< false: TextAnswer::id may be empty
    const WholeLeaves* leaves = nullptr;     ///< optional extra work; a backend may ignore it
    TextCandidates* candidates = nullptr;    ///< null: the Reader takes all records that name no key
};

/// What a backend found out about a TextJob.
struct TextResult {
    std::vector<TextAnswer> answers;    ///< one for each frame
    // Only when the backend has found the records:
    std::vector<Frame> frames{};
    std::uint32_t num_lines = 0;    ///< blank lines included
};

}    // namespace hmacsweep::core
