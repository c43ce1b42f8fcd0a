// Outputs under several names of one file, or under another name of an input, are refused before anything is written.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace fs = std::filesystem;

namespace {

ProcessResult verify_in(const Workplace& place, std::vector<std::string> arguments) {
    ProcessOptions options;
    options.folder = place.dir.path();
    options.input = place.record("from standard input");
    arguments.insert(arguments.begin(), {"verify", "--keys", "keys.json"});
    return program(arguments, options);
}

}    // namespace

TEST_CASE("two outputs that are one file under two names are refused, and both options are named") {
    const Workplace place;
    place.dir.write("in.jsonl", place.record("a"));
    place.dir.write("old", "old");
    place.dir.write("d/x", "");
    fs::create_hard_link(place.dir.file("old"), place.dir.file("hard"));
    fs::create_symlink("old", place.dir.file("soft"));
    fs::create_symlink("new", place.dir.file("dangling"));
    fs::create_symlink("d", place.dir.file("e"));
    struct Row {
        std::vector<std::string> arguments;
        std::string first;
        std::string second;
    };
    const std::vector<Row> rows{
        {{"-o", "out", "--summary", "./out"}, "--output", "--summary"},
        {{"-o", "out", "--summary", place.dir.file("out")}, "--output", "--summary"},
        {{"-o", "d/out", "--report", "e/out"}, "--output", "--report"},
        {{"-o", "d/out", "--report", "d/../e/./out"}, "--output", "--report"},
        {{"-o", "old", "--rejects", "hard"}, "--output", "--rejects"},
        {{"--rejects", "soft", "--report", "old"}, "--rejects", "--report"},
        {{"--summary", "dangling", "--report", "new"}, "--summary", "--report"},
        {{"--rejects", "/dev/stdout"}, "--output", "--rejects"},
        {{"--summary", "/dev/fd/1"}, "--output", "--summary"},
        {{"--report", "-"}, "--output", "--report"},
        {{"--results", "none", "-o", "out", "--summary", "./out"}, "--output", "--summary"},
    };
    for (const Row& row : rows) {
        std::vector<std::string> arguments = row.arguments;
        arguments.emplace_back("in.jsonl");
        const ProcessResult result = verify_in(place, arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find(row.first) != std::string::npos);
        CHECK(result.err.find(row.second) != std::string::npos);
        CHECK(place.dir.read("old") == "old");
        CHECK_FALSE(place.dir.has("out"));
        CHECK_FALSE(place.dir.has("new"));
    }
}

TEST_CASE("an output that is an input, a key file or a file of names is refused under any name") {
    const Workplace place;
    const std::string input = place.dir.write("in.jsonl", place.record("a"));
    place.dir.write("names", std::string("in.jsonl\0", 9));
    place.dir.write("f/b.jsonl", place.record("b"));
    fs::create_hard_link(input, place.dir.file("hard"));
    fs::create_symlink("keys.json", place.dir.file("soft"));
    const std::string keys = place.dir.read("keys.json");
    const std::vector<std::vector<std::string>> rows{
        {"in.jsonl", "--summary", "hard"},
        {"in.jsonl", "--report", "./in.jsonl"},
        {"in.jsonl", "-o", "soft"},
        {"in.jsonl", "--rejects", "d/../soft"},
        {"--files0-from", "names", "-o", "./names"},
        {"nowhere", "-o", "./nowhere"},
        {"f", "-o", "f/b.jsonl"},
        {"f/../nowhere", "--summary", "nowhere"},
    };
    for (const std::vector<std::string>& row : rows) {
        const ProcessResult result = verify_in(place, row);
        CAPTURE(row, result.err);
        CHECK(result.status == 2);
        CHECK(place.dir.read("keys.json") == keys);
        CHECK(place.dir.read("in.jsonl") == place.record("a"));
        CHECK_FALSE(place.dir.has("nowhere"));
    }
}

TEST_CASE("outputs that are different files, or /dev/null, are written") {
    const Workplace place;
    place.dir.write("in.jsonl", place.record("a"));
    place.dir.write("d/x", "");
    for (const std::vector<std::string>& row :
         {std::vector<std::string>{"-o", "out", "--summary", "d/out"},
          {"-o", "/dev/null", "--summary", "/dev/null", "--report", "/dev/null"},
          {"--results", "none", "--summary", "/dev/stdout"},
          {"-o", "out", "--summary", "-", "--rejects", "/dev/stderr"},
          {"--profile", "github", "--key-id", "plain", "-o", "github", "--allow-empty"}}) {
        std::vector<std::string> arguments = row;
        arguments.emplace_back("in.jsonl");
        const ProcessResult result = verify_in(place, arguments);
        CAPTURE(row, result.err);
        CHECK(result.status != 2);
    }
}

TEST_CASE("a pipe that nobody reads any more ends every command quietly, and not with status 0") {
    const Workplace place;
    const std::string records = place.dir.write("records.jsonl", R"({"Message":"YQ=="})"
                                                                 "\n");
    const std::string summary = place.dir.file("summary.json");
    const std::string results = place.dir.file("results.jsonl");
    static_cast<void>(program({"verify", records, "--keys", place.key_file, "--summary", summary, "-o", results}));
    const std::vector<std::vector<std::string>> commands{{"--help"},
                                                         {"verify", "--help"},
                                                         {"keys", "list", place.key_file},
                                                         {"profiles"},
                                                         {"completion", "bash"},
                                                         {"man"},
                                                         {"devices"},
                                                         {"show", records, "--record", "1"},
                                                         {"report", summary, results, "-o", "-"},
                                                         {records},
                                                         {"verify", records, "--keys", place.key_file}};
    for (const std::vector<std::string>& command : commands) {
        ProcessOptions options;
        options.folder = place.dir.path();
        std::vector<std::string> words{"bash", "-c", R"(rm -f f; mkfifo f; exec 3<>f 4>f 3<&-; exec "$@" >&4 4>&-)",
                                       "-", HMACSWEEP_BINARY};
        words.insert(words.end(), command.begin(), command.end());
        const ProcessResult result = run_process(words, options);
        CAPTURE(command, result.err);
        CHECK(result.status == 3);
        CHECK(result.err.find("cannot write") == std::string::npos);
    }
}
