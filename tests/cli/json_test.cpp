// JSON arrays and single objects as a user gives them: to verify, generate, show, and from rejects again.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// JSON Lines as one array, each record over several lines.
std::string pretty(const std::string& lines) {
    nlohmann::json array = nlohmann::json::array();
    for (const nlohmann::json& record : json_lines(lines)) {
        array.push_back(record);
    }
    return array.dump(4) + "\n";
}

/// One record over several lines.
std::string pretty_object(const std::string& line) {
    return nlohmann::json::parse(line).dump(4) + "\n";
}

std::vector<std::string> codes(const ProcessResult& result) {
    std::vector<std::string> found;
    for (const nlohmann::json& line : json_lines(result.out)) {
        found.push_back(line.contains("Error") ? line["Error"]["Code"].get<std::string>() : std::string("valid"));
    }
    return found;
}

using Codes = std::vector<std::string>;

}    // namespace

TEST_CASE("an array, pretty-printed or not, has the verdicts of the same records as JSON Lines") {
    const Workplace place;
    const std::string lines =
        place.record("a") + place.forged("b") + place.lost("c") + place.untagged("d") + place.record("e");
    const std::vector<nlohmann::json> expected = json_lines(place.verify(lines).out);
    const std::string array = pretty(lines);
    const std::string compact = nlohmann::json::parse(array).dump();
    for (const std::string& text : {array, compact, "\xef\xbb\xbf" + array}) {
        const ProcessResult result = place.verify(text, {"--input-format", "json"});
        CHECK(result.status == 1);
        const std::vector<nlohmann::json> found = json_lines(result.out);
        REQUIRE(found.size() == expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (const std::string name : {"Record", "KeyId", "MacValid", "MacAlgorithm", "Error"}) {
                CHECK(found[i].value(name, nlohmann::json()) == expected[i].value(name, nlohmann::json()));
            }
        }
        // Line and Offset are those of the element's first byte.
        std::size_t brace = text.find('{');
        brace = text.find('{', brace + 1);
        CHECK(found[1]["Offset"] == brace);
        CHECK(found[1]["Line"] ==
              1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(brace), '\n'));
    }
}

TEST_CASE("files named .json are arrays or objects, compressed or not, named or in a folder") {
    const Workplace place;
    const std::string object = place.record("alone");
    place.dir.write("logs/a.json", pretty(place.record("a") + place.record("b")));
    place.dir.write("logs/b.json", object);
    place.dir.write("logs/c.jsonl", place.record("c") + place.forged("d"));
    if (can_read(input::Compression::Gzip)) {
        place.dir.write("logs/d.json.gz", gzip_of(pretty(place.record("e") + place.record("f"))));
    } else {
        place.dir.write("logs/d.json", pretty(place.record("e") + place.record("f")));
    }
    const ProcessResult result = place.verify("", {place.dir.file("logs")});
    CHECK(result.status == 1);
    CHECK(codes(result) == Codes{"valid", "valid", "valid", "valid", "KMSInvalidMacException", "valid", "valid"});
    CHECK(codes(place.verify("", {place.dir.file("logs"), "--input-format", "json", "--exclude", "*.jsonl"})) ==
          Codes(5, "valid"));
    CHECK(place.verify("", {place.dir.file("logs/a.json")}).status == 0);
    // Never guessed for anything else, but named.
    const ProcessResult piped = place.verify(pretty(place.record("a")));
    CHECK(piped.status == 3);
    CHECK(piped.out.empty());
    CHECK(piped.err.find("--input-format json reads") != std::string::npos);
}

TEST_CASE(
    "files named .json that have an object in each line are JSON Lines, and other objects in a row are told of jq") {
    const Workplace place;
    const std::string one = place.record("a");
    place.dir.write("spark/part-00000.json", "\n" + one + place.record("b"));
    place.dir.write("spark/part-00001.json", one + "\r\n\n " + place.forged("b"));
    place.dir.write("spark/part-00002.json", one);
    place.dir.write("spark/_SUCCESS", "");
    const ProcessResult lines = place.verify("", {place.dir.file("spark")});
    CHECK(lines.status == 1);
    CHECK(codes(lines) == Codes{"valid", "valid", "valid", "KMSInvalidMacException", "valid"});
    const std::string without_end = one.substr(0, one.size() - 1);
    for (const std::string& text : {without_end + one, pretty_object(one) + one, one + "]\n", one + "text\n"}) {
        const std::string file = place.dir.write("odd.json", text);
        const ProcessResult result = place.verify("", {file});
        CAPTURE(text, result.err);
        CHECK(result.status == 3);
        CHECK(codes(result) == Codes{"valid"});
        CHECK_THAT(result.err, has_text("has more than one JSON object (`jq -c .` writes one a line"));
    }
}

TEST_CASE("a key file that lies in a folder of inputs is no input of the run that uses it") {
    const Workplace place;
    place.dir.write("logs/a.json", pretty(place.record("a")));
    const std::string keys = place.dir.write("logs/keys.json", read_file(place.key_file));
    std::filesystem::permissions(keys, std::filesystem::perms::owner_read);
    const std::string rejects = place.dir.file("rejects.json");
    const ProcessResult result = program({"verify", place.dir.file("logs"), "--keys", keys, "--rejects", rejects});
    CHECK(result.status == 0);
    CHECK(codes(result) == Codes{"valid"});
    CHECK(read_file(rejects) == "[\n]\n");
}

TEST_CASE("an empty array is an input without records") {
    const Workplace place;
    CHECK(place.verify("[]", {"--input-format", "json"}).status == 4);
    CHECK(place.verify("[ ]\n", {"--input-format", "json", "--allow-empty"}).status == 0);
    CHECK(place.verify("", {"--input-format", "json", "--allow-empty"}).status == 3);
}

TEST_CASE("a broken element breaks itself, and lost brackets end the input with status 3") {
    const Workplace place;
    std::string good = place.record("a");
    good.pop_back();
    const Codes around{"valid", "ValidationException", "valid"};
    for (const std::string broken :
         {"{}", "[1]", "[{\"a\":[]}]", "\"text, with ] and \\\" in it\"", "7", "null", "{\"a\":}", "{\"a\" 1}", "{} {}",
          "}", "x", "{\"Id\":\"a\nb\"}", "{\"Id\":\"\xff\"}", ""}) {
        const ProcessResult result =
            place.verify("[" + good + ",\n" + broken + ",\n" + good + "]", {"--input-format", "json"});
        INFO(broken << ": " << result.out << result.err);
        CHECK(codes(result) == around);
        CHECK(result.status == 4);
    }
    for (const std::string rest : {"{\"a\":[1}", "{\"a\":\"x}", "{", "[[]"}) {
        const ProcessResult result =
            place.verify("[" + good + "," + rest + "," + good + "]", {"--input-format", "json"});
        INFO(rest);
        CHECK(codes(result) == Codes{"valid", "ValidationException"});
        CHECK(result.status == 3);
        CHECK(result.err.find("array has not ended") != std::string::npos);
    }
    // Brackets in fields that are passed over.
    const std::string nested = "{\"x\":[[{\"y\":\"]},[\"}],\"\\\"]\"]," + good.substr(1);
    CHECK(codes(place.verify("[" + nested + "," + nested + "]", {"--input-format", "json"})) ==
          Codes{"valid", "valid"});
    CHECK(place.verify("[" + good + "]]", {"--input-format", "json"}).status == 3);
    CHECK(place.verify("[" + good + ",]", {"--input-format", "json"}).status == 4);
}

TEST_CASE("rejects of arrays are an array that is read again, byte for byte") {
    const Workplace place;
    const std::string forged = "{\n  \"x\": [ 1,\n 2 ]," + place.forged("b").substr(1);
    const std::string text = "[" + place.record("a") + "," + forged + " , 7,\n" + place.lost("c") + ",,{\"a\":1";
    const std::string rejects = place.dir.file("rejects.json");
    const ProcessResult first = place.verify(text, {"--input-format", "json", "--rejects", rejects});
    CHECK(first.status == 1);
    CHECK_THAT(first.err, has_text("also: 1 of 1 input was not read whole"));
    const std::string kept = read_file(rejects);
    std::string lost = place.lost("c");
    lost.pop_back();
    CHECK(kept == "[\n" + forged.substr(0, forged.size() - 1) + ",\n7,\n" + lost + "\n]\n");
    CHECK(first.err.find("2 ") != std::string::npos);
    const ProcessResult second = place.verify("", {rejects});
    CHECK(codes(second) == Codes{"KMSInvalidMacException", "ValidationException", "NotFoundException"});
    // Lines and elements do not go into one file.
    place.dir.write("mixed/a.json", "[7]");
    place.dir.write("mixed/b.jsonl", "7\n");
    const ProcessResult mixed = place.verify("", {place.dir.file("mixed"), "--rejects", place.dir.file("mixed.json")});
    CHECK(mixed.status == 2);
    CHECK_THAT(mixed.err, has_text("a.json is json, but") && has_text("b.jsonl is jsonl"));
}

TEST_CASE("show prints an element as it stands, over its lines") {
    const Workplace place;
    const std::string array = "[\n" + place.record("a") + ",\n  {\"Id\":\n 7}\n]\n";
    const std::string input = place.dir.write("in.json", array);
    const ProcessResult result = program({"show", input, "--record", "2"});
    CHECK(result.out.find("{\"Id\":\n 7}") == 0);
    CHECK(result.err.find("record 2, line 4, offset " + std::to_string(array.find("{\"Id\":\n"))) != std::string::npos);
}

TEST_CASE("generate takes an array, and a message that is the element less a member") {
    const Workplace place;
    const std::string array = R"([{"KeyId":"plain","MacAlgorithm":"HMAC_SHA_256","Message":"YQ=="},
        {"KeyId":"plain", "MacAlgorithm":"HMAC_SHA_256",
         "Message":"Yg=="}])";
    ProcessOptions options;
    options.input = array;
    const ProcessResult made =
        program({"generate", "--input-format", "json", "--keys", place.key_file, "--with-message", "-q"}, options);
    CHECK(made.status == 0);
    CHECK(place.verify(made.out).status == 0);
    options.input = "[{\"user\":\"alice\",\n  \"hmac\":\"\",\n  \"amount\": 1.5}]";
    const ProcessResult object =
        program({"generate", "--input-format", "json", "--keys", place.key_file, "--key-id", "plain", "--mac-algorithm",
                 "HMAC_SHA_256", "--columns", "mac=hmac", "--message", "sorted-without:hmac", "--with-message", "-q"},
                options);
    CHECK(json_lines(object.out)[0]["Message"] == base64(as_bytes(R"({"amount":1.5,"user":"alice"})")));
}

TEST_CASE("memory does not grow with an array") {
    const Workplace place;
    std::string record = place.record("a");
    record.back() = ',';
    std::string text = "[";
    while (text.size() < 60'000'000) {
        text += record;
    }
    text.back() = ']';
    const std::string large = place.dir.write("large.json", text);
    const std::string small = place.dir.write("small.json", "[" + record.substr(0, record.size() - 1) + "]");
    CHECK(peak_kib({"verify", large, "--keys", place.key_file, "--results", "none", "--backend", "simd"}) <
          peak_kib({"verify", small, "--keys", place.key_file, "--results", "none", "--backend", "simd"}) + 30'000);
}
