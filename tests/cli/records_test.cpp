// --records: the elements of an array in each JSON document are the records.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string element(const std::string& line) {
    return line.substr(0, line.size() - 1);
}

}    // namespace

TEST_CASE("every element of the array is a record with its own number, line and offset") {
    const Workplace place;
    const std::string a = element(place.record("a"));
    const std::string bad = element(place.forged("b"));
    const std::string first =
        fmt::format("{{\"v\":[1,{{\"Records\":[]}}],\"Records\":[{}, {}],\"n\":1E+400}}\n", a, bad);
    const std::string text = first + "\n" + "{\"Records\":[ ]}\n" + fmt::format("{{\"Records\":[{},{}]}}\n", bad, a);
    const std::string rejects = place.dir.file("rejects.jsonl");
    const std::string summary = place.dir.file("summary.json");
    const ProcessResult result =
        place.verify(text, {"--records", "/Records", "--rejects", rejects, "--summary", summary});
    CHECK(result.status == 1);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0]["MacValid"] == true);
    CHECK(lines[1]["Record"] == 2);
    CHECK(lines[1]["Line"] == 1);
    CHECK(lines[1]["Offset"] == first.find(bad));
    CHECK(lines[2]["Record"] == 3);
    CHECK(lines[2]["Line"] == 4);
    CHECK(lines[2]["Offset"] == text.rfind(bad));
    CHECK(place.dir.read("rejects.jsonl") == bad + "\n" + bad + "\n");
    CHECK(place.verify(place.dir.read("rejects.jsonl")).status == 1);
    const nlohmann::json written = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(written["records"] == 4);
    CHECK(written["blank_lines"] == 1);
    const ProcessResult shown =
        program({"show", place.dir.write("four.jsonl", text), "--record", "3", "--records", "/Records"});
    CHECK(has(shown.out, bad));
}

TEST_CASE("one document over several lines, and an array of documents, have their records, too") {
    const Workplace place;
    const std::string a = element(place.record("a"));
    const std::string bad = element(place.forged("b"));
    const std::string document = fmt::format("{{\n \"log\": {{\"entries\": [\n  {},\n  {}\n ]}}\n}}\n", a, bad);
    const ProcessResult one = place.verify(document, {"--records", "/log/entries", "--input-format", "json"});
    CHECK(one.status == 1);
    CHECK(json_lines(one.out).at(1)["Line"] == 4);
    const std::string rejects = place.dir.file("rejects.json");
    const std::string documents = fmt::format("[{},\n{}]\n", document, document);
    const ProcessResult both = place.verify(documents, {"--records", "/log/entries", "--input-format", "json",
                                                        "--rejects", rejects, "--expect-records", "4"});
    CHECK(both.status == 1);
    CHECK(json_lines(both.out).at(3)["Offset"] == documents.rfind(bad));
    CHECK(nlohmann::json::parse(place.dir.read("rejects.json")).size() == 2);
    CHECK(program({"verify", "--keys", place.key_file, "--records", "/log/entries", place.dir.write("x.json", document),
                   "-o", "/dev/null"})
              .status == 1);
}

TEST_CASE("a document whose array is not there, or is there twice, is a malformed record and no PASS") {
    const Workplace place;
    const std::string a = element(place.record("a"));
    const std::string good = fmt::format("{{\"Records\":[{}]}}\n", a);
    CHECK(place.verify(good, {"--records", "/Records"}).status == 0);
    for (const std::string& document : std::vector<std::string>{
             "{}", a, "[]", "null", "\"x\"", "{\"Records\":null}", "{\"Records\":{}}", "{\"Records\":[" + a + "}",
             "{\"Records\":[" + a + "]", "{\"Records\":[" + a + ",]}", "{\"Records\":[" + a + "]} " + a,
             "{\"Records\":[" + a + "],\"Records\":[]}", "{\"Records\":[" + a + "],\"Rec\\u006frds\":[]}",
             "{\"Records\":[" + a + ",7]}", "{\"Records\":[[" + a + "]]}", "{\"Records\":[" + a + "],}",
             "{{\"Records\":[" + a + "]}}"}) {
        INFO(document);
        const ProcessResult result = place.verify(good + document + "\n" + good, {"--records", "/Records"});
        CHECK(result.status == 4);
        CHECK(has(result.out, "\"Line\":2,"));
        CHECK(has(result.err, "ValidationException 1\n"));
    }
}

TEST_CASE("without --records, an element that no name of the command means is no PASS") {
    const Workplace place;
    const std::string a = element(place.record("a"));
    const std::string text = fmt::format("{{\"Records\":[{},{}]}}\n", a, element(place.forged("b")));
    const ProcessResult result =
        place.verify(text, {"--columns",
                            "mac=/Records/0/Mac,message=/Records/0/Message,key-id=/Records/0/KeyId,"
                            "mac-algorithm=/Records/0/MacAlgorithm"});
    CHECK(result.status == 3);
    CHECK(has(result.err, "1 record has a list of which not every element was looked at"));
}

TEST_CASE("--records goes with --where, names within the element and many slabs, and is for JSON alone") {
    const Workplace place;
    std::string text;
    const std::string good = element(place.record("m")).substr(1);
    const std::string bad = element(place.forged("x")).substr(1);
    constexpr int num_documents = 5000;    // of more than one slab
    for (int i = 0; i < num_documents; ++i) {
        text += fmt::format("{{\"Records\":[{{\"event\":{{\"type\":\"a\"}},{},{{\"event\":{{\"type\":\"b\"}},{}]}}\n",
                            good, bad);
    }
    const ProcessResult result =
        place.verify(text, {"--records", "/Records", "--where", "/event/type=a", "--results", "none"});
    CHECK(result.status == 0);
    CHECK(has(result.err, "PASS for 5,000 of 10,000 records, chosen by --where /event/type=a: "));
    CHECK(place.verify(text, {"--records", "Records"}).status == 2);
    CHECK(place.verify(text, {"--records", "/Records", "--input-format", "csv"}).status == 2);
    const ProcessResult table = place.verify("Id,KeyId,MacAlgorithm,Message,Mac\n", {"--records", "/Records"});
    CHECK(table.status == 3);
    CHECK(has(table.err, "is no JSON, and --records is for JSON"));
}
