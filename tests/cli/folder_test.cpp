// Folders as inputs: every file in one is read, or named as passed over, and what nobody asked to pass over forbids a
// PASS.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include <sys/stat.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

/// A run over the folder `f` of the workplace, with its summary.
struct FolderRun {
    ProcessResult result;
    nlohmann::json summary;

    FolderRun(const Workplace& place, std::vector<std::string> arguments) {
        ProcessOptions options;
        options.folder = place.dir.path();
        arguments.insert(arguments.begin(),
                         {"verify", "f", "--keys", place.key_file, "--results", "none", "--summary", "summary.json"});
        result = program(arguments, options);
        summary = nlohmann::json::parse(place.dir.read("summary.json"));
    }

    [[nodiscard]] Names read() const {
        Names names;
        for (const nlohmann::json& source : summary["sources"]) {
            names.insert(source["name"].get<std::string>().substr(2));
        }
        return names;
    }
    [[nodiscard]] Names passed_over(bool is_accepted) const {
        Names names;
        for (const nlohmann::json& file : summary["passed_over"]) {
            if (file["accepted"] == is_accepted) {
                names.insert(file["name"].get<std::string>().substr(2));
            }
        }
        return names;
    }
};

/// A line of text with a MAC at its end, for `line_options`.
std::string tagged_line(const std::string& text) {
    return text + " hmac=" + to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(text))) +
           "\n";
}
const std::vector<std::string> line_options{"--line", "{Message} hmac={Mac:hex}", "--key-id",
                                            "plain",  "--mac-algorithm",          "HMAC_SHA_256"};

std::string readme() {
    return "# What is here\n\nLogs.\n";
}

}    // namespace

TEST_CASE(
    "a file that a folder's run does not read is named in standard error, summary and page, and there is no PASS") {
    const Workplace place;
    place.dir.write("f/app.jsonl", place.record("a"));
    place.dir.write("f/notes.bin", "no records\n");
    const FolderRun run(place, {"--report", "report.html"});
    CAPTURE(run.result.err);
    CHECK(run.result.status == 3);
    CHECK(run.result.err.find("f/notes.bin") != std::string::npos);
    CHECK(run.result.err.find("INCOMPLETE") != std::string::npos);
    CHECK(run.summary["complete"] == false);
    CHECK(run.summary["num_passed_over"] == 1);
    CHECK(run.passed_over(false) == Names{"notes.bin"});
    CHECK(place.dir.read("report.html").find("f/notes.bin") != std::string::npos);
    CHECK(place.dir.read("report.html").find("<b>INCOMPLETE</b>") != std::string::npos);
    // In few words, too, and not where the user has said so.
    CHECK(FolderRun(place, {"-q"}).result.err.find("f/notes.bin") != std::string::npos);
    for (const std::vector<std::string>& asked : {std::vector<std::string>{"--exclude", "*.bin"},
                                                  {"--exclude", "no", "--exclude", "notes.*"},
                                                  {"--include", "*.jsonl"},
                                                  {"--include", "app*"}}) {
        const FolderRun accepted(place, asked);
        CAPTURE(asked, accepted.result.err);
        CHECK(accepted.result.status == 0);
        CHECK(accepted.summary["complete"] == true);
        CHECK(accepted.passed_over(true) == Names{"notes.bin"});
        CHECK(accepted.result.err.find("f/notes.bin") != std::string::npos);
    }
}

TEST_CASE("an input without records beside others is named") {
    const Workplace place;
    fs::create_directory(place.dir.path() / "f");
    place.dir.write("f/good.jsonl", place.record("1"));
    place.dir.write("f/cut-to-nothing.jsonl", "");
    const FolderRun run(place, {});
    CHECK(run.result.status == 0);
    CHECK_THAT(run.result.err, has_text("\n1 input has no records: f/cut-to-nothing.jsonl\n"));
    fs::remove(place.dir.path() / "f/cut-to-nothing.jsonl");
    CHECK_THAT(FolderRun(place, {}).result.err, !has_text("no records"));
}

TEST_CASE("records are read whatever a file of a folder is called: rotated, in capitals, without a suffix") {
    const Workplace place;
    Names names{"app.jsonl",   "app.log.1",    "x.log-20230525", "x.JSONL",     "part-00002", "000000000000",
                "deep/in.txt", "deep/.hidden", "odd name\n.gz",  "a.jsonl.bak", "README.log"};
    for (const std::string& name : names) {
        place.dir.write("f/" + name, place.record("message in " + name));
    }
    if (can_read(input::Compression::Gzip)) {
        place.dir.write("f/app.log.2.gz", gzip_of(place.record("packed")));
        names.insert("app.log.2.gz");
        place.dir.write("f/nothing.csv.gz", gzip_of(""));
    }
    place.dir.write("f/empty.csv", "");
    place.dir.write("f/empty.json", "");
    place.dir.write("f/nothing", "");
    const std::size_t num_records = names.size();
    names.insert({"empty.csv", "empty.json", "nothing"});
    if (can_read(input::Compression::Gzip)) {
        names.insert("nothing.csv.gz");
    }
    const FolderRun run(place, {});
    CAPTURE(run.result.err);
    CHECK(run.result.status == 0);
    CHECK(run.read() == names);
    CHECK(run.summary["records"] == num_records);
    CHECK(run.summary["num_passed_over"] == 0);
    // The altered record of a rotated file is found.
    place.dir.write("f/app.log.1", place.forged("x"));
    CHECK(FolderRun(place, {}).result.status == 1);
}

TEST_CASE("first bytes decide how a file is read, where its suffix says something else") {
    const Workplace place;
    const std::string record = place.record("a");
    const nlohmann::json fields = nlohmann::json::parse(record);
    std::string header;
    std::string row;
    for (const std::string name : {"KeyId", "MacAlgorithm", "Message", "Mac"}) {
        header += (header.empty() ? "" : ",") + name;
        row += (row.empty() ? "" : ",") + fields[name].get<std::string>();
    }
    place.dir.write("f/lines.csv", record + record);
    place.dir.write("f/lines.tsv", " " + record);
    place.dir.write("f/table.jsonl", header + "\n" + row + "\n");
    place.dir.write("f/table.json", header + "\r\n" + row + "\r\n");
    const FolderRun run(place, {});
    CAPTURE(run.result.err);
    CHECK(run.result.status == 0);
    CHECK(run.summary["records"] == 5);
    // What fits nothing is read as its suffix says.
    place.dir.write("f/damaged.jsonl", "x" + record + record);
    const FolderRun damaged(place, {});
    CHECK(damaged.summary["classes"]["malformed"] == 1);
    CHECK(damaged.summary["records"] == 7);
}

TEST_CASE("with a format that is given every regular file of a folder is read") {
    const Workplace place;
    for (const std::string name : {"app.log", "app.log.1", "x", "x.csv", "README"}) {
        place.dir.write("f/" + name, tagged_line("in " + name));
    }
    const FolderRun run(place, line_options);
    CAPTURE(run.result.err);
    CHECK(run.result.status == 0);
    CHECK(run.summary["records"] == 5);
    CHECK(FolderRun(place, {"--input-format", "jsonl"}).summary["records"] == 5);
}

TEST_CASE("markers of other software forbid no PASS, but only with the content of such a marker") {
    const Workplace place;
    const std::string checksum = std::string("crc\0\0\0\2\0", 8) + "sumA";
    const std::map<std::string, std::string> markers{{"_SUCCESS", ""},
                                                     {".part-0.crc", checksum},
                                                     {".DS_Store", std::string("\0\0\0\1Bud1\0", 9)},
                                                     {"README.md", readme()},
                                                     {"README", readme()}};
    place.dir.write("f/part-0", place.record("a"));
    for (const auto& [name, content] : markers) {
        place.dir.write("f/" + name, content);
    }
    const FolderRun run(place, {});
    CAPTURE(run.result.err);
    CHECK(run.result.status == 0);
    CHECK(run.passed_over(true) == Names{"_SUCCESS", ".part-0.crc", ".DS_Store", "README.md", "README"});
    CHECK(run.result.err.find("_SUCCESS") != std::string::npos);
    for (const auto& [name, content] : markers) {
        place.dir.write("f/" + name, "text \x01\xff that is no marker\n");
        const FolderRun changed(place, {});
        CAPTURE(name, changed.result.err);
        CHECK(changed.result.status == 3);
        CHECK(changed.passed_over(false) == Names{name});
        place.dir.write("f/" + name, place.forged("hidden"));
        CHECK(FolderRun(place, {}).result.status == 1);
        place.dir.write("f/" + name, content);
    }
}

TEST_CASE("result lines, summaries and report pages of hmacsweep are known by their content, and records are not") {
    const Workplace place;
    place.dir.write("f/app.jsonl", place.record("a") + place.forged("b"));
    ProcessOptions options;
    options.folder = place.dir.path();
    program({"verify", "f", "--keys", place.key_file, "-o", "lines", "--summary", "sum", "--report", "page",
             "--rejects", "kept"},
            options);
    program({"generate", "f", "--keys", place.key_file, "-o", "macs"}, options);
    program({"generate", "f", "--keys", place.key_file, "-o", "records.jsonl", "--with-message"}, options);
    for (const std::string name : {"lines", "sum", "page", "kept", "macs", "records.jsonl"}) {
        fs::rename(place.dir.file(name), place.dir.file("f/" + name));
    }
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"--input-format", "jsonl"}}) {
        const FolderRun run(place, arguments);
        CAPTURE(run.result.err);
        CHECK(run.passed_over(false) == Names{"lines", "sum", "page", "kept", "macs"});
        CHECK(run.summary["records"] == 4);
    }
    // Rejects are known by what a summary beside them says, and are records otherwise.
    place.dir.write("f/kept", place.dir.read("f/kept") + place.forged("c"));
    CHECK(FolderRun(place, {}).summary["records"] == 6);
}

TEST_CASE("links are followed on demand, each folder once, and special files are named") {
    const Workplace place;
    place.dir.write("f/a/x.jsonl", place.record("x"));
    place.dir.write("elsewhere/y.jsonl", place.record("y"));
    fs::create_symlink("../../elsewhere/y.jsonl", place.dir.file("f/a/link"));
    fs::create_symlink("../elsewhere", place.dir.file("f/there"));
    fs::create_symlink("..", place.dir.file("f/a/loop"));
    fs::create_symlink("nowhere", place.dir.file("f/broken"));
    REQUIRE(::mkfifo(place.dir.file("f/pipe").c_str(), 0600) == 0);
    const FolderRun run(place, {});
    CAPTURE(run.result.err);
    CHECK(run.result.status == 3);
    CHECK(run.read() == Names{"a/x.jsonl"});
    CHECK(run.passed_over(false) == Names{"a/link", "there", "a/loop", "broken", "pipe"});
    const FolderRun followed(place, {"--follow-links"});
    CAPTURE(followed.result.err);
    CHECK(followed.read() == Names{"a/x.jsonl", "a/link", "there/y.jsonl"});
    CHECK(followed.passed_over(false) == Names{"broken", "pipe"});
    CHECK(followed.passed_over(true) == Names{"a/loop"});
    CHECK(FolderRun(place, {"--follow-links", "--exclude", "broken", "--exclude", "pipe"}).result.status == 0);
}

TEST_CASE("of random trees every file is read or named as passed over") {
    const char* const wanted = std::getenv("HMACSWEEP_TREES");
    const int num_trees = wanted == nullptr ? 40 : std::atoi(wanted);
    const unsigned seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    const auto one_of = [&](const std::vector<std::string>& list) { return list[below(list.size())]; };
    const std::vector<std::string> stems{"app", "part-00000", "x y", "README", "_SUCCESS", ".DS_Store", "0", "log\n"};
    const std::vector<std::string> suffixes{"",     ".jsonl", ".log", ".csv",          ".JSON", ".1",
                                            ".crc", ".gz",    ".md",  ".log-20230525", ".bin"};
    const std::vector<std::vector<std::string>> rules{
        {}, {}, {"--follow-links"}, {"--exclude", "*.bin"}, {"--include", "*app*"}, {"--exclude", "d1"}};
    for (int tree = 0; tree < num_trees; ++tree) {
        const Workplace place;
        const std::string gzipped = can_read(input::Compression::Gzip) ? gzip_of(place.record("gz")) : "";
        Names files;
        std::vector<std::string> folders{"f"};
        fs::create_directory(place.dir.file("f"));
        const std::size_t num_entries = 1 + below(12);
        for (std::size_t i = 0; i < num_entries; ++i) {
            const std::string parent = one_of(folders);
            const std::string path = parent + "/" + one_of(stems) + std::to_string(below(3)) + one_of(suffixes);
            if (fs::exists(fs::symlink_status(place.dir.file(path)))) {
                continue;
            }
            switch (below(9)) {
                case 0:
                    folders.push_back(parent + "/d" + std::to_string(i));
                    fs::create_directory(place.dir.file(folders.back()));
                    continue;
                case 1:
                    fs::create_symlink(one_of({"nowhere", ".", "/dev/null", place.key_file}), place.dir.file(path));
                    break;
                case 2:
                    REQUIRE(::mkfifo(place.dir.file(path).c_str(), 0600) == 0);
                    break;
                default:
                    place.dir.write(path, one_of({"", place.record("a"), place.record("a") + place.record("b"), gzipped,
                                                  "Message,Mac\n", "no records\n", std::string("\0\1\2", 3),
                                                  std::string("crc\0\0\0\2\0", 8), " \n{\n", "[]"}));
            }
            files.insert(path.substr(2));
        }
        const std::vector<std::string> arguments =
            one_of({"0", "1", "2", "3", "4", "5"}) == "0" ? line_options : rules[below(rules.size())];
        const FolderRun run(place, arguments);
        Names accounted = run.read();
        const std::size_t num_read = accounted.size();
        accounted.merge(run.passed_over(false));
        accounted.merge(run.passed_over(true));
        std::string listing;
        for (const std::string& file : files) {
            listing += file + " ";
        }
        CAPTURE(tree, arguments, listing, run.result.err);
        if (files.empty() && folders.size() == 1) {
            continue;    // an empty folder is an error about itself
        }
        CHECK(accounted == files);
        // Each in one place.
        CHECK(num_read == run.summary["sources"].size());
        CHECK(num_read + run.summary["passed_over"].size() == files.size());
        CHECK(run.summary["num_passed_over"] == run.summary["passed_over"].size());
        if (!run.passed_over(false).empty()) {
            CHECK(run.result.status == 3);
            CHECK(run.summary["complete"] == false);
        }
    }
}
