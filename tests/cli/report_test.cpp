// `hmacsweep report`: what a run has left fits together, also where its inputs have one name several times.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A page without its last lines, which tell what it was made of.
std::string without_footer(const std::string& page) {
    return page.substr(0, page.find("<footer>"));
}

}    // namespace

TEST_CASE("the report of a stored run is that of the run, whichever inputs repeat or look alike") {
    const Workplace place;
    // The third and fourth have one name in summary and results: neither is UTF-8.
    const std::vector<std::string> names{"a", "b", "x\xff", "x\xfe", "none", "empty"};
    place.dir.write("a", place.record("1") + place.forged("2") + place.record("3") + place.lost("4"));
    place.dir.write("b", place.forged("1") + place.record("2"));
    place.dir.write("x\xff", place.record("1") + place.forged("2"));
    place.dir.write("x\xfe", place.record("1") + place.record("2") + place.forged("3") + "{\n");
    place.dir.write("none", place.record("1"));
    place.dir.write("empty", "");
    const unsigned seed = std::random_device()();
    std::mt19937 random(seed);
    std::vector<std::vector<std::string>> lists{{"a", "b", "a"},       {"a", "a"},
                                                {"x\xff", "x\xfe"},    {"x\xfe", "x\xff", "a"},
                                                {"none", "a", "none"}, {"a", "empty", "a", "a"}};
    for (int i = 0; i < 20; ++i) {
        std::vector<std::string>& list = lists.emplace_back();
        for (std::size_t size = 2 + (random() % 6); size > 0; --size) {
            list.push_back(names[random() % names.size()]);
        }
    }
    ProcessOptions options;
    options.folder = place.dir.path();
    for (const std::vector<std::string>& list : lists) {
        for (const std::string results : {"all", "failures"}) {
            std::vector<std::string> arguments{"verify",  "--keys",   "keys.json", "-o",        "results", "--summary",
                                               "summary", "--report", "page",      "--results", results,   "-q"};
            arguments.insert(arguments.end(), list.begin(), list.end());
            program(arguments, options);
            const ProcessResult report = program({"report", "summary", "results", "-o", "stored"}, options);
            CAPTURE(seed, list, results, report.err);
            CHECK(report.status == 0);
            CHECK(report.err.empty());
            CHECK((without_footer(place.dir.read("stored")) == without_footer(place.dir.read("page"))));
        }
    }
    // A line too many is still told.
    place.dir.write("results", place.dir.read("results") + "{\"Record\":9,\"MacValid\":true,\"Source\":\"a\"}\n");
    CHECK(program({"report", "summary", "results", "-o", "stored"}, options).status == 3);
}
