// What is done with the records that the rules leave open: the Verifier compares their MACs, the Generator makes them.
#pragma once

#include "host/judge/plain_step.hpp"
#include "host/judge/slab_task.hpp"
#include "host/reader/record.hpp"
#include "host/rules/rules.hpp"

#include <cstdint>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class RecordHasher {
public:
    RecordHasher() = default;
    RecordHasher(const RecordHasher&) = delete;
    RecordHasher& operator=(const RecordHasher&) = delete;
    RecordHasher(RecordHasher&&) = delete;
    RecordHasher& operator=(RecordHasher&&) = delete;
    virtual ~RecordHasher() = default;

    /// Begins a slab: forgets the records of the slab before. SlabResult::outcomes must have one outcome for each
    /// frame.
    virtual void begin(const SlabTask& task) = 0;
    /// Judges the slab's packed plain records that name their key, and writes their outcomes. Takes those that name
    /// none, as add() does, before any other record.
    virtual void judge_plain(const SlabTask& task, PlainStep& plain) = 0;
    /// Takes one record that the rules leave open. Its outcome must have what the rules know. Copies what it needs of
    /// the record. `ruling.candidates` must outlive this object.
    virtual void add(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                     const rules::Ruling& ruling) = 0;
    /// Judges the records that were added, and writes their verdicts.
    virtual void judge_added(const SlabTask& task) = 0;
};

}    // namespace hmacsweep::judge
