// Official vectors as records, from the folder that HMACSWEEP_EXTRA_VECTORS names: Wycheproof, NIST CAVP and ACVP, and
// JSONTestSuite. The folder's README.md describes its files; they are not part of the repository.
#include "host/keys/key_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/runs.hpp"

#include <cstdlib>
#include <map>
#include <sstream>

namespace hmacsweep::tests {
namespace {

namespace fs = std::filesystem;

std::vector<nlohmann::json> json_lines(const fs::path& path) {
    std::vector<nlohmann::json> lines;
    std::istringstream text(read_file(path));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(nlohmann::json::parse(line));
    }
    return lines;
}

keys::KeyStore keys_in(const fs::path& folder) {
    const std::vector<std::string> paths{(folder / "keys.json").string()};
    Result<keys::LoadedKeys> keys = keys::load_key_files(paths);
    if (!keys) {
        FAIL(keys.error().message);
    }
    return std::move(keys->store);
}

/// The options of a set's variant, as its set.json writes them for the command line; what is expected in
/// expected.kms.jsonl is so under `--limits kms` (README.md).
rules::RunOptions options_for(const nlohmann::json& variant) {
    const nlohmann::json& arguments = variant.at("args");
    rules::RunOptions options;
    options.limits = variant.at("expected") == "expected.kms.jsonl" ? rules::Limits::Kms : rules::Limits::Auto;
    options.cross_check = rules::CrossCheck::All;
    options.threads = 2;
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
        const std::string name = arguments[i];
        const std::string value = arguments[i + 1];
        if (name == "--limits") {
            options.limits = value == "none"  ? rules::Limits::None
                             : value == "kms" ? rules::Limits::Kms
                                              : rules::Limits::Auto;
        } else if (name == "--min-mac-bytes") {
            options.min_mac_bytes = static_cast<std::uint32_t>(std::stoul(value));
        } else {
            FAIL("unknown option " << name);
        }
    }
    return options;
}

/// `valid`, or the code that an expected line has, in either of its forms.
std::string expected_code(const nlohmann::json& line) {
    if (line.at("MacValid") == true) {
        return "valid";
    }
    return line.contains("Code") ? line["Code"].get<std::string>() : code_of(line);
}

void check_lines(const RunOutcome& outcome, const std::vector<nlohmann::json>& expected) {
    std::map<std::size_t, const nlohmann::json*> by_record;
    for (const nlohmann::json& line : outcome.lines) {
        by_record[line.at("Record")] = &line;
    }
    std::size_t wrong = 0;
    std::string first_wrong;
    for (const nlohmann::json& line : expected) {
        const auto found = by_record.find(line.at("Record"));
        REQUIRE(found != by_record.end());
        const nlohmann::json& result = *found->second;
        const bool is_same_id = !line.contains("Id") || (result.contains("Id") && result["Id"] == line["Id"]);
        if (!is_same_id || code_of(result) != expected_code(line)) {
            first_wrong = wrong++ == 0 ? "expected " + line.dump() + ", got " + result.dump() : first_wrong;
        }
    }
    INFO(first_wrong);
    CHECK(wrong == 0);
}

/// The folder, or nothing where the variable is not set.
std::optional<fs::path> vectors_folder() {
    const char* const folder = std::getenv("HMACSWEEP_EXTRA_VECTORS");
    return folder == nullptr || *folder == '\0' ? std::nullopt : std::optional<fs::path>(folder);
}

constexpr const char* unset = "HMACSWEEP_EXTRA_VECTORS names no folder of official vectors";

}    // namespace

TEST_CASE("official vectors come out as their sources say, on every backend") {
    const std::optional<fs::path> root = vectors_folder();
    if (!root) {
        HMACSWEEP_SKIP(unset);
    }
    std::size_t num_sets = 0;
    const std::vector<const backend::BackendInfo*> available = available_backends();
    for (const fs::directory_entry& entry : fs::directory_iterator(*root)) {
        if (!fs::exists(entry.path() / "set.json")) {
            continue;
        }
        ++num_sets;
        const nlohmann::json set = nlohmann::json::parse(read_file(entry.path() / "set.json"));
        const keys::KeyStore keys = keys_in(entry.path());
        for (const nlohmann::json& variant : set.at("variants")) {
            const std::vector<nlohmann::json> expected =
                json_lines(entry.path() / variant.at("expected").get<std::string>());
            REQUIRE(expected.size() == set.at("records").get<std::size_t>());
            for (const backend::BackendInfo* info : available) {
                INFO(entry.path().filename() << ", " << variant.at("expected") << ", backend " << info->name);
                const RunOutcome outcome =
                    run_files({(entry.path() / "input.jsonl").string()}, keys, options_for(variant), *info);
                CHECK(outcome.lines.size() == expected.size());
                CHECK(outcome.report.num_disagreements == 0);
                check_lines(outcome, expected);
                std::map<std::string, std::size_t> counts;
                for (const std::string& code : codes_of(outcome)) {
                    ++counts[code];
                }
                CHECK(nlohmann::json(counts) == variant.at("counts"));
            }
        }
    }
    CHECK(num_sets >= 5);
}

TEST_CASE("JSONTestSuite's texts as an unknown member: legal ones are ignored, illegal ones break their record") {
    const std::optional<fs::path> root = vectors_folder();
    if (!root) {
        HMACSWEEP_SKIP(unset);
    }
    const fs::path folder = *root / "jsontestsuite";
    const keys::KeyStore keys = keys_in(folder);
    for (const backend::BackendInfo* info : available_backends()) {
        INFO("backend " << info->name);
        const auto run = [&](const std::string& name) {
            rules::RunOptions options;
            options.cross_check = rules::CrossCheck::All;
            RunOutcome outcome = run_files({(folder / name).string()}, keys, options, *info);
            CHECK(outcome.report.num_disagreements == 0);
            // Each file has one forged record, and that one alone is invalid.
            CHECK(outcome.report.counts.of(Verdict::Invalid) == 1);
            for (const nlohmann::json& line : outcome.lines) {
                CHECK((code_of(line) == "KMSInvalidMacException") == (line.value("Id", "") == "j/forged"));
            }
            return outcome;
        };
        std::vector<nlohmann::json> legal = json_lines(folder / "expected-y.jsonl");
        for (nlohmann::json& line : legal) {
            // Objects with a name twice, inside an unknown member: the file has them malformed, but they are legal JSON
            // and the design compares no unknown names.
            if (line["Record"] == 32 || line["Record"] == 33) {
                line["MacValid"] = true;
            }
        }
        check_lines(run("jsontestsuite-y.jsonl"), legal);
        check_lines(run("jsontestsuite-n.jsonl"), json_lines(folder / "expected-n.jsonl"));
        // These may go either way.
        const RunOutcome either = run("jsontestsuite-i.jsonl");
        for (const std::string& code : codes_of(either)) {
            CHECK((code == "valid" || code == "ValidationException" || code == "KMSInvalidMacException"));
        }
    }
}

}    // namespace hmacsweep::tests
