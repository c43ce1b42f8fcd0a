// --unique and --sequence over random records, against a plain map.
#include "tests/support/temp_dir.hpp"
#include "tests/support/value_checks.hpp"

#include <algorithm>
#include <map>

namespace hmacsweep::tests {
namespace {

using namespace value_checks;    // NOLINT(google-build-using-namespace)

struct Made {
    std::string value;
    bool is_valid = true;
    std::uint32_t source = 0;
    std::uint64_t record = 0;
};

/// Three files of less than `most` records each, whose counter mostly goes up by 1.
std::vector<std::string> make_files(const TempDir& dir, Random& random, std::uint64_t most, std::vector<Made>& made) {
    std::vector<std::string> files;
    std::uint64_t counter = random.below(5);
    for (std::uint32_t source = 0; source < 3; ++source) {
        std::string text;
        const std::uint64_t num_records = random.below(most);
        for (std::uint64_t i = 1; i <= num_records; ++i) {
            counter += random.one_in(6) ? random.below(5) : 1;
            counter -= random.one_in(9) ? random.below(counter + 1) : 0;
            std::string value = std::to_string(counter);
            if (random.one_in(15)) {
                value = random.one_in(2) ? "null" : "\"x\"";
            }
            made.push_back({value, !random.one_in(8), source, i});
            text += numbered({(made.back().is_valid ? "" : "!") + value});
        }
        files.push_back(dir.write("f" + std::to_string(source), text));
    }
    return files;
}

std::string place_of(const Made& at) {
    return (at.source == 0 ? "" : std::to_string(at.source) + ":") + std::to_string(at.record);
}

Texts repeats_of(const std::vector<Made>& made) {
    Texts found;
    std::map<std::string, const Made*> first;
    for (const Made& at : made) {
        if (at.is_valid && at.value != "null") {
            const auto [known, is_new] = first.emplace(at.value, &at);
            if (!is_new) {
                found.push_back(place_of(at) + " repeat after " + place_of(*known->second));
            }
        }
    }
    return found;
}

Texts breaks_of(const std::vector<Made>& made) {
    Texts found;
    const Made* last = nullptr;
    std::uint64_t others = 0;
    for (const Made& at : made) {
        others += at.is_valid ? 0 : 1;
        if (!at.is_valid || at.value == "null") {
            continue;
        }
        if (at.value == "\"x\"") {
            found.push_back(place_of(at) + " no integer");
            continue;
        }
        const std::uint64_t number = std::stoull(at.value);
        const std::uint64_t before = last == nullptr ? 0 : std::stoull(last->value);
        std::string kind;
        if (last != nullptr && number > before + 1) {
            kind = " gap " + std::to_string(number - before - 1);
        } else if (last != nullptr && number <= before) {
            kind = number == before ? " repeat" : " back";
        }
        if (!kind.empty()) {
            found.push_back(place_of(at) + kind + " after " + place_of(*last) +
                            (others == 0 ? "" : " (" + std::to_string(others) + ")"));
        }
        last = &at;
        others = 0;
    }
    return found;
}

void check_found(const judge::ValueReport& report, Texts expected) {
    CHECK(report.num_findings() == expected.size());
    expected.resize(std::min(expected.size(), judge::ValueReport::max_findings));
    CHECK(told(report) == expected);
}

}    // namespace

TEST_CASE("random records have the findings that a plain map has, whatever the slabs, threads and sources") {
    Random random("value checks");
    for (int round = 0; round < 12; ++round) {
        const TempDir dir;
        std::vector<Made> made;
        const std::vector<std::string> files = make_files(dir, random, round < 4 ? 400 : 20, made);
        for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{3000}, std::size_t{1} << 20}) {
            for (const std::uint32_t threads : {1U, 4U}) {
                rules::RunOptions options;
                options.slab_bytes = slab_bytes;
                options.threads = threads;
                add_check(options, ValueRule::Unique, "n");
                add_check(options, ValueRule::Sequence, "n");
                const report::Report report =
                    run_files(files, one_key(), options, backend_named("simd"), ParsedLines::Unwanted).report;
                INFO("round " << round << ", slabs of " << slab_bytes << ", " << threads << " threads");
                check_found(report.value_checks.at(0), repeats_of(made));
                check_found(report.value_checks.at(1), breaks_of(made));
            }
        }
    }
}

}    // namespace hmacsweep::tests
