#include "tests/support/emulated_gpu.hpp"

#include "tests/support/emulated_steps.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace hmacsweep::tests {
namespace {

constexpr std::array<std::string_view, num_gpu_calls> call_names{
    "CountDevices", "Describe",      "UseDevice",    "FreeBytes",   "Allocate", "AllocatePinned", "CreateStream",
    "CreateEvent",  "Release",       "CopyToDevice", "CopyToHost",  "Fill",     "Record",         "Query",
    "Synchronize",  "MakeSchedules", "Frame",        "PackRecords", "Shorten",  "Order",          "Judge",
    "Generate",     "Pack",          "Tally",        "Digest",      "Try",      "Settle",         "FindObstacle"};

/// What device memory holds before anyone writes to it.
constexpr std::uint8_t garbage = 0xa5;

}    // namespace

std::string_view call_name(GpuCall call) {
    return call_names[static_cast<std::size_t>(call)];
}

EmulatedGpu::EmulatedGpu(EmulatedGpuOptions options) : options_(std::move(options)), seen_(options_.faults.size()) {}

EmulatedGpu::~EmulatedGpu() {
    for (auto& [address, memory] : memory_) {
        if (memory.device >= 0) {
            forget_device_memory(memory.bytes.data());
        }
    }
}

void EmulatedGpu::let_go() {
    const Lock lock(mutex_);
    is_let_go_ = true;
    let_go_.notify_all();
}

void EmulatedGpu::watch_for(std::vector<std::uint8_t> secret) {
    const Lock lock(mutex_);
    secrets_.push_back(std::move(secret));
}

std::uint64_t EmulatedGpu::num_calls(GpuCall call) const {
    const Lock lock(mutex_);
    return calls_[static_cast<std::size_t>(call)];
}
std::uint64_t EmulatedGpu::max_record_bytes() const {
    const Lock lock(mutex_);
    return max_record_bytes_;
}
std::uint64_t EmulatedGpu::num_forbidden_calls() const {
    const Lock lock(mutex_);
    return num_forbidden_;
}
std::size_t EmulatedGpu::num_owned() const {
    const Lock lock(mutex_);
    return memory_.size() + streams_.size() + events_.size();
}
std::uint64_t EmulatedGpu::num_leaks() const {
    const Lock lock(mutex_);
    return num_leaks_;
}

EmulatedGpu::Lock EmulatedGpu::enter(GpuCall call, std::optional<int> device) {
    // Under the lock, so that no call slips in between an error and the closing that follows it.
    Lock lock(mutex_);
    require_open();
    ++calls_[static_cast<std::size_t>(call)];
    num_forbidden_ += is_poisoned_ ? 1 : 0;
    for (std::size_t f = 0; f < options_.faults.size(); ++f) {
        const GpuFault& fault = options_.faults[f];
        if (fault.call != call || (fault.device >= 0 && fault.device != device.value_or(current_device()))) {
            continue;
        }
        const std::uint64_t number = ++seen_[f];
        if (fault.is_lasting ? number < fault.occurrence : number != fault.occurrence) {
            continue;
        }
        if (fault.code == hangs) {
            let_go_.wait(lock, [&] { return is_let_go_; });
            continue;
        }
        const bool is_pinning = call == GpuCall::AllocatePinned;
        const gpu::Severity severity = is_pinning ? gpu::severity_of_pinning(fault.code) : gpu::severity_of(fault.code);
        is_poisoned_ = is_poisoned_ || severity == gpu::Severity::Process;
        const std::string what =
            "emulated error " + std::to_string(fault.code) + " from " + std::string(call_name(call));
        is_pinning ? fail_to_pin(what, fault.code) : fail(what, fault.code);
    }
    return lock;
}

int EmulatedGpu::current_device() const {
    const auto found = devices_.find(std::this_thread::get_id());
    return found == devices_.end() ? 0 : found->second;
}

int EmulatedGpu::count_devices() {
    const Lock lock = enter(GpuCall::CountDevices);
    return options_.num_devices;
}

gpu::DeviceFacts EmulatedGpu::describe(int device) {
    const Lock lock = enter(GpuCall::Describe, device);
    return {"emulated GPU", 9, 0, options_.device_bytes};
}

std::string EmulatedGpu::find_obstacle(int device) {
    const Lock lock = enter(GpuCall::FindObstacle, device);
    return device < options_.num_devices ? "" : "it does not exist";
}

void EmulatedGpu::use_device(int device) {
    const Lock lock = enter(GpuCall::UseDevice);
    if (device < 0 || device >= options_.num_devices) {
        fail("no such device", 101);
    }
    devices_[std::this_thread::get_id()] = device;
}

std::size_t EmulatedGpu::free_bytes() {
    const Lock lock = enter(GpuCall::FreeBytes);
    std::size_t used = 0;
    for (const auto& [address, memory] : memory_) {
        used += memory.device == current_device() ? memory.bytes.size() : 0;
    }
    return options_.device_bytes - used;
}

void* EmulatedGpu::make_memory(std::size_t bytes, int device) {
    Memory memory;
    memory.bytes.assign(bytes, garbage);
    memory.device = device;
    std::uint8_t* const address = memory.bytes.data();
    memory_.emplace(address, std::move(memory));
    if (device >= 0) {
        note_device_memory(address, bytes);
    }
    return address;
}

void* EmulatedGpu::allocate(std::size_t bytes) {
    const Lock lock = enter(GpuCall::Allocate);
    std::size_t used = bytes;
    for (const auto& [address, memory] : memory_) {
        used += memory.device == current_device() ? memory.bytes.size() : 0;
    }
    if (used > options_.device_bytes) {
        fail("the emulated device is full", 2);
    }
    return make_memory(bytes, current_device());
}

void* EmulatedGpu::allocate_pinned(std::size_t bytes) {
    const Lock lock = enter(GpuCall::AllocatePinned);
    return make_memory(bytes, -1);
}

gpu::Stream EmulatedGpu::create_stream() {
    const Lock lock = enter(GpuCall::CreateStream);
    auto stream = std::make_unique<StreamState>();
    stream->device = current_device();
    void* const handle = stream.get();
    streams_.emplace(handle, std::move(stream));
    return {handle};
}

gpu::Event EmulatedGpu::create_event() {
    const Lock lock = enter(GpuCall::CreateEvent);
    auto event = std::make_unique<EventState>();
    void* const handle = event.get();
    events_.emplace(handle, std::move(event));
    return {handle};
}

void EmulatedGpu::drop_memory(void* address) noexcept {
    try {
        const Lock lock = enter(GpuCall::Release);
        // As in CUDA: releasing memory waits for all that is under way.
        for (const auto& [handle, stream] : streams_) {
            drain(*stream);
        }
        const auto found = memory_.find(static_cast<const std::uint8_t*>(address));
        if (found == memory_.end()) {
            std::abort();    // released twice, or never allocated
        }
        for (const std::vector<std::uint8_t>& secret : secrets_) {
            const std::vector<std::uint8_t>& bytes = found->second.bytes;
            const bool holds = std::search(bytes.begin(), bytes.end(), secret.begin(), secret.end()) != bytes.end();
            num_leaks_ += holds ? 1 : 0;
        }
        if (found->second.device >= 0) {
            forget_device_memory(found->second.bytes.data());
        }
        memory_.erase(found);
    } catch (const std::exception& error) {
        note_release_failure(error.what());
    }
}

void EmulatedGpu::release(void* memory) noexcept {
    drop_memory(memory);
}
void EmulatedGpu::release_pinned(void* memory) noexcept {
    drop_memory(memory);
}

void EmulatedGpu::destroy(gpu::Stream stream) noexcept {
    try {
        const Lock lock = enter(GpuCall::Release);
        drain(*static_cast<StreamState*>(stream.handle));
        streams_.erase(stream.handle);
    } catch (const std::exception& error) {
        note_release_failure(error.what());
    }
}

void EmulatedGpu::destroy(gpu::Event event) noexcept {
    try {
        const Lock lock = enter(GpuCall::Release);
        events_.erase(event.handle);
    } catch (const std::exception& error) {
        note_release_failure(error.what());
    }
}

void EmulatedGpu::later(gpu::Stream stream, std::function<void()> work) {
    auto* const state = static_cast<StreamState*>(stream.handle);
    if (!streams_.contains(stream.handle) || state->device != current_device()) {
        throw std::logic_error("a stream of another device, or none");
    }
    state->work.push_back(std::move(work));
}

void EmulatedGpu::drain(StreamState& stream) {
    while (!stream.work.empty()) {
        stream.work.front()();
        stream.work.pop_front();
    }
}

void EmulatedGpu::require_range(const void* begin, std::size_t bytes, bool is_device, const StreamState& stream) const {
    const auto* const first = static_cast<const std::uint8_t*>(begin);
    auto found = memory_.upper_bound(first);
    const bool is_inside = found != memory_.begin() && first + bytes <= (--found)->first + found->second.bytes.size() &&
                           found->second.device == (is_device ? stream.device : -1);
    if (!is_inside) {
        throw std::logic_error("a copy beyond an allocation, or of the wrong kind of memory");
    }
}

void EmulatedGpu::copy_to_device(void* device, const void* host, std::size_t bytes, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::CopyToDevice);
    later(stream, [=, this, state = static_cast<StreamState*>(stream.handle)] {
        require_range(device, bytes, true, *state);
        require_range(host, bytes, false, *state);
        std::memcpy(device, host, bytes);
    });
}

void EmulatedGpu::copy_to_host(void* host, const void* device, std::size_t bytes, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::CopyToHost);
    later(stream, [=, this, state = static_cast<StreamState*>(stream.handle)] {
        require_range(device, bytes, true, *state);
        require_range(host, bytes, false, *state);
        switch (options_.damage) {
            case GpuDamage::KeepsOutput: {
                // The first answer is right; every later one is the one before it.
                std::vector<std::uint8_t> now(bytes);
                std::memcpy(now.data(), device, bytes);
                const std::vector<std::uint8_t> sent = last_output_.size() == bytes ? last_output_ : now;
                std::memcpy(host, sent.data(), bytes);
                last_output_ = std::move(now);
                break;
            }
            case GpuDamage::SendsZeros:
                std::memset(host, 0, bytes);
                break;
            case GpuDamage::FlipsOutput:
                std::memcpy(host, device, bytes);
                // In the words, not in the tally, which is sent by itself: whether the first item is valid.
                if (bytes > sizeof(std::uint64_t)) {
                    static_cast<std::uint8_t*>(host)[sizeof(std::uint32_t)] ^= 1;
                }
                break;
            case GpuDamage::SendsOnes:
                std::memset(host, 0xff, bytes);
                break;
            default:
                std::memcpy(host, device, bytes);
                const auto after = frames_.upper_bound(static_cast<const std::uint8_t*>(device));
                if (after != frames_.begin() && device < std::prev(after)->first + std::prev(after)->second) {
                    damage_frames(static_cast<core::Frame*>(host), bytes / sizeof(core::Frame));
                }
        }
    });
}

void EmulatedGpu::fill(void* device, std::uint8_t value, std::size_t bytes, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Fill);
    later(stream, [=, this, state = static_cast<StreamState*>(stream.handle)] {
        require_range(device, bytes, true, *state);
        std::memset(device, value, bytes);
    });
}

void EmulatedGpu::record(gpu::Event event, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Record);
    auto* const state = static_cast<EventState*>(event.handle);
    state->stream = static_cast<StreamState*>(stream.handle);
    state->is_done = false;
    later(stream, [state] { state->is_done = true; });
}

bool EmulatedGpu::is_done(gpu::Event event) {
    const Lock lock = enter(GpuCall::Query);
    auto* const state = static_cast<EventState*>(event.handle);
    // Every look moves the device on by one step.
    if (!state->is_done && !state->stream->work.empty()) {
        state->stream->work.front()();
        state->stream->work.pop_front();
    }
    return state->is_done;
}

void EmulatedGpu::synchronize(gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Synchronize);
    drain(*static_cast<StreamState*>(stream.handle));
}

void EmulatedGpu::make_schedules(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count,
                                 gpu::Stream s) {
    const Lock lock = enter(GpuCall::MakeSchedules);
    later(s, [=] { run_step(step, count); });
}
void EmulatedGpu::make_schedules(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count,
                                 gpu::Stream s) {
    const Lock lock = enter(GpuCall::MakeSchedules);
    later(s, [=] { run_step(step, count); });
}

void EmulatedGpu::frame(const gpu::FrameStep& step, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Frame);
    frames_[reinterpret_cast<const std::uint8_t*>(step.frames)] = step.num_places * sizeof(core::Frame);
    later(stream, [=, this] {
        run_step(step);
        if (options_.damage == GpuDamage::LosesLast && step.index->records > 0) {
            --step.index->records;
            ++step.index->passed_over;
        }
    });
}

void EmulatedGpu::damage_frames(core::Frame* frames, std::size_t count) const {
    core::Frame& last = frames[count - 1];
    switch (options_.damage) {
        case GpuDamage::SwapsFrames:
            std::swap(frames[0], last);
            break;
        case GpuDamage::RepeatsFrame:
            last = frames[0];
            break;
        case GpuDamage::ShiftsFrame:
            ++frames[0].offset;
            break;
        case GpuDamage::EndlessFrame:
            last.size = 0xffffffff;
            break;
        case GpuDamage::MiscountsLine:
            ++last.line;
            break;
        default:
            break;
    }
}

void EmulatedGpu::pack_records(const core::PackRecords& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::PackRecords);
    max_record_bytes_ = std::max(max_record_bytes_, step.max_record_bytes);
    later(stream, [=] { run_step(step, count); });
}

void EmulatedGpu::shorten(const core::ShortenAnswers& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Shorten);
    later(stream, [=] { run_step(step, count); });
}

void EmulatedGpu::order(const gpu::OrderStep& step, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Order);
    later(stream, [=] { run_step(step); });
}

namespace {

/// A device loads sixteen bytes at a time and takes no address between; `count` items from step.first on.
template <class Family, class Step>
void require_aligned(const Step& step, std::size_t count) {
    constexpr std::size_t unit = 16;
    const auto is_aligned = [](const void* address) { return reinterpret_cast<std::uintptr_t>(address) % unit == 0; };
    bool are_aligned = is_aligned(step.batch.macs) && is_aligned(core::schedules_of(step.keys, Family{}));
    for (std::size_t i = 0; i < count; ++i) {
        const core::BatchItem& item = step.batch.items[step.batch.order[step.first + i]];
        are_aligned = are_aligned && is_aligned(step.batch.blocks + item.blocks_offset);
    }
    if (!are_aligned) {
        throw std::logic_error("blocks, MACs or key schedules that are not at multiples of sixteen");
    }
}

}    // namespace

template <class Family>
void EmulatedGpu::judge_later(const core::JudgeItems<Family>& step, std::size_t count, gpu::Stream stream) {
    later(stream, [=, this] {
        if (options_.damage == GpuDamage::SkipsJudging) {
            return;
        }
        require_aligned<Family>(step, count);
        run_step(step, count);
        for (std::size_t i = 500; options_.damage == GpuDamage::FlipsVerdicts && i < count; i += 1000) {
            const std::uint32_t index = step.batch.order[step.first + i];
            if (core::is_of_family<Family>(step.batch.items[index])) {
                core::Verdict& verdict = step.verdicts[index];
                verdict = verdict == core::Verdict::Valid ? core::Verdict::Invalid : core::Verdict::Valid;
            }
        }
    });
}

void EmulatedGpu::judge(const core::JudgeItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Judge);
    judge_later(step, count, stream);
}
void EmulatedGpu::judge(const core::JudgeItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Judge);
    judge_later(step, count, stream);
}
namespace {

/// The answers of a search as a device would give them that is damaged so.
void damage_answers(const core::SettleTrials& step, GpuDamage damage) {
    for (std::uint32_t i = 0; i < step.num_records; ++i) {
        core::TextAnswer& answer = step.answers[i];
        if (step.verdicts[i] != core::Verdict::Valid || answer.key < step.num_keys) {
            continue;
        }
        const std::uint32_t count = step.trial_keys.counts[static_cast<std::size_t>(answer.algorithm)];
        if (damage == GpuDamage::NamesOthers) {
            const std::uint32_t rank = (answer.key - step.num_keys + 1) % count;
            answer.key = step.num_keys + std::min(rank, step.rounds.ends[step.rounds.count - 1] - 1);
        } else if (damage == GpuDamage::NamesNone) {
            answer.key = step.num_keys + count;
        } else if (damage == GpuDamage::SaysNone) {
            answer.key = core::no_key;
            step.verdicts[i] = core::Verdict::Invalid;
        }
    }
}

}    // namespace

template <class Family>
void EmulatedGpu::try_later(const core::TryItems<Family>& step, std::size_t count, gpu::Stream stream) {
    later(stream, [=, this] {
        const bool is_damaged = ++num_rounds_ % 3 == 0;
        if (options_.damage == GpuDamage::SkipsJudging || (options_.damage == GpuDamage::SkipsRounds && is_damaged)) {
            return;
        }
        require_aligned<Family>(step, count / step.num_ranks);
        const auto is_canary = [&](std::size_t i) {
            return step.batch.order[step.first + (i / step.num_ranks)] >= step.num_records;
        };
        const bool skips = options_.damage == GpuDamage::SkipsBlocks && is_damaged;
        const bool repeats = options_.damage == GpuDamage::RepeatsBlocks && is_damaged;
        for (std::size_t i = 0; (skips || repeats) && i < count; ++i) {
            if (skips == (is_canary(i) || i % 256 >= 128)) {
                step(i);
            }
        }
        if (!skips) {
            const std::vector<std::uint64_t> counts(step.states.counts, step.states.counts + step.batch.num_items);
            const std::vector<std::uint32_t> ranks(step.states.ranks, step.states.ranks + step.batch.num_items);
            run_step(step, count);
            for (std::size_t i = 0; options_.damage == GpuDamage::MissesFits && is_damaged && i < step.batch.num_items;
                 ++i) {
                step.states.counts[i] -= std::uint64_t{core::fits_of(step.states.counts[i] - counts[i])} << 32;
                step.states.ranks[i] = ranks[i];
            }
        }
    });
}

void EmulatedGpu::try_items(const core::TryItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Try);
    try_later(step, count, stream);
}
void EmulatedGpu::try_items(const core::TryItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Try);
    try_later(step, count, stream);
}

void EmulatedGpu::settle_trials(const core::SettleTrials& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Settle);
    later(stream, [=, this] {
        if (options_.damage != GpuDamage::SkipsSettling) {
            run_step(step, count);
            damage_answers(step, options_.damage);
        }
    });
}

void EmulatedGpu::generate(const core::GenerateItems<core::Sha256Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Generate);
    later(stream, [=, this] { run_step(step, options_.damage == GpuDamage::SkipsJudging ? 0 : count); });
}
void EmulatedGpu::generate(const core::GenerateItems<core::Sha512Family>& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Generate);
    later(stream, [=, this] { run_step(step, options_.damage == GpuDamage::SkipsJudging ? 0 : count); });
}

void EmulatedGpu::digest(const core::DigestLeaves& step, std::size_t count, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Digest);
    later(stream, [=, this] {
        run_step(step, options_.damage == GpuDamage::SkipsDigests ? 0 : count);
        if (options_.damage == GpuDamage::FlipsDigests) {
            step.digests[0] ^= 1;
        }
    });
}

void EmulatedGpu::pack(const core::PackVerdicts& step, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Pack);
    later(stream, [=] { run_step(step, step.num_items); });
}

void EmulatedGpu::tally(const gpu::TallyStep& step, gpu::Stream stream) {
    const Lock lock = enter(GpuCall::Tally);
    later(stream, [=] { run_step(step); });
}

std::vector<GpuFault> parse_faults(std::string_view text) {
    std::vector<GpuFault> faults;
    while (!text.empty()) {
        std::string entry(text.substr(0, text.find(',')));
        text.remove_prefix(std::min(text.size(), entry.size() + 1));
        GpuFault fault;
        if (const std::size_t at = entry.find('@'); at != std::string::npos) {
            fault.device = std::stoi(entry.substr(at + 1));
            entry.resize(at);
        }
        if (entry.ends_with('+')) {
            fault.is_lasting = true;
            entry.pop_back();
        }
        const std::size_t first = entry.find(':');
        const std::size_t second = entry.find(':', first + 1);
        const auto* const name = std::ranges::find(call_names, entry.substr(0, first));
        if (name == call_names.end() || second == std::string::npos) {
            throw std::invalid_argument("no such fault: " + entry);
        }
        fault.call = static_cast<GpuCall>(name - call_names.begin());
        const std::string code = entry.substr(first + 1, second - first - 1);
        fault.code = code == "hang" ? hangs : std::stoi(code);
        fault.occurrence = std::stoull(entry.substr(second + 1));
        faults.push_back(fault);
    }
    return faults;
}

}    // namespace hmacsweep::tests
