#include "cuda/gpu/line_index.hpp"

#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::most_lines;

/// The steps cannot count the lines of a longer text.
constexpr std::size_t max_indexed_bytes = (std::size_t{1} << 31) - 1;

/// Where the index is made: in the room of the messages, which do not exist yet.
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

}    // namespace

std::optional<SlotText> put_whole_text(SlotMemory& memory, const TextInput& input, std::uint64_t batch_number) {
    const std::size_t bytes = input.job.slab_bytes;
    const std::size_t capacity = memory.capacity;
    if (bytes == 0 || bytes > max_indexed_bytes || text_input_bytes(input, 0, bytes) > capacity ||
        IndexPlaces(capacity).end > slot_layout::text_blocks_bytes(capacity) ||
        room_for_records(input.shape.places(), bytes, capacity) == 0) {
        return std::nullopt;
    }
    return put_text(memory, input, 0, 0, bytes, batch_number);
}

void LineIndex::issue(Runtime& runtime, const core::KeyTableView& /*keys*/, const TextKeyMemory* /*text_keys*/) {
    const Stream stream = memory_->stream.get();
    const std::uint8_t* const text = memory_->device_input.get() + text_.text_at;
    auto* const frames = memory_->work<core::Frame>(memory_->places.frames);
    const std::size_t most = most_lines(memory_->capacity);
    const IndexPlaces places(memory_->capacity);
    auto* const made = memory_->work<std::uint8_t>(memory_->places.blocks);
    auto* const index = reinterpret_cast<core::RecordIndex*>(made + places.index);
    // A device that counts too many records reads frames behind the last one, so these must be frames too.
    runtime.fill(frames, 0, most * sizeof(core::Frame), stream);
    runtime.fill(index, 0, sizeof(core::RecordIndex), stream);
    text_.copy(runtime, *memory_, slot_layout::shape_at);
    memory_->leaves.issue(runtime, text, stream);
    runtime.frame(
        {text, text_.bytes, rules_, reinterpret_cast<core::PieceLines*>(made + places.pieces),
         reinterpret_cast<core::LineEnd*>(made + places.ends), reinterpret_cast<std::uint32_t*>(made + places.running),
         frames, std::min(most, text_.bytes), index, memory_->scratch(), memory_->scratch_bytes()},
        stream);
    runtime.copy_to_host(memory_->output.get(), index, sizeof(core::RecordIndex), stream);
}

void LineIndex::forget_answers() {
    std::memset(memory_->output.get(), 0, sizeof(core::RecordIndex));
}

core::RecordIndex LineIndex::index() const {
    core::RecordIndex index{};
    std::memcpy(&index, memory_->output.get(), sizeof(index));
    return index;
}

/// Every text has a line, so an index without lines never came back.
std::string LineIndex::check() const {
    if (std::string problem = memory_->leaves.check(); !problem.empty()) {
        return problem;
    }
    const core::RecordIndex found = index();
    const std::uint64_t num_ends = std::uint64_t{found.records} + found.passed_over;
    const bool adds_up = num_ends != 0 && num_ends <= found.lines && found.lines <= text_.bytes &&
                         found.records <= most_lines(memory_->capacity);
    return found.is_whole > 1 || (found.is_whole == 1 && !adds_up) || (found.is_whole == 0 && found.lines == 0)
               ? "the records of a text that it found do not add up"
               : "";
}

}    // namespace hmacsweep::gpu
