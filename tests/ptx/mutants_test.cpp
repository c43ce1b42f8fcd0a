// Mutants: which of them a warp's memory shows, and that no trial leaves anything behind. The journal that takes writes
// back.
#include "tests/ptx/running.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstring>
#include <sstream>

namespace hmacsweep::tests::ptx {
namespace {

/// A program in which each thread has a word at %at, run with its mutants.
class Trial {
public:
    explicit Trial(const std::string& body)
        : module_(parse_module(program_of(".reg .b32 a, b, c; .reg .pred p;\n"
                                          "mul.wide.u32 %at, %thread, 4;\nadd.s64 %at, %at, %out;\n" +
                                          body),
                               [](auto, auto) { return std::uint64_t{0}; })) {}

    /// Goes on from what the runs before have found.
    void run(unsigned num_warps = 1) {
        Mutants mutants(file_);
        const Kernel& kernel = module_.kernels.at("kernel");
        std::vector<std::uint8_t> parameters(kernel.parameter_bytes);
        std::memcpy(parameters.data(), &bench_.in_address, sizeof(bench_.in_address));
        std::memcpy(parameters.data() + sizeof(bench_.in_address), &bench_.out_address, sizeof(bench_.out_address));
        executed_.assign(kernel.instructions.size(), 0);
        run_launch({kernel, parameters, 1, num_warps * warp_lanes, 1, &mutants}, bench_.memory, executed_);
    }
    /// The state of the mutant of the instruction with this text.
    [[nodiscard]] char state_of(const std::string& text) const {
        std::istringstream lines(read_file(file_));
        for (std::string line; std::getline(lines, line);) {
            if (line.ends_with(text)) {
                return line[line.find(' ', line.find(' ') + 1) + 1];
            }
        }
        return 0;
    }
    [[nodiscard]] Bench& bench() { return bench_; }
    [[nodiscard]] const std::vector<std::uint64_t>& executed() const { return executed_; }

private:
    TempDir folder_;
    std::string file_ = folder_.path() / "mutants";
    Module module_;
    Bench bench_{256, 256};
    std::vector<std::uint64_t> executed_;
};

}    // namespace

TEST_CASE("a mutant is noticed where the warp leaves another byte, and not where nobody reads what it computes") {
    Trial trial("add.u32 a, %thread, 7;\nadd.u32 b, a, 9;\nst.global.u32 [%at], a;");
    trial.run();
    CHECK(trial.state_of("add.u32 a, %thread, 7") == 'n');
    CHECK(trial.state_of("add.u32 b, a, 9") == 's');
    CHECK(trial.state_of("st.global.u32 [%at], a") == 'n');
    CHECK(trial.state_of("ret") == '-');
    for (std::uint32_t thread = 0; thread < warp_lanes; ++thread) {
        CHECK(trial.bench().out_word(thread) == thread + 7);
    }
    CHECK(trial.executed().front() == 1);    // trials are not counted
}

TEST_CASE("a mutant that computes the same each time is told from one whose result makes no difference") {
    Trial trial("and.b32 a, %thread, %thread;\nst.global.u32 [%at], a;");
    trial.run();
    CHECK(trial.state_of("and.b32 a, %thread, %thread") == '=');
}

TEST_CASE("a mutant whose instruction no thread reaches has not run") {
    Trial trial("bra.uni end;\nadd.u32 a, %thread, 1;\nst.global.u32 [%at], a;\nend:");
    trial.run();
    CHECK(trial.state_of("add.u32 a, %thread, 1") == '.');
    CHECK(trial.state_of("bra.uni end") == 'n');
}

TEST_CASE("a mutant is noticed by the warp whose values tell it, in a later run, too") {
    Trial trial("setp.lt.u32 p, %thread, 40;\nselp.u32 a, 5, 6, p;\nst.global.u32 [%at], a;");
    trial.run(1);
    CHECK(trial.state_of("setp.lt.u32 p, %thread, 40") == '=');
    CHECK(trial.state_of("selp.u32 a, 5, 6, p") == 'n');
    trial.run(2);
    CHECK(trial.state_of("setp.lt.u32 p, %thread, 40") == 'n');
    trial.run(1);
    CHECK(trial.state_of("setp.lt.u32 p, %thread, 40") == 'n');
}

TEST_CASE("a mutant that goes round for ever, or beyond an allocation, is noticed") {
    Trial trial(
        "mov.u32 a, 3;\nmov.u32 b, 0;\nagain:\nadd.u32 b, b, 2;\nadd.s32 a, a, -1;\nsetp.ne.s32 p, a, 0;\n@p bra "
        "again;\n"
        "st.global.u32 [%at], b;");
    trial.run();
    CHECK(trial.state_of("add.s32 a, a, -1") == 'n');
    CHECK(trial.state_of("add.s64 %at, %at, %out") == 'n');
    CHECK(trial.bench().out_word(31) == 6);
}

TEST_CASE("trials leave nothing in memory: no value, no byte that counts as written, no mark of a race") {
    Trial trial(
        "st.global.u32 [%at], %thread;\natom.global.add.u32 a, [%in], 1;\nsetp.lt.u32 p, %thread, 4;\n"
        "@p st.global.u32 [%at+128], %thread;\nadd.u32 b, a, 1;");
    const std::uint32_t before = 1000;
    trial.bench().fill_in(&before, sizeof(before));
    trial.run();
    const DeviceMemory::Place in = trial.bench().memory.find(trial.bench().in_address, 4);
    std::uint32_t after = 0;
    std::memcpy(&after, in.region->bytes_at(0), sizeof(after));
    CHECK(after == before + warp_lanes);
    const DeviceMemory::Place out = trial.bench().memory.find(trial.bench().out_address, 256);
    CHECK(out.region->num_undefined(0, 256) == 256 - 128 - 16);
    trial.run();
    CHECK(trial.bench().out_word(31) == 31);
}

TEST_CASE("the journal takes writes back, the last first, with what was undefined before them") {
    Region region(16);
    region.set_byte(1, {7, true});
    Journal journal;
    journal.note(region, 0, 2);
    region.set_byte(0, {1, true});
    region.set_byte(1, {2, true});
    journal.note(region, 1, 1);
    region.set_byte(1, {3, true});
    journal.undo();
    CHECK(region.byte(0) == Region::Byte{0, false});
    CHECK(region.byte(1) == Region::Byte{7, true});
    CHECK(journal.effect().empty());
}

TEST_CASE("the journal's effect is what is another byte than before all writes, or defined since") {
    Region region(16);
    for (std::size_t i = 0; i < 4; ++i) {
        region.set_byte(i, {static_cast<std::uint8_t>(i), true});
    }
    Journal journal;
    journal.note(region, 0, 8);
    region.set_byte(1, {9, true});
    journal.note(region, 1, 2);
    region.set_byte(1, {1, true});    // as it was
    region.set_byte(2, {9, true});
    region.set_byte(5, {0, true});    // the same value, but defined
    const Journal::Effect effect = journal.effect();
    CHECK(effect.size() == 2);
    CHECK(effect.at({&region, 2}) == Region::Byte{9, true});
    CHECK(effect.at({&region, 5}) == Region::Byte{0, true});
    journal.undo();
    CHECK(region.byte(5) == Region::Byte{0, false});
    Journal::apply(effect);
    CHECK(region.byte(2) == Region::Byte{9, true});
    CHECK(region.byte(5) == Region::Byte{0, true});
}

TEST_CASE("the journal keeps no byte beyond a region's end") {
    Region region(4);
    Journal journal;
    journal.note(region, 2, 8);
    region.set_byte(3, {1, true});
    CHECK(journal.effect().size() == 1);
    journal.undo();
    CHECK(region.byte(3) == Region::Byte{0, false});
}

}    // namespace hmacsweep::tests::ptx
