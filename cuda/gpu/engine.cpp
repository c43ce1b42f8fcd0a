#include "cuda/gpu/engine.hpp"

#include "cuda/gpu/frame_check.hpp"

#include <algorithm>
#include <numeric>

namespace hmacsweep::gpu {

Engine::Engine(std::shared_ptr<Runtime> runtime, std::shared_ptr<KeySource> keys, const EngineOptions& options)
    : runtime_(std::move(runtime)),
      keys_(std::move(keys)),
      slab_memory_([this](std::size_t bytes) { return pin(bytes); }, options.slab_memory_bytes) {
    std::vector<int> indices = options.devices;
    if (indices.empty()) {
        indices.resize(static_cast<std::size_t>(runtime_->count_devices()));
        std::iota(indices.begin(), indices.end(), 0);
    }
    items_ = std::vector<std::atomic<std::uint64_t>>(indices.size());
    for (const int index : indices) {
        devices_.push_back(std::make_shared<Device>(runtime_, index, options));
        devices_.back()->start(keys_);
    }
    bool is_any_open = false;
    for (const std::shared_ptr<Device>& device : devices_) {
        is_any_open = device->wait_until_open() || is_any_open;
    }
    if (!is_any_open) {
        stop();
        throw NoDeviceLeft(why_none());
    }
}

Engine::~Engine() {
    stop();
}

/// By the first device that does; memory that one has pinned serves all.
std::uint8_t* Engine::pin(std::size_t bytes) {
    for (const std::shared_ptr<Device>& device : devices_) {
        if (std::uint8_t* const memory = device->pin(bytes)) {
            return memory;
        }
    }
    return nullptr;
}

void Engine::stop() {
    for (const std::shared_ptr<Device>& device : devices_) {
        device->stop();
    }
    keys_->revoke();
}

void Engine::verify(const core::BatchView& batch, std::span<core::Verdict> verdicts) {
    run(
        batch.num_items,
        [&](Device& device, Slot& slot, std::size_t begin) {
            return slot.load(batch, begin, device.max_items(), Operation::Verify, device.keys(), num_pieces_++);
        },
        [&](const Slot& slot, std::size_t begin) {
            slot.take(verdicts.subspan(begin, slot.num_items()));
            return slot.num_items();
        });
}

void Engine::generate(const core::BatchView& batch, std::span<std::uint8_t> macs) {
    run(
        batch.num_items,
        [&](Device& device, Slot& slot, std::size_t begin) {
            return slot.load(batch, begin, device.max_items(), Operation::Generate, device.keys(), num_pieces_++);
        },
        [&](const Slot& slot, std::size_t begin) {
            slot.take(macs.subspan(begin * core::max_digest_bytes, slot.num_items() * core::max_digest_bytes));
            return slot.num_items();
        });
}

bool Engine::judge(const core::TextJob& job, core::TextResult& result) {
    if (job.candidates != nullptr) {
        job.candidates->num_trials = 0;
    }
    TextInput text{job, FlatShape(job.shape), text_keys(job.keys, job.num_keys)};
    if (text.keys == nullptr || text.shape.bytes().size() > max_shape_bytes ||
        (job.candidates != nullptr && bytes_of(*job.candidates) > most_trial_bytes())) {
        return false;
    }
    if (job.lines) {
        return judge_lines(text, result);
    }
    judge_frames(text, result);
    return true;
}

/// The records of the job's frames, piece by piece, each in any free slot.
void Engine::judge_frames(TextInput& text, core::TextResult& result) {
    const core::TextJob& job = text.job;
    text.is_pinned = !job.frames.empty() && slab_memory_.is_pinned(job.slab, end_of(job.frames.back()));
    result.answers.assign(job.frames.size(), {});
    const std::span<core::TextAnswer> answers(result.answers);
    run(
        job.frames.size(),
        [&](Device& device, Slot& slot, std::size_t begin) {
            return slot.load(text, begin, device.max_items(), device.keys(), num_pieces_++);
        },
        [&](const Slot& slot, std::size_t begin) {
            slot.take(job.leaves);
            const std::size_t num_plain = slot.take(answers.subspan(begin, slot.num_items()));
            return job.candidates == nullptr ? num_plain : take_trials(slot, answers.subspan(begin), *job.candidates);
        });
}

/// A slot's answers have been taken. Returns how many HMACs were compared.
std::size_t Engine::take_trials(const Slot& slot, std::span<const core::TextAnswer> answers,
                                core::TextCandidates& candidates) {
    const std::uint64_t num_trials = slot.num_trials();
    candidates.num_trials += num_trials;
    const std::size_t num_keys = slot.text_keys()->num_keys();
    return num_trials + static_cast<std::size_t>(
                            std::ranges::count_if(answers.first(slot.num_items()), [&](const core::TextAnswer& answer) {
                                return answer.is_plain == 1 && answer.key < num_keys;
                            }));
}

/// What the smallest slot can take of candidate keys besides the texts.
std::size_t Engine::most_trial_bytes() const {
    constexpr std::size_t share = 8;
    std::size_t least = usual_slot_bytes;
    for (const std::shared_ptr<Device>& device : devices_) {
        if (const std::size_t bytes = device->slot_bytes(); bytes != 0) {
            least = std::min(least, bytes);
        }
    }
    return least / share;
}

std::shared_ptr<const TextKeys> Engine::text_keys(const core::PlainKeysView& keys, std::size_t num_keys) {
    const std::scoped_lock lock(mutex_);
    if (text_keys_ == nullptr) {
        text_keys_ = std::make_shared<const TextKeys>(keys, num_keys);
    }
    return text_keys_->is_same(keys, num_keys) ? text_keys_ : nullptr;
}

template <class Load, class Take>
void Engine::run(std::size_t num_items, Load&& load, Take&& take) {
    // Counted when the whole batch is done: one that is given up half-way is done again elsewhere, all of it.
    std::vector<std::uint64_t> done(devices_.size());
    for (std::size_t begin = 0; begin < num_items;) {
        const Lent lent = acquire();
        Piece piece;
        try {
            piece = run_piece(lent, begin, load, take);
        } catch (...) {
            release(lent);
            throw;
        }
        release(lent);
        done[lent.position] += piece.num_done;
        begin = piece.end;
    }
    for (std::size_t d = 0; d < done.size(); ++d) {
        items_[d] += done[d];
    }
}

template <class Load, class Take>
Engine::Piece Engine::run_piece(const Lent& lent, std::size_t begin, Load&& load, Take&& take) {
    Device& device = *devices_[lent.position];
    Slot& slot = *lent.slot;
    const std::size_t end = load(device, slot, begin);
    do {
        switch (device.run(slot)) {
            case Outcome::Done:
                break;
            case Outcome::OutOfMemory:
                if (!device.shrink(end - begin)) {
                    device.retire("it ran out of memory, even for batches of " + std::to_string(end - begin) +
                                  " records");
                }
                return {begin, 0};
            case Outcome::Failed:
                return {begin, 0};
        }
        if (const std::string problem = slot.check(); !problem.empty()) {
            device.retire(problem);
            return {begin, 0};
        }
    } while (slot.plan_next_turn());
    return {end, take(slot, begin)};
}

/// The records that a device finds in the text.
bool Engine::judge_lines(TextInput& text, core::TextResult& result) {
    text.is_pinned = slab_memory_.is_pinned(text.job.slab, text.job.slab_bytes);
    for (;;) {
        const Lent lent = acquire();
        Lines outcome{};
        try {
            outcome = run_lines(lent, text, result);
        } catch (...) {
            release(lent);
            throw;
        }
        release(lent);
        if (outcome != Lines::Again) {
            return outcome == Lines::Judged;
        }
        if (text.job.candidates != nullptr) {
            text.job.candidates->num_trials = 0;    // all trials are made again
        }
    }
}

/// All of a text in one slot: first its records are found, and then they are judged piece by piece.
Engine::Lines Engine::run_lines(const Lent& lent, const TextInput& text, core::TextResult& result) {
    if (const Lines outcome = index_lines(lent, text, result); outcome != Lines::Judged) {
        return outcome;
    }
    std::uint64_t num_done = 0;
    const std::size_t num_records = result.frames.size();
    for (std::size_t begin = 0; begin < num_records;) {
        const Piece piece = run_piece(
            lent, begin,
            [&](Device& device, Slot& slot, std::size_t first) {
                return slot.load_found(first, num_records, device.max_items(), device.keys(), num_pieces_++);
            },
            [&](const Slot& slot, std::size_t first) {
                slot.take(std::span(result.frames).subspan(first, slot.num_items()));
                const std::span<core::TextAnswer> answers = std::span(result.answers).subspan(first);
                const std::size_t num_plain = slot.take(answers.first(slot.num_items()));
                return text.job.candidates == nullptr ? num_plain : take_trials(slot, answers, *text.job.candidates);
            });
        if (piece.end == begin) {
            return Lines::Again;
        }
        num_done += piece.num_done;
        begin = piece.end;
    }
    if (const std::string problem =
            frames_fault({text.job.slab, text.job.slab_bytes}, *text.job.lines, result.frames, result.num_lines);
        !problem.empty()) {
        devices_[lent.position]->retire(problem);
        return Lines::Again;
    }
    items_[lent.position] += num_done;
    return Lines::Judged;
}

/// How many records and lines there are; Judged where they can be judged.
Engine::Lines Engine::index_lines(const Lent& lent, const TextInput& text, core::TextResult& result) {
    Device& device = *devices_[lent.position];
    Slot& slot = *lent.slot;
    if (!slot.load_lines(text, num_pieces_++)) {
        return Lines::NotForDevice;
    }
    switch (device.run(slot)) {
        case Outcome::Done:
            break;
        case Outcome::OutOfMemory:
            return Lines::NotForDevice;    // frames that the host finds go in smaller pieces
        case Outcome::Failed:
            return Lines::Again;
    }
    if (const std::string problem = slot.check(); !problem.empty()) {
        device.retire(problem);
        return Lines::Again;
    }
    slot.take(text.job.leaves);
    const core::RecordIndex index = slot.index();
    if (index.is_whole == 0) {
        return Lines::NotForDevice;
    }
    result.frames.assign(index.records, {});
    result.answers.assign(index.records, {});
    result.num_lines = index.lines;
    return Lines::Judged;
}

Engine::Lent Engine::acquire() {
    std::unique_lock lock(mutex_);
    for (;;) {
        bool is_any_left = false;
        for (std::size_t i = 0; i < devices_.size(); ++i) {
            // Starting with another device each time spreads the work.
            const std::size_t position = (next_device_ + i) % devices_.size();
            if (Slot* const slot = devices_[position]->try_acquire()) {
                next_device_ = position + 1;
                return {position, slot};
            }
            is_any_left = is_any_left || !devices_[position]->is_retired();
        }
        if (!is_any_left) {
            throw NoDeviceLeft(why_none());
        }
        slot_free_.wait(lock);
    }
}

void Engine::release(const Lent& lent) {
    devices_[lent.position]->release(*lent.slot);
    {
        // With the lock, so that no one who has just looked in vain misses it.
        const std::scoped_lock lock(mutex_);
    }
    slot_free_.notify_all();
}

std::string Engine::why_none() const {
    std::string text;
    for (const std::shared_ptr<Device>& device : devices_) {
        text += (text.empty() ? "GPU " : "; GPU ") + std::to_string(device->index()) + ": " + device->why();
    }
    return text.empty() ? "there is no GPU" : text;
}

std::vector<core::Share> Engine::shares() const {
    std::vector<core::Share> shares;
    shares.reserve(devices_.size());
    for (std::size_t d = 0; d < devices_.size(); ++d) {
        shares.push_back({device_name(devices_[d]->index()), devices_[d]->name(), items_[d], devices_[d]->why()});
    }
    return shares;
}

}    // namespace hmacsweep::gpu
