#include "cuda/gpu/text_input.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

/// Puts values behind what is there, at a multiple of 16; where.
template <class T>
std::size_t append(std::vector<std::uint8_t>& bytes, const T* values, std::size_t count) {
    constexpr std::size_t alignment = 16;
    static_assert(alignof(T) <= alignment);
    const std::size_t at = (bytes.size() + alignment - 1) / alignment * alignment;
    bytes.resize(at + (count * sizeof(T)));
    if (count != 0) {
        std::memcpy(bytes.data() + at, values, count * sizeof(T));
    }
    return at;
}

template <class T>
const T* at(const std::uint8_t* base, std::size_t offset) {
    return reinterpret_cast<const T*>(base + offset);
}

std::size_t end_of(const core::Span& span) {
    return std::size_t{span.offset} + span.size;
}

/// The bytes of names behind a table's slots.
std::size_t name_bytes(const core::NameTableView& names) {
    std::size_t bytes = 0;
    for (std::uint64_t i = 0; i <= names.mask; ++i) {
        if (names.slots[i].key != core::no_key) {
            bytes = std::max<std::size_t>(bytes, std::size_t{names.slots[i].offset} + names.slots[i].size);
        }
    }
    return bytes;
}

}    // namespace

template <class T>
std::size_t FlatShape::keep(const T* values, std::size_t count) {
    return append(bytes_, values, count);
}

FlatShape::FlatShape(const core::PlainShapeView& shape) : shape_(shape) {
    const bool is_json = shape.format == core::PlainFormat::Json;
    const bool is_line = shape.format == core::PlainFormat::Line;
    std::size_t text_bytes = 0;
    for (std::uint32_t i = 0; is_json && i < shape.num_places; ++i) {
        text_bytes = std::max(text_bytes, end_of(shape.names[i].text));
    }
    std::uint32_t literal_bytes = 0;
    std::uint32_t times[core::max_places] = {};
    places_.repeats = 1;
    for (std::uint32_t i = 0; i < shape.num_pieces; ++i) {
        const core::PlainPiece& piece = shape.pieces[i];
        if (piece.place == core::no_place) {
            text_bytes = std::max(text_bytes, end_of(piece.literal));
            literal_bytes += piece.literal.size;
        } else {
            places_.repeats = std::max(places_.repeats, ++times[piece.place]);
        }
    }
    places_.stride = core::text_stride(literal_bytes);
    texts_ = keep(shape.texts, text_bytes);
    names_ = keep(shape.names, is_json ? shape.num_places : 0);
    const std::size_t num_ends = is_line ? std::size_t{shape.line.num_parts} + 1 : 0;
    ends_ = keep(shape.line.ends, num_ends);
    literals_ = keep(shape.line.literals, is_line ? shape.line.ends[num_ends - 1] : 0);
    pieces_ = keep(shape.pieces, shape.num_pieces);
}

core::PlainShapeView FlatShape::view(const std::uint8_t* base) const {
    core::PlainShapeView view = shape_;
    view.texts = base + texts_;
    view.names = at<core::PlainName>(base, names_);
    view.line.ends = at<std::uint32_t>(base, ends_);
    view.line.literals = base + literals_;
    view.pieces = at<core::PlainPiece>(base, pieces_);
    return view;
}

template <class T>
std::size_t TextKeys::keep(const T* values, std::size_t count) {
    return append(bytes_, values, count);
}

TextKeys::TextKeys(const core::PlainKeysView& keys, std::size_t num_keys)
    : num_keys_(num_keys), mask_(keys.names.mask) {
    slots_ = keep(keys.names.slots, keys.names.mask + 1);
    names_ = keep(keys.names.names, name_bytes(keys.names));
    schedules_ = keep(keys.schedules, num_keys * core::num_algorithms);
    limits_ = keep(keys.has_limits, num_keys);
    standard_ = keep(&core::standard_base64, 1);
    url_safe_ = keep(&core::url_base64, 1);
}

bool TextKeys::is_same(const core::PlainKeysView& keys, std::size_t num_keys) const {
    return num_keys == num_keys_ &&
           std::equal(keys.schedules, keys.schedules + (num_keys * core::num_algorithms),
                      at<std::uint32_t>(bytes_.data(), schedules_)) &&
           std::equal(keys.has_limits, keys.has_limits + num_keys, at<bool>(bytes_.data(), limits_));
}

core::PlainKeysView TextKeys::view(const std::uint8_t* base) const {
    return {{at<core::NameSlot>(base, slots_), mask_, base + names_},
            at<std::uint32_t>(base, schedules_),
            at<bool>(base, limits_)};
}

core::Base64Tables TextKeys::tables(const std::uint8_t* base) const {
    return {at<core::Base64Table>(base, standard_), at<core::Base64Table>(base, url_safe_)};
}

TextKeyMemory::TextKeyMemory(Runtime& runtime, std::shared_ptr<const TextKeys> keys, std::span<std::uint8_t> staging)
    : keys_(std::move(keys)), memory_(runtime, keys_->bytes().size()) {
    const OwnedStream stream(runtime);
    const std::span<const std::uint8_t> bytes = keys_->bytes();
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t size = std::min(staging.size(), bytes.size() - done);
        std::memcpy(staging.data(), bytes.data() + done, size);
        runtime.copy_to_device(memory_.get() + done, staging.data(), size, stream.get());
        runtime.synchronize(stream.get());
        done += size;
    }
}

}    // namespace hmacsweep::gpu
