// --unique and --sequence on the command line: exit status, summary, report page, usage errors.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Records with these Ids.
std::string with_ids(const Workplace& place, const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) {
        text += place.record("message " + std::to_string(text.size()), "plain", id);
    }
    return text;
}

std::string last_line(const std::string& text) {
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
}

}    // namespace

TEST_CASE("an Id that occurs twice is a FAIL of its own, also with --quiet") {
    const Workplace place;
    const std::string text = with_ids(place, {"1", "2", "3", "2", "2", "1", "4"});
    CHECK(place.verify(text).status == 0);
    const ProcessResult result = place.verify(text, {"--unique", "Id", "-o", "/dev/null"});
    CHECK(result.status == 1);
    CHECK(last_line(result.err) == "FAIL: 2 of 4 values of Id occur more than once.\n");
    CHECK(has(result.err,
              "--unique Id: 7 valid records have it; 2 of 4 values of Id occur more than once\n"
              "  The MAC does not cover Id: anyone who can change it can hide a repeat.\n"
              "  -:4: record 4 has \"2\" again, first in record 2\n"
              "  -:5: record 5 has \"2\" again, first in record 2\n"
              "  -:6: record 6 has \"1\" again, first in record 1\n"));
    const ProcessResult quiet = place.verify(text, {"--unique", "Id", "--sequence", "Id", "-o", "/dev/null", "-q"});
    CHECK(quiet.status == 1);
    CHECK(quiet.err ==
          "also: Id has 1 gap (2 numbers skipped), 1 repeat and 2 steps back\n"
          "FAIL: 2 of 4 values of Id occur more than once.\n");
    const ProcessResult pass =
        place.verify(with_ids(place, {"7", "8", "9"}), {"--unique", "Id", "--sequence", "Id", "-o", "/dev/null"});
    CHECK(pass.status == 0);
    CHECK(has(pass.err, "--unique Id: 3 valid records have it; no value occurs twice\n"));
    CHECK(has(pass.err, "--sequence Id: 3 valid records have it, from 7 to 9; no gap, no repeat, no step back\n"));
}

TEST_CASE("a repeated MAC is found without its value being told") {
    const Workplace place;
    const std::string text = place.record("a") + place.record("b") + place.record("a", "plain", "9");
    const ProcessResult result = place.verify(text, {"--unique", "Mac", "-o", "/dev/null"});
    CHECK(result.status == 1);
    CHECK(has(result.err, "-:3: record 3 repeats the Mac of record 1\n"));
    CHECK_FALSE(has(result.err, "does not cover"));
}

TEST_CASE("a sequence goes on from one input to the next") {
    const Workplace place;
    const std::string a = place.dir.write("a", with_ids(place, {"1", "2", "3"}));
    const std::string b = place.dir.write("b", with_ids(place, {"4", "6", "2"}));
    const ProcessResult result =
        program({"verify", "--keys", place.key_file, a, b, "--sequence", "Id", "--unique", "Id", "-o", "/dev/null"});
    CHECK(result.status == 1);
    CHECK(has(result.err, "b:2: record 2 has 6 after 4 in record 1: 1 number is skipped\n"));
    CHECK(has(result.err, "b:3: record 3 has 2 after 6 in record 2: a step back\n"));
    CHECK(has(result.err, "b:3: record 3 has \"2\" again, first in record 2 of " + a + "\n"));
    CHECK(program({"verify", "--keys", place.key_file, b, a, "--sequence", "Id", "-q", "-o", "/dev/null"}).status == 1);
}

TEST_CASE("summary and page have the findings, and the stored ones give the same page") {
    const Workplace place;
    std::vector<std::string> ids;
    for (int i = 0; i < 30; ++i) {
        ids.insert(ids.end(), {std::to_string(10 * i), std::to_string(10 * i)});
    }
    const std::string input = place.dir.write("in", with_ids(place, ids));
    ProcessOptions options;
    options.folder = place.dir.path();
    CHECK(program({"verify", "--keys", "keys.json", "in", "-q", "--unique", "Id", "--sequence", "Id", "-o", "results",
                   "--summary", "summary", "--report", "page"},
                  options)
              .status == 1);
    const auto summary = nlohmann::json::parse(place.dir.read("summary"));
    REQUIRE(summary["value_checks"].size() == 2);
    const nlohmann::json& unique = summary["value_checks"][0];
    CHECK(unique["rule"] == "unique");
    CHECK(unique["field"] == "Id");
    CHECK(unique["covered"] == false);
    CHECK(unique["num_findings"] == 30);
    CHECK(unique["findings"].size() == 20);
    CHECK(unique["findings"][1] ==
          nlohmann::json::parse(R"({"kind":"repeat","source":"in","record":4,"line":4,"value":"10",
                                    "earlier":{"source":"in","record":3,"value":"10"},"skipped":0,"others_between":0})"));
    const nlohmann::json& sequence = summary["value_checks"][1];
    CHECK(sequence["gaps"] == 29);
    CHECK(sequence["skipped"] == 29 * 9);
    CHECK(sequence["repeats"] == 30);
    CHECK(sequence["first"] == 0);
    CHECK(sequence["last"] == 290);
    const std::string page = place.dir.read("page");
    CHECK(has(page, "<title>FAIL: 30 of 30 values of Id occur more than once. - hmacsweep</title>"));
    CHECK(has(page, "Gaps, repeats and steps back"));
    CHECK(has(page, "<b>39 more findings</b> are not shown."));
    program({"report", "summary", "results", "-o", "again"}, options);
    const auto without_footer = [](const std::string& text) { return text.substr(0, text.find("<footer>")); };
    CHECK(without_footer(place.dir.read("again")) == without_footer(page));
    // A summary that has findings does not come to a PASS.
    nlohmann::json changed = summary;
    changed["status"] = 0;
    place.dir.write("changed", changed.dump());
    CHECK(program({"report", "changed", "results", "-o", "again"}, options).status == 3);
    CHECK_FALSE(has(place.dir.read("again"), "<title>PASS"));
}

TEST_CASE("what was not compared is no PASS") {
    const Workplace place;
    const std::string text = with_ids(place, {"1", "2", "", "3"});
    const ProcessResult lacking = place.verify(text, {"--unique", "Id", "-o", "/dev/null"});
    CHECK(lacking.status == 4);
    CHECK(last_line(lacking.err) ==
          "UNVERIFIED: no MAC is wrong, but 1 valid record has no Id that --unique can check.\n");
    const std::string page = place.dir.path() / "page";
    CHECK(place.verify(text, {"--unique", "Id", "-o", "/dev/null", "--report", page}).status == 4);
    CHECK(has(place.dir.read("page"), "<title>INCOMPLETE: 1 valid record has no Id that --unique can check. -"));
    CHECK(place.verify(text, {"--unique", "Id?", "-o", "/dev/null"}).status == 0);
    CHECK(place.verify(text, {"--sequence", "Id", "-o", "/dev/null"}).status == 4);
    CHECK(place.verify(text, {"--sequence", "Id?", "-o", "/dev/null"}).status == 0);
    const ProcessResult limited = place.verify(text, {"--unique", "Id?", "--unique-limit", "2", "-o", "/dev/null"});
    CHECK(limited.status == 3);
    CHECK(last_line(limited.err) == "INCOMPLETE: 1 value of Id was not compared (--unique-limit).\n");
    const ProcessResult missing = place.verify(text, {"--sequence", "seq", "-o", "/dev/null"});
    CHECK(missing.status == 3);
    CHECK(has(missing.err, "no valid record has \"seq\", which --sequence names; the first one has: Id, KeyId"));
}

TEST_CASE("--unique and --sequence refuse what they cannot check") {
    const Workplace place;
    const auto refusal = [&](std::vector<std::string> arguments) {
        const ProcessResult result = place.verify("", std::move(arguments));
        CHECK(result.status == 2);
        return result.err;
    };
    CHECK(has(refusal({"--sequence", "Mac"}), "--sequence is for a counter, and Mac is none"));
    CHECK(has(refusal({"--unique", "?"}), "--unique needs the name of a field"));
    CHECK(has(refusal({"--unique", "Mac", "--min-mac-bytes", "8"}), "--unique Mac is for MACs of full length"));
    CHECK(has(refusal({"--unique-limit", "8"}), "--unique-limit is for --unique FIELD"));
    CHECK(has(refusal({"--line", "{Message} {Mac:hex}", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256",
                       "--unique", "n"}),
              "--unique names n, and --line has no {n}"));
    CHECK(has(refusal({"--unique", "/a~2"}), "--unique"));
    CHECK(has(refusal({"--message", "{prev.Mac}{x}", "--unique", "Message"}),
              "--unique Message is for records by themselves"));
}
