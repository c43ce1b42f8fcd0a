#include "cuda/gpu/slot.hpp"

#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::fixed_item_bytes;
using slot_layout::most_items;
using slot_layout::text_blocks_bytes;
using slot_layout::words_offset;

/// Kept free for canaries and alignment.
constexpr std::size_t reserve =
    (max_canaries * fixed_item_bytes) + max_canary_blocks_bytes + (3 * slot_layout::alignment);

constexpr std::size_t num_words(std::size_t num_items) {
    return (num_items + core::warp_lanes - 1) / core::warp_lanes;
}

constexpr std::size_t blocks_bytes(const core::BatchItem& item) {
    return std::size_t{item.num_blocks} * core::block_bytes(item.algorithm);
}

/// Whether item `i` has the blocks of the one before it, and that one is in the same piece, which begins at `begin`.
bool shares_blocks(const core::BatchView& batch, std::size_t begin, std::size_t i) {
    return i != begin && batch.items[i].blocks_offset == batch.items[i - 1].blocks_offset;
}

/// Copies the blocks of items begin .. end to `to`, each once and one after the other, and the items with their places
/// there to `items`. Returns the bytes of the blocks.
std::size_t copy_blocks(const core::BatchView& batch, std::size_t begin, std::size_t end, core::BatchItem* items,
                        std::uint8_t* to) {
    std::size_t copied = 0;
    std::uint64_t from = batch.items[begin].blocks_offset;    // of what is not copied yet
    std::uint64_t until = from;
    const auto copy = [&] {
        std::memcpy(to + copied, batch.blocks + from, until - from);
        copied += until - from;
    };
    for (std::size_t i = begin; i < end; ++i) {
        const core::BatchItem& item = batch.items[i];
        if (item.blocks_offset != until && !shares_blocks(batch, begin, i)) {
            copy();
            from = until = item.blocks_offset;
        }
        items[i - begin] = item;
        items[i - begin].blocks_offset = copied + (item.blocks_offset - from);
        until = item.blocks_offset + blocks_bytes(item);
    }
    copy();
    return copied;
}

}    // namespace

Slot::Work Slot::work_for(std::size_t slot_bytes) {
    const std::size_t most = most_items(slot_bytes);
    Work work;
    work.order = align(work.keys + (most * sizeof(std::uint16_t)));
    work.verdicts = align(work.order + (most * sizeof(std::uint32_t)));
    work.running = align(work.verdicts + most);
    work.scratch = align(work.running + (most * sizeof(std::uint64_t)));
    work.output = align(work.scratch + scratch_bytes_for(most));
    work.output_end = align(work.output + (most * core::max_digest_bytes));
    work.frames = work.output_end;
    work.items = align(work.frames + (slot_layout::most_lines(slot_bytes) * sizeof(core::Frame)));
    work.macs = align(work.items + (most * sizeof(core::BatchItem)));
    work.trial_counts = align(work.macs + (most * core::max_digest_bytes));
    work.trial_ranks = align(work.trial_counts + (most * sizeof(std::uint64_t)));
    work.blocks = align(work.trial_ranks + (most * sizeof(std::uint32_t)));
    work.end = work.blocks + text_blocks_bytes(slot_bytes);
    return work;
}

std::size_t device_bytes_for(std::size_t slot_bytes) {
    return slot_bytes + Slot::work_for(slot_bytes).end + SlotLeaves::device_bytes_for(slot_bytes);
}

Slot::Slot(Runtime& runtime, std::size_t slot_bytes)
    : capacity_(slot_bytes),
      work_(work_for(slot_bytes)),
      input_(runtime, slot_bytes),
      output_(runtime, work_.output_end - work_.output),
      device_input_(runtime, slot_bytes),
      device_work_(runtime, work_.end),
      stream_(runtime),
      event_(runtime),
      leaves_(runtime, slot_bytes) {}

std::size_t Slot::load(const core::BatchView& batch, std::size_t begin, std::size_t max_items, Operation operation,
                       const KeyMemory& keys, std::uint64_t batch_number) {
    std::size_t end = begin;
    std::size_t used = reserve;
    std::size_t num_narrow = 0;
    // Items that share blocks are smaller than those that the device's arrays are made for.
    max_items = std::min(max_items, most_items(capacity_) - max_canaries);
    while (end < batch.num_items && end - begin < max_items) {
        const std::size_t needed =
            fixed_item_bytes + (shares_blocks(batch, begin, end) ? 0 : blocks_bytes(batch.items[end]));
        if (used + needed > capacity_) {
            break;
        }
        used += needed;
        num_narrow += core::is_wide(batch.items[end].algorithm) ? 0 : 1;
        ++end;
    }
    operation_ = operation;
    text_ = {};
    search_ = {};
    found_ = {};
    num_items_ = end - begin;
    num_canaries_ = 0;
    num_narrow_ = num_narrow;
    layout_ = {};
    layout_.macs = align((num_items_ + max_canaries) * sizeof(core::BatchItem));
    layout_.blocks = align(layout_.macs + ((num_items_ + max_canaries) * core::max_digest_bytes));
    layout_.end = layout_.blocks;
    if (num_items_ == 0) {
        return end;
    }

    auto* const items = reinterpret_cast<core::BatchItem*>(input_.get() + layout_.items);
    std::memcpy(input_.get() + layout_.macs, batch.macs + (begin * core::max_digest_bytes),
                num_items_ * core::max_digest_bytes);
    layout_.end += copy_blocks(batch, begin, end, items, input_.get() + layout_.blocks);
    add_canaries(keys, batch_number, num_narrow, num_items_ - num_narrow);
    forget_answers();
    return end;
}

void Slot::add_canaries(const KeyMemory& keys, std::uint64_t batch_number, std::size_t num_narrow,
                        std::size_t num_wide) {
    for (const bool is_wide : {false, true}) {
        for (std::size_t which = 0; (is_wide ? num_wide : num_narrow) != 0 && which < canaries_per_family; ++which) {
            const Canary& canary = canaries_[num_canaries_] = make_canary(is_wide, batch_number, which);
            const std::size_t index = num_all();
            ++num_canaries_;
            num_narrow_ += is_wide ? 0 : 1;
            const std::size_t block = core::block_bytes(canary.algorithm);
            const auto digest = static_cast<std::uint8_t>(core::digest_bytes(canary.algorithm));
            reinterpret_cast<core::BatchItem*>(input_.get() + layout_.items)[index] = {
                layout_.end - layout_.blocks, 1, keys.canary_schedule(canary.algorithm), canary.algorithm, digest};
            std::uint8_t* const mac = input_.get() + layout_.macs + (index * core::max_digest_bytes);
            std::memcpy(mac, canary.sent_mac, core::max_digest_bytes);
            std::memcpy(input_.get() + layout_.end, canary.message, canary.message_bytes);
            core::write_padding(canary.algorithm, input_.get() + layout_.end, canary.message_bytes, block);
            layout_.end += block;
        }
    }
}

std::size_t Slot::output_bytes() const {
    switch (operation_) {
        case Operation::Verify:
            return words_offset + (num_words(num_all()) * sizeof(core::VerdictWords));
        case Operation::Texts:
            return slot_layout::answers_offset(num_all()) +
                   (num_all() * (text_.is_short ? sizeof(core::ShortAnswer) : sizeof(core::TextAnswer)));
        case Operation::Lines:
            return sizeof(core::RecordIndex);
        case Operation::Generate:
            break;
    }
    return num_all() * core::max_digest_bytes;
}

void Slot::issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) {
    if (operation_ == Operation::Texts) {
        issue_texts(runtime, keys, *text_keys);
        return;
    }
    if (operation_ == Operation::Lines) {
        issue_lines(runtime);
        return;
    }
    const Stream stream = stream_.get();
    std::uint8_t* const input = device_input_.get();
    std::uint8_t* const work = device_work_.get();
    const auto* const items = reinterpret_cast<const core::BatchItem*>(input + layout_.items);
    auto* const sort_keys = reinterpret_cast<std::uint16_t*>(work + work_.keys);
    auto* const order = reinterpret_cast<std::uint32_t*>(work + work_.order);
    const core::BatchView batch{input + layout_.blocks, items, input + layout_.macs, order, num_all()};

    runtime.copy_to_device(input, input_.get(), layout_.end, stream);
    runtime.order({items, sort_keys, order, num_all(), work + work_.scratch, work_.output - work_.scratch}, stream);
    runtime.fill(work + work_.output, 0, output_bytes(), stream);
    if (operation_ == Operation::Verify) {
        issue_verify(runtime, batch, keys);
    } else {
        issue_generate(runtime, batch, keys);
    }
    const std::size_t tally_bytes = operation_ == Operation::Verify ? words_offset : 0;    // it has been sent already
    runtime.copy_to_host(output_.get() + tally_bytes, work + work_.output + tally_bytes, output_bytes() - tally_bytes,
                         stream);
    runtime.record(event_.get(), stream);
}

void Slot::issue_verify(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) {
    const Stream stream = stream_.get();
    std::uint8_t* const work = device_work_.get();
    auto* const verdicts = reinterpret_cast<core::Verdict*>(work + work_.verdicts);
    auto* const running = reinterpret_cast<std::uint64_t*>(work + work_.running);
    runtime.fill(verdicts, static_cast<std::uint8_t>(core::Verdict::NotJudged), num_all(), stream);
    if (num_narrow_ != 0) {
        runtime.judge(core::JudgeItems<core::Sha256Family>{batch, keys, 0, verdicts}, num_narrow_, stream);
    }
    if (num_narrow_ != num_all()) {
        runtime.judge(core::JudgeItems<core::Sha512Family>{batch, keys, num_narrow_, verdicts}, num_all() - num_narrow_,
                      stream);
    }
    runtime.pack({verdicts, num_all(), reinterpret_cast<core::VerdictWords*>(work + work_.output + words_offset)},
                 stream);
    runtime.tally({verdicts, running, num_all(), work + work_.scratch, work_.output - work_.scratch}, stream);
    runtime.copy_to_host(output_.get(), running + num_all() - 1, sizeof(std::uint64_t), stream);
}

void Slot::issue_generate(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) {
    std::uint8_t* const macs = device_work_.get() + work_.output;
    if (num_narrow_ != 0) {
        runtime.generate(core::GenerateItems<core::Sha256Family>{batch, keys, 0, macs}, num_narrow_, stream_.get());
    }
    if (num_narrow_ != num_all()) {
        runtime.generate(core::GenerateItems<core::Sha512Family>{batch, keys, num_narrow_, macs},
                         num_all() - num_narrow_, stream_.get());
    }
}

/// What a piece left must not pass for an answer of the next one.
void Slot::forget_answers() {
    std::memset(output_.get(), 0, output_bytes() + found_bytes());
}

std::size_t Slot::num_invalid() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < num_items_; ++i) {
        count += verdict(i) == core::Verdict::Invalid ? 1 : 0;
    }
    return count;
}

core::Verdict Slot::verdict(std::size_t index) const {
    if (operation_ == Operation::Texts) {
        return static_cast<core::Verdict>(output_.get()[slot_layout::verdicts_offset + index]);
    }
    const auto* const words = reinterpret_cast<const core::VerdictWords*>(output_.get() + words_offset);
    const core::VerdictWords& word = words[index / core::warp_lanes];
    const std::uint32_t bit = 1U << (index % core::warp_lanes);
    if ((word.judged & bit) == 0) {
        return core::Verdict::NotJudged;
    }
    return (word.valid & bit) != 0 ? core::Verdict::Valid : core::Verdict::Invalid;
}

std::string Slot::check_canaries() const {
    for (std::size_t i = 0; i < num_canaries_; ++i) {
        const Canary& canary = canaries_[i];
        const std::size_t index = num_items_ + i;
        if (operation_ != Operation::Generate) {
            if (verdict(index) != (canary.is_forged ? core::Verdict::Invalid : core::Verdict::Valid)) {
                return canary.is_forged ? "it did not find a MAC wrong that was forged as a check"
                                        : "it did not find a MAC right that was made as a check";
            }
        } else if (std::memcmp(output_.get() + (index * core::max_digest_bytes), canary.right_mac,
                               core::digest_bytes(canary.algorithm)) != 0) {
            return "it made a wrong MAC for a record whose MAC is known";
        }
    }
    return {};
}

std::string Slot::check() const {
    if (operation_ == Operation::Lines) {
        const std::string problem = leaves_.check();
        return problem.empty() ? check_index() : problem;
    }
    std::string problem = check_canaries();
    if (!problem.empty()) {
        return problem;
    }
    if (operation_ == Operation::Texts) {
        problem = leaves_.check();
        return problem.empty() ? check_answers() : problem;
    }
    return operation_ == Operation::Verify ? check_words() : check_macs();
}

std::string Slot::check_macs() const {
    std::size_t num_missing = 0;
    for (std::size_t i = 0; i < num_items_; ++i) {
        const std::uint8_t* const mac = output_.get() + (i * core::max_digest_bytes);
        num_missing +=
            std::all_of(mac, mac + core::max_digest_bytes, [](std::uint8_t byte) { return byte == 0; }) ? 1 : 0;
    }
    return num_missing == 0 ? std::string() : "it made no MAC for " + std::to_string(num_missing) + " records";
}

std::string Slot::check_words() const {
    std::uint64_t num_judged = 0;
    std::uint64_t num_valid = 0;
    const auto* const words = reinterpret_cast<const core::VerdictWords*>(output_.get() + words_offset);
    for (std::size_t w = 0; w < num_words(num_all()); ++w) {
        num_judged += static_cast<unsigned>(std::popcount(words[w].judged));
        num_valid += static_cast<unsigned>(std::popcount(words[w].valid));
    }
    std::uint64_t tally = 0;
    std::memcpy(&tally, output_.get(), sizeof(tally));
    if (num_judged != num_all()) {
        return "it left " + std::to_string(num_all() - num_judged) + " records unjudged";
    }
    if (tally != ((num_judged << 32) | num_valid)) {
        return "its verdicts do not add up to what it counted";
    }
    return {};
}

void Slot::take(std::span<core::Verdict> verdicts) const {
    for (std::size_t i = 0; i < num_items_; ++i) {
        verdicts[i] = verdict(i);
    }
}

void Slot::take(std::span<std::uint8_t> macs) const {
    std::memcpy(macs.data(), output_.get(), num_items_ * core::max_digest_bytes);
}

}    // namespace hmacsweep::gpu
