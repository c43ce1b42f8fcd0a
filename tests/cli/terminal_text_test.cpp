// Nothing that others wrote steers the terminal of who runs hmacsweep: no control character of theirs and no mark that
// turns the direction of writing reaches standard error, or a text for people on standard output.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// Escape sequences of 7 and of 8 bits, a bell, a carriage return, U+061C, U+200F, U+202E and U+2066.
const std::string hostile =
    "x\x1b[31m\xc2\x9b"
    "2J\x07\r\xd8\x9c\xe2\x80\x8f\xe2\x80\xae\xe2\x81\xa6y";

/// Where a text has one of them; npos for nowhere.
std::size_t hostile_at(const std::string& text) {
    std::size_t first = std::string::npos;
    for (const std::string part :
         {"\x1b", "\xc2\x9b", "\x07", "\r", "\xd8\x9c", "\xe2\x80\x8f", "\xe2\x80\xae", "\xe2\x81\xa6"}) {
        first = std::min(first, text.find(part));
    }
    return first;
}

/// A key file whose one key has hostile names, written by `keys import`, whose words are looked at.
std::string hostile_keys(const TempDir& dir) {
    const std::string file = dir.file("keys" + hostile + ".json");
    ProcessOptions options;
    options.input = "0123456789";
    const ProcessResult result = program(
        {"keys", "import", "--id", hostile, "--alias", "alias/" + hostile, "--encoding", "text", "-o", file}, options);
    CAPTURE(result.err);
    CHECK(result.status == 0);
    CHECK(hostile_at(result.err) == std::string::npos);
    return file;
}

}    // namespace

TEST_CASE("names of keys that would steer a terminal are not printed") {
    const Workplace place;
    const std::string keys = hostile_keys(place.dir);
    const ProcessResult list = program({"keys", "list", "--keys", keys});
    CHECK(list.status == 0);
    CHECK(hostile_at(list.out + list.err) == std::string::npos);
    std::string input;
    for (int i = 0; i < 20; ++i) {
        input += place.forged("m" + std::to_string(i));
    }
    std::string records;
    for (nlohmann::json& record : json_lines(input)) {
        record["KeyId"] = hostile;
        records += record.dump() + "\n";
    }
    records += place.lost("z") + "not json\n";
    const std::string file = place.dir.write("in" + hostile + ".jsonl", records);
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{}, {"-q"}, {"--key-id", hostile}, {"--key-id", hostile + "2"}}) {
        std::vector<std::string> arguments{"verify", file, "--keys", keys, "--results", "none"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const ProcessResult result = program(arguments);
        CAPTURE(more, result.err);
        CHECK(hostile_at(result.err) == std::string::npos);
    }
    const ProcessResult diagnosis = program({"diagnose", file, "--keys", keys});
    CHECK(hostile_at(diagnosis.out + diagnosis.err) == std::string::npos);
    const ProcessResult shown = program({"show", file, "--record", "1", "--keys", keys});
    CHECK(hostile_at(shown.err) == std::string::npos);
}

TEST_CASE("names of files, folders and columns that would steer a terminal are not printed") {
    const Workplace place;
    const std::filesystem::path folder = place.dir.path() / ("folder" + hostile);
    std::filesystem::create_directory(folder);
    std::filesystem::create_symlink("nowhere", folder / ("link" + hostile));
    std::filesystem::copy_file(place.dir.write("t.csv", hostile + ",b\nc," + hostile + "\n"),
                               folder / ("t" + hostile + ".csv"));
    std::filesystem::copy_file(place.dir.write("t.gz", "\x1f\x8b broken"), folder / ("z" + hostile + ".gz"));
    const std::vector<std::vector<std::string>> runs{
        {folder.string()},
        {folder.string(), "--include", hostile},
        {folder.string() + "/missing"},
        {place.dir.file("t.csv"), "--columns", "mac=" + hostile + "2"},
        {place.dir.file("t.csv"), "--columns", "mac=" + hostile + ",message=b", "--key-id", "plain", "--mac-algorithm",
         "HMAC_SHA_256"},
        {place.dir.file("t.csv"), "--message", "{" + hostile + "}{b}", "--columns", "mac=b", "--key-id", "plain",
         "--mac-algorithm", "HMAC_SHA_256"},
        {place.dir.write("a.jsonl", nlohmann::json{{hostile, "b"}}.dump() + "\n"), "--columns", "mac=none" + hostile},
        {place.dir.file("a.jsonl"), "-o", folder.string() + "/none/out"},
        {place.dir.file("a.jsonl"), "-o", folder.string() + "/out", "--rejects", folder.string() + "/out"},
        {place.dir.file("a.jsonl"), "--keys", folder.string() + "/none.json"},
    };
    for (std::vector<std::string> arguments : runs) {
        arguments.insert(arguments.begin(), {"verify", "--keys", place.key_file, "--results", "failures"});
        const ProcessResult result = program(arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status != 0);
        CHECK_FALSE(result.err.empty());
        CHECK(hostile_at(result.err) == std::string::npos);
        arguments.erase(arguments.begin() + 3, arguments.begin() + 5);
        arguments[0] = "diagnose";
        const ProcessResult diagnosis = program(arguments);
        CAPTURE(diagnosis.out, diagnosis.err);
        CHECK(hostile_at(diagnosis.out + diagnosis.err) == std::string::npos);
    }
}

TEST_CASE("arguments that would steer a terminal are not printed") {
    const Workplace place;
    std::vector<std::vector<std::string>> runs{{hostile},
                                               {"verify", "--" + hostile},
                                               {"keys", hostile},
                                               {"profiles", hostile},
                                               {"bench", "--backend", hostile},
                                               {"report", hostile, hostile},
                                               {"keys", "create", "--id", "a", "--key-spec", hostile, "-o", hostile},
                                               {"keys", "import", "--id", "a", "--in", hostile, "-o", hostile}};
    for (const std::string option : {"--keys",
                                     "--columns",
                                     "--line",
                                     "--message",
                                     "--mac",
                                     "--message-encoding",
                                     "--mac-encoding",
                                     "--mac-algorithm",
                                     "--input-format",
                                     "--backend",
                                     "--threads",
                                     "--profile",
                                     "--delimiter",
                                     "--refuse",
                                     "--mac-prefix",
                                     "--accept",
                                     "--results",
                                     "--cross-check",
                                     "--min-mac-bytes",
                                     "--max-record-bytes",
                                     "--expect-records",
                                     "--chain-link",
                                     "--files0-from",
                                     "--device"}) {
        runs.push_back({"verify", "--keys", place.key_file, option, hostile});
        runs.push_back({"verify", "--keys", place.key_file, option + "=" + hostile});
    }
    for (const std::vector<std::string>& arguments : runs) {
        const ProcessResult result = program(arguments);
        CAPTURE(arguments, result.out, result.err);
        CHECK(result.status != 0);
        CHECK(hostile_at(result.err + result.out) == std::string::npos);
    }
}
