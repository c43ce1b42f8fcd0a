#include "tests/support/ptx/mutants.hpp"

#include "tests/support/ptx/mutate.hpp"

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>

namespace hmacsweep::tests::ptx {
namespace {

/// A mutant runs so many times as long as the warp itself before it counts as one that does not end.
constexpr std::uint64_t patience = 8;

constexpr std::uint64_t instructions_of_a_launch = 50'000'000;

/// Of the warps in which a mutant has another result, it is tried in the first fourteen, and then in ever fewer.
bool is_turn(unsigned number) {
    return std::popcount(number) <= 3;
}

void run_to_end(Block& block, unsigned index, Lanes* registers, std::uint64_t max_instructions) {
    Warp warp(block, index, registers);
    if (!warp.run(max_instructions) || !warp.is_finished()) {
        throw Fault("a warp that does not end, in " + block.kernel.name, launch_failure);
    }
}

}    // namespace

Mutants::Mutants(std::string path) : path_(std::move(path)) {
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kernel;
        std::size_t index = 0;
        char state = 0;
        words >> kernel >> index >> state;
        read_[kernel].push_back(MutantState{state});
        texts_[kernel].push_back(line);
    }
}

Mutants::~Mutants() {
    std::ofstream file(path_);
    for (const auto& [name, of] : kernels_) {
        for (std::size_t i = 0; i < of.states.size(); ++i) {
            file << name << ' ' << i << ' ' << static_cast<char>(of.states[i]) << ' ' << of.kernel.instructions[i].text
                 << '\n';
        }
        texts_.erase(name);
    }
    for (const auto& [name, lines] : texts_) {
        for (const std::string& line : lines) {
            file << line << '\n';
        }
    }
}

Mutants::Known& Mutants::known(const Kernel& kernel) {
    const auto [found, is_new] = kernels_.try_emplace(kernel.name);
    Known& one = found->second;
    if (is_new) {
        one.kernel = kernel;
        one.num_warps.resize(kernel.instructions.size());
        one.changed = kernel.instructions;
        std::vector<bool> can_change;
        std::ranges::transform(one.changed, std::back_inserter(can_change), mutate);
        const std::vector<MutantState>& before = read_[kernel.name];
        if (before.size() == kernel.instructions.size()) {
            one.states = before;
        } else {
            for (const bool can : can_change) {
                one.states.push_back(can ? MutantState::NotRun : MutantState::None);
            }
        }
    }
    return one;
}

void Mutants::begin_launch() {
    instructions_left_ = instructions_of_a_launch;
}

void Mutants::run(const Block& block, unsigned warp, Lanes* registers) {
    Journal journal;
    Known& of = known(block.kernel);
    std::vector<std::uint64_t> executed(block.executed.size());
    std::vector<std::uint8_t> differs(block.executed.size());
    Block as_it_is{block.kernel,     block.parameters,  block.memory, executed,
                   block.num_blocks, block.num_threads, block.launch, block.index,
                   Region(0),        &journal,          false,        &of.changed,
                   differs};
    run_to_end(as_it_is, warp, registers, ~0ULL);
    const std::uint64_t length = std::accumulate(executed.begin(), executed.end(), std::uint64_t{0});
    const Journal::Effect effect = journal.effect();
    journal.undo();
    for (std::size_t i = 0; i < executed.size(); ++i) {
        block.executed[i] += executed[i];
        MutantState& state = of.states[i];
        if (executed[i] == 0 || state == MutantState::None || state == MutantState::Noticed) {
            continue;
        }
        if (differs[i] == 0) {
            state = state == MutantState::NotRun ? MutantState::Same : state;
        } else if (instructions_left_ > 0 && is_turn(++of.num_warps[i])) {
            const bool is_other = is_noticed(of, i, block, warp, registers, patience * length + 1000, effect);
            state = is_other ? MutantState::Noticed : MutantState::Survived;
        }
    }
    Journal::apply(effect);
}

bool Mutants::is_noticed(Known& known, std::size_t index, const Block& block, unsigned warp, Lanes* registers,
                         std::uint64_t max_instructions, const Journal::Effect& expected) {
    Instruction& in = known.kernel.instructions[index];
    const Instruction original = in;
    in = known.changed[index];
    Journal journal;
    std::vector<std::uint64_t> executed(block.executed.size());
    Block changed{known.kernel,     block.parameters,  block.memory, executed,
                  block.num_blocks, block.num_threads, block.launch, block.index,
                  Region(0),        &journal,          true};
    bool differs = true;
    try {
        run_to_end(changed, warp, registers, max_instructions);
        differs = journal.effect() != expected;
    } catch (const Fault&) {
        // Noticed: the launch fails.
    }
    journal.undo();
    in = original;
    instructions_left_ -=
        std::min(instructions_left_, std::accumulate(executed.begin(), executed.end(), std::uint64_t{0}));
    return differs;
}

}    // namespace hmacsweep::tests::ptx
