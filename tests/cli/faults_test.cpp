// What happens when the outputs, the disk or the user will not let a run finish.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <csignal>

#include <sys/stat.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::string many_records(const Workplace& place, int count) {
    const std::string one = place.record(std::string(200, 'x'));
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += one;
    }
    return text;
}

mode_t mode_of(const std::string& path) {
    struct stat status{};
    ::stat(path.c_str(), &status);
    return status.st_mode & 07777;
}

}    // namespace

TEST_CASE("an output that is an input or a key file is refused, by whatever name") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", place.record("x"));
    std::filesystem::create_symlink(input, place.dir.file("symlink"));
    std::filesystem::create_hard_link(input, place.dir.file("hardlink"));
    for (const std::string& output : {input, place.dir.file("symlink"), place.dir.file("hardlink"), place.key_file}) {
        for (const std::string option : {"-o", "--summary"}) {
            const ProcessResult result = program({"verify", input, "--keys", place.key_file, option, output});
            CAPTURE(output, option, result.err);
            CHECK(result.status == 2);
            CHECK(result.err.find("refusing") != std::string::npos);
        }
    }
    CHECK(read_file(input) == place.record("x"));
}

TEST_CASE("a results file keeps its mode, a link to it is followed, and nothing else is left in the folder") {
    const Workplace place;
    const std::string results = place.dir.write("out/results.jsonl", "old");
    ::chmod(results.c_str(), 0640);
    std::filesystem::create_directory(place.dir.file("links"));
    std::filesystem::create_symlink("../out/results.jsonl", place.dir.file("links/link"));
    CHECK(place.verify(place.record("x"), {"-o", place.dir.file("links/link")}).status == 0);
    CHECK(json_lines(read_file(results)).size() == 1);
    CHECK(mode_of(results) == 0640);
    CHECK(std::filesystem::is_symlink(place.dir.file("links/link")));
    CHECK(std::distance(std::filesystem::directory_iterator(place.dir.file("out")), {}) == 1);
    CHECK(std::distance(std::filesystem::directory_iterator(place.dir.file("links")), {}) == 1);
}

TEST_CASE("a full device, a missing folder and a file that may not grow end with an error and no half file") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", many_records(place, 3000));
    std::filesystem::create_directory(place.dir.file("out"));
    const std::string results = place.dir.file("out/results.jsonl");

    ProcessOptions full;
    full.output_path = "/dev/full";
    const ProcessResult to_full = program({"verify", input, "--keys", place.key_file}, full);
    CHECK(to_full.status == 3);
    CHECK(to_full.err.find("No space left on device") != std::string::npos);
    CHECK(program({"verify", input, "--keys", place.key_file, "-o", "/dev/full"}).status == 3);

    const ProcessResult no_folder =
        program({"verify", input, "--keys", place.key_file, "-o", place.dir.file("no/such")});
    CHECK(no_folder.status == 2);
    CHECK(no_folder.err.find("no/such") != std::string::npos);

    const std::string limited = "ulimit -f 20; exec " HMACSWEEP_BINARY " verify " + input + " --keys " + place.key_file;
    const ProcessResult too_large = run_process({"bash", "-c", limited + " -o " + results});
    CHECK(too_large.status == 3);
    CHECK(too_large.err.find("File too large") != std::string::npos);
    CHECK(!std::filesystem::exists(results));
    CHECK(std::filesystem::is_empty(place.dir.file("out")));
}

TEST_CASE("a closed standard output ends the run quietly") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", many_records(place, 20000));
    const std::string command =
        "set -o pipefail; " HMACSWEEP_BINARY " verify " + input + " --keys " + place.key_file + " | head -n 1";
    const ProcessResult result = run_process({"bash", "-c", command});
    CHECK(result.status == 3);
    CHECK(result.err.empty());
    CHECK(json_lines(result.out).size() == 1);
}

TEST_CASE("a descriptor that is closed from the start is an error, and no file of the program's takes its number") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", place.record("x"));
    const std::string verify = HMACSWEEP_BINARY " verify --keys " + place.key_file + " ";
    CHECK(run_process({"bash", "-c", verify + input + " >&-"}).status == 2);
    CHECK(run_process({"bash", "-c", verify + input + " 0>&- 1>&- 2>&-"}).status == 2);
    CHECK(run_process({"bash", "-c", verify + "- <&-"}).status == 3);
    CHECK(run_process({"bash", "-c", verify + input + " <&- 2>&-"}).status == 0);
}

TEST_CASE("SIGINT and SIGTERM end a run with a summary marked incomplete and no results file") {
    for (const auto& [signal, status] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
        const Workplace place;
        const std::string input = place.dir.write("input.jsonl", many_records(place, 100));
        // The second input is a pipe that stays open and empty: the run waits for it when the signal comes.
        const std::string script = "mkfifo " + place.dir.file("pipe") + "; sleep 60 > " + place.dir.file("pipe") +
                                   " & holder=$!; " HMACSWEEP_BINARY " verify " + input + " " + place.dir.file("pipe") +
                                   " --keys " + place.key_file + " -o " + place.dir.file("results.jsonl") +
                                   " --summary " + place.dir.file("summary.json") + " & program=$!; sleep 1; kill -" +
                                   std::to_string(signal) +
                                   " $program; wait $program; status=$?; kill $holder; exit $status";
        const ProcessResult result = run_process({"bash", "-c", script});
        CAPTURE(result.err);
        CHECK(result.status == status);
        CHECK(!place.dir.has("results.jsonl"));
        REQUIRE(place.dir.has("summary.json"));
        const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
        CHECK(summary["complete"] == false);
        CHECK(summary["status"] == status);
        CHECK(summary["records"] == 100);
        CHECK(result.err.find("INTERRUPTED") != std::string::npos);
    }
}

TEST_CASE("memory does not grow with the input") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    HMACSWEEP_SKIP("sanitizers keep freed memory");
#endif
    const Workplace place;
    const auto peak_with = [&](const std::string& input) {
        return peak_kib({"verify", input, "--keys", place.key_file, "-o", "/dev/null", "-q"});
    };
    const std::string block = many_records(place, 20000);    // some 6 MB
    const std::string small = place.dir.write("small.jsonl", block);
    std::string large_text;
    for (int i = 0; i < 20; ++i) {
        large_text += block;
    }
    const std::string large = place.dir.write("large.jsonl", large_text);
    const long with_small = peak_with(small);
    const long with_large = peak_with(large);
    std::printf("peak memory: %ld KiB for %zu bytes, %ld KiB for %zu bytes\n", with_small, block.size(), with_large,
                large_text.size());
    CHECK(with_large < with_small + 32 * 1024);
    CHECK(with_large < 256 * 1024);
}
