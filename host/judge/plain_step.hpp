// The step before hashing for records that are plain: a slab's plain records are packed into a batch, without a Record
// or a text of its own for any of them.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"
#include "host/backend/plain_keys.hpp"
#include "host/backend/plain_shape.hpp"
#include "host/backend/text.hpp"
#include "host/input/slab.hpp"
#include "host/judge/mac_form_guess.hpp"
#include "host/rules/rules.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hmacsweep::judge {

/// Plain records, packed.
struct PlainBatch {
    backend::Batch batch;
    std::vector<core::PlainRecord> records;    ///< one for each item of the batch

    [[nodiscard]] core::PlainPack open(std::size_t num_records, std::size_t bytes);
    void close(const core::PlainPack& pack);
};

/// Not for use by two threads at a time.
class PlainStep {
public:
    /// All must outlive the object.
    PlainStep(const rules::RunOptions& options, const keys::KeyTable& table, const rules::Rules& rules);

    /// Packs the slab's plain records; all other frames become the judgement's exceptions.
    void pack(const input::Slab& slab, const backend::TextFunctions& text, backend::Judgement& judgement);

    /// The slab's plain records for a backend that reads texts itself, but for their frames; nothing where they are not
    /// to be verified, and where several keys are to be tried of which `candidates` says nothing. What it points to
    /// holds until the next call.
    [[nodiscard]] std::optional<backend::TextJob> texts(const input::Slab& slab,
                                                        backend::TextCandidates* candidates = nullptr);

    /// Records under the key that each names, and those for which several are to be tried, whose items have no
    /// schedule.
    [[nodiscard]] PlainBatch& keyed() { return keyed_; }
    [[nodiscard]] const PlainBatch& unkeyed() const { return unkeyed_; }
    /// Whether an Id stands in the slab as the result echoes it, quotes included.
    [[nodiscard]] bool has_json_ids() const { return shape_->has_json_ids(); }

private:
    void settle(const input::Slab& slab);

    const rules::RunOptions& options_;
    const keys::KeyTable& table_;
    const rules::Rules& rules_;
    std::shared_ptr<const format::Shape> settled_;    ///< what shape_ was made of
    MacFormGuess guess_mac_form_;
    Encoding mac_encoding_ = Encoding::Base64;    ///< likewise
    std::unique_ptr<backend::PlainShape> shape_;
    backend::PlainKeys keys_;
    PlainBatch keyed_;
    PlainBatch unkeyed_;
};

}    // namespace hmacsweep::judge
