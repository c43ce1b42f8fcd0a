// `hmacsweep verify` on compressed inputs: the same answers as on plain ones, in bounded memory, and nothing lost when
// a file is damaged.
#include "tests/support/compressed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

TEST_CASE("the sample comes out the same plain, gzip'd, zstd'd, as files and from standard input") {
    const Workplace place;
    const std::string keys = place.dir.write("sample.json", read_file(sample("keys.json")));
    const std::string text = read_file(sample("audit.jsonl"));
    const ProcessResult plain = program({"verify", sample("audit.jsonl"), "--keys", keys, "-q"});
    REQUIRE(plain.status == 1);
    std::vector<std::string> compressed;
    if (can_read(input::Compression::Gzip)) {
        compressed = {gzip_of(text), pipe_through({"gzip", "-9", "-c"}, text)};
    }
    if (can_read(input::Compression::Zstd)) {
        compressed.push_back(zstd_of(text));
    }
    for (const std::string& bytes : compressed) {
        const ProcessResult from_file = program({"verify", place.dir.write("x", bytes), "--keys", keys, "-q"});
        CHECK(from_file.status == 1);
        CHECK((from_file.out == plain.out));
        ProcessOptions options;
        options.input = bytes;
        const ProcessResult from_input = program({"verify", "--keys", keys, "-q"}, options);
        CHECK(from_input.status == 1);
        CHECK((from_input.out == plain.out));
    }
}

TEST_CASE("of a folder with a truncated file every whole record is judged, and the summary tells what was read") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const Workplace place;
    std::string many;
    for (int i = 0; i < 500; ++i) {
        many += place.record("message " + std::to_string(i));
    }
    const std::string whole = gzip_of(many);
    const std::string cut = whole.substr(0, whole.size() * 2 / 3);
    place.dir.write("logs/1.jsonl", place.record("a") + place.forged("b"));
    place.dir.write("logs/2.jsonl.gz", cut);
    place.dir.write("logs/3.jsonl.gz", gzip_of(place.record("c") + place.forged("d")));
    ProcessOptions options;
    options.folder = place.dir.path();
    const ProcessResult result = program(
        {"verify", "logs", "--keys", place.key_file, "--summary", "summary.json", "-o", "results.jsonl"}, options);
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(result.err.find("logs/2.jsonl.gz: it ends at byte " + std::to_string(cut.size())) != std::string::npos);
    const std::vector<nlohmann::json> lines = json_lines(place.dir.read("results.jsonl"));
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["complete"] == false);
    // Whole records only: no half record is called wrong.
    CHECK(summary["classes"] ==
          nlohmann::json(
              {{"valid", lines.size() - 2}, {"invalid", 2}, {"unverifiable", 0}, {"untagged", 0}, {"malformed", 0}}));
    CHECK(lines.size() > 100);
    CHECK(lines.size() < 504);
    CHECK(lines.back()["Source"] == "logs/3.jsonl.gz");
    CHECK(lines.back()["Offset"] == place.record("c").size());
    CHECK(summary["sources"][0]["compression"].is_null());
    CHECK(summary["sources"][1]["error"].is_string());
    const nlohmann::json& last = summary["sources"][2];
    CHECK(last["name"] == "logs/3.jsonl.gz");
    CHECK(last["compression"] == "gzip");
    CHECK(last["bytes"] == std::filesystem::file_size(place.dir.file("logs/3.jsonl.gz")));
    CHECK(last["content_bytes"] == place.record("c").size() + place.forged("d").size());
    CHECK(last["sha256"] == run_process({"sha256sum", place.dir.file("logs/3.jsonl.gz")}).out.substr(0, 64));
}

TEST_CASE("a format is guessed from the name below the compression's suffix") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const Workplace place;
    const std::string input = place.dir.write("rows.jsonl.gz", gzip_of(place.record("x")));
    CHECK(program({"verify", input, "--keys", place.key_file}).status == 0);
    const ProcessResult parquet = program({"verify", "rows.parquet.gz", "--keys", place.key_file});
    CHECK(parquet.status == 2);
    CHECK(parquet.err.find(".parquet") != std::string::npos);
}

TEST_CASE("many compressed files give the same results however many threads read them ahead, in bounded memory") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    HMACSWEEP_SKIP("sanitizers keep freed memory");
#endif
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const Workplace place;
    std::vector<std::string> arguments{"verify", "--keys", place.key_file, "--results", "failures", "--allow-empty"};
    const std::string bomb = pipe_through({"bash", "-c", "head -c 110000000 /dev/zero | tr '\\0' '\\n' | gzip -c"}, "");
    for (int i = 0; i < 4; ++i) {
        const std::string name = std::to_string(i);
        arguments.push_back(place.dir.write("bomb" + name + ".jsonl", bomb));
        arguments.push_back(place.dir.write("some" + name + ".jsonl", gzip_of(place.forged(name) + place.record("x"))));
    }
    std::string first;
    for (const std::string threads : {"1", "2", "3"}) {
        std::vector<std::string> with_threads = arguments;
        with_threads.insert(with_threads.end(), {"--threads", threads, "-o", place.dir.file("out")});
        const long peak = peak_kib(with_threads, 1);
        std::printf("bombs read by %s threads: peak memory %ld KiB\n", threads.c_str(), peak);
        // What the README says of it: 32 MiB more for each thread, from two on.
        CHECK(peak < (40 + (threads == "1" ? 0 : 32 * std::stol(threads))) * 1024);
        const std::string out = place.dir.read("out");
        first = first.empty() ? out : first;
        CHECK(json_lines(out).size() == 4);
        CHECK(out == first);
    }
}

TEST_CASE("a decompression bomb stays within bounded memory") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    HMACSWEEP_SKIP("sanitizers keep freed memory");
#endif
    const Workplace place;
    // 256 MiB of zeros, or of line feeds, from some kilobytes.
    struct Bomb {
        input::Compression compression;
        std::string command;
    };
    const std::vector<Bomb> bombs{{input::Compression::Gzip, "gzip -c"}, {input::Compression::Zstd, "zstd -q -c"}};
    for (const auto& [compression, command] : bombs) {
        for (const std::string byte : {"\\0", "\\n"}) {
            if (!can_read(compression)) {
                break;
            }
            const std::string input = place.dir.write(
                "bomb.jsonl.gz",
                pipe_through({"bash", "-c",
                              "set -o pipefail; head -c 268435456 /dev/zero | tr '\\0' '" + byte + "' | " + command},
                             ""));
            // One line of zeros is one record that is too long; blank lines are none.
            const bool is_record = byte == "\\0";
            const long peak =
                peak_kib({"verify", input, "--keys", place.key_file, "-o", place.dir.file("out"), "--allow-empty"},
                         is_record ? 4 : 0);
            std::printf("a bomb of %s by %s: peak memory %ld KiB\n", byte.c_str(), command.c_str(), peak);
            CHECK(peak < 128 * 1024);
            CHECK(json_lines(place.dir.read("out")).size() == (is_record ? 1U : 0U));
        }
    }
}
