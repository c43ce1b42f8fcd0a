#include "bench/gpu/slot_rates.hpp"

#include "cuda/gpu/slot.hpp"
#include "host/judge/plain_step.hpp"

#include <chrono>
#include <memory>

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

/// What is wrong with the answers of a slot in which so many MACs are wrong; empty when nothing.
std::string problem_of(const gpu::Slot& slot, std::size_t num_wrong) {
    if (std::string problem = slot.check(); !problem.empty()) {
        return problem;
    }
    return slot.num_invalid() == num_wrong ? "" : "a slot has another number of wrong MACs";
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

    [[nodiscard]] const gpu::KeyMemory& keys() const { return keys_; }
    [[nodiscard]] std::vector<std::unique_ptr<gpu::Slot>>& slots() { return slots_; }

    /// Seconds of a turn of one slot, as each round of all slots has them. Every answer is checked before its slot goes
    /// again.
    std::vector<double> run(std::size_t num_wrong) {
        return run(nullptr, 1, [&](gpu::Slot& slot, std::size_t /*stage*/) {
            require_none(problem_of(slot, num_wrong));
            slot.forget_answers();
        });
    }

    /// The same for texts whose records the device finds first, so that a slot goes twice in a turn.
    std::vector<double> run_lines(const Records& records, const gpu::TextKeyMemory& text_keys) {
        return run(&text_keys, 2, [&](gpu::Slot& slot, std::size_t stage) {
            if (stage != 0) {
                require_none(problem_of(slot, records.num_wrong));
                slot.find_again();
                return;
            }
            require_none(slot.check());
            const std::size_t found = slot.index().records;
            require_all(found == 0 ? 0 : slot.load_found(0, found, found, keys_, number_++), records.messages.size());
        });
    }

private:
    static void require_none(const std::string& problem) {
        if (!problem.empty()) {
            throw WrongVerdicts(problem);
        }
    }

    /// `then(slot, stage)` takes what came back, and makes the slot ready for what is next.
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
                then(slot, step / slots_.size());
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
};

/// JSON Lines, and all that reading them takes.
struct Lines {
    Lines(const Records& records, const keys::KeyTable& keys)
        : rules(options, keys.store()), step(options, keys, rules) {
        const std::string text = json_lines(records);
        slab.shape = std::make_shared<const format::Shape>();
        slab.size = text.size();
        slab.buffer.assign(text.begin(), text.end());
        slab.buffer.resize(text.size() + slab_padding);
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
    std::uint64_t number = 0;
    for (const std::unique_ptr<gpu::Slot>& slot : flight.slots()) {
        const core::BatchView batch = workload.batch.view();
        require_all(slot->load(batch, 0, batch.num_items, gpu::Operation::Verify, flight.keys(), number++),
                    batch.num_items);
    }
    Rate rate;
    rate.records = static_cast<double>(workload.batch.size());
    rate.bytes = static_cast<double>(flight.slots().front()->input_bytes());
    rate.seconds = flight.run(workload.num_wrong);
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
    for (const std::unique_ptr<gpu::Slot>& slot : flight.slots()) {
        require_all(slot->load_lines(text, 0) ? 1 : 0, 1);
    }
    Rate rate;
    rate.records = static_cast<double>(records.messages.size());
    rate.bytes = static_cast<double>(flight.slots().front()->text_bytes());
    rate.seconds = flight.run_lines(records, text_key_memory);
    return rate;
}

}    // namespace hmacsweep::bench
