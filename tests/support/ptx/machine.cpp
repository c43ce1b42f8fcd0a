#include "tests/support/ptx/machine.hpp"

#include "tests/support/ptx/fat_binary.hpp"
#include "tests/support/ptx/launch.hpp"
#include "tests/support/ptx/mutate.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

// Codes of cudaError_t, and bounds of every GPU (CUDA C++ Programming Guide, compute capabilities).
constexpr int invalid_value = 1;
constexpr int invalid_configuration = 9;
constexpr int invalid_function = 98;
constexpr unsigned max_threads = 1024;
constexpr std::size_t max_shared_bytes = std::size_t{48} * 1024;
constexpr std::size_t max_parameter_bytes = 4096;

/// After such an error every call of the process fails.
bool is_sticky(int code) {
    constexpr int codes[] = {214, 700, 702, 710, 714, 715, 716, 717, 718, 719};
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// The PTX with one text in place of another, everywhere, where HMACSWEEP_PTX_EDIT says `OLD => NEW`.
std::string edited(std::string ptx) {
    const std::string edit = environment("HMACSWEEP_PTX_EDIT");
    const std::size_t arrow = edit.find(" => ");
    if (arrow == std::string::npos) {
        return ptx;
    }
    const std::string before = edit.substr(0, arrow);
    const std::string after = edit.substr(arrow + 4);
    for (std::size_t at = 0; (at = ptx.find(before, at)) != std::string::npos; at += after.size()) {
        ptx.replace(at, before.size(), after);
    }
    return ptx;
}

/// Changes the instruction that HMACSWEEP_PTX_MUTANT names: `NUMBER KERNEL`.
void mutate_one(Module& module) {
    const std::string mutant = environment("HMACSWEEP_PTX_MUTANT");
    const std::size_t blank = mutant.find(' ');
    if (blank == std::string::npos) {
        return;
    }
    const auto kernel = module.kernels.find(mutant.substr(blank + 1));
    if (kernel != module.kernels.end() && !mutate(kernel->second.instructions.at(std::stoul(mutant)))) {
        std::fputs("PTX mutant: none\n", stderr);
    }
}

}    // namespace

Machine& machine() {
    static Machine one;
    return one;
}

Machine::Machine() {
    if (const std::string devices = environment("HMACSWEEP_PTX_DEVICES"); !devices.empty()) {
        plan_.num_devices = std::stoi(devices);
    }
    if (std::string path = environment("HMACSWEEP_PTX_MUTANTS"); !path.empty()) {
        mutants_ = std::make_unique<Mutants>(std::move(path));
    }
}

Machine::~Machine() {
    const std::string path = environment("HMACSWEEP_PTX_COVERAGE");
    if (std::FILE* const file = path.empty() ? nullptr : std::fopen(path.c_str(), "a"); file != nullptr) {
        std::fputs(coverage_report().c_str(), file);
        std::fclose(file);
    }
}

void Machine::register_binary(const void* fat_binary) {
    binaries_.push_back(std::make_unique<Binary>(Binary{fat_binary, false, {}}));
}

void Machine::register_kernel(const void* fat_binary, const void* host, std::string name) {
    kernels_[host] = {fat_binary, std::move(name)};
}

void Machine::restart(MachinePlan plan) {
    const std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
    streams_ = Streams(plan_.seed);
    for (const std::uint64_t address : allocations_) {
        memory_.release(address);
    }
    allocations_.clear();
    pinned_.clear();
    lasting_error_ = 0;
    num_late_calls_ = 0;
    findings_.clear();
    calls_.clear();
    launches_.clear();
}

int Machine::planned_code(const std::string& call) {
    const std::uint64_t number = ++calls_[call];
    for (const PlannedFailure& failure : plan_.failures) {
        const bool is_it = call == failure.call;
        if (is_it && (number == failure.occurrence || (failure.is_lasting && number > failure.occurrence))) {
            if (is_sticky(failure.code)) {
                lasting_error_ = failure.code;
                streams_.abandon();
            }
            return failure.code;
        }
    }
    return 0;
}

std::uint64_t Machine::num_calls(const std::string& call) const {
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
}

std::map<std::string, std::uint64_t> Machine::calls_and_launches() const {
    std::map<std::string, std::uint64_t> all = calls_;
    all.insert(launches_.begin(), launches_.end());
    return all;
}

void Machine::parse(Binary& binary) {
    if (binary.is_parsed) {
        return;
    }
    binary.is_parsed = true;
    const auto place = [this](std::span<const std::uint8_t> initial, std::size_t /*alignment*/) {
        const std::uint64_t address = memory_.allocate(initial.size());
        const DeviceMemory::Place made = memory_.find(address, initial.size());
        std::memcpy(made.region->bytes_at(0), initial.data(), initial.size());
        made.region->define(0, initial.size());
        global_bytes_ += initial.size();
        ++num_globals_;
        return address;
    };
    const std::string wanted = environment("HMACSWEEP_PTX_ARCHITECTURE");
    for (const PtxText& ptx : ptx_in(binary.data)) {
        if (wanted.empty() || std::to_string(ptx.architecture) == wanted) {
            binary.module = parse_module(edited(ptx.text), place);
            mutate_one(binary.module);
            return;
        }
    }
    throw Unsupported("no PTX in the program for the architecture that is wanted");
}

const Kernel* Machine::find_kernel(const void* host) {
    const auto found = kernels_.find(host);
    if (found == kernels_.end()) {
        return nullptr;
    }
    for (const auto& binary : binaries_) {
        if (binary->data == found->second.first) {
            parse(*binary);
            const auto kernel = binary->module.kernels.find(found->second.second);
            return kernel == binary->module.kernels.end() ? nullptr : &kernel->second;
        }
    }
    return nullptr;
}

int Machine::architecture() {
    parse(*binaries_.front());
    return binaries_.front()->module.architecture;
}

int Machine::launch(const void* host, unsigned num_blocks, unsigned num_threads, void** arguments, void* stream) {
    const Kernel* const kernel = find_kernel(host);
    if (kernel == nullptr) {
        return find_fault("a launch of a function without PTX", invalid_function);
    }
    ++launches_[kernel->name];
    for (const PlannedFailure& failure : plan_.failures) {
        if (kernel->name.find(failure.call) != std::string::npos) {
            if (const int code = planned_code(failure.call); code != 0) {
                return code;
            }
        }
    }
    const bool is_too_wide =
        num_threads > max_threads || (kernel->max_threads != 0 && num_threads > kernel->max_threads);
    if (num_blocks == 0 || num_threads == 0 || is_too_wide) {
        return find_fault("a launch of " + std::to_string(num_blocks) + " blocks of " + std::to_string(num_threads) +
                              " threads, of " + kernel->name,
                          invalid_configuration);
    }
    if (kernel->shared_bytes > max_shared_bytes || kernel->parameter_bytes > max_parameter_bytes) {
        return find_fault("a launch that takes too much shared memory or parameters, of " + kernel->name,
                          invalid_value);
    }
    std::vector<std::uint8_t> parameters(kernel->parameter_bytes);
    for (std::size_t i = 0; i < kernel->parameters.size(); ++i) {
        std::memcpy(&parameters[kernel->parameters[i].offset], arguments[i], kernel->parameters[i].bytes);
    }
    return add(stream, [this, kernel, parameters, num_blocks, num_threads] {
        Coverage& coverage = coverage_[kernel];
        coverage.executed.resize(kernel->instructions.size());
        ++coverage.num_launches;
        run_launch({*kernel, parameters, num_blocks, num_threads, ++num_launches_, mutants_.get()}, memory_,
                   coverage.executed);
    });
}

int Machine::add(void* stream, std::function<void()> work) {
    return streams_.add(stream, std::move(work)) ? 0 : find_fault("work on a stream that is none", invalid_value);
}

void Machine::fail(const Fault& fault) {
    lasting_error_ = find_fault(fault.what(), fault.code);
    streams_.abandon();
}

int Machine::find_fault(const std::string& what, int code) {
    findings_.push_back(what);
    if (!plan_.expects_findings) {
        std::fprintf(stderr, "PTX finding: %s\n", what.c_str());
    }
    return code;
}

std::size_t Machine::num_left() const {
    return allocations_.size() + pinned_.size() + streams_.num_streams() + streams_.num_events();
}

std::string Machine::coverage_report() const {
    std::string report;
    for (const auto& [kernel, coverage] : coverage_) {
        report += kernel->name + " " + std::to_string(coverage.num_launches) + " ";
        for (const std::uint64_t count : coverage.executed) {
            report += count != 0 ? '1' : '0';
        }
        report += "\n";
    }
    return report;
}

}    // namespace hmacsweep::tests::ptx
