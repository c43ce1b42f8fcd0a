// What happens when the outputs, the disk or the user will not let a run finish.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <csignal>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

namespace {

/// A run that waits for its second input, a pipe that nobody writes to.
class WaitingRun {
public:
    explicit WaitingRun(const Workplace& place, const std::vector<std::string>& before = {})
        : input_(place.dir.write("input.jsonl", many_records(place, 100))), pipe_(place.dir.file("pipe")) {
        if (::mkfifo(pipe_.c_str(), 0600) != 0) {
            throw std::runtime_error("cannot make a pipe");
        }
        std::vector<std::string> command = before;
        command.insert(command.end(), {HMACSWEEP_BINARY, "verify", input_, pipe_, "--keys", place.key_file, "-o",
                                       place.dir.file("results.jsonl"), "--summary", place.dir.file("summary.json")});
        process_.emplace(command);
        writer_ = ::open(pipe_.c_str(), O_WRONLY | O_CLOEXEC);    // comes back when the program has it open
        // The last thing before the first record is read are two temporary files, beside keys, input and pipe.
        while (place.dir.num_entries() < 5) {
            std::this_thread::yield();
        }
    }
    ~WaitingRun() { close(); }
    WaitingRun(const WaitingRun&) = delete;
    WaitingRun& operator=(const WaitingRun&) = delete;
    WaitingRun(WaitingRun&&) = delete;
    WaitingRun& operator=(WaitingRun&&) = delete;

    void signal(int number) const { process_->signal(number); }
    /// Ends the second input.
    void close() {
        if (writer_ >= 0) {
            ::close(writer_);
        }
        writer_ = -1;
    }
    ProcessResult wait() { return process_->wait(); }

private:
    std::string input_;
    std::string pipe_;
    std::optional<Process> process_;
    int writer_ = -1;
};

}    // namespace

TEST_CASE("a signal that asks for the end leaves a summary marked incomplete and no results file") {
    for (const auto& [signal, status] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143), std::pair(SIGHUP, 129)}) {
        const Workplace place;
        WaitingRun run(place);
        run.signal(signal);
        const ProcessResult result = run.wait();
        CAPTURE(result.err);
        CHECK(result.status == status);
        CHECK(!place.dir.has("results.jsonl"));
        REQUIRE(place.dir.has("summary.json"));
        const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
        CHECK(summary["complete"] == false);
        CHECK(summary["status"] == status);
        CHECK(summary["records"] <= 100);
        CHECK(result.err.find("INTERRUPTED") != std::string::npos);
    }
}

TEST_CASE("a signal that is ignored when the program starts stays ignored") {
    const Workplace place;
    WaitingRun run(place, {"nohup"});
    run.signal(SIGHUP);
    run.close();
    const ProcessResult result = run.wait();
    CAPTURE(result.err);
    CHECK(result.status == 0);
    CHECK(place.dir.has("results.jsonl"));
}

TEST_CASE("a page tells the status that the process ends with") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", place.record("x"));
    const std::string page = place.dir.file("page.html");
    const ProcessResult result =
        program({"verify", input, "--keys", place.key_file, "--summary", "/dev/full", "--report", page});
    CAPTURE(result.err);
    CHECK(result.status == 3);
    const std::string html = place.dir.read("page.html");
    CHECK(html.find("INCOMPLETE") != std::string::npos);
    CHECK(html.find("The summary was not written.") != std::string::npos);
    CHECK(html.find("<b>PASS</b>") == std::string::npos);
}

TEST_CASE("a wrong MAC is not hidden by an input that cannot be read, and both are told") {
    const Workplace place;
    const std::string input = place.dir.write("input.jsonl", place.record("x") + place.forged("y"));
    const ProcessResult result =
        program({"verify", input, place.dir.file("nowhere.jsonl"), "--keys", place.key_file, "-o",
                 place.dir.file("results.jsonl"), "--summary", place.dir.file("summary.json")});
    CHECK(result.status == 1);
    CHECK(result.err.find("also: 1 of 2 inputs was not read whole\nFAIL: 1 record has a wrong MAC.\n") !=
          std::string::npos);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["reasons"] == nlohmann::json::parse(R"([{"status":1,"words":"1 record has a wrong MAC"},
                                    {"status":3,"words":"1 of 2 inputs was not read whole"}])"));
    CHECK(place.dir.has("results.jsonl"));
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

TEST_CASE("standard input that is a file read in part is read from there") {
    const Workplace place;
    const std::string first = place.record("skipped");
    const std::string input = place.dir.write("input.jsonl", first + place.record("x") + place.forged("y"));
    const ProcessResult result =
        run_process({"bash", "-c",
                     "{ head -c " + std::to_string(first.size()) + " >/dev/null; " HMACSWEEP_BINARY " verify --keys " +
                         place.key_file + "; } < " + input});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(json_lines(result.out).size() == 2);
    CHECK(json_lines(result.out).at(1)["Offset"] == place.record("x").size());
    CHECK(result.err.find("changed") == std::string::npos);
}
