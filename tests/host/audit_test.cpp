// What a report is made of: findings in bounded memory, the summary read back, the verdict on the whole, and texts that
// nothing in HTML can get out of.
#include "host/audit/conclusion.hpp"
#include "host/audit/findings.hpp"
#include "host/html/page.hpp"
#include "host/html/text.hpp"
#include "tests/support/catch.hpp"

#include <numeric>

namespace hmacsweep::tests {
namespace {

using audit::Conclusion;
using audit::Findings;

audit::Finding finding(std::uint64_t record, Verdict verdict = Verdict::Invalid, std::uint32_t source = 0) {
    audit::Finding found;
    found.source = source;
    found.record = record;
    found.line = record;
    found.verdict = verdict;
    found.id = R"("an \"Id\"")";
    found.key = "key";
    found.reason = "why";
    return found;
}

/// A summary of a run with so many records of each class, that ended with `status`.
report::Summary evidence(std::uint64_t valid, std::uint64_t invalid, std::uint64_t unverifiable, int status) {
    report::Summary made;
    made.is_complete = status < 3 || status == 4;
    made.status = status;
    made.records = valid + invalid + unverifiable;
    made.classes.counts = {valid, invalid, unverifiable, 0, 0};
    made.codes.add(Verdict::Invalid, invalid);
    made.codes.add(Verdict::KeyNotFound, unverifiable);
    made.without_key = made.records;
    made.sources.push_back({});
    made.sources[0].records = made.records;
    made.sources[0].classes = made.classes;
    return made;
}

audit::Conclusion conclusion_of(const report::Summary& made, const std::vector<std::string>& misfits = {}) {
    return audit::conclude(made, misfits).conclusion;
}

}    // namespace

TEST_CASE("neighbours that fail alike are one range, and the longest ranges are kept") {
    audit::Findings findings;
    for (std::uint64_t record = 10; record < 67; ++record) {
        findings.add(finding(record));
    }
    findings.add(finding(67, Verdict::Malformed));    // alike or not, it fails otherwise
    findings.add(finding(69));
    findings.add(finding(70, Verdict::Invalid, 1));    // of another source
    findings.finish();
    CHECK(findings.size() == 60);
    CHECK(findings.num_ranges() == 4);
    CHECK(findings.num_alone() == 3);
    REQUIRE(findings.longest_ranges().size() == 4);
    CHECK(findings.longest_ranges()[0].first == 10);
    CHECK(findings.longest_ranges()[0].last == 66);
    CHECK(findings.longest_ranges()[1].first == 67);
    REQUIRE(findings.sources().size() == 2);
    CHECK(findings.sources()[0].num == 59);
    CHECK(findings.sources()[0].num_ranges == 3);
    CHECK(findings.sources()[0].longest == 57);
    CHECK(findings.sources()[1].num_ranges == 1);
    CHECK(findings.listed()[0].id == "an \"Id\"");
}

TEST_CASE("millions of findings are kept in a few lists of bounded length") {
    audit::Findings findings;
    const std::string long_text(100'000, 'x');
    constexpr std::uint64_t num = 1'000'000;
    for (std::uint64_t i = 0; i < num; ++i) {
        audit::Finding found = finding((2 * i) + 1);
        const std::string key = "key " + std::to_string(i % 5000);
        found.key = key;
        found.id = i < 2000 ? std::string_view(long_text) : std::string_view("1");
        findings.add(found);
    }
    findings.finish();
    CHECK(findings.size() == num);
    CHECK(findings.listed().size() == audit::Findings::max_listed);
    CHECK(findings.listed()[0].id.size() <= audit::Findings::max_text_characters + 3);
    CHECK(findings.num_ranges() == num);
    CHECK(findings.longest_ranges().size() == audit::Findings::max_ranges);
    CHECK(findings.keys().size() == audit::Findings::max_keys);
    CHECK(findings.other_keys().total() == num / 5 * 4);
    const audit::Damage& damage = findings.sources().at(0).damage;
    CHECK(damage.counts().size() <= audit::Damage::max_stretches);
    std::uint64_t sum = 0;
    for (const audit::Damage::Counts& counts : damage.counts()) {
        sum += std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    }
    CHECK(sum == num);
}

TEST_CASE("damage stays where it is when stretches become longer") {
    audit::Damage damage;
    damage.add(1, report::RecordClass::Invalid);
    damage.add(512, report::RecordClass::Malformed);
    damage.add(513, report::RecordClass::Untagged);
    REQUIRE(damage.stretch() == 2);
    REQUIRE(damage.counts().size() == 257);
    CHECK(damage.counts()[0].at(1) == 1);
    CHECK(damage.counts()[255].at(4) == 1);
    CHECK(damage.counts()[256].at(3) == 1);
    damage.add(1'000'000, report::RecordClass::Invalid);
    CHECK(damage.stretch() == 2048);
    CHECK(damage.counts()[0] == audit::Damage::Counts{0, 1, 0, 1, 1});
    CHECK(damage.counts()[999'999 / 2048].at(1) == 1);
}

TEST_CASE("only status 0 passes, a wrong MAC fails, and all else is incomplete") {
    CHECK(conclusion_of(evidence(5, 0, 0, 0)) == audit::Conclusion::Pass);
    CHECK(conclusion_of(evidence(5, 1, 0, 1)) == audit::Conclusion::Fail);
    CHECK(conclusion_of(evidence(5, 0, 0, 3)) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(5, 1, 0, 3)) == audit::Conclusion::Fail);
    CHECK(conclusion_of(evidence(5, 0, 2, 4)) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(0, 0, 0, 4)) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(5, 0, 0, 5)) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(5, 1, 0, 5)) == audit::Conclusion::Incomplete);    // nothing of it can be trusted
    CHECK(conclusion_of(evidence(5, 0, 0, 130)) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(5, 1, 0, 130)) == audit::Conclusion::Fail);
}

TEST_CASE("where the options do not fit the page says so, as standard error does, and not that MACs are wrong") {
    report::Summary made = evidence(0, 5, 0, 1);
    made.without_key = 0;
    made.keys.push_back({"key", "", made.records, made.classes});
    made.diagnoses.push_back({"key", 5, {{{"mac-hex"}, 5, "the MAC is hex", {"--mac-encoding hex"}, {}}}});
    CHECK(conclusion_of(made) == audit::Conclusion::NotVerified);
    CHECK(audit::name_of(audit::Conclusion::NotVerified) == "NOT VERIFIED");
    made.status = 5;
    CHECK(conclusion_of(made) == audit::Conclusion::Incomplete);
    made.status = 1;
    made.diagnoses[0].findings[0].verified = 4;
    CHECK(conclusion_of(made) == audit::Conclusion::Fail);
    made.diagnoses[0].findings[0].verified = 5;
    made.diagnoses[0].findings[0].mistakes = {"no such mistake"};
    CHECK(conclusion_of(made) == audit::Conclusion::Fail);
}

TEST_CASE("no pass is made of files that do not fit each other") {
    CHECK(conclusion_of(evidence(5, 0, 0, 0), {"There is one line too many."}) == audit::Conclusion::Incomplete);
    CHECK(conclusion_of(evidence(5, 0, 1, 0)) == audit::Conclusion::Incomplete);    // the status was altered
    CHECK(conclusion_of(evidence(5, 1, 0, 0)) == audit::Conclusion::Fail);
    report::Summary altered = evidence(5, 0, 0, 0);
    ++altered.sources[0].records;
    CHECK(conclusion_of(altered) == audit::Conclusion::Incomplete);
    CHECK_FALSE(report::contradictions(altered).empty());
    CHECK(report::contradictions(evidence(5, 1, 2, 1)).empty());
}

TEST_CASE("a summary that is none is refused in words") {
    for (const char* const text : {"", "[]", "{}", "null", R"({"schema":2})", R"({"schema":1,"operation":"generate"})",
                                   R"({"schema":1,"operation":"verify","complete":1})", R"({"schema":-1})"}) {
        CAPTURE(text);
        const Result<report::Summary> parsed = report::parse_summary(text);
        REQUIRE_FALSE(parsed);
        CHECK_FALSE(parsed.error().message.empty());
    }
}

TEST_CASE("text in HTML stays text, and what is not seen is shown") {
    CHECK(html::text("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
    CHECK(html::text("\u202e\u2066\u200b\u00ad") ==
          "<i class=\"u\">U+202E</i><i class=\"u\">U+2066</i><i class=\"u\">U+200B</i><i class=\"u\">U+00AD</i>");
    CHECK(html::text(std::string_view("\0\n\x1b\x7f", 4)) ==
          "<i class=\"u\">U+0000</i><i class=\"u\">U+000A</i><i class=\"u\">U+001B</i><i class=\"u\">U+007F</i>");
    CHECK(html::text("\xff\xc0\x80") == "<i class=\"u\">\\xff</i><i class=\"u\">\\xc0</i><i class=\"u\">\\x80</i>");
    CHECK(html::text("\xed\xa0\x80").find("\xed") == std::string::npos);    // a surrogate
    CHECK(html::attribute("\"\u202e") == "&quot;[U+202E]");
    CHECK(html::text("\u05d0\u00e9\u65e5") == "\u05d0\u00e9\u65e5");
    CHECK(html::shortened("\u00e9\u00e9\u00e9", 2) == "\u00e9\u00e9...");
    CHECK(html::end_of("abcdef", 3) == "...def");
}

TEST_CASE("shares are never rounded to all or to nothing, and words for a shell are quoted") {
    CHECK(html::percent(1, 1'000'000) == "&lt; 0.1 %");
    CHECK(html::percent(999'999, 1'000'000) == "&gt; 99.9 %");
    CHECK(html::percent(1, 3) == "33.3 %");
    CHECK(html::percent(3, 3) == "100 %");
    CHECK(html::percent(0, 3) == "0 %");
    CHECK(html::shell_word("a/b.jsonl") == "a/b.jsonl");
    CHECK(html::shell_word("it's") == "'it'\\''s'");
    CHECK(html::shell_word("") == "''");
    CHECK(html::shell_word("a\nb'") == "$'a\\x0ab\\''");
}

TEST_CASE("a page's title and headings are text, whatever is in them") {
    html::Page page;
    page.title = "</title><script>alert(1)</script> & \"x\"";
    page.sections.push_back({"id", "<b>bold</b>", "<p>HTML</p>"});
    const std::string out = html::to_html(page);
    CHECK(out.find("<title>&lt;/title&gt;&lt;script&gt;") != std::string::npos);
    CHECK(out.find("<b>") == std::string::npos);
    CHECK(out.find("<script>") == std::string::npos);
}

}    // namespace hmacsweep::tests
