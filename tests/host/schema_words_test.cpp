// The published JSON Schemas list the algorithms and the exceptions that the program's own tables have.
#include "host/base/algorithm_names.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

using Words = std::set<std::string>;

/// The words of an `enum` in a schema, at a JSON pointer.
Words words_in(const std::string& schema, const char* pointer) {
    const std::filesystem::path path(std::string(HMACSWEEP_SOURCE_DIR "/host/report/") + schema + ".schema.json");
    return nlohmann::json::parse(read_file(path)).at(nlohmann::json::json_pointer(pointer)).get<Words>();
}

}    // namespace

TEST_CASE("the schemas list every algorithm of the table") {
    Words names;
    for (const Algorithm algorithm : all_algorithms) {
        names.emplace(name_of(algorithm));
    }
    REQUIRE(names.size() == core::num_algorithms);
    CHECK(words_in("results", "/$defs/algorithm/enum") == names);
    CHECK(words_in("summary", "/properties/by_algorithm/propertyNames/enum") == names);
}

TEST_CASE("the schemas list every exception of the table, and each class") {
    Words codes;
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        if (verdict != Verdict::NotJudged && verdict != Verdict::Valid) {
            codes.emplace(keys::code_of(verdict));
        }
    }
    REQUIRE(codes.size() == core::num_verdicts - 2);
    CHECK(words_in("results", "/$defs/error/properties/Code/enum") == codes);
    CHECK(words_in("summary", "/$defs/code/enum") == codes);
    CHECK(words_in("summary", "/$defs/classes/required") ==
          Words(report::class_names.begin(), report::class_names.end()));
}

TEST_CASE("a byte that is no verdict counts as not judged") {
    CHECK(keys::code_of(static_cast<Verdict>(core::num_verdicts)) == keys::code_of(Verdict::NotJudged));
    CHECK(report::class_of(static_cast<Verdict>(255)) == report::RecordClass::Unverifiable);
}

}    // namespace hmacsweep::tests
