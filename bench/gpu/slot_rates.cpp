#include "bench/gpu/slot_rates.hpp"

#include "cuda/gpu/slot.hpp"
#include "host/judge/plain_step.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace hmacsweep::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// What a slot is asked, in the engine's words, for keys that are no secret.
std::shared_ptr<gpu::KeySource> key_source(const keys::KeyTable& keys) {
    return std::make_shared<gpu::KeySource>(
        keys.algorithms(false), keys.algorithms(true), [&keys](bool is_wide, std::size_t index, std::uint8_t* k0) {
            const Algorithm algorithm = keys.algorithms(is_wide)[index];
            const Bytes material = keys.material(keys.key_of(algorithm, static_cast<std::uint32_t>(index)));
            core::write_k0(algorithm, material.data(), material.size(), k0);
        });
}

/// What is wrong with the answers for a piece in which `num_wrong` MACs are wrong; empty when nothing is.
template <class Piece>
std::string problem_of(const Piece& piece, std::size_t num_wrong) {
    if (std::string problem = piece.check(); !problem.empty()) {
        return problem;
    }
    std::size_t num_invalid = 0;
    for (std::size_t i = 0; i < piece.num_items(); ++i) {
        num_invalid += piece.verdict(i) == core::Verdict::Invalid ? 1 : 0;
    }
    return num_invalid == num_wrong ? "" : "a slot has another number of wrong MACs";
}

void require_all(std::size_t loaded, std::size_t records) {
    if (loaded != records) {
        throw std::runtime_error("the records to measure with do not fit into one slot");
    }
}

/// Slots that are full, again and again through the device.
class Flight {
public:
    Flight(gpu::Runtime& runtime, const keys::KeyTable& keys, const SlotOptions& options)
        : runtime_(runtime), keys_(runtime, *key_source(keys)), options_(options) {
        for (std::size_t i = 0; i < options.num_slots; ++i) {
            slots_.push_back(std::make_unique<gpu::Slot>(runtime, options.slot_bytes));
        }
    }

    /// Sends a batch in every slot again and again. Returns the seconds of a turn of one slot, for each round of all
    /// slots. Every answer is checked before its slot goes again.
    std::vector<double> run_packed(const core::BatchView& batch, std::size_t num_wrong) {
        std::vector<gpu::VerifyPiece*> pieces;
        for (const std::unique_ptr<gpu::Slot>& slot : slots_) {
            pieces.push_back(
                &slot->hold(gpu::VerifyPiece(slot->memory(), batch, 0, batch.num_items, keys_, number_++)));
            require_all(pieces.back()->end(), batch.num_items);
        }
        input_bytes_ = pieces.front()->input_bytes();
        return run(nullptr, 1, [&](std::size_t i, std::size_t /*stage*/) {
            require_none(problem_of(*pieces[i], num_wrong));
            pieces[i]->forget_answers();
        });
    }

    /// The same for a text whose records the device finds first, so that a slot goes twice in a turn.
    std::vector<double> run_lines(const gpu::TextInput& input, const Records& records,
                                  const gpu::TextKeyMemory& text_keys) {
        struct Turn {
            gpu::SlotText text;
            const gpu::LineIndex* index = nullptr;
            const gpu::TextPiece* piece = nullptr;
        };
        std::vector<Turn> turns;
        for (const std::unique_ptr<gpu::Slot>& slot : slots_) {
            const std::optional<gpu::SlotText> text = gpu::put_whole_text(slot->memory(), input, 0);
            require_all(text ? 1 : 0, 1);
            turns.push_back({*text, &slot->hold(gpu::LineIndex(slot->memory(), *text, *input.job.lines))});
        }
        input_bytes_ = turns.front().text.bytes;
        return run(&text_keys, 2, [&](std::size_t i, std::size_t stage) {
            Turn& turn = turns[i];
            gpu::Slot& slot = *slots_[i];
            if (stage != 0) {
                require_none(problem_of(*turn.piece, records.num_wrong));
                turn.index = &slot.hold(gpu::LineIndex(slot.memory(), turn.text, *input.job.lines));
                return;
            }
            require_none(turn.index->check());
            const std::size_t found = turn.index->index().records;
            require_all(found, records.messages.size());
            turn.piece = &slot.hold(
                gpu::TextPiece::of_index(slot.memory(), input, turn.text, 0, found, found, keys_, number_++));
            require_all(turn.piece->end(), found);
        });
    }

    /// The bytes of the last run that a slot takes to the device, or of its text.
    [[nodiscard]] std::size_t input_bytes() const { return input_bytes_; }

private:
    static void require_none(const std::string& problem) {
        if (!problem.empty()) {
            throw WrongVerdicts(problem);
        }
    }

    /// `then(i, stage)` takes the answers of slot `i`, and makes the slot ready for its next stage.
    template <class Then>
    std::vector<double> run(const gpu::TextKeyMemory* text_keys, std::size_t num_stages, Then&& then) {
        for (const std::unique_ptr<gpu::Slot>& slot : slots_) {
            slot->issue(runtime_, keys_.view(), text_keys);
        }
        std::vector<double> turns;
        const auto begun = Clock::now();
        auto last = begun;
        // In rounds of all slots: those that go twice in a turn come back in bursts.
        for (std::size_t round = 0; round < 3 || Clock::now() - begun < seconds(); ++round) {
            for (std::size_t step = 0; step < num_stages * slots_.size(); ++step) {
                gpu::Slot& slot = *slots_[step % slots_.size()];
                while (!slot.is_done(runtime_)) {
                }
                then(step % slots_.size(), step / slots_.size());
                slot.issue(runtime_, keys_.view(), text_keys);
            }
            const auto now = Clock::now();
            if (round > 0) {    // the first fills the bus
                turns.push_back(std::chrono::duration<double>(now - last).count() / static_cast<double>(slots_.size()));
            }
            last = now;
        }
        for (const std::unique_ptr<gpu::Slot>& slot : slots_) {
            slot->settle(runtime_);
        }
        return turns;
    }

    [[nodiscard]] std::chrono::duration<double> seconds() const {
        return std::chrono::duration<double>(options_.seconds);
    }

    gpu::Runtime& runtime_;
    gpu::KeyMemory keys_;
    const SlotOptions& options_;
    std::vector<std::unique_ptr<gpu::Slot>> slots_;
    std::uint64_t number_ = 0;
    std::size_t input_bytes_ = 0;
};

/// JSON Lines, and all that reading them takes.
struct Lines {
    Lines(const Records& records, const keys::KeyTable& keys)
        : rules(options, keys.store()), step(options, keys, rules) {
        const std::string text = json_lines(records);
        slab.shape = std::make_shared<const format::Shape>();
        slab.size = text.size();
        slab.buffer.assign(as_bytes(text));
        job = step.texts(slab).value();
    }

    rules::RunOptions options;
    rules::Rules rules;
    judge::PlainStep step;
    input::Slab slab;
    backend::TextJob job;
};

}    // namespace

Rate packed_slot_rate(gpu::Runtime& runtime, const Records& records, const keys::KeyTable& keys,
                      const SlotOptions& options) {
    const Workload workload = make_workload(keys, records);
    Flight flight(runtime, keys, options);
    Rate rate;
    rate.records = static_cast<double>(workload.batch.size());
    rate.seconds = flight.run_packed(workload.batch.view(), workload.num_wrong);
    rate.bytes = static_cast<double>(flight.input_bytes());
    return rate;
}

Rate text_slot_rate(gpu::Runtime& runtime, const Records& records, const keys::KeyTable& keys,
                    const SlotOptions& options) {
    const Lines lines(records, keys);
    const auto text_keys = std::make_shared<const gpu::TextKeys>(lines.job.keys, lines.job.num_keys);
    const gpu::PinnedMemory staging(runtime, gpu::min_slot_bytes);
    const gpu::TextKeyMemory text_key_memory(runtime, text_keys, {staging.get(), gpu::min_slot_bytes});
    const gpu::TextInput text{lines.job, gpu::FlatShape(lines.job.shape), text_keys};
    Flight flight(runtime, keys, options);
    Rate rate;
    rate.records = static_cast<double>(records.messages.size());
    rate.seconds = flight.run_lines(text, records, text_key_memory);
    rate.bytes = static_cast<double>(flight.input_bytes());
    return rate;
}

}    // namespace hmacsweep::bench
