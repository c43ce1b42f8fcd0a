// A slot's way with text: raw records go over, the device packs, orders and judges them, and what it made of each comes
// back.
#include "cuda/gpu/slot.hpp"
#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::answers_offset;
using slot_layout::canary_blocks_at;
using slot_layout::canary_macs_at;
using slot_layout::shape_at;
using slot_layout::verdicts_offset;

std::size_t trials_at(const TextInput& text, std::size_t num_records) {
    return align(shape_at + text.shape.bytes().size()) + align(num_records * sizeof(core::Frame));
}

/// The bytes before the text.
std::size_t text_head_bytes(const TextInput& text, std::size_t num_records) {
    return trials_at(text, num_records) + (text.job.candidates == nullptr ? 0 : align(bytes_of(*text.job.candidates)));
}

template <class T>
const T* as(const std::uint8_t* place) {
    return reinterpret_cast<const T*>(place);
}

}    // namespace

std::size_t Slot::max_text_bytes(const TextInput& text) const {
    return capacity_ / 2 / text.shape.places().repeats;
}

/// Whether records begin .. end - 1 fit, in the input and, packed, on the device.
bool Slot::has_room_for(const TextInput& text, std::size_t begin, std::size_t end) const {
    const std::size_t bytes = end_of(text.job.frames[end - 1]) - text.job.frames[begin].offset;
    const core::TextPlaces& places = text.shape.places();
    return text_head_bytes(text, end - begin) + bytes + core::mask_bytes <= capacity_ &&
           core::text_place(places, bytes, end - begin + max_canaries) <= slot_layout::text_blocks_bytes(capacity_);
}

std::size_t Slot::load(const TextInput& text, std::size_t begin, std::size_t max_items, const KeyMemory& keys,
                       std::uint64_t batch_number) {
    max_items = std::min(max_items, slot_layout::most_items(capacity_) - max_canaries);
    const std::size_t last = text.job.frames.size() - begin < max_items ? text.job.frames.size() : begin + max_items;
    const bool is_too_long = text.job.frames[begin].size > max_text_bytes(text);
    std::size_t end = begin + 1;
    while (!is_too_long && end < last && text.job.frames[end].size <= max_text_bytes(text) &&
           has_room_for(text, begin, end + 1)) {
        ++end;
    }
    operation_ = Operation::Texts;
    num_items_ = end - begin;
    text_ = {};
    text_.keys = text.keys;
    text_.places = text.shape.places();
    text_.max_record_bytes =
        std::min<std::uint64_t>({text.job.max_record_bytes, max_text_bytes(text), slot_layout::max_thread_bytes});
    text_.base = text.job.frames[begin].offset;
    text_.bytes = is_too_long ? 0 : end_of(text.job.frames[end - 1]) - text_.base;
    text_.pinned = text.is_pinned ? text.job.slab + text_.base : nullptr;
    text_.frames_at = align(shape_at + text.shape.bytes().size());
    text_.text_at = text_head_bytes(text, num_items_);
    text_.shape = text.shape.view(device_input_.get() + shape_at);
    text_.frames = as<core::Frame>(device_input_.get() + text_.frames_at);
    text_.is_short = takes_short(text);
    found_ = {};
    search_ = {};
    if (text.job.candidates != nullptr) {
        search_ = Search(text.job.candidates);
        const std::size_t at = trials_at(text, num_items_);
        text_.trial_keys = write_lists(*text.job.candidates, input_.get() + at, device_input_.get() + at);
    }
    layout_ = {};
    layout_.end = text_.text_at + text_.bytes + core::mask_bytes;

    std::uint8_t* const input = input_.get();
    add_text_canaries(keys, batch_number);
    std::ranges::copy(text.shape.bytes(), input + shape_at);
    auto* const frames = reinterpret_cast<core::Frame*>(input + text_.frames_at);
    for (std::size_t i = begin; i < end; ++i) {
        frames[i - begin] = text.job.frames[i];
        frames[i - begin].offset -= static_cast<std::uint32_t>(text_.base);
    }
    if (text_.pinned == nullptr) {
        std::memcpy(input + text_.text_at, text.job.slab + text_.base, text_.bytes);
        std::memset(input + text_.text_at + text_.bytes, 0, core::mask_bytes);
    }
    leaves_.load(text.job.leaves, text_.base, text_.base + text_.bytes, batch_number);
    forget_answers();
    return end;
}

/// Both families', whichever the records are of: that is not known here.
void Slot::add_text_canaries(const KeyMemory& keys, std::uint64_t batch_number) {
    num_canaries_ = num_narrow_ = 0;
    for (const bool is_wide : {false, true}) {
        for (std::size_t which = 0; which < canaries_per_family; ++which) {
            const std::size_t i = num_canaries_++;
            const Canary& canary = canaries_[i] = make_canary(is_wide, batch_number, which);
            const std::size_t block = core::block_bytes(canary.algorithm);
            reinterpret_cast<core::BatchItem*>(input_.get())[i] = {
                0, 1, keys.canary_schedule(canary.algorithm), canary.algorithm,
                static_cast<std::uint8_t>(core::digest_bytes(canary.algorithm))};
            std::memcpy(input_.get() + canary_macs_at + (i * core::max_digest_bytes), canary.sent_mac,
                        core::max_digest_bytes);
            std::uint8_t* const blocks = input_.get() + canary_blocks_at + (i * core::max_block_bytes);
            std::memset(blocks, 0, core::max_block_bytes);
            std::memcpy(blocks, canary.message, canary.message_bytes);
            core::write_padding(canary.algorithm, blocks, canary.message_bytes, block);
        }
    }
}

/// A slab in pinned memory is copied from where it lies: it stays there until its answers have been taken, or the
/// device has been given up and no one looks at what it does.
void Slot::copy_text(Runtime& runtime, std::size_t from) const {
    const Stream stream = stream_.get();
    std::uint8_t* const input = device_input_.get();
    const std::size_t end = text_.pinned == nullptr ? layout_.end : text_.text_at;
    runtime.copy_to_device(input + from, input_.get() + from, end - from, stream);
    if (text_.pinned == nullptr) {
        return;
    }
    if (text_.bytes != 0) {
        runtime.copy_to_device(input + text_.text_at, text_.pinned, text_.bytes, stream);
    }
    runtime.fill(input + text_.text_at + text_.bytes, 0, core::mask_bytes, stream);
}

void Slot::issue_texts(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory& text_keys) {
    const Stream stream = stream_.get();
    std::uint8_t* const input = device_input_.get();
    std::uint8_t* const work = device_work_.get();
    auto* const items = reinterpret_cast<core::BatchItem*>(work + work_.items);
    auto* const sort_keys = reinterpret_cast<std::uint16_t*>(work + work_.keys);
    auto* const order = reinterpret_cast<std::uint32_t*>(work + work_.order);
    auto* const verdicts = reinterpret_cast<core::Verdict*>(work + work_.output + verdicts_offset);
    auto* const running = reinterpret_cast<std::uint64_t*>(work + work_.running);
    std::uint8_t* const sent_answers = work + work_.output + answers_offset(num_all());
    // Those that are shortened stay behind what goes back.
    auto* const answers = reinterpret_cast<core::TextAnswer*>(
        text_.is_short ? work + work_.output + align(output_bytes()) : sent_answers);
    const core::BatchView batch{work + work_.blocks, items, work + work_.macs, order, num_all()};

    if (search_.is_first_turn()) {
        if (found_.is_used) {
            runtime.copy_to_device(input, input_.get(), layout_.end, stream);    // the rest is there
        } else {
            copy_text(runtime, 0);
            leaves_.issue(runtime, input + text_.text_at, stream);
        }
        static_assert(static_cast<int>(core::Verdict::NotJudged) == 0);
        runtime.fill(work + work_.output, 0, output_bytes(), stream);
        runtime.pack_records(
            {text_.shape, text_keys.view(), text_keys.tables(), input + text_.text_at, text_.bytes, text_.frames,
             num_items_, text_.max_record_bytes, text_.places, as<core::BatchItem>(input), input + canary_macs_at,
             input + canary_blocks_at, work + work_.blocks, items, work + work_.macs, answers, text_.trial_keys},
            num_all(), stream);
        if (text_.is_short) {
            runtime.shorten({answers, reinterpret_cast<core::ShortAnswer*>(sent_answers)}, num_items_, stream);
        }
    }
    runtime.order({items, sort_keys, order, num_all(), work + work_.scratch, work_.output - work_.scratch}, stream);
    if (search_.is_wanted()) {
        issue_rounds(runtime, batch, keys);
    } else {
        // How many are of which family only the device knows: each step passes over the other's.
        runtime.judge(core::JudgeItems<core::Sha256Family>{batch, keys, 0, verdicts}, num_all(), stream);
        runtime.judge(core::JudgeItems<core::Sha512Family>{batch, keys, 0, verdicts}, num_all(), stream);
    }
    runtime.tally({verdicts, running, num_all(), work + work_.scratch, work_.output - work_.scratch}, stream);
    runtime.copy_to_host(output_.get(), running + num_all() - 1, sizeof(std::uint64_t), stream);
    runtime.copy_to_host(output_.get() + verdicts_offset, work + work_.output + verdicts_offset,
                         output_bytes() - verdicts_offset, stream);
    copy_frames_back(runtime);
    runtime.record(event_.get(), stream);
}

bool Slot::takes_short(const TextInput& text) {
    return !text.job.wants_ids && text.job.candidates == nullptr && text.keys->num_keys() <= core::max_short_keys;
}

core::TextAnswer Slot::sent_answer(std::size_t index) const {
    const std::uint8_t* const answers = output_.get() + answers_offset(num_all());
    return text_.is_short ? core::lengthened(as<core::ShortAnswer>(answers)[index], sent_frames()[index].offset)
                          : as<core::TextAnswer>(answers)[index];
}

/// What came back is looked at before it is believed: a number that is out of its range would be an index.
std::string Slot::check_answers() const {
    const core::Frame* const frames = sent_frames();
    std::uint64_t num_valid = 0;
    std::uint64_t num_judged = 0;
    for (std::size_t i = 0; i < num_all(); ++i) {
        const bool is_judged = verdict(i) == core::Verdict::Valid || verdict(i) == core::Verdict::Invalid;
        num_valid += verdict(i) == core::Verdict::Valid ? 1 : 0;
        num_judged += is_judged ? 1 : 0;
        if (i >= num_items_) {
            continue;
        }
        const core::TextAnswer answer = sent_answer(i);
        if (answer.is_plain > 1 || (answer.is_plain == 1) != (is_judged || is_pending(i))) {
            return "it left a record of a text unjudged, or judged one that it did not read";
        }
        const std::size_t id_end = std::size_t{answer.id.offset} + answer.id.size;
        if (answer.is_plain == 1 &&
            (static_cast<std::size_t>(answer.algorithm) >= core::num_algorithms || !has_possible_key(i) ||
             answer.id.offset < frames[i].offset || id_end > end_of(frames[i]))) {
            return "what it says of a record cannot be";
        }
    }
    std::uint64_t tally = 0;
    std::memcpy(&tally, output_.get(), sizeof(tally));
    return tally == ((num_judged << 32) | num_valid) ? "" : "its verdicts do not add up to what it counted";
}

std::size_t Slot::take(std::span<core::TextAnswer> answers) const {
    std::size_t num_plain = 0;
    for (std::size_t i = 0; i < num_items_; ++i) {
        answers[i] = sent_answer(i);
        answers[i].id.offset += static_cast<std::uint32_t>(text_.base);
        answers[i].verdict = verdict(i);
        num_plain += answers[i].is_plain;
    }
    return num_plain;
}

}    // namespace hmacsweep::gpu
