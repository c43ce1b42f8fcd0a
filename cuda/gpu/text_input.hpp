// What a GPU is told so that it can read records by itself: the shape, flat, and the keys' names and uses. The host's
// views hold pointers; these are the same things in one piece, with views of it wherever a copy of it lies.
#pragma once

#include "cuda/core/line_rules.hpp"
#include "cuda/core/text_steps.hpp"
#include "cuda/core/whole_leaves.hpp"
#include "cuda/gpu/owners.hpp"
#include "cuda/gpu/search.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hmacsweep::gpu {

/// A core::PlainShapeView and all that it points to.
class FlatShape {
public:
    /// The view need not outlive the object.
    explicit FlatShape(const core::PlainShapeView& shape);

    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
    /// The shape, where `base` is a copy of bytes(), at a multiple of 16.
    [[nodiscard]] core::PlainShapeView view(const std::uint8_t* base) const;
    [[nodiscard]] const core::TextPlaces& places() const { return places_; }

private:
    template <class T>
    std::size_t keep(const T* values, std::size_t count);

    core::PlainShapeView shape_;
    std::vector<std::uint8_t> bytes_;
    core::TextPlaces places_{};
    std::size_t texts_ = 0;
    std::size_t names_ = 0;
    std::size_t literals_ = 0;
    std::size_t ends_ = 0;
    std::size_t pieces_ = 0;
};

/// A core::PlainKeysView and all that it points to, with the tables of base64. Nothing of it is secret.
class TextKeys {
public:
    TextKeys(const core::PlainKeysView& keys, std::size_t num_keys);

    /// Whether these are the same keys, to be used in the same way. The names are a KeyTable's, which is the same for
    /// as long as an engine lives.
    [[nodiscard]] bool is_same(const core::PlainKeysView& keys, std::size_t num_keys) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
    [[nodiscard]] core::PlainKeysView view(const std::uint8_t* base) const;
    [[nodiscard]] core::Base64Tables tables(const std::uint8_t* base) const;
    [[nodiscard]] std::size_t num_keys() const { return num_keys_; }

private:
    template <class T>
    std::size_t keep(const T* values, std::size_t count);

    std::size_t num_keys_;
    std::uint64_t mask_;
    std::vector<std::uint8_t> bytes_;
    std::size_t slots_ = 0;
    std::size_t names_ = 0;
    std::size_t schedules_ = 0;
    std::size_t limits_ = 0;
    std::size_t standard_ = 0;
    std::size_t url_safe_ = 0;
};

/// The same on a device.
class TextKeyMemory {
public:
    /// On the current device, by way of `staging`, which is pinned; waits until they are there.
    TextKeyMemory(Runtime& runtime, std::shared_ptr<const TextKeys> keys, std::span<std::uint8_t> staging);
    [[nodiscard]] core::PlainKeysView view() const { return keys_->view(memory_.get()); }
    [[nodiscard]] core::Base64Tables tables() const { return keys_->tables(memory_.get()); }

private:
    std::shared_ptr<const TextKeys> keys_;
    DeviceMemory memory_;
};

/// Records as text, all of one slab.
struct TextBatch {
    const FlatShape* shape = nullptr;
    std::shared_ptr<const TextKeys> keys{};
    const std::uint8_t* slab = nullptr;
    std::span<const core::Frame> frames{};
    std::uint64_t max_record_bytes = 0;    ///< longer records are not plain
    bool is_pinned = false;                ///< the slab: a device can copy from it
    const core::WholeLeaves* leaves = nullptr;
    TrialLists* trials = nullptr;    ///< for records that name no key; null: those are not plain
    // Where the device finds the records, so that there are no frames:
    std::size_t slab_bytes = 0;
    core::LineRules lines{};
    bool wants_ids = true;    ///< whether answers are to say where a record's Id is
};

/// What a device finds of such a text.
struct FoundRecords {
    std::vector<core::Frame> frames;
    std::vector<core::TextAnswer> answers;    ///< one for each
    std::uint32_t num_lines = 0;
};

[[nodiscard]] inline std::size_t end_of(const core::Frame& frame) {
    return std::size_t{frame.offset} + frame.size;
}

/// A shape that is larger, flat, than this is not for a GPU.
inline constexpr std::size_t max_shape_bytes = std::size_t{32} * 1024;

}    // namespace hmacsweep::gpu
