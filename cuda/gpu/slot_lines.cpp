// A slot's way with text whose records the device finds: all of the text goes over, the record index comes back, and
// then, piece by piece, the records go on as those do that the host has found.
#include "cuda/gpu/slot.hpp"
#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::most_items;
using slot_layout::most_lines;
using slot_layout::shape_at;
using slot_layout::text_blocks_bytes;

/// Texts longer than that have line numbers that the steps cannot count.
constexpr std::size_t max_indexed_bytes = (std::size_t{1} << 31) - 1;

/// Where the index is made: where messages will be, of which there are none yet.
struct IndexPlaces {
    explicit IndexPlaces(std::size_t slot_bytes)
        : ends(align(core::num_pieces(slot_bytes) * sizeof(core::PieceLines))),
          running(align(ends + (most_lines(slot_bytes) * sizeof(core::LineEnd)))),
          index(align(running + (most_lines(slot_bytes) * sizeof(std::uint32_t)))),
          end(index + sizeof(core::RecordIndex)) {}

    std::size_t pieces = 0;
    std::size_t ends;
    std::size_t running;
    std::size_t index;
    std::size_t end;
};

/// How many records fit with their messages into a slot whose text has so many bytes.
std::size_t room_for_records(const core::TextPlaces& places, std::size_t text_bytes, std::size_t slot_bytes) {
    const std::size_t room = text_blocks_bytes(slot_bytes);
    const std::uint64_t head = core::text_place(places, text_bytes, max_canaries);
    return head >= room ? 0 : (room - head) / places.stride;
}

}    // namespace

bool Slot::load_lines(const TextInput& text, std::uint64_t batch_number) {
    const std::size_t trials_at = align(shape_at + text.shape.bytes().size());
    const std::size_t text_at =
        trials_at + (text.job.candidates == nullptr ? 0 : align(bytes_of(*text.job.candidates)));
    if (text.job.slab_bytes == 0 || text.job.slab_bytes > max_indexed_bytes ||
        text_at + text.job.slab_bytes + core::mask_bytes > capacity_ ||
        IndexPlaces(capacity_).end > text_blocks_bytes(capacity_) ||
        room_for_records(text.shape.places(), text.job.slab_bytes, capacity_) == 0) {
        return false;
    }
    text_ = {};
    text_.keys = text.keys;
    text_.places = text.shape.places();
    text_.max_record_bytes =
        std::min<std::uint64_t>({text.job.max_record_bytes, max_text_bytes(text), slot_layout::max_thread_bytes});
    text_.bytes = text.job.slab_bytes;
    text_.pinned = text.is_pinned ? text.job.slab : nullptr;
    text_.text_at = text_at;
    text_.shape = text.shape.view(device_input_.get() + shape_at);
    text_.is_short = takes_short(text);
    found_ = {true, *text.job.lines, text.job.candidates};
    search_ = {};
    layout_ = {};
    leaves_.load(text.job.leaves, 0, text.job.slab_bytes, batch_number);

    std::uint8_t* const input = input_.get();
    std::ranges::copy(text.shape.bytes(), input + shape_at);
    if (text.job.candidates != nullptr) {
        text_.trial_keys = write_lists(*text.job.candidates, input + trials_at, device_input_.get() + trials_at);
    }
    if (text_.pinned == nullptr) {
        std::memcpy(input + text_at, text.job.slab, text_.bytes);
        std::memset(input + text_at + text_.bytes, 0, core::mask_bytes);
    }
    find_again();
    return true;
}

void Slot::find_again() {
    operation_ = Operation::Lines;
    num_items_ = num_canaries_ = num_narrow_ = 0;
    layout_.end = text_.text_at + text_.bytes + core::mask_bytes;
    forget_answers();
}

void Slot::issue_lines(Runtime& runtime) {
    const Stream stream = stream_.get();
    std::uint8_t* const input = device_input_.get();
    std::uint8_t* const work = device_work_.get();
    const IndexPlaces places(capacity_);
    std::uint8_t* const made = work + work_.blocks;
    auto* const index = reinterpret_cast<core::RecordIndex*>(made + places.index);
    // What a device that is wrong about their number reads beyond the frames must be frames, too.
    runtime.fill(work + work_.frames, 0, most_lines(capacity_) * sizeof(core::Frame), stream);
    runtime.fill(index, 0, sizeof(core::RecordIndex), stream);
    copy_text(runtime, shape_at);
    leaves_.issue(runtime, input + text_.text_at, stream);
    runtime.frame(
        {input + text_.text_at, text_.bytes, found_.rules, reinterpret_cast<core::PieceLines*>(made + places.pieces),
         reinterpret_cast<core::LineEnd*>(made + places.ends), reinterpret_cast<std::uint32_t*>(made + places.running),
         reinterpret_cast<core::Frame*>(work + work_.frames), std::min(most_lines(capacity_), text_.bytes), index,
         work + work_.scratch, work_.output - work_.scratch},
        stream);
    runtime.copy_to_host(output_.get(), index, sizeof(core::RecordIndex), stream);
    runtime.record(event_.get(), stream);
}

core::RecordIndex Slot::index() const {
    core::RecordIndex index{};
    std::memcpy(&index, output_.get(), sizeof(index));
    return index;
}

/// Every text has a line, so that an index that never came is none.
std::string Slot::check_index() const {
    const core::RecordIndex found = index();
    const std::uint64_t num_ends = std::uint64_t{found.records} + found.passed_over;
    const bool adds_up = num_ends != 0 && num_ends <= found.lines && found.lines <= text_.bytes &&
                         found.records <= most_lines(capacity_);
    return found.is_whole > 1 || (found.is_whole == 1 && !adds_up) || (found.is_whole == 0 && found.lines == 0)
               ? "the records of a text that it found do not add up"
               : "";
}

std::size_t Slot::load_found(std::size_t begin, std::size_t num_records, std::size_t max_items, const KeyMemory& keys,
                             std::uint64_t batch_number) {
    const std::size_t room = std::min(
        {max_items, most_items(capacity_) - max_canaries, room_for_records(text_.places, text_.bytes, capacity_)});
    operation_ = Operation::Texts;
    num_items_ = std::min(num_records - begin, room);
    search_ = found_.candidates == nullptr ? Search() : Search(found_.candidates);
    text_.frames = reinterpret_cast<const core::Frame*>(device_work_.get() + work_.frames) + begin;
    layout_.end = shape_at;    // the rest is on the device
    add_text_canaries(keys, batch_number);
    forget_answers();
    return begin + num_items_;
}

std::size_t Slot::found_bytes() const {
    return operation_ == Operation::Texts && found_.is_used ? num_items_ * sizeof(core::Frame) : 0;
}

void Slot::copy_frames_back(Runtime& runtime) {
    if (found_bytes() != 0) {
        runtime.copy_to_host(output_.get() + output_bytes(), text_.frames, found_bytes(), stream_.get());
    }
}

const core::Frame* Slot::sent_frames() const {
    return reinterpret_cast<const core::Frame*>(found_.is_used ? output_.get() + output_bytes()
                                                               : input_.get() + text_.frames_at);
}

void Slot::take(std::span<core::Frame> frames) const {
    std::copy_n(sent_frames(), num_items_, frames.begin());
}

}    // namespace hmacsweep::gpu
