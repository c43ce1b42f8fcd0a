// Candidate keys on the command line: what --key-id takes, what it refuses, and what results and summary say.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A folder with keys of odd names, and records that name none: one under each of `old`, `new`, `a,b` and `any`, and
/// one that is altered.
class Rotated {
public:
    Rotated() {
        std::vector<keys::Key> list;
        for (const std::string name : {"old", "new", "a,b", "any"}) {
            list.push_back(make_key(name, as_bytes("material of " + name)));
        }
        const keys::KeyStore keys = make_store(std::move(list));
        key_file = dir.write("keys.json", key_file_text(keys));
        ::chmod(key_file.c_str(), 0600);
        for (std::uint32_t i = 0; i < 5; ++i) {
            Fields fields;
            fields.algorithm = "HMAC_SHA_256";
            fields.message = to_vector("message " + std::to_string(i));
            fields.mac = reference_hmac(Algorithm::HmacSha256, keys[i % 4].material.bytes(), fields.message);
            fields.mac->at(0) ^= static_cast<std::uint8_t>(i == 4 ? 1 : 0);
            records += record_line(fields) + "\n";
        }
        input = dir.write("records.jsonl", records);
    }

    [[nodiscard]] ProcessResult run(std::vector<std::string> arguments, std::string command = "verify") const {
        arguments.insert(arguments.begin(), {std::move(command), input, "--keys", key_file});
        return program(std::move(arguments));
    }
    /// The keys that --key-id with these values gives the records; `-` for one that is not valid.
    [[nodiscard]] std::vector<std::string> keys_given(const std::vector<std::string>& values) const {
        std::vector<std::string> arguments{"--quiet"};
        for (const std::string& value : values) {
            arguments.insert(arguments.end(), {"--key-id", value});
        }
        const ProcessResult result = run(arguments);
        CAPTURE(result.err);
        std::vector<std::string> keys;
        for (const nlohmann::json& line : json_lines(result.out)) {
            keys.push_back(line["MacValid"] == true ? line["KeyId"].get<std::string>() : "-");
        }
        return keys;
    }

    TempDir dir;
    std::string key_file;
    std::string records;
    std::string input;
};

using Names = std::vector<std::string>;

}    // namespace

TEST_CASE("--key-id takes one key, a list, or several, and a key's own name wins, whatever is in it") {
    const Rotated place;
    CHECK(place.keys_given({"old"}) == Names{"old", "-", "-", "-", "-"});
    CHECK(place.keys_given({"new,old"}) == Names{"old", "new", "-", "-", "-"});
    CHECK(place.keys_given({"new", "old"}) == Names{"old", "new", "-", "-", "-"});
    CHECK(place.keys_given({"a,b"}) == Names{"-", "-", "a,b", "-", "-"});
    CHECK(place.keys_given({"a,b", "old,any"}) == Names{"old", "-", "a,b", "any", "-"});
    // There is a key of this name here.
    CHECK(place.keys_given({"any"}) == Names{"-", "-", "-", "any", "-"});
}

TEST_CASE("--key-id any takes every key of the key files, and the summary tells which records are under which") {
    const Workplace place;
    std::string records;
    for (const char* const key : {"plain", "plain", "kms", "kms", "plain"}) {
        nlohmann::json record =
            nlohmann::json::parse(place.record("message", std::string(key) == "kms" ? "alias/kms" : key));
        record.erase("KeyId");
        records += record.dump() + "\n";
    }
    nlohmann::json altered = nlohmann::json::parse(records.substr(0, records.find('\n')));
    altered["Message"] = "AAAA";
    records += altered.dump() + "\n";
    const std::string file = place.dir.write("input.jsonl", records);
    const std::string summary_file = place.dir.file("summary.json");
    const ProcessResult result =
        place.verify("", {file, "--key-id", "any", "--results", "failures", "--summary", summary_file});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0]["Record"] == 6);
    CHECK_FALSE(lines[0].contains("KeyId"));
    CHECK(lines[0]["Error"]["Message"] == "The MAC does not match the message under any of the 2 candidate keys.");
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    const std::string arn = "arn:aws:kms:us-east-1:111122223333:key/kms";
    const nlohmann::json expected{{{"source", file}, {"first", 1}, {"last", 2}, {"key", "plain"}},
                                  {{"source", file}, {"first", 3}, {"last", 4}, {"key", arn}},
                                  {{"source", file}, {"first", 5}, {"last", 5}, {"key", "plain"}}};
    CHECK(summary["key_ranges"] == expected);
    CHECK(summary["num_key_ranges"] == 3);
    CHECK(summary["by_key"][0]["records"] == 3);
    CHECK(summary["by_key"][1]["records"] == 2);
    CHECK(summary["without_key"]["records"] == 1);
    CHECK(summary["candidates"]["unmatched"] == 1);
    CHECK(summary["candidates"]["notice"].is_null());
    CHECK(summary["cross_check"]["candidates"] ==
          nlohmann::json{{"matches", 5}, {"failing_pairs", 5}, {"unmatched", 1}, {"unmatched_pairs", 2}});
    CHECK(result.err.find(": records 3 to 4: ") != std::string::npos);
    CHECK(result.err.find("(no candidate key fits)") != std::string::npos);

    // Without candidates there is nothing of all this.
    CHECK(place.verify("", {file, "--key-id", "plain", "--summary", summary_file}).err.find("records 1 to") ==
          std::string::npos);
    CHECK_FALSE(nlohmann::json::parse(place.dir.read("summary.json")).contains("key_ranges"));
}

TEST_CASE("candidates that make no sense are usage errors, before anything is written") {
    const Rotated place;
    const Workplace no_any;
    const std::string output = place.dir.file("results.jsonl");
    const auto refused = [&](std::vector<std::string> arguments, const std::string& words,
                             std::string command = "verify") {
        arguments.insert(arguments.end(), {"-o", output});
        const ProcessResult result = place.run(std::move(arguments), std::move(command));
        INFO(result.err);
        CHECK(result.status == 2);
        CHECK(result.err.find(words) != std::string::npos);
        CHECK_FALSE(place.dir.has("results.jsonl"));
    };
    refused({"--key-id", "old,nobody"}, "no key has the name \"nobody\"");
    refused({"--key-id", "old", "--key-id", "nobody"}, "no key has the name \"nobody\"");
    refused({"--key-id", "old,"}, "has an empty name in it");
    refused({"--key-id", ",old"}, "has an empty name in it");
    refused({"--key-id", "old", "--key-id", ""}, "empty");
    refused({"--key-id", ""}, "--key-id needs a value that is not empty");
    refused({"--key-id", "old,new", "--mac-algorithm", "HMAC_SHA_256"}, "takes one key here", "generate");
    refused({"--key-id", "old", "--key-id", "new"}, "takes one key here", "generate");
    const ProcessResult both = no_any.verify("", {"--key-id", "any", "--key-id", "plain"});
    CHECK(both.status == 2);
    CHECK(both.err.find("--key-id any takes every key") != std::string::npos);
    CHECK(program({"generate", place.input, "--keys", no_any.key_file, "--key-id", "any"}).status == 2);
    // A single name that no key has says something about the records, as ever.
    CHECK(place.run({"--key-id", "nobody", "--quiet"}).status == 4);
}

TEST_CASE("a candidate that is left out for its state is told of before the run") {
    const Rotated place;
    std::string text = place.dir.read("keys.json");
    nlohmann::json keys = nlohmann::json::parse(text);
    keys["Keys"][0]["KeyState"] = "Disabled";
    place.dir.write("keys.json", keys.dump());
    const ProcessResult result = place.run({"--key-id", "old,new", "--summary", place.dir.file("summary.json")});
    CHECK(result.err.find("1 candidate key is left out for its state (old is Disabled)") != std::string::npos);
    CHECK(nlohmann::json::parse(place.dir.read("summary.json"))["candidates"]["notice"].get<std::string>().find(
              "old is Disabled") != std::string::npos);
    CHECK(json_lines(place.run({"--key-id", "old,new", "--ignore-key-state"}).out)[0]["KeyId"] == "old");
}

TEST_CASE("show takes the same candidates, and says which key it was or how many were tried") {
    const Rotated place;
    const auto show = [&](const std::string& record, const std::string& key_ids) {
        return place.run({"--record", record, "--key-id", key_ids}, "show");
    };
    CHECK(show("2", "old,new").err.find("valid (key new, HMAC_SHA_256)") != std::string::npos);
    CHECK(show("5", "old,new").err.find("under any of the 2 candidate keys.\n") != std::string::npos);
    CHECK(show("2", "old,nobody").status == 2);
}
