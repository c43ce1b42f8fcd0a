// A machine whose GPUs run PTX in the interpreter: what is behind the stand-in for CUDA's runtime (cudart.cpp), and
// what tests plan and ask of it.
#pragma once

#include "tests/support/ptx/memory.hpp"
#include "tests/support/ptx/mutants.hpp"
#include "tests/support/ptx/parse.hpp"
#include "tests/support/ptx/streams.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace hmacsweep::tests::ptx {

/// A call of CUDA, by its name, or the launch of a kernel, by a part of its name, that fails.
struct PlannedFailure {
    std::string call;
    int code = 0;
    std::uint64_t occurrence = 1;    ///< which such call, from 1
    bool is_lasting = false;         ///< that one and all later ones
};

struct MachinePlan {
    int num_devices = 1;
    std::size_t device_bytes = std::size_t{1} << 28;
    std::uint32_t seed = 1;    ///< of the order in which streams advance
    std::vector<PlannedFailure> failures{};
    bool expects_findings = false;    ///< they are not printed, then
};

/// Calls come from any thread; all but those of the constructor's kind hold mutex() meanwhile.
class Machine {
public:
    /// HMACSWEEP_PTX_DEVICES of the environment is its number of GPUs, HMACSWEEP_PTX_MUTANTS the file of Mutants.
    Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    Machine(Machine&&) = delete;
    Machine& operator=(Machine&&) = delete;
    /// Appends the report of coverage to the file HMACSWEEP_PTX_COVERAGE of the environment.
    ~Machine();

    /// Those which nvcc's code registers before main().
    void register_binary(const void* fat_binary);
    void register_kernel(const void* fat_binary, const void* host, std::string name);

    /// Forgets memory, streams, events and errors, and follows this plan from now on.
    void restart(MachinePlan plan);

    /// What the plan says of a call or of a launch: 0, or its code. Counts it.
    int planned_code(const std::string& call);

    /// The kernel that the host launches by this address, or null.
    const Kernel* find_kernel(const void* host);
    /// Of the PTX, 90 for sm_90: HMACSWEEP_PTX_ARCHITECTURE of the environment, else the first in the program.
    int architecture();

    /// Checks the launch's shape and puts it on the stream. A code of CUDA.
    int launch(const void* host, unsigned num_blocks, unsigned num_threads, void** arguments, void* stream);
    int copy_to_device(std::uint64_t to, const void* from, std::size_t bytes, void* stream);
    int copy_to_host(void* to, std::uint64_t from, std::size_t bytes, void* stream);
    int copy_within(std::uint64_t to, std::uint64_t from, std::size_t bytes, void* stream);
    int fill(std::uint64_t to, int value, std::size_t bytes, void* stream);

    int allocate(std::size_t bytes, std::uint64_t& address);
    int release(std::uint64_t address);
    /// Makes memory of the host the devices', too, until it is no more (DeviceMemory).
    void share(std::uint8_t* memory, std::size_t bytes);
    void unshare(std::uint8_t* memory);
    void* allocate_pinned(std::size_t bytes);
    int release_pinned(void* memory);

    /// Does what a call of Streams does; a Fault in it becomes the error of every later call.
    template <class F>
    void attempt(F&& work) {
        try {
            work();
        } catch (const Fault& fault) {
            fail(fault);
        }
    }
    /// What should not have happened: printed, and kept.
    int find_fault(const std::string& what, int code);

    [[nodiscard]] Streams& streams() { return streams_; }
    [[nodiscard]] std::recursive_mutex& mutex() { return mutex_; }
    [[nodiscard]] const MachinePlan& plan() const { return plan_; }
    [[nodiscard]] int lasting_error() const { return lasting_error_; }
    [[nodiscard]] const std::vector<std::string>& findings() const { return findings_; }
    /// Of such calls, or launches that the plan names, since the restart; those after a lasting error are not among
    /// them.
    [[nodiscard]] std::uint64_t num_calls(const std::string& call) const;
    /// All of CUDA's functions and all kernels, by their whole names, with the number of calls since the restart.
    [[nodiscard]] std::map<std::string, std::uint64_t> calls_and_launches() const;
    [[nodiscard]] std::uint64_t num_late_calls() const { return num_late_calls_; }
    void count_late_call() { ++num_late_calls_; }
    [[nodiscard]] std::size_t free_bytes() const { return plan_.device_bytes - memory_.used_bytes() + global_bytes_; }
    /// Of allocations, streams and events that nobody gave back.
    [[nodiscard]] std::size_t num_left() const;

    /// How often instructions ran, in warps, by kernel.
    struct Coverage {
        std::uint64_t num_launches = 0;
        std::vector<std::uint64_t> executed;
    };
    /// A line for each kernel: its name, its launches, and for each instruction whether it ran.
    [[nodiscard]] std::string coverage_report() const;

private:
    struct Binary {
        const void* data;
        bool is_parsed = false;
        Module module;
    };
    void parse(Binary& binary);
    void fail(const Fault& fault);
    [[nodiscard]] bool is_pinned(const void* memory, std::size_t bytes) const;
    void require_pinned(const void* memory, std::size_t bytes) const;
    int add(void* stream, std::function<void()> work);

    std::recursive_mutex mutex_;
    MachinePlan plan_;
    std::vector<std::unique_ptr<Binary>> binaries_;
    std::map<const void*, std::pair<const void*, std::string>> kernels_;    ///< binary and name by the host's address
    std::map<const Kernel*, Coverage> coverage_;
    std::unique_ptr<Mutants> mutants_;
    DeviceMemory memory_;
    std::size_t global_bytes_ = 0;
    std::size_t num_globals_ = 0;
    std::vector<std::uint64_t> allocations_;
    std::map<const std::uint8_t*, std::vector<std::uint8_t>> pinned_;
    Streams streams_{1};
    std::uint32_t num_launches_ = 0;
    int lasting_error_ = 0;
    std::uint64_t num_late_calls_ = 0;
    std::vector<std::string> findings_;
    std::map<std::string, std::uint64_t> calls_;
    std::map<std::string, std::uint64_t> launches_;
};

/// The one that this program is linked with.
[[nodiscard]] Machine& machine();

}    // namespace hmacsweep::tests::ptx
