// The fast step for plain records: packs a slab's plain records into a batch, without making a reader::Record of each.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"
#include "host/backend/plain_keys.hpp"
#include "host/backend/plain_shape.hpp"
#include "host/backend/text.hpp"
#include "host/input/slab.hpp"
#include "host/judge/mac_form_guess.hpp"
#include "host/judge/slab_task.hpp"
#include "host/rules/rules.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::judge {

/// Plain records, packed.
struct PlainBatch {
    backend::Batch batch;
    std::vector<core::PlainRecord> records;    ///< one for each item of the batch

    /// Makes room for at most `num_records` records with messages of at most `bytes` bytes in all. Returns where to
    /// pack them; this is valid until close().
    [[nodiscard]] core::PlainPack open(std::size_t num_records, std::size_t bytes);
    /// Ends the packing. `pack` is what open() returned, with the number of the items that were packed.
    void close(const core::PlainPack& pack);
};

/// Not for use by two threads at a time.
class PlainStep {
public:
    /// All must outlive the object.
    PlainStep(const rules::RunOptions& options, const keys::KeyTable& table, const rules::Rules& rules);

    /// Packs the slab's plain records into keyed() and unkeyed(). `frames` has all records of the slab. `open` becomes
    /// the indexes in `frames` of the records that are not plain, ascending. `text` has the backend's functions for
    /// this work.
    void pack(const input::Slab& slab, const backend::TextFunctions& text, std::span<const core::Frame> frames,
              std::vector<std::uint32_t>& open);

    /// Makes a job of the slab's plain records for a backend that reads texts; the caller adds the frames. `candidates`
    /// are the keys to try for records that name no key; null: there are none. nullopt when plain records of this shape
    /// cannot be packed or need not be verified, or when they name no key and `candidates` is null. The job refers to
    /// this object until the next call.
    [[nodiscard]] std::optional<backend::TextJob> texts(const input::Slab& slab,
                                                        backend::TextCandidates* candidates = nullptr);

    /// The encoding in which the MACs of plain records of the last slab are read.
    [[nodiscard]] Encoding mac_encoding() const { return mac_encoding_; }
    /// The packed records that name their key.
    [[nodiscard]] PlainBatch& keyed() { return keyed_; }
    /// The packed records for which several keys are to be tried. Their items have no schedule.
    [[nodiscard]] PlainBatch& unkeyed() { return unkeyed_; }
    /// Fills the outcome of item `i` of keyed() or unkeyed(), except its verdict.
    Outcome& begin_outcome(const SlabTask& task, const PlainBatch& packed, std::uint32_t i);
    /// The Id at a place in the slab, as JSON text, as the result echoes it. The text is good until the next call.
    [[nodiscard]] std::string_view id_of(const input::Slab& slab, core::Span id);

private:
    void settle(const input::Slab& slab);

    const rules::RunOptions& options_;
    const keys::KeyTable& table_;
    const rules::Rules& rules_;
    std::shared_ptr<const format::Shape> settled_;    ///< what shape_ was made of
    MacFormGuess guess_mac_form_;
    Encoding mac_encoding_ = Encoding::Base64;    ///< what shape_ was made of, too
    std::unique_ptr<backend::PlainShape> shape_;
    backend::PlainKeys keys_;
    PlainBatch keyed_;
    PlainBatch unkeyed_;
    std::string id_;    ///< an Id in quotes
};

}    // namespace hmacsweep::judge
