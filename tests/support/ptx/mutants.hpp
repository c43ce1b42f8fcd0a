// Every instruction of a kernel as another one, one at a time: does any result change? Each warp of a launch runs as it
// is, and then once more for each mutant that nothing has noticed yet and whose instruction has another result; that it
// is noticed means that the warp left something else in memory, faulted, or did not end.
#pragma once

#include "tests/support/ptx/journal.hpp"
#include "tests/support/ptx/warp.hpp"

#include <map>
#include <string>
#include <vector>

namespace hmacsweep::tests::ptx {

/// What is known of an instruction's mutant.
enum class MutantState : char {
    None = '-',        ///< the instruction has no neighbour
    NotRun = '.',      ///< it never ran
    Same = '=',        ///< it ran, and had the instruction's own result each time
    Survived = 's',    ///< it had another result, which made no difference
    Noticed = 'n',
};

class Mutants {
public:
    /// Goes on from what an earlier process wrote to this file.
    explicit Mutants(std::string path);
    Mutants(const Mutants&) = delete;
    Mutants& operator=(const Mutants&) = delete;
    Mutants(Mutants&&) = delete;
    Mutants& operator=(Mutants&&) = delete;
    /// Writes a line for each instruction: its kernel, its number, its mutant's state, its text.
    ~Mutants();

    /// Mutants of one launch run for so many instructions in all, or the host would take the launch for one that hangs.
    void begin_launch();
    /// Runs one warp of a kernel without barriers, and its mutants; leaves what the warp itself left. Throws its Fault.
    void run(const Block& block, unsigned warp, Lanes* registers);

private:
    struct Known {
        Kernel kernel;
        std::vector<MutantState> states;
        std::vector<Instruction> changed;
        /// Of this process, in which a mutant had another result.
        std::vector<unsigned> num_warps;
    };
    [[nodiscard]] Known& known(const Kernel& kernel);
    /// Whether a warp with one instruction changed leaves something else than this.
    bool is_noticed(Known& known, std::size_t index, const Block& block, unsigned warp, Lanes* registers,
                    std::uint64_t max_instructions, const Journal::Effect& expected);

    std::string path_;
    std::uint64_t instructions_left_ = 0;    ///< of this launch
    std::map<std::string, Known> kernels_;
    std::map<std::string, std::vector<MutantState>> read_;    ///< of the file
    std::map<std::string, std::vector<std::string>> texts_;
};

}    // namespace hmacsweep::tests::ptx
