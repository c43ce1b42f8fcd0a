// What a GPU needs to read records by itself: the shape of the records, and the names and uses of the keys. The views
// of the host hold pointers. The classes here keep the same data in one piece, and make views of any copy of it.
#pragma once

#include "cuda/core/text_job.hpp"
#include "cuda/core/text_steps.hpp"
#include "cuda/gpu/owners.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hmacsweep::gpu {

/// A core::PlainShapeView with all data that the view points to.
class FlatShape {
public:
    /// Copies the data: the view need not outlive the object.
    explicit FlatShape(const core::PlainShapeView& shape);

    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
    /// The shape as a view of a copy of bytes() at `base`, which is a multiple of 16.
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

/// A core::PlainKeysView with all data that the view points to, and the tables of base64. Nothing here is secret.
class TextKeys {
public:
    TextKeys(const core::PlainKeysView& keys, std::size_t num_keys);

    /// Whether `keys` are the same keys with the same uses. The names are not compared: they come from a KeyTable that
    /// does not change during the life of an engine.
    [[nodiscard]] bool is_same(const core::PlainKeysView& keys, std::size_t num_keys) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
    /// The keys and the tables as views of a copy of bytes() at `base`.
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

/// TextKeys in the memory of a device.
class TextKeyMemory {
public:
    /// Copies the keys to the current device through `staging`, which is pinned, and waits until they have arrived.
    TextKeyMemory(Runtime& runtime, std::shared_ptr<const TextKeys> keys, std::span<std::uint8_t> staging);
    [[nodiscard]] core::PlainKeysView view() const { return keys_->view(memory_.get()); }
    [[nodiscard]] core::Base64Tables tables() const { return keys_->tables(memory_.get()); }

private:
    std::shared_ptr<const TextKeys> keys_;
    DeviceMemory memory_;
};

/// A job, and what the engine adds to it for the slots.
struct TextInput {
    const core::TextJob& job;
    FlatShape shape;
    std::shared_ptr<const TextKeys> keys;
    bool is_pinned = false;    ///< whether a device can copy from the slab
};

[[nodiscard]] inline std::size_t end_of(const core::Frame& frame) {
    return std::size_t{frame.offset} + frame.size;
}

/// The most bytes of a FlatShape that a GPU takes.
inline constexpr std::size_t max_shape_bytes = std::size_t{32} * 1024;

}    // namespace hmacsweep::gpu
