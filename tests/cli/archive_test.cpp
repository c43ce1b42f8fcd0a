// Archives as inputs: every member is an input as a file of a folder is, and what is in an archive beside its members
// forbids a PASS.
#include "host/input/archive/archive_walk.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A workplace with the archives of support/archives.py.
class Archives : public Workplace {
public:
    Archives() {
        dir.write("a.jsonl", record("a1") + record("a2"));
        dir.write("b.jsonl", record("b1") + "\n" + record("b2") + record("b3"));
        const ProcessResult made = run_process(
            {"python3", std::string(HMACSWEEP_SOURCE_DIR) + "/tests/support/archives.py", dir.path().string()});
        if (made.status != 0) {
            throw std::runtime_error(made.err);
        }
    }

    /// `hmacsweep verify`, in the folder.
    [[nodiscard]] ProcessResult run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"verify", "--keys", key_file});
        ProcessOptions options;
        options.folder = dir.path();
        return program(std::move(arguments), options);
    }

    /// The names of the archives that begin so, or do not.
    [[nodiscard]] std::vector<std::string> names(bool are_bad) const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
            const std::string name = entry.path().filename().string();
            const bool is_archive = name.find(".tar") != std::string::npos || name.find(".zip") != std::string::npos ||
                                    name.find(".7z") != std::string::npos;
            if (is_archive && name.starts_with("bad-") == are_bad) {
                found.push_back(name);
            }
        }
        std::ranges::sort(found);
        return found;
    }
};

bool can_read_all() {
    if (!input::can_read_archives()) {
        say_skipped("this build cannot read archives");
    }
    return input::can_read_archives();
}

}    // namespace

TEST_CASE("the members of an archive are inputs, whatever wrote it") {
    if (!can_read_all()) {
        return;
    }
    const Archives place;
    const std::vector<std::string> names = place.names(false);
    CHECK(names.size() >= 8);    // without zip and 7z
    for (const std::string& name : names) {
        const ProcessResult result = place.run({name, "--summary", "summary.json", "-o", "results"});
        CAPTURE(name, result.err);
        CHECK(result.status == 0);
        const bool is_pipe = name == "pipe.zip";    // of one file
        const std::vector<nlohmann::json> lines = json_lines(place.dir.read("results"));
        REQUIRE(lines.size() == (is_pipe ? 2 : 5));
        CHECK(lines[1]["Source"] == name + "!a.jsonl");
        CHECK(lines[1]["Record"] == 2);
        const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
        CHECK(summary["complete"] == true);
        const nlohmann::json& sources = summary["sources"];
        REQUIRE(sources.size() == (is_pipe ? 2 : 3));
        CHECK(sources[0]["name"] == name + "!a.jsonl");
        CHECK(sources[0]["records"] == 2);
        CHECK(sources[0]["bytes"] == place.dir.read("a.jsonl").size());
        CHECK(sources.back()["name"] == name);
        CHECK(sources.back()["records"] == 0);
        CHECK(sources.back()["bytes"] == place.dir.read(name).size());
        CHECK(sources.back()["sha256"] == run_process({"sha256sum", place.dir.file(name)})
                                              .out.substr(0, sources.back()["sha256"].get<std::string>().size()));
    }
}

TEST_CASE("an archive that is anything but its members is never a PASS, and its members are judged as far as they go") {
    if (!can_read_all()) {
        return;
    }
    const Archives place;
    const std::vector<std::string> names = place.names(true);
    CHECK(names.size() >= 36);    // without zip and 7z; 46 with them
    for (const std::string& name : names) {
        const ProcessResult result = place.run({name, "--summary", "summary.json", "-o", "results"});
        CAPTURE(name, result.err);
        CHECK(result.status == 3);
        CHECK(result.err.find("PASS") == std::string::npos);
        CHECK(nlohmann::json::parse(place.dir.read("summary.json"))["complete"] == false);
        for (const nlohmann::json& line : json_lines(place.dir.read("results"))) {
            CHECK(line["MacValid"] == true);
        }
    }
    const std::vector<std::pair<std::string, std::string>> words{
        {"bad-behind.tar", "has data at byte"},
        {"bad-joined.tar", "behind its end"},
        {"bad-behind-gz.tar.gz", "behind its end"},
        {"bad-no-end.tar", "without the two blocks of zeros"},
        {"bad-half-end.tar", "without the two blocks of zeros"},
        {"bad-without-b.tar", "without the two blocks of zeros"},
        {"bad-cut.tar", "Truncated"},
        {"bad-cut-gz.tar.gz", "in the middle of the gzip member"},
        {"bad-junk-gz.tar.gz", "is not gzip data"},
        {"bad-padding.tar", "between its members"},
        {"bad-padding-gz.tar.gz", "between its members"},
        {"bad-header.tar", "Damaged tar archive"},
        {"bad-twice.tar", "several members of the name a.jsonl"},
        {"bad-twice.zip", "several members of the name a.jsonl"},
        {"bad-link.tar", "bad-link.tar!other is a link"},
        {"bad-hard.tar", "bad-hard.tar!other is a link"},
        {"bad-device.tar", "bad-device.tar!other is a pipe, a socket or a device"},
        {"bad-pipe.tar", "bad-pipe.tar!other is a pipe, a socket or a device"},
        {"bad-sparse.tar", "bad-sparse.tar!sparse is a sparse file"},
        {"bad-nested.tar", "bad-nested.tar!in.tar is a tar archive in an archive"},
        {"bad-nested-gz.tar", "bad-nested-gz.tar!in.tar.gz is a tar archive in an archive"},
        {"bad-nested.zip", "bad-nested.zip!in.zip is a zip archive in an archive"},
        {"bad-many.tar.gz", "more than 100000 members"},
        {"bad-empty.tar", "has no files"},
        {"bad-behind.zip", "behind the end of its directory"},
        {"bad-unlisted.zip", "before its directory that the directory does not list"},
        {"bad-first-unlisted.zip", "at byte 0 that its directory does not list"},
        {"bad-listed-twice.zip", "where another member is"},
        {"bad-count.zip", "lists 2 members, and its end says 3"},
        {"bad-gap.zip", "3 bytes before its directory"},
        {"bad-gap-between.zip", "has 3 bytes at byte"},
        {"bad-name.zip", "where no member has that name"},
        {"bad-size.zip", "another header before b.jsonl"},
        {"bad-content.zip", "bad-content.zip!b.jsonl is damaged"},
        {"bad-cut.zip", "is a zip archive and has no end"},
        {"bad-encrypted.zip", "bad-encrypted.zip!a.jsonl is encrypted"},
        {"bad-link.zip", "bad-link.zip!link is a link"},
        {"bad-packed.zip.gz", "is a zip archive in gzip"},
        {"bad-encrypted.7z", "is encrypted"},
        {"bad-behind.7z", "has 1 bytes behind its end"},
        {"bad-cut.7z", "is cut short"},
        {"bad-content.7z", "is damaged"},
    };
    for (const auto& [name, text] : words) {
        if (place.dir.has(name)) {
            CAPTURE(name, text);
            const std::string err = place.run({name}).err;
            CHECK_THAT(err, has_text(text));
            // No line names the file twice, except in a command that helps.
            for (std::size_t at = name == "bad-packed.zip.gz" ? std::string::npos : err.find(name);
                 at != std::string::npos; at = err.find(name, at + 1)) {
                CHECK(err.find(name, at + 1) > err.find('\n', at));
            }
        }
    }
}

TEST_CASE("the rules for a folder's files hold for the members of an archive, too") {
    if (!can_read_all()) {
        return;
    }
    const Workplace place;
    ProcessOptions options;
    options.folder = place.dir.path();
    place.dir.write("d/a.log", place.record("a"));
    place.dir.write("d/b.jsonl.1", place.record("b"));
    place.dir.write("d/sub/../sub/c.jsonl", place.forged("c"));
    place.dir.write("d/README", "what is here\n");
    place.dir.write("d/_SUCCESS", "");
    place.dir.write("d/empty.jsonl", "");
    const auto run = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"verify", "--keys", place.key_file});
        return program(std::move(arguments), options);
    };
    CHECK(run({"d", "-o", "d/results"}).status == 1);
    REQUIRE(run_process({"sh", "-c", "tar -cf all.tar d && tar -cf sound.tar --exclude results --exclude c.jsonl d"},
                        options)
                .status == 0);
    const ProcessResult all = run({"all.tar", "-o", "results"});
    CAPTURE(all.err);
    CHECK(all.status == 1);
    CHECK_THAT(all.err, has_text("all.tar!d/results has result lines of hmacsweep"));
    CHECK(json_lines(place.dir.read("results")).size() == 3);
    CHECK(run({"all.tar", "--exclude", "results", "--exclude", "sub"}).status == 0);
    CHECK(run({"all.tar", "--include", "*.log"}).status == 0);
    CHECK(run({"sound.tar"}).status == 0);
    // An archive in a folder, that --include has chosen, is read whole.
    std::filesystem::create_directory(place.dir.file("f"));
    std::filesystem::rename(place.dir.file("sound.tar"), place.dir.file("f/sound.tar"));
    CHECK(json_lines(run({"f", "--include", "*.tar"}).out).size() == 2);
    // A key file in an archive is no input, and a record in one has no key.
    place.dir.write("k/others.json", read_file(place.key_file));
    REQUIRE(run_process({"tar", "-C", place.dir.path().string(), "-cf", place.dir.file("keys.tar"), "k"}).status == 0);
    const ProcessResult keys = run({"keys.tar", "--rejects", "rejects"});
    CHECK(keys.status == 3);
    CHECK_THAT(keys.err, has_text("keys.tar!k/others.json is a key file"));
    CHECK(place.dir.read("rejects").empty());
}

TEST_CASE("a name in an archive is only a name, whatever it leads to") {
    if (!can_read_all()) {
        return;
    }
    const Workplace place;
    ProcessOptions options;
    options.folder = place.dir.path();
    place.dir.write("a.jsonl", place.record("a"));
    REQUIRE(run_process({"sh", "-c",
                         "tar -P --transform 's,^,../../,' -cf up.tar a.jsonl && tar -P --transform "
                         "'s,^,/etc/,' -cf root.tar a.jsonl"},
                        options)
                .status == 0);
    for (const std::string name : {"up.tar", "root.tar"}) {
        const std::size_t before = place.dir.num_entries();
        const ProcessResult result = program({"verify", "--keys", place.key_file, name}, options);
        CAPTURE(result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text(name == "up.tar" ? "up.tar!../../a.jsonl" : "root.tar!/etc/a.jsonl"));
        CHECK(place.dir.num_entries() == before);
    }
}

TEST_CASE("show finds a record of a member, and rejects are the records themselves") {
    if (!can_read_all()) {
        return;
    }
    const Workplace place;
    ProcessOptions options;
    options.folder = place.dir.path();
    place.dir.write("a.jsonl", place.record("a") + place.forged("x"));
    place.dir.write("b!c.jsonl", "\n" + place.record("b") + place.forged("y"));
    for (const std::string make : {"tar -czf l.t a.jsonl b!c.jsonl", "python3 -m zipfile -c l.t a.jsonl b!c.jsonl"}) {
        REQUIRE(run_process({"sh", "-c", make}, options).status == 0);
        const ProcessResult result = program({"verify", "--keys", place.key_file, "l.t", "--rejects", "rejects",
                                              "--results", "failures", "-o", "results"},
                                             options);
        CAPTURE(make, result.err);
        CHECK(result.status == 1);
        CHECK(place.dir.read("rejects") == place.forged("x") + place.forged("y"));
        options.input = place.dir.read("results");
        const ProcessResult shown = program({"show", "--keys", place.key_file}, options);
        CAPTURE(shown.err);
        CHECK(shown.status == 0);
        CHECK(shown.out == place.forged("x") + place.forged("y"));
        CHECK_THAT(shown.err, has_text("l.t!b!c.jsonl: record 2, line 3, offset"));
        options.input.clear();
        CHECK(program({"show", "l.t!a.jsonl", "--record", "1"}, options).out == place.record("a"));
        CHECK_THAT(program({"show", "l.t!z", "--record", "1"}, options).err, has_text("l.t has no member z"));
        CHECK_THAT(program({"show", "l.t", "--record", "1"}, options).err,
                   has_text("is a folder or an archive, and show takes one file or member: 'l.t!a.jsonl', "));
    }
    REQUIRE(run_process({"sh", "-c", "tar -cf one.t a.jsonl"}, options).status == 0);
    CHECK(program({"show", "one.t", "--record", "1"}, options).out == place.record("a"));
    // No output may be written over the archive.
    CHECK(program({"verify", "--keys", place.key_file, "l.t", "-o", "l.t"}, options).status == 2);
}
