// `hmacsweep bench`: small measurements, their table and their JSON. How fast anything is, is no test's business.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A measurement that takes no time, on the program with an emulated GPU ("none" for none).
ProcessResult bench(const std::string& gpu, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {HMACSWEEP_EMULATED_BINARY, "bench", "--seconds", "0.001", "--input-mib", "1",
                                         "--threads", "2", "--mac-algorithm", "HMAC_SHA_256"});
    ProcessOptions options;
    options.environment.emplace_back("HMACSWEEP_EMULATED_GPU", gpu);
    options.patience = std::chrono::seconds(300);
    return run_process(arguments, options);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

auto count_lines(const std::string& text, const std::string& beginning) {
    return std::ranges::count_if(lines_of(text), [&](const std::string& line) { return line.starts_with(beginning); });
}

bool is_narrow(const std::string& text) {
    return std::ranges::all_of(lines_of(text), [](const std::string& line) { return line.size() <= 80; });
}

double number(const nlohmann::json& row, const char* name) {
    return row.at(name).get<double>();
}

}    // namespace

TEST_CASE("bench measures what it is asked to, and its JSON has every sample and what they were taken on") {
    const TempDir dir;
    const std::string path = dir.file("bench.json");
    const ProcessResult result =
        bench("none", {"--backend", "simd,openssl", "--message-bytes", "16,mixed", "--json", path});
    CAPTURE(result.err, result.out);
    REQUIRE(result.status == 0);
    CHECK(result.err.empty());
    CHECK(count_lines(result.out, "hash ") == 5);    // one explains what it is
    CHECK(count_lines(result.out, "whole run ") == 5);
    const nlohmann::json json = nlohmann::json::parse(read_file(path));
    CHECK(json.at("schema") == 1);
    CHECK(json.at("threads") == 2);
    CHECK(json.at("why_no_gpu") == "");
    for (const char* const name : {"version", "commit", "cpu"}) {
        CHECK_FALSE(json.at(name).get<std::string>().empty());
    }
    REQUIRE(json.at("backends").size() == 2);
    CHECK(json.at("backends")[1].at("name") == "openssl");
    REQUIRE(json.at("rows").size() == 8);
    for (const nlohmann::json& row : json.at("rows")) {
        CAPTURE(row.dump());
        std::vector<double> seconds = row.at("seconds").get<std::vector<double>>();
        REQUIRE(seconds.size() >= 3);
        std::ranges::sort(seconds);
        const double median = seconds[(seconds.size() - 1) / 2];
        CHECK(std::abs((number(row, "records_per_second") * median / number(row, "records_per_sample")) - 1) < 1e-6);
        CHECK(std::abs((number(row, "bytes_per_second") * median / number(row, "bytes_per_sample")) - 1) < 1e-6);
        CHECK(row.at("algorithm") == "HMAC_SHA_256");
    }
    CHECK(json.at("rows")[0].at("what") == "hash");
    CHECK(json.at("rows")[0].at("message_bytes") == "16");
    CHECK(json.at("rows")[0].at("bytes_per_sample") == number(json.at("rows")[0], "records_per_sample") * 16);
    CHECK(json.at("rows")[7].at("what") == "whole run");
    CHECK(json.at("rows")[7].at("backend") == "openssl");
    CHECK(json.at("rows")[7].at("message_bytes") == "1..4096");
}

TEST_CASE("without a GPU bench says so in one line and measures the others, in 80 columns") {
    const ProcessResult result = bench("none", {"--message-bytes", "64"});
    CAPTURE(result.err, result.out);
    REQUIRE(result.status == 0);
    CHECK(count_lines(result.out, "no GPU: no driver is emulated") == 1);
    CHECK(count_lines(result.out, "hash ") == 4);    // simd, scalar, openssl, and what it is
    CHECK(count_lines(result.out, "kernel ") == 1);
    CHECK(is_narrow(result.out));
}

TEST_CASE("with a GPU bench measures its kernel, too, and tells from where on it pays") {
    const ProcessResult result = bench("devices=1", {"--backend", "cuda,simd", "--message-bytes", "16", "--json", "-"});
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
    CHECK(count_lines(result.err, "cuda: emulated GPU") == 1);
    CHECK(count_lines(result.err, "cuda, HMAC_SHA_256, 16 bytes:") == 1);
    CHECK(count_lines(result.err, "  a batch in memory ") == 1);
    CHECK(is_narrow(result.err));
    const nlohmann::json json = nlohmann::json::parse(result.out);
    std::vector<std::string> rows;
    for (const nlohmann::json& row : json.at("rows")) {
        rows.push_back(row.at("what").get<std::string>() + " " + row.at("backend").get<std::string>());
    }
    CHECK(rows ==
          std::vector<std::string>{"kernel cuda", "hash cuda", "hash simd", "whole run cuda", "whole run simd"});
    REQUIRE(json.at("break_even").size() == 1);
    CHECK(json.at("break_even")[0].contains("batch_records"));
    CHECK(json.at("break_even")[0].contains("text_bytes"));
}

TEST_CASE("a backend that is asked for and not there ends bench with status 5") {
    const ProcessResult result = bench("none", {"--backend", "simd,cuda"});
    CHECK(result.status == 5);
    CHECK_THAT(result.err, has_text("no driver is emulated"));
}

TEST_CASE("bench refuses options that mean nothing") {
    struct Case {
        std::vector<std::string> arguments;
        std::string error;
    };
    const Case cases[] = {
        {{"--backend", "gpu"}, "--backend takes some of cuda, simd, scalar"},
        {{"--backend", "auto"}, "not \"auto\""},
        {{"--backend", ""}, "not \"\""},
        {{"--mac-algorithm", "HMAC_SHA_1"}, "HMAC_SHA_512 or all, not \"HMAC_SHA_1\""},
        {{"--mac-algorithm", "all,HMAC_SHA_256"}, "not \"all\""},
        {{"--message-bytes", "0"}, "--message-bytes takes a whole number from 1 to 65536"},
        {{"--message-bytes", "65537"}, "not \"65537\""},
        {{"--message-bytes", "16,"}, "not \"\""},
        {{"--threads", "0"}, "--threads takes"},
        {{"--seconds", "0"}, "--seconds takes a number above 0 and up to 60"},
        {{"--seconds", "nan"}, "not \"nan\""},
        {{"--seconds", "1s"}, "not \"1s\""},
        {{"--input-mib", "4097"}, "--input-mib takes"},
        {{"--json", "/nowhere/bench.json"}, "/nowhere/bench.json"},
        {{"audit.jsonl"}, "audit.jsonl"},
    };
    for (const Case& wrong : cases) {
        std::vector<std::string> arguments{"bench"};
        arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
        CAPTURE(wrong.error);
        const ProcessResult result = program(arguments);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK_THAT(result.err, has_text(wrong.error));
    }
}
