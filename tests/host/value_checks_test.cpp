// --unique and --sequence: what is found among the values of a field, in every format, and what is kept to find it.
#include "tests/support/value_checks.hpp"
#include "host/base/encoding.hpp"
#include "host/judge/framing.hpp"
#include "host/judge/value_reader.hpp"
#include "host/judge/value_set.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <memory>

namespace hmacsweep::tests {
namespace {

using namespace value_checks;    // NOLINT(google-build-using-namespace)

std::string hex_mac(std::string_view message) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(message)));
}

}    // namespace

TEST_CASE("a sequence is followed from each valid record to the next") {
    struct Row {
        Texts values;
        Texts findings;
    };
    const std::string most = "18446744073709551615";
    const std::vector<Row> rows{
        {{"1", "2", "3"}, {}},
        {{"7", "\"8\"", "\"009\"", "10"}, {}},
        {{"1", "2", "4", "9"}, {"3 gap 1 after 2", "4 gap 4 after 3"}},
        {{"1", "1", "2", "2", "2"}, {"2 repeat after 1", "4 repeat after 3", "5 repeat after 4"}},
        {{"5", "6", "5", "6", "7"}, {"3 back after 2"}},
        {{"1", "\"x\"", "2", "-3", "1.5", "3", "\"\""},
         {"2 no integer", "4 no integer", "5 no integer", "7 no integer"}},
        {{"1", "true", "2", "null", "3"}, {"2 no integer"}},
        {{"1", "", "2"}, {}},
        {{"1", "!2", "3"}, {"3 gap 1 after 1 (1)"}},
        {{"!9", "1", "!7", "2", "!7", "!7", "2"}, {"7 repeat after 4 (2)"}},
        {{most, "0", "18446744073709551616", "1"}, {"2 back after 1", "3 no integer"}},
        {{"0", most, "0", most},
         {"2 gap 18446744073709551614 after 1", "3 back after 2", "4 gap 18446744073709551614 after 3"}},
    };
    for (const Row& row : rows) {
        INFO(numbered(row.values));
        CHECK(told(checked(numbered(row.values), ValueRule::Sequence)) == row.findings);
    }
}

TEST_CASE("the counts of a sequence are those of its valid records") {
    const judge::ValueReport report =
        checked(numbered({"4", "9", "", "9", "!1", "\"x\"", "3", "null", "18446744073709551615"}), ValueRule::Sequence);
    CHECK(report.counts.values == 5);
    CHECK(report.counts.without_field == 2);
    CHECK(report.counts.unreadable == 1);
    CHECK(report.counts.gaps == 2);
    CHECK(report.counts.skipped == 18446744073709551615U);    // more than 64 bits hold
    CHECK(report.counts.repeats == 1);
    CHECK(report.counts.steps_back == 1);
    CHECK(report.num_findings() == 5);
    CHECK(report.num_unchecked() == 2);
    CHECK(report.first == 4U);
    CHECK(report.last == 18446744073709551615U);
}

TEST_CASE("a value is a repeat where an earlier valid record has it") {
    struct Row {
        Texts values;
        Texts findings;
        std::uint64_t repeated_values;
    };
    const std::vector<Row> rows{
        {{"1", "2", "\"a\"", "\"A\"", "\"a \"", "\"\""}, {}, 0},
        {{"1", "2", "1", "1", "2"}, {"3 repeat after 1", "4 repeat after 1", "5 repeat after 2"}, 2},
        {{"1", "\"1\""}, {"2 repeat after 1"}, 1},
        {{"\"a\"", "\"\\u0061\""}, {"2 repeat after 1"}, 1},
        {{"\"\"", "\"\""}, {"2 repeat after 1"}, 1},
        {{"", "null", ""}, {}, 0},
        {{"!1", "1", "!1"}, {}, 0},
        {{"true", "true"}, {}, 0},
    };
    for (const Row& row : rows) {
        INFO(numbered(row.values));
        const judge::ValueReport report = checked(numbered(row.values), ValueRule::Unique);
        CHECK(told(report) == row.findings);
        CHECK(report.counts.repeated_values == row.repeated_values);
    }
    const judge::ValueReport report = checked(numbered({"1", "", "true", "1"}), ValueRule::Unique);
    CHECK(report.counts.values == 2);
    CHECK(report.counts.different == 1);
    CHECK(report.counts.without_field == 1);
    CHECK(report.counts.unreadable == 1);
    CHECK(report.num_unchecked() == 2);
    CHECK(checked(numbered({"1", "", "true", "1"}), ValueRule::Unique, "n?").num_unchecked() == 1);
}

TEST_CASE("the record's own fields are read wherever they are, and a MAC by its bytes") {
    const std::string text =
        record("\"Id\":1", true, "a") + record("\"Id\":2", true, "b") + record("\"Id\":1", true, "b");
    CHECK(told(checked(text, ValueRule::Unique, "Id")) == Texts{"3 repeat after 1"});
    CHECK(told(checked(text, ValueRule::Unique, "Mac")) == Texts{"3 repeat after 2"});
    CHECK(told(checked(text, ValueRule::Unique, "Message")) == Texts{"3 repeat after 2"});
    CHECK(told(checked(text, ValueRule::Unique, "KeyId")) == Texts{"2 repeat after 1", "3 repeat after 1"});

    rules::RunOptions options;
    options.shape.format = format::InputFormat::Csv;
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    options.shape.mac_encoding = Encoding::Hex;
    options.shape.recipe = *format::parse_recipe("{text}");
    options.shape.place(format::Field::Id) = {.name = "number", .is_mapped = true};
    std::string upper = hex_mac("a");
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
    const std::string table =
        "number,text,Mac\n1,a," + hex_mac("a") + "\n\"2\",b," + hex_mac("b") + "\n2,a," + upper + "\n";
    CHECK(told(checked(table, ValueRule::Unique, "Id", options)) == Texts{"3 repeat after 2"});
    CHECK(told(checked(table, ValueRule::Unique, "number", options)) == Texts{"3 repeat after 2"});
    CHECK(told(checked(table, ValueRule::Sequence, "number", options)) == Texts{"3 repeat after 2"});
    CHECK(told(checked(table, ValueRule::Unique, "Mac", options)) == Texts{"3 repeat after 1"});
    CHECK(told(checked(table, ValueRule::Unique, "text", options)) == Texts{"3 repeat after 1"});
}

TEST_CASE("a MAC is a repeat beside any other MAC of its record") {
    rules::RunOptions options;
    options.shape.mac = *format::parse_mac_template("{Mac:hex}", ",");
    options.shape.mac_encoding = Encoding::Hex;
    const auto line = [](std::string_view message, const std::string& macs) {
        std::string text = R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":")";
        append_base64(text, as_bytes(message));
        return text + R"(","Mac":")" + macs + "\"}\n";
    };
    const std::string other(64, '0');
    const std::string text = line("a", hex_mac("a") + "," + hex_mac("a")) + line("b", hex_mac("b")) +
                             line("a", other + "," + hex_mac("a")) + line("b", hex_mac("b") + "," + other);
    const judge::ValueReport report = checked(text, ValueRule::Unique, "Mac", options);
    CHECK(told(report) == Texts{"3 repeat after 1", "4 repeat after 2"});
    CHECK(report.counts.values == 4);
    CHECK(report.counts.repeats == 2);
}

TEST_CASE("a field is found in every format, as --columns finds it") {
    struct Row {
        std::string what;
        std::string field;
        rules::RunOptions options;
        std::string text;
        bool is_covered;
    };
    const auto base = [](format::InputFormat format, std::string_view recipe) {
        rules::RunOptions options;
        options.shape.format = format;
        options.shape.default_key_id = "k";
        options.shape.default_algorithm = Algorithm::HmacSha256;
        options.shape.mac_encoding = Encoding::Hex;
        if (!recipe.empty()) {
            options.shape.recipe = *format::parse_recipe(recipe);
        }
        return options;
    };
    std::vector<Row> rows;
    const auto table = [](std::string_view header) {
        std::string text(header);
        for (const std::string n : {"1", "2", "4"}) {
            text += n + ",t," + hex_mac(n + "|t") + "\n";
        }
        return text;
    };
    rows.push_back({"a column by name", "n", base(format::InputFormat::Csv, "{n}|{t}"), table("n,t,Mac\n"), true});
    rules::RunOptions numbers = base(format::InputFormat::Csv, "{1}|{2}");
    numbers.shape.has_header = false;
    numbers.shape.place(format::Field::Mac) = {.name = "3", .is_mapped = true};
    rows.push_back({"a column by number", "1", numbers, table(""), true});
    rules::RunOptions lines = base(format::InputFormat::Lines, "{n}|{t}");
    lines.shape.line = *format::make_line_template(*format::parse_pattern("{n},{t},{Mac}"), "");
    lines.shape.place(format::Field::Mac).column = 2;
    lines.shape.recipe.names[0].column = 0;
    lines.shape.recipe.names[1].column = 1;
    rows.push_back({"a part of a line", "n", lines, table(""), true});
    rules::RunOptions parts = base(format::InputFormat::JsonLines, "");
    parts.shape.message_encoding = Encoding::Text;
    parts.shape.mac = *format::parse_mac_template("n={n},{Mac:hex}", "");
    Row part{"a part of the MAC's field", "n", parts, "", false};
    Row nested{"a member by its pointer", "/of/n", base(format::InputFormat::JsonLines, "{t}"), "", false};
    Row inner{"a value in JSON in the message", "Message:json/n", base(format::InputFormat::JsonLines, ""), "", true};
    inner.options.shape.message_encoding = Encoding::Text;
    for (const std::string n : {"1", "2", "4"}) {
        part.text += R"({"Message":"t","Mac":"n=)" + n + "," + hex_mac("t") + "\"}\n";
        nested.text += R"({"of":{"n":)" + n + R"(},"t":"t","Mac":")" + hex_mac("t") + "\"}\n";
        inner.text += R"({"Message":"{\"n\":)" + n + R"(}","Mac":")" + hex_mac("{\"n\":" + n + "}") + "\"}\n";
    }
    rows.insert(rows.end(), {part, nested, inner});
    for (const Row& row : rows) {
        INFO(row.what << ": " << row.text);
        const judge::ValueReport report = checked(row.text, ValueRule::Sequence, row.field, row.options);
        CHECK(told(report) == Texts{"3 gap 1 after 2"});
        CHECK(report.counts.values == 3);
        CHECK(report.is_covered == row.is_covered);
        CHECK(checked(row.text + row.text, ValueRule::Unique, row.field, row.options).counts.repeats >= 2);
    }
}

TEST_CASE("each source has its own place for a field") {
    const TempDir dir;
    rules::RunOptions options;
    options.shape.format = format::InputFormat::Csv;
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    options.shape.mac_encoding = Encoding::Hex;
    options.shape.recipe = *format::parse_recipe("{text}");
    add_check(options, ValueRule::Sequence, "n");
    const std::vector<std::string> files{
        dir.write("a", "n,text,Mac\n1,5," + hex_mac("5") + "\n"),
        dir.write("b", "text,n,Mac\n5,2," + hex_mac("5") + "\n5,4," + hex_mac("5") + "\n")};
    const judge::ValueReport report =
        run_files(files, one_key(), options, backend_named("simd"), ParsedLines::Unwanted).report.value_checks.at(0);
    CHECK(told(report) == Texts{"1:2 gap 1 after 1:1"});
}

TEST_CASE("a fingerprint has 128 bits that depend on the value and on the key") {
    rules::RunOptions options;
    add_check(options, ValueRule::Unique, "n");
    input::Slab slab;
    const std::string text = numbered({"1", "2", "1"});
    slab.buffer.assign(as_bytes(text));
    slab.size = text.size();
    slab.shape = std::make_shared<format::Shape>(options.shape);
    judge::SlabResult result;
    judge::frame_slab(slab, result.framing);
    result.outcomes.resize(3);
    for (judge::Outcome& outcome : result.outcomes) {
        outcome.verdict = Verdict::Valid;
    }
    std::vector<judge::Fingerprint> found;
    for (int run = 0; run < 2; ++run) {
        judge::ValueReader reader(options, judge::random_value_key().bytes());
        std::vector<judge::CheckValues> values;
        reader.read(slab, result, values);
        REQUIRE(values.at(0).values.size() == 3);
        CHECK(values[0].values[0].fingerprint == values[0].values[2].fingerprint);
        found.push_back(values[0].values[0].fingerprint);
        found.push_back(values[0].values[1].fingerprint);
    }
    for (std::size_t a = 0; a < found.size(); ++a) {
        CHECK(found[a].high != found[a].low);
        for (std::size_t b = 0; b < a; ++b) {
            CHECK(found[a].high != found[b].high);
            CHECK(found[a].low != found[b].low);
        }
    }
}

TEST_CASE("a field that no valid record has is told, with the names that are there") {
    const auto told_of = [](const std::string& text, std::string_view field) {
        rules::RunOptions options;
        add_check(options, ValueRule::Unique, field);
        const report::Report report =
            run_text(text, one_key(), options, backend_named("simd"), ParsedLines::Unwanted).report;
        return std::pair(report.missing_names, report::exit_status(report, {}));
    };
    const std::string text = numbered({"1", "2"});
    CHECK(told_of(text, "m") ==
          std::pair(Texts{"no valid record has \"m\", which --unique names; the first one has: n, "
                          "KeyId, MacAlgorithm, Message, Mac"},
                    3));
    CHECK(told_of(text, "m?") == std::pair(Texts{}, 0));
    CHECK(told_of(text, "n") == std::pair(Texts{}, 0));
    CHECK(told_of(numbered({"1", ""}), "n") == std::pair(Texts{}, 4));
    CHECK(told_of(numbered({"!1", "!2"}), "m") == std::pair(Texts{}, 1));
}

TEST_CASE("an exit status has the findings behind a wrong MAC, and before what was not read") {
    const auto status_of = [](const std::string& text, report::Expectations expectations) {
        rules::RunOptions options;
        add_check(options, ValueRule::Unique, "n");
        add_check(options, ValueRule::Sequence, "n?");
        return report::end_reasons(
            run_text(text, one_key(), options, backend_named("simd"), ParsedLines::Unwanted).report, expectations);
    };
    std::vector<report::EndReason> reasons = status_of(numbered({"1", "1", "1", "5", "", "!6"}), {.records = 7});
    std::vector<std::pair<int, std::string>> told_reasons;
    for (const report::EndReason& reason : reasons) {
        told_reasons.emplace_back(reason.status, reason.words);
    }
    CHECK(told_reasons ==
          std::vector<std::pair<int, std::string>>{{1, "1 record has a wrong MAC"},
                                                   {1, "1 of 2 values of n occurs more than once"},
                                                   {1, "n has 1 gap (3 numbers skipped) and 2 repeats"},
                                                   {3, "7 records were expected, and there are 6"},
                                                   {4, "1 valid record has no n that --unique can check"}});
    CHECK(status_of(numbered({"1", "2"}), {}).empty());
}

TEST_CASE("values are compared up to the record at which a run stops") {
    rules::RunOptions options;
    options.max_invalid = 1;
    CHECK(told(checked(numbered({"1", "1", "!2", "1", "1"}), ValueRule::Sequence, "n", options)) ==
          Texts{"2 repeat after 1"});
}

TEST_CASE("what is kept to find repeats has a limit, and what is past it is counted") {
    judge::ValueSet set(1000);
    const auto value = [](std::uint64_t i) { return judge::Fingerprint{i, i * 0x9e3779b97f4a7c15U}; };
    using Outcome = judge::ValueSet::Outcome;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        REQUIRE(set.add(value(i), i).outcome == (i < 1000 ? Outcome::New : Outcome::NotKept));
        REQUIRE(set.size() == std::min<std::uint64_t>(i + 1, 1000));
    }
    CHECK(set.memory_bytes() <= 2048 * 24);
    CHECK(set.add(value(999), 200'000).outcome == Outcome::Repeat);
    CHECK(set.add(value(999), 200'001).outcome == Outcome::NextRepeat);
    CHECK(set.add(value(999), 200'002).first == 999);
    CHECK(set.add(value(7), 7).outcome == Outcome::Same);
    CHECK(set.add(value(7), 8).outcome == Outcome::Repeat);
    judge::ValueSet growing(1 << 20);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        growing.add(value(i), i);
        REQUIRE(growing.memory_bytes() <= std::max<std::uint64_t>(1024 * 24, 64 * (i + 1)));
    }

    rules::RunOptions options;
    options.max_unique_values = 2;
    const judge::ValueReport report =
        checked(numbered({"1", "2", "3", "1", "4", "3"}), ValueRule::Unique, "n", options);
    CHECK(told(report) == Texts{"4 repeat after 1"});
    CHECK(report.counts.different == 2);
    CHECK(report.counts.unchecked == 3);
}

TEST_CASE("values that differ in one bit of their fingerprint are different") {
    judge::ValueSet set(1000);
    set.add({0, 0}, 0);
    for (int bit = 0; bit < 64; ++bit) {
        CHECK(set.add({std::uint64_t{1} << bit, 0}, 1).outcome == judge::ValueSet::Outcome::New);
        CHECK(set.add({0, std::uint64_t{1} << bit}, 1).outcome == judge::ValueSet::Outcome::New);
    }
}

TEST_CASE("a number that can be written in several ways is not compared") {
    const judge::ValueReport report = checked(numbered({"1", "1.0", "1e0", "-0", "-1", "0"}), ValueRule::Unique);
    CHECK(report.counts.different == 3);
    CHECK(report.counts.unreadable == 3);
    CHECK(report.num_unchecked() == 3);
}

TEST_CASE("a field is covered where the message has its text") {
    struct Row {
        std::string recipe;    // empty: the message is a field of its own
        std::string field;
        bool is_covered;
    };
    const std::vector<Row> rows{
        {"", "Mac", true},
        {"", "sig", true},
        {"", "Message", true},
        {"", "payload", true},
        {"", "Id", false},
        {"", "n", false},
        {"", "payload:json/n", true},
        {"", "n:json/payload", false},
        {"{n}|{t}", "n", true},
        {"{n}|{t}", "Id", true},
        {"{n}|{t}", "Mac", true},
        {"{m}|{t}", "n", false},
        {"{n:int}|{t}", "n", true},
        {"{n:hex}", "n", false},
        {"{n:len}", "n", false},
        {"json-without:sig", "n", true},
        {"json-without:n", "n", false},
        {"{raw}", "n", true},
    };
    for (const Row& row : rows) {
        format::Shape shape;
        shape.place(format::Field::Mac) = {.name = "sig", .is_mapped = true};
        shape.place(format::Field::Id) = {.name = "n", .is_mapped = true};
        if (row.recipe.empty()) {
            shape.place(format::Field::Message) = {.name = "payload", .is_mapped = true};
        } else {
            shape.recipe = *format::parse_recipe(row.recipe);
        }
        INFO(row.recipe << " and " << row.field);
        CHECK(format::is_covered(*format::parse_value_check(ValueRule::Unique, row.field, shape), shape) ==
              row.is_covered);
    }
}

}    // namespace hmacsweep::tests
