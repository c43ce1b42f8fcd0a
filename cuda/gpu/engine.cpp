#include "cuda/gpu/engine.hpp"

#include "cuda/gpu/frame_check.hpp"

#include <optional>

namespace hmacsweep::gpu {
namespace {

/// The part of a slot that candidate keys may take, beside the text.
constexpr std::size_t trial_share = 8;

/// Takes the answers of a piece. Returns how many HMACs were compared.
std::size_t take_answers(const TextPiece& piece, std::span<core::TextAnswer> answers,
                         core::TextCandidates* candidates) {
    if (candidates != nullptr) {
        candidates->num_trials += piece.num_trials();
    }
    return piece.take(answers);
}

}    // namespace

void Engine::verify(const core::BatchView& batch, std::span<core::Verdict> verdicts) {
    run(
        batch.num_items,
        [&](Device& device, Slot& slot, std::size_t begin) -> VerifyPiece& {
            return slot.hold(
                VerifyPiece(slot.memory(), batch, begin, device.max_items(), device.keys(), num_pieces_++));
        },
        [&](const VerifyPiece& piece, std::size_t begin) {
            piece.take(verdicts.subspan(begin, piece.num_items()));
            return piece.num_items();
        });
}

void Engine::generate(const core::BatchView& batch, std::span<std::uint8_t> macs) {
    run(
        batch.num_items,
        [&](Device& device, Slot& slot, std::size_t begin) -> GeneratePiece& {
            return slot.hold(
                GeneratePiece(slot.memory(), batch, begin, device.max_items(), device.keys(), num_pieces_++));
        },
        [&](const GeneratePiece& piece, std::size_t begin) {
            piece.take(macs.subspan(begin * core::max_digest_bytes, piece.num_items() * core::max_digest_bytes));
            return piece.num_items();
        });
}

template <class Load, class Take>
void Engine::run(std::size_t num_items, Load&& load, Take&& take) {
    // Records count as done when the whole batch is done: a batch that is given up half-way is done again elsewhere.
    std::vector<std::uint64_t> done(pool_.size());
    for (std::size_t begin = 0; begin < num_items;) {
        const LentSlot lent = pool_.lend();
        const Piece piece = run_piece(lent, begin, load, take);
        done[lent.position()] += piece.num_done;
        begin = piece.end;
    }
    for (std::size_t d = 0; d < done.size(); ++d) {
        pool_.count(d, done[d]);
    }
}

template <class Load, class Take>
Engine::Piece Engine::run_piece(const LentSlot& lent, std::size_t begin, Load&& load, Take&& take) {
    Device& device = lent.device();
    auto& piece = load(device, lent.slot(), begin);
    do {
        switch (device.run(lent.slot())) {
            case Outcome::Done:
                break;
            case Outcome::OutOfMemory:
                if (!device.shrink(piece.num_items())) {
                    device.retire("it ran out of memory, even for batches of " + std::to_string(piece.num_items()) +
                                  " records");
                }
                return {begin, 0};
            case Outcome::Failed:
                return {begin, 0};
        }
        if (const std::string problem = piece.check(); !problem.empty()) {
            device.retire(problem);
            return {begin, 0};
        }
    } while (piece.plan_next_turn());
    return {piece.end(), take(piece, begin)};
}

bool Engine::judge(const core::TextJob& job, core::TextResult& result) {
    if (job.candidates != nullptr) {
        job.candidates->num_trials = 0;
    }
    TextInput input{job, FlatShape(job.shape), text_keys(job.keys, job.num_keys)};
    if (input.keys == nullptr || input.shape.bytes().size() > max_shape_bytes ||
        (job.candidates != nullptr && bytes_of(*job.candidates) > pool_.least_slot_bytes() / trial_share)) {
        return false;
    }
    if (job.frames) {
        judge_frames(input, result);
        return true;
    }
    return job.lines && judge_lines(input, result);
}

std::shared_ptr<const TextKeys> Engine::text_keys(const core::PlainKeysView& keys, std::size_t num_keys) {
    const std::scoped_lock lock(mutex_);
    if (text_keys_ == nullptr) {
        text_keys_ = std::make_shared<const TextKeys>(keys, num_keys);
    }
    return text_keys_->is_same(keys, num_keys) ? text_keys_ : nullptr;
}

/// The records of the job's frames, piece by piece, each in any free slot.
void Engine::judge_frames(TextInput& input, core::TextResult& result) {
    const core::TextJob& job = input.job;
    const std::span<const core::Frame> frames = *job.frames;
    input.is_pinned = !frames.empty() && slab_memory_.is_pinned(job.slab, end_of(frames.back()));
    result.answers.assign(frames.size(), {});
    run(
        frames.size(),
        [&](Device& device, Slot& slot, std::size_t begin) -> TextPiece& {
            return slot.hold(
                TextPiece::of_frames(slot.memory(), input, begin, device.max_items(), device.keys(), num_pieces_++));
        },
        [&](const TextPiece& piece, std::size_t begin) {
            piece.take(job.leaves);
            return take_answers(piece, std::span(result.answers).subspan(begin), job.candidates);
        });
}

/// The records that a device finds, all in one slot, because the device keeps their frames.
bool Engine::judge_lines(TextInput& input, core::TextResult& result) {
    input.is_pinned = slab_memory_.is_pinned(input.job.slab, input.job.slab_bytes);
    for (;;) {
        const LentSlot lent = pool_.lend();
        const std::optional<SlotText> text = put_whole_text(lent.slot().memory(), input, num_pieces_++);
        if (!text) {
            return false;
        }
        Lines outcome = find_records(lent, *text, input, result);
        if (outcome == Lines::Done) {
            outcome = judge_found(lent, *text, input, result);
        }
        if (outcome != Lines::Again) {
            return outcome == Lines::Done;
        }
        if (input.job.candidates != nullptr) {
            input.job.candidates->num_trials = 0;    // all trials are made again
        }
    }
}

Engine::Lines Engine::find_records(const LentSlot& lent, const SlotText& text, const TextInput& input,
                                   core::TextResult& result) {
    Slot& slot = lent.slot();
    const LineIndex& lines = slot.hold(LineIndex(slot.memory(), text, *input.job.lines));
    switch (lent.device().run(slot)) {
        case Outcome::Done:
            break;
        case Outcome::OutOfMemory:
            return Lines::NotForDevice;    // records that the host finds go in smaller pieces
        case Outcome::Failed:
            return Lines::Again;
    }
    if (const std::string problem = lines.check(); !problem.empty()) {
        lent.device().retire(problem);
        return Lines::Again;
    }
    lines.take(input.job.leaves);
    const core::RecordIndex index = lines.index();
    if (index.is_whole == 0) {
        return Lines::NotForDevice;
    }
    result.frames.assign(index.records, {});
    result.answers.assign(index.records, {});
    result.num_lines = index.lines;
    return Lines::Done;
}

Engine::Lines Engine::judge_found(const LentSlot& lent, const SlotText& text, const TextInput& input,
                                  core::TextResult& result) {
    std::uint64_t num_done = 0;
    const std::size_t num_records = result.frames.size();
    for (std::size_t begin = 0; begin < num_records;) {
        const Piece piece = run_piece(
            lent, begin,
            [&](Device& device, Slot& slot, std::size_t first) -> TextPiece& {
                return slot.hold(TextPiece::of_index(slot.memory(), input, text, first, num_records, device.max_items(),
                                                     device.keys(), num_pieces_++));
            },
            [&](const TextPiece& found, std::size_t first) {
                found.take(std::span(result.frames).subspan(first));
                return take_answers(found, std::span(result.answers).subspan(first), input.job.candidates);
            });
        if (piece.end == begin) {
            return Lines::Again;
        }
        num_done += piece.num_done;
        begin = piece.end;
    }
    if (const std::string problem =
            frames_fault({input.job.slab, input.job.slab_bytes}, *input.job.lines, result.frames, result.num_lines);
        !problem.empty()) {
        lent.device().retire(problem);
        return Lines::Again;
    }
    pool_.count(lent.position(), num_done);
    return Lines::Done;
}

}    // namespace hmacsweep::gpu
