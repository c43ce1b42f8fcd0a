#include "cuda/gpu/text_piece.hpp"

#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::canary_blocks_at;
using slot_layout::canary_macs_at;

/// Whether records begin .. end - 1 fit into a slot, both as text and packed.
bool has_room_for(const TextInput& input, std::size_t begin, std::size_t end, std::size_t slot_bytes) {
    const std::size_t bytes = end_of((*input.job.frames)[end - 1]) - (*input.job.frames)[begin].offset;
    return text_input_bytes(input, end - begin, bytes) <= slot_bytes &&
           core::text_place(input.shape.places(), bytes, end - begin + max_canaries) <=
               slot_layout::text_blocks_bytes(slot_bytes);
}

/// Whether answers without the place of the Id are enough, and short answers can name all keys.
bool takes_short(const TextInput& input) {
    return !input.job.wants_ids && input.job.candidates == nullptr && input.keys->num_keys() <= core::max_short_keys;
}

}    // namespace

TextPiece::TextPiece(SlotMemory& memory, const TextInput& input, SlotText text, std::size_t begin, std::size_t end)
    : memory_(&memory),
      text_(std::move(text)),
      end_(end),
      num_items_(end - begin),
      search_(input.job.candidates, text_),
      is_short_(takes_short(input)) {}

TextPiece TextPiece::of_frames(SlotMemory& memory, const TextInput& input, std::size_t begin, std::size_t max_items,
                               const KeyMemory& keys, std::uint64_t batch_number) {
    const std::span<const core::Frame> frames = *input.job.frames;
    const std::size_t most_bytes = max_text_bytes(input, memory.capacity);
    max_items = std::min(max_items, slot_layout::most_items(memory.capacity) - max_canaries);
    const std::size_t last = frames.size() - begin < max_items ? frames.size() : begin + max_items;
    const bool is_too_long = frames[begin].size > most_bytes;
    std::size_t end = begin + 1;
    while (!is_too_long && end < last && frames[end].size <= most_bytes &&
           has_room_for(input, begin, end + 1, memory.capacity)) {
        ++end;
    }
    const std::size_t base = frames[begin].offset;
    const std::size_t bytes = is_too_long ? 0 : end_of(frames[end - 1]) - base;
    TextPiece piece(memory, input, put_text(memory, input, end - begin, base, bytes, batch_number), begin, end);
    auto* const sent = reinterpret_cast<core::Frame*>(memory.input.get() + piece.text_.frames_at);
    for (std::size_t i = begin; i < end; ++i) {
        sent[i - begin] = frames[i];
        sent[i - begin].offset -= static_cast<std::uint32_t>(base);
    }
    piece.frames_ = reinterpret_cast<const core::Frame*>(memory.device_input.get() + piece.text_.frames_at);
    piece.add_canaries(keys, batch_number);
    return piece;
}

TextPiece TextPiece::of_index(SlotMemory& memory, const TextInput& input, SlotText text, std::size_t begin,
                              std::size_t num_records, std::size_t max_items, const KeyMemory& keys,
                              std::uint64_t batch_number) {
    const std::size_t room = std::min({max_items, slot_layout::most_items(memory.capacity) - max_canaries,
                                       room_for_records(text.places, text.bytes, memory.capacity)});
    TextPiece piece(memory, input, std::move(text), begin, begin + std::min(num_records - begin, room));
    piece.is_found_ = true;
    piece.frames_ = memory.work<core::Frame>(memory.places.frames) + begin;
    piece.add_canaries(keys, batch_number);
    return piece;
}

/// Adds the canaries of both families, because the host does not know the families of the records.
void TextPiece::add_canaries(const KeyMemory& keys, std::uint64_t batch_number) {
    std::uint8_t* const input = memory_->input.get();
    for (const bool is_wide : {false, true}) {
        for (std::size_t which = 0; which < canaries_per_family; ++which) {
            const std::size_t i = canaries_.size();
            const Canary& canary = canaries_.add(is_wide, batch_number, which);
            const std::size_t block = core::block_bytes(canary.algorithm);
            reinterpret_cast<core::BatchItem*>(input)[i] = {
                0, 1, keys.canary_schedule(canary.algorithm), canary.algorithm,
                static_cast<std::uint8_t>(core::digest_bytes(canary.algorithm))};
            std::memcpy(input + canary_macs_at + (i * core::max_digest_bytes), canary.sent_mac, core::max_digest_bytes);
            std::uint8_t* const blocks = input + canary_blocks_at + (i * core::max_block_bytes);
            std::memset(blocks, 0, core::max_block_bytes);
            std::memcpy(blocks, canary.message, canary.message_bytes);
            core::write_padding(canary.algorithm, blocks, canary.message_bytes, block);
        }
    }
}

void TextPiece::issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) {
    const Stream stream = memory_->stream.get();
    const WorkPlaces& at = memory_->places;
    auto* const items = memory_->work<core::BatchItem>(at.items);
    auto* const order = memory_->work<std::uint32_t>(at.order);
    auto* const made = memory_->work<std::uint8_t>(at.output);
    auto* const verdicts = memory_->work<core::Verdict>(at.output + SentAnswers::verdicts_offset);
    auto* const running = memory_->work<std::uint64_t>(at.running);
    const core::BatchView batch{memory_->work<std::uint8_t>(at.blocks), items, memory_->work<std::uint8_t>(at.macs),
                                order, num_all()};
    if (search_.is_first_turn()) {
        issue_packing(runtime, *text_keys);
    }
    runtime.order(
        {items, memory_->work<std::uint16_t>(at.keys), order, num_all(), memory_->scratch(), memory_->scratch_bytes()},
        stream);
    if (search_.is_wanted()) {
        search_.issue(runtime, *memory_, batch, keys, num_items_);
    } else {
        // Only the device knows how many items each family has: each step skips the items of the other family.
        runtime.judge(core::JudgeItems<core::Sha256Family>{batch, keys, 0, verdicts}, num_all(), stream);
        runtime.judge(core::JudgeItems<core::Sha512Family>{batch, keys, 0, verdicts}, num_all(), stream);
    }
    runtime.tally({verdicts, running, num_all(), memory_->scratch(), memory_->scratch_bytes()}, stream);
    std::uint8_t* const output = memory_->output.get();
    runtime.copy_to_host(output, running + num_all() - 1, sizeof(std::uint64_t), stream);
    runtime.copy_to_host(output + SentAnswers::verdicts_offset, made + SentAnswers::verdicts_offset,
                         output_bytes() - SentAnswers::verdicts_offset, stream);
    if (found_bytes() != 0) {
        runtime.copy_to_host(output + output_bytes(), frames_, found_bytes(), stream);
    }
}

/// Copies to the device what it does not have yet, and packs the records.
void TextPiece::issue_packing(Runtime& runtime, const TextKeyMemory& text_keys) const {
    const Stream stream = memory_->stream.get();
    const WorkPlaces& at = memory_->places;
    std::uint8_t* const input = memory_->device_input.get();
    auto* const made = memory_->work<std::uint8_t>(at.output);
    std::uint8_t* const sent_answers = made + SentAnswers::answers_offset(num_all());
    // Answers that are shortened stay on the device, behind what goes back.
    auto* const answers = reinterpret_cast<core::TextAnswer*>(is_short_ ? made + align(output_bytes()) : sent_answers);
    if (is_found_) {
        runtime.copy_to_device(input, memory_->input.get(), slot_layout::shape_at, stream);    // the canaries
    } else {
        text_.copy(runtime, *memory_, 0);
        memory_->leaves.issue(runtime, input + text_.text_at, stream);
    }
    static_assert(static_cast<int>(core::Verdict::NotJudged) == 0);
    runtime.fill(made, 0, output_bytes(), stream);
    runtime.pack_records(
        {text_.shape, text_keys.view(), text_keys.tables(), input + text_.text_at, text_.bytes, frames_, num_items_,
         text_.max_record_bytes, text_.places, reinterpret_cast<const core::BatchItem*>(input), input + canary_macs_at,
         input + canary_blocks_at, memory_->work<std::uint8_t>(at.blocks), memory_->work<core::BatchItem>(at.items),
         memory_->work<std::uint8_t>(at.macs), answers, text_.trial_keys},
        num_all(), stream);
    if (is_short_) {
        runtime.shorten({answers, reinterpret_cast<core::ShortAnswer*>(sent_answers)}, num_items_, stream);
    }
}

void TextPiece::forget_answers() {
    std::memset(memory_->output.get(), 0, output_bytes() + found_bytes());
}

SentAnswers TextPiece::sent() const {
    const std::uint8_t* const output = memory_->output.get();
    const std::uint8_t* const frames = is_found_ ? output + output_bytes() : memory_->input.get() + text_.frames_at;
    return {output, reinterpret_cast<const core::Frame*>(frames), num_items_, num_all(), is_short_};
}

std::string TextPiece::check() const {
    const SentAnswers answers = sent();
    for (std::size_t i = 0; i < canaries_.size(); ++i) {
        if (std::string problem = canaries_.check(i, answers.verdict(num_items_ + i)); !problem.empty()) {
            return problem;
        }
    }
    if (std::string problem = memory_->leaves.check(); !problem.empty()) {
        return problem;
    }
    return check_answers();
}

/// Answers are checked before they are used, because a number out of its range would become an index.
std::string TextPiece::check_answers() const {
    const SentAnswers answers = sent();
    std::uint64_t num_valid = 0;
    std::uint64_t num_judged = 0;
    for (std::size_t i = 0; i < answers.num_all(); ++i) {
        const bool is_judged = answers.is_judged(i);
        num_valid += answers.verdict(i) == core::Verdict::Valid ? 1 : 0;
        num_judged += is_judged ? 1 : 0;
        if (i >= num_items_) {
            continue;
        }
        const core::TextAnswer answer = answers.answer(i);
        const core::Frame& frame = answers.frame(i);
        if (answer.is_plain > 1 || (answer.is_plain == 1) != (is_judged || search_.is_pending(answers, i))) {
            return "it left a record of a text unjudged, or judged one that it did not read";
        }
        const std::size_t id_end = std::size_t{answer.id.offset} + answer.id.size;
        if (answer.is_plain == 1 &&
            (static_cast<std::size_t>(answer.algorithm) >= core::num_algorithms ||
             !search_.has_possible_key(answers, i) || answer.id.offset < frame.offset || id_end > end_of(frame))) {
            return "what it says of a record cannot be";
        }
    }
    return answers.tally() == ((num_judged << 32) | num_valid) ? "" : "its verdicts do not add up to what it counted";
}

bool TextPiece::plan_next_turn() {
    if (!search_.plan_next_turn(sent())) {
        return false;
    }
    forget_answers();
    return true;
}

std::size_t TextPiece::take(std::span<core::TextAnswer> answers) const {
    const SentAnswers sent_answers = sent();
    std::size_t num_compared = num_trials();
    for (std::size_t i = 0; i < num_items_; ++i) {
        core::TextAnswer answer = sent_answers.answer(i);
        answer.id.offset += static_cast<std::uint32_t>(text_.base);
        answer.verdict = sent_answers.verdict(i);
        num_compared += answer.is_plain == 1 && answer.key < text_.keys->num_keys() ? 1 : 0;
        answers[i] = answer;
    }
    return num_compared;
}

void TextPiece::take(std::span<core::Frame> frames) const {
    const SentAnswers sent_answers = sent();
    for (std::size_t i = 0; i < num_items_; ++i) {
        frames[i] = sent_answers.frame(i);
    }
}

}    // namespace hmacsweep::gpu
