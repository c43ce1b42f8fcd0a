// The step before hashing for records that are plain: what a shape and the keys come to as flat data, and the packing
// of a slab's plain records into a batch, without a Record or a text of its own for any of them.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"
#include "host/backend/text.hpp"
#include "host/rules/rules.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep {

/// A Shape as core::PlainShapeView. Not to be copied: the view points into the object.
class PlainShape {
public:
    /// Whether plain records of this shape can be packed, under `keys` and by the options. The shape must outlive the
    /// object.
    PlainShape(const Shape& shape, const RunOptions& options, const KeyStore& keys);
    PlainShape(const PlainShape&) = delete;
    PlainShape& operator=(const PlainShape&) = delete;
    PlainShape(PlainShape&&) = delete;
    PlainShape& operator=(PlainShape&&) = delete;
    ~PlainShape() = default;

    [[nodiscard]] bool is_packable() const { return is_packable_; }
    [[nodiscard]] const core::PlainShapeView& view() const { return view_; }
    /// Whether an Id stands in the slab as the result echoes it, quotes included.
    [[nodiscard]] bool has_json_ids() const { return view_.format == core::PlainFormat::Json; }

private:
    bool place_members(const Shape& shape);
    bool place_columns(const Shape& shape, std::uint32_t num_places);
    bool add_pieces(const Shape& shape);
    std::uint32_t place_name(const std::string& name);
    core::Span keep(std::string_view text);

    bool is_packable_ = false;
    core::PlainShapeView view_{};
    std::string texts_;
    std::vector<core::PlainName> names_;
    std::uint32_t message_place_ = core::no_place;
    std::vector<std::uint32_t> recipe_places_;
    std::vector<core::PlainPiece> pieces_;
};

/// Plain records, packed.
struct PlainBatch {
    Batch batch;
    std::vector<core::PlainRecord> records;    ///< one for each item of the batch

    [[nodiscard]] core::PlainPack open(std::size_t num_records, std::size_t bytes);
    void close(const core::PlainPack& pack);
};

/// Not for use by two threads at a time.
class PlainStep {
public:
    /// All must outlive the object.
    PlainStep(const RunOptions& options, const KeyTable& table, const Rules& rules);

    /// Packs the slab's plain records; all other frames become the judgement's exceptions.
    void pack(const Slab& slab, const backend::TextFunctions& text, Judgement& judgement);

    /// The slab's plain records for a backend that reads texts itself, but for their frames; nothing where they are not
    /// to be verified, and where several keys are to be tried of which `candidates` says nothing. What it points to
    /// holds until the next call.
    [[nodiscard]] std::optional<TextJob> texts(const Slab& slab, TextCandidates* candidates = nullptr);

    /// Records under the key that each names, and those for which several are to be tried, whose items have no
    /// schedule.
    [[nodiscard]] PlainBatch& keyed() { return keyed_; }
    [[nodiscard]] const PlainBatch& unkeyed() const { return unkeyed_; }
    /// Whether an Id stands in the slab as the result echoes it, quotes included.
    [[nodiscard]] bool has_json_ids() const { return shape_->has_json_ids(); }

private:
    void settle(const std::shared_ptr<const Shape>& shape);
    void make_keys();

    const RunOptions& options_;
    const KeyTable& table_;
    const Rules& rules_;
    std::shared_ptr<const Shape> settled_;    ///< what shape_ was made of
    std::unique_ptr<PlainShape> shape_;
    std::vector<std::uint32_t> schedules_;    ///< core::PlainKeysView's
    std::unique_ptr<bool[]> has_limits_;
    PlainBatch keyed_;
    PlainBatch unkeyed_;
};

}    // namespace hmacsweep
