// Chains whose newest record is first (--chain-order reverse): the same breaks as in the order of the chain, whatever
// the slabs, and memory for one record more.
#include "tests/support/catch.hpp"
#include "tests/support/chains.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

using namespace chains;    // NOLINT(google-build-using-namespace)

rules::RunOptions reversed(rules::RunOptions options) {
    options.shape.chain.is_reversed = true;
    options.cross_check = rules::CrossCheck::All;
    return options;
}

std::string reversed_csv(Rows rows) {
    std::ranges::reverse(rows);
    return csv(rows);
}

}    // namespace

TEST_CASE("a chain with its newest record first holds, and breaks at the same records, in slabs of every size") {
    const Rows whole = make_chain(120);
    Rows broken = whole;
    broken[29].text += "!";               // altered: record 119 - 29, counted from the top
    std::swap(broken[60], broken[61]);    // swapped
    broken.erase(broken.begin() + 90);    // deleted
    for (rules::RunOptions options : {reversed(chained()), reversed(linked())}) {
        for (const std::size_t slab_bytes :
             {std::size_t{1}, std::size_t{130}, std::size_t{700}, std::size_t{5000}, std::size_t{1} << 20}) {
            for (const std::uint32_t threads : {1U, 4U}) {
                options.slab_bytes = slab_bytes;
                options.threads = threads;
                INFO("slabs of " << slab_bytes << ", " << threads << " threads");
                CHECK(invalid_of(run_chain(reversed_csv(whole), options)).empty());
                const RunOutcome outcome = run_chain(reversed_csv(broken), options);
                CHECK(outcome.report.records() == 119);
                CHECK(invalid_of(outcome) == Numbers{29, 57, 58, 59, 90});
                CHECK(outcome.report.num_disagreements == 0);
            }
        }
        options.shape.chain.is_reversed = false;
        CHECK(invalid_of(run_chain(reversed_csv(whole), options)).size() == 120);
    }
}

TEST_CASE("of a chain with its newest record first, the last record is the start and the first one the end") {
    const Rows rows = make_chain(40);
    rules::RunOptions options = reversed(chained());
    options.slab_bytes = 500;
    options.shape.chain.end = rows.back().mac;
    CHECK(run_chain(reversed_csv(rows), options).report.has_its_ends());
    Rows cut = rows;
    cut.pop_back();    // the newest record is gone
    const RunOutcome outcome = run_chain(reversed_csv(cut), options);
    CHECK(invalid_of(outcome).empty());
    CHECK_FALSE(outcome.report.has_its_ends());
    cut = rows;
    cut.erase(cut.begin());    // the oldest one is gone
    CHECK(invalid_of(run_chain(reversed_csv(cut), options)) == Numbers{39});
    options.shape.chain.start = "another";
    CHECK(invalid_of(run_chain(reversed_csv(rows), options)) == Numbers{40});
}

TEST_CASE("a break in a chain with its newest record first is explained in the order of the chain") {
    Rows rows = make_chain(60);
    std::swap(rows[19], rows[20]);
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        rules::RunOptions options = reversed(chained());
        options.slab_bytes = slab_bytes;
        // From the top, the swapped records are 40 and 41, and 39 is linked to the one that is 41 now.
        CHECK(told(run_chain(reversed_csv(rows), options)) ==
              Texts{"39 intact behind 41", "40 intact behind 42", "41 intact behind 40"});
    }
}

TEST_CASE("a record before one that is too long or cannot be read is malformed, not invalid") {
    Rows rows = make_chain(12);
    rules::RunOptions options = reversed(chained());
    options.max_record_bytes = 400;
    options.slab_bytes = 300;
    rows[5].text += std::string(2000, 'x');
    const RunOutcome outcome = run_chain(reversed_csv(rows), options);
    CHECK(outcome.report.records() == 12);
    CHECK(outcome.report.counts.of(Verdict::Invalid) == 0);
    // Record 7 from the top is too long, and 6 is linked to it.
    CHECK(outcome.report.counts.of(Verdict::Malformed) == 2);
    CHECK(outcome.report.counts.of(Verdict::Valid) == 10);
}

}    // namespace hmacsweep::tests
