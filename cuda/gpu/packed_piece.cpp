#include "cuda/gpu/packed_piece.hpp"

#include "cuda/gpu/slot_layout.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hmacsweep::gpu {
namespace {

using slot_layout::align;
using slot_layout::fixed_item_bytes;

/// Kept free for canaries and alignment.
constexpr std::size_t reserve =
    (max_canaries * fixed_item_bytes) + max_canary_blocks_bytes + (3 * slot_layout::alignment);

/// Verdicts come back as words, behind the tally.
constexpr std::size_t words_offset = sizeof(std::uint64_t);

constexpr std::size_t num_words(std::size_t num_items) {
    return (num_items + core::warp_lanes - 1) / core::warp_lanes;
}

constexpr std::size_t blocks_bytes(const core::BatchItem& item) {
    return std::size_t{item.num_blocks} * core::block_bytes(item.algorithm);
}

/// Whether item `i` has the blocks of the item before it, and that item is in the same piece, which begins at `begin`.
bool shares_blocks(const core::BatchView& batch, std::size_t begin, std::size_t i) {
    return i != begin && batch.items[i].blocks_offset == batch.items[i - 1].blocks_offset;
}

/// Copies the blocks of items begin .. end - 1 to `to`, each block once and one behind another, and the items with
/// their new places to `items`. Returns the bytes of the blocks.
std::size_t copy_blocks(const core::BatchView& batch, std::size_t begin, std::size_t end, core::BatchItem* items,
                        std::uint8_t* to) {
    std::size_t copied = 0;
    std::uint64_t from = batch.items[begin].blocks_offset;    // of the blocks that are not copied yet
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

PackedPiece::PackedPiece(SlotMemory& memory, const core::BatchView& batch, std::size_t begin, std::size_t max_items,
                         const KeyMemory& keys, std::uint64_t batch_number)
    : memory_(&memory), end_(begin) {
    std::size_t used = reserve;
    // Items that share blocks are smaller than the items that the device's arrays are made for.
    max_items = std::min(max_items, slot_layout::most_items(memory.capacity) - max_canaries);
    while (end_ < batch.num_items && end_ - begin < max_items) {
        const std::size_t needed =
            fixed_item_bytes + (shares_blocks(batch, begin, end_) ? 0 : blocks_bytes(batch.items[end_]));
        if (used + needed > memory.capacity) {
            break;
        }
        used += needed;
        num_narrow_ += core::is_wide(batch.items[end_].algorithm) ? 0 : 1;
        ++end_;
    }
    num_items_ = end_ - begin;
    input_.macs = align((num_items_ + max_canaries) * sizeof(core::BatchItem));
    input_.blocks = align(input_.macs + ((num_items_ + max_canaries) * core::max_digest_bytes));
    input_.end = input_.blocks;
    if (num_items_ == 0) {
        return;
    }
    std::uint8_t* const input = memory.input.get();
    std::memcpy(input + input_.macs, batch.macs + (begin * core::max_digest_bytes),
                num_items_ * core::max_digest_bytes);
    input_.end += copy_blocks(batch, begin, end_, reinterpret_cast<core::BatchItem*>(input + input_.items),
                              input + input_.blocks);
    const std::size_t num_wide = num_items_ - num_narrow_;
    if (num_narrow_ != 0) {
        add_canaries(keys, batch_number, false);
    }
    if (num_wide != 0) {
        add_canaries(keys, batch_number, true);
    }
}

void PackedPiece::add_canaries(const KeyMemory& keys, std::uint64_t batch_number, bool is_wide) {
    std::uint8_t* const input = memory_->input.get();
    for (std::size_t which = 0; which < canaries_per_family; ++which) {
        const std::size_t index = num_all();
        const Canary& canary = canaries_.add(is_wide, batch_number, which);
        num_narrow_ += is_wide ? 0 : 1;
        const std::size_t block = core::block_bytes(canary.algorithm);
        const auto digest = static_cast<std::uint8_t>(core::digest_bytes(canary.algorithm));
        reinterpret_cast<core::BatchItem*>(input + input_.items)[index] = {
            input_.end - input_.blocks, 1, keys.canary_schedule(canary.algorithm), canary.algorithm, digest};
        std::memcpy(input + input_.macs + (index * core::max_digest_bytes), canary.sent_mac, core::max_digest_bytes);
        std::memcpy(input + input_.end, canary.message, canary.message_bytes);
        core::write_padding(canary.algorithm, input + input_.end, canary.message_bytes, block);
        input_.end += block;
    }
}

void PackedPiece::issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* /*text_keys*/) {
    const Stream stream = memory_->stream.get();
    const WorkPlaces& places = memory_->places;
    std::uint8_t* const input = memory_->device_input.get();
    const auto* const items = reinterpret_cast<const core::BatchItem*>(input + input_.items);
    auto* const order = memory_->work<std::uint32_t>(places.order);
    auto* const made = memory_->work<std::uint8_t>(places.output);

    runtime.copy_to_device(input, memory_->input.get(), input_.end, stream);
    runtime.order({items, memory_->work<std::uint16_t>(places.keys), order, num_all(), memory_->scratch(),
                   memory_->scratch_bytes()},
                  stream);
    runtime.fill(made, 0, output_bytes(), stream);
    issue_steps(runtime, {input + input_.blocks, items, input + input_.macs, order, num_all()}, keys);
    runtime.copy_to_host(memory_->output.get() + copied_bytes(), made + copied_bytes(), output_bytes() - copied_bytes(),
                         stream);
}

void PackedPiece::forget_answers() {
    std::memset(memory_->output.get(), 0, output_bytes());
}

std::size_t VerifyPiece::output_bytes() const {
    return words_offset + (num_words(num_all()) * sizeof(core::VerdictWords));
}

std::size_t VerifyPiece::copied_bytes() const {
    return words_offset;
}

void VerifyPiece::issue_steps(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) {
    const Stream stream = memory().stream.get();
    const WorkPlaces& places = memory().places;
    auto* const verdicts = memory().work<core::Verdict>(places.verdicts);
    auto* const running = memory().work<std::uint64_t>(places.running);
    runtime.fill(verdicts, static_cast<std::uint8_t>(core::Verdict::NotJudged), num_all(), stream);
    if (num_narrow() != 0) {
        runtime.judge(core::JudgeItems<core::Sha256Family>{batch, keys, 0, verdicts}, num_narrow(), stream);
    }
    if (num_narrow() != num_all()) {
        runtime.judge(core::JudgeItems<core::Sha512Family>{batch, keys, num_narrow(), verdicts},
                      num_all() - num_narrow(), stream);
    }
    runtime.pack({verdicts, num_all(), memory().work<core::VerdictWords>(places.output + words_offset)}, stream);
    runtime.tally({verdicts, running, num_all(), memory().scratch(), memory().scratch_bytes()}, stream);
    runtime.copy_to_host(memory().output.get(), running + num_all() - 1, sizeof(std::uint64_t), stream);
}

core::Verdict VerifyPiece::verdict(std::size_t index) const {
    const auto* const words = reinterpret_cast<const core::VerdictWords*>(output() + words_offset);
    const core::VerdictWords& word = words[index / core::warp_lanes];
    const std::uint32_t bit = 1U << (index % core::warp_lanes);
    if ((word.judged & bit) == 0) {
        return core::Verdict::NotJudged;
    }
    return (word.valid & bit) != 0 ? core::Verdict::Valid : core::Verdict::Invalid;
}

std::string VerifyPiece::check() const {
    for (std::size_t i = 0; i < canaries().size(); ++i) {
        if (std::string problem = canaries().check(i, verdict(num_items() + i)); !problem.empty()) {
            return problem;
        }
    }
    return check_words();
}

std::string VerifyPiece::check_words() const {
    std::uint64_t num_judged = 0;
    std::uint64_t num_valid = 0;
    const auto* const words = reinterpret_cast<const core::VerdictWords*>(output() + words_offset);
    for (std::size_t w = 0; w < num_words(num_all()); ++w) {
        num_judged += static_cast<unsigned>(std::popcount(words[w].judged));
        num_valid += static_cast<unsigned>(std::popcount(words[w].valid));
    }
    std::uint64_t tally = 0;
    std::memcpy(&tally, output(), sizeof(tally));
    if (num_judged != num_all()) {
        return "it left " + std::to_string(num_all() - num_judged) + " records unjudged";
    }
    if (tally != ((num_judged << 32) | num_valid)) {
        return "its verdicts do not add up to what it counted";
    }
    return {};
}

void VerifyPiece::take(std::span<core::Verdict> verdicts) const {
    for (std::size_t i = 0; i < num_items(); ++i) {
        verdicts[i] = verdict(i);
    }
}

void GeneratePiece::issue_steps(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys) {
    const Stream stream = memory().stream.get();
    auto* const macs = memory().work<std::uint8_t>(memory().places.output);
    if (num_narrow() != 0) {
        runtime.generate(core::GenerateItems<core::Sha256Family>{batch, keys, 0, macs}, num_narrow(), stream);
    }
    if (num_narrow() != num_all()) {
        runtime.generate(core::GenerateItems<core::Sha512Family>{batch, keys, num_narrow(), macs},
                         num_all() - num_narrow(), stream);
    }
}

std::string GeneratePiece::check() const {
    for (std::size_t i = 0; i < canaries().size(); ++i) {
        const std::uint8_t* const mac = output() + ((num_items() + i) * core::max_digest_bytes);
        if (std::string problem = canaries().check(i, mac); !problem.empty()) {
            return problem;
        }
    }
    return check_macs();
}

std::string GeneratePiece::check_macs() const {
    std::size_t num_missing = 0;
    for (std::size_t i = 0; i < num_items(); ++i) {
        const std::uint8_t* const mac = output() + (i * core::max_digest_bytes);
        num_missing +=
            std::all_of(mac, mac + core::max_digest_bytes, [](std::uint8_t byte) { return byte == 0; }) ? 1 : 0;
    }
    return num_missing == 0 ? std::string() : "it made no MAC for " + std::to_string(num_missing) + " records";
}

void GeneratePiece::take(std::span<std::uint8_t> macs) const {
    std::memcpy(macs.data(), output(), num_items() * core::max_digest_bytes);
}

}    // namespace hmacsweep::gpu
