// The program with a GPU, emulated: the same program, linked with the emulated runtime where the CUDA one is. What the
// real program says of a machine without a GPU stands at the end.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// Runs the program that has an emulated GPU. Its self-test judges with four calls, two for packed records and two for
/// text, so call 5 is the first of the run.
ProcessResult with_gpu(const std::string& configuration, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HMACSWEEP_EMULATED_BINARY);
    ProcessOptions options;
    options.environment.emplace_back("HMACSWEEP_EMULATED_GPU", configuration);
    options.unset.emplace_back("HMACSWEEP_KEYS");
    return run_process(arguments, options);
}

struct Sample {
    TempDir dir;
    std::string keys = dir.write("keys.json", read_file(sample("keys.json")));
    std::string results = dir.file("results.jsonl");
    std::string summary = dir.file("summary.json");
    std::string expected = [this] {
        const ProcessResult result =
            program({"verify", sample("audit.jsonl"), "--keys", keys, "--backend", "simd", "-q"});
        return result.out;
    }();

    Sample() { ::chmod(keys.c_str(), 0600); }

    [[nodiscard]] ProcessResult verify(const std::string& gpu, std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"verify", sample("audit.jsonl"), "--keys", keys, "-o", results,
                                             "--summary", summary, "--threads", "2"});
        return with_gpu(gpu, std::move(arguments));
    }
    [[nodiscard]] nlohmann::json backend() const { return nlohmann::json::parse(read_file(summary)).at("backend"); }
};

}    // namespace

TEST_CASE("the sample on a GPU has the CPU's results, and the summary names the GPU") {
    const Sample place;
    const ProcessResult result = place.verify("devices=2", {"--backend", "cuda"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(read_file(place.results) == place.expected);
    CHECK_THAT(result.err, has_text("backend cuda (emulated GPU, emulated GPU)"));
    const nlohmann::json backend = place.backend();
    CHECK(backend.at("name") == "cuda");
    REQUIRE(backend.at("devices").size() == 2);
    CHECK(backend.at("devices")[0].at("device") == "cuda:0");
    CHECK(backend.at("devices")[0].at("failure").is_null());
    CHECK(backend.at("devices")[0].at("records").get<int>() + backend.at("devices")[1].at("records").get<int>() ==
          backend.at("records").get<int>());
    CHECK(backend.at("fallbacks").empty());
}

TEST_CASE("--device chooses among the GPUs, and one that is not there is refused") {
    const Sample place;
    CHECK(place.verify("devices=3", {"--device", "2,0"}).status == 1);
    const nlohmann::json backend = place.backend();
    REQUIRE(backend.at("devices").size() == 2);
    CHECK(backend.at("devices")[0].at("device") == "cuda:0");
    CHECK(backend.at("devices")[1].at("device") == "cuda:2");
    const ProcessResult none = place.verify("devices=3", {"--device", "3", "--backend", "cuda"});
    CHECK(none.status == 5);
    CHECK_THAT(none.err, has_text("there is no GPU 3"));
    for (const std::string list : {"", ",", "0,", "x", "-1", "1.5", "0 1"}) {
        CAPTURE(list);
        CHECK(place.verify("", {"--device", list}).status == 2);
    }
    const ProcessResult other = place.verify("", {"--device", "0", "--backend", "simd"});
    CHECK(other.status == 2);
    CHECK_THAT(other.err, has_text("--backend simd uses none"));
}

TEST_CASE("a GPU that was not chosen is not touched: a broken one is no trouble to the others") {
    const Sample place;
    // Sticky: no call works any more after one to the broken device.
    const std::string broken = "devices=3 faults=FindObstacle:700:1+@1,UseDevice:700:1+@1";
    const ProcessResult result = place.verify(broken, {"--backend", "cuda", "--device", "0,2"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(read_file(place.results) == place.expected);
    CHECK(place.verify(broken, {"--backend", "cuda", "--device", "0,1"}).status == 5);
}

TEST_CASE("a GPU that fails in the middle: with auto the CPU goes on and the summary says so") {
    const Sample place;
    const ProcessResult result = place.verify("faults=Judge:700:7", {"--device", "0"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK(read_file(place.results) == place.expected);
    CHECK_THAT(result.err, has_text("cuda:0 (emulated GPU) was given up: emulated error 700 from Judge"));
    CHECK_THAT(result.err, has_text("judged by simd"));
    const nlohmann::json backend = place.backend();
    REQUIRE(backend.at("fallbacks").size() == 1);
    CHECK(backend.at("fallbacks")[0].at("name") == "simd");
    CHECK(backend.at("fallbacks")[0].at("records") == backend.at("records"));
    CHECK_THAT(backend.at("fallbacks")[0].at("reason").get<std::string>(), has_text("emulated error 700"));
    CHECK_THAT(backend.at("devices")[0].at("failure").get<std::string>(), has_text("emulated error 700"));
}

TEST_CASE("a GPU that fails in the middle: --backend cuda ends with status 5 and leaves no results") {
    const Sample place;
    const ProcessResult result = place.verify("faults=Judge:700:7", {"--backend", "cuda"});
    CHECK(result.status == 5);
    CHECK_THAT(result.err, has_text("emulated error 700 from Judge"));
    CHECK_FALSE(std::filesystem::exists(place.results));
}

TEST_CASE("a GPU that fails its self-test is not used") {
    const Sample place;
    const ProcessResult alone = place.verify("faults=Judge:700:1", {"--backend", "cuda"});
    CHECK(alone.status == 5);
    CHECK_THAT(alone.err, has_text("its self-test failed"));
    const ProcessResult automatic = place.verify("faults=Judge:701:1+", {"--device", "0"});
    CHECK(automatic.status == 1);
    CHECK_THAT(automatic.err, has_text("warning: backend cuda cannot be used: GPU 0: its self-test failed"));
    CHECK(read_file(place.results) == place.expected);
    // One of two: it is left out, and says why.
    const ProcessResult one = place.verify("devices=2 faults=Judge:701:1+@1", {"--backend", "cuda"});
    CHECK(one.status == 1);
    CHECK_THAT(one.err, has_text("warning: left out: GPU 1: its self-test failed"));
    CHECK(place.backend().at("devices").size() == 1);
    // But not when it was asked for.
    CHECK(place.verify("devices=2 faults=Judge:701:1+@1", {"--backend", "cuda", "--device", "0,1"}).status == 5);
}

TEST_CASE("generate works on a GPU, and verify takes what it makes") {
    const Sample place;
    const std::string input = place.dir.write("lines.txt", "one\ntwo\n\nfour\n");
    const auto generate = [&](const std::string& backend) {
        return with_gpu(
            "", {"generate", "--input-format", "lines", input, "--keys", place.keys, "--key-id", "legacy-long-key",
                 "--mac-algorithm", "HMAC_SHA_384", "--with-message", "--backend", backend, "-q"});
    };
    const ProcessResult on_gpu = generate("cuda");
    CAPTURE(on_gpu.err);
    CHECK(on_gpu.status == 0);
    CHECK(on_gpu.out == generate("openssl").out);
}

TEST_CASE("devices lists every GPU with its self-test") {
    const ProcessResult two = with_gpu("devices=2", {"devices"});
    CHECK(two.status == 0);
    CHECK_THAT(two.out, has_text("cuda:0") && has_text("cuda:1") && has_text("compute capability 9.0"));
    const ProcessResult broken = with_gpu("devices=2 faults=Judge:701:1+@1", {"devices"});
    CHECK(broken.status == 5);
    CHECK_THAT(broken.out, has_text("FAILED") && has_text("its self-test failed: GPU 1: emulated error 701"));
    const ProcessResult none = with_gpu("none", {"devices"});
    CHECK(none.status == 0);
    CHECK_THAT(none.out, has_text("not here") && has_text("no driver is emulated"));
}

TEST_CASE("without a GPU, inputs are judged on the CPU without a warning, and cuda is refused") {
    const Sample place;
    const ProcessResult automatic = place.verify("none", {});
    CHECK(automatic.status == 1);
    CHECK(automatic.err.find("cuda") == std::string::npos);
    // Of a large one the summary tells it.
    const std::string large = place.dir.file("large.jsonl");
    std::ofstream(large) << '\n';
    std::filesystem::resize_file(large, std::uintmax_t{256} << 20);
    const ProcessResult warned =
        with_gpu("none", {"verify", large, "--keys", place.keys, "-o", place.results, "--summary", place.summary});
    CHECK(warned.err.find("cuda") == std::string::npos);
    CHECK(place.backend().at("notices") ==
          nlohmann::json{"backend cuda cannot be used: no driver is emulated; `hmacsweep devices` says more"});
    const ProcessResult asked = place.verify("none", {"--backend", "cuda"});
    CHECK(asked.status == 5);
    CHECK_THAT(asked.err, has_text("backend cuda cannot be used: no driver is emulated; unset HMACSWEEP_EMULATED_GPU"));
}

#if defined(HMACSWEEP_DRIVER_STUB)
TEST_CASE(
    "the real program, through the real CUDA runtime, tells an old driver from one without a GPU and a broken one") {
    const auto devices = [](const std::string& version, const std::string& init) {
        ProcessOptions options;
        options.environment = {
            {"LD_LIBRARY_PATH", HMACSWEEP_DRIVER_STUB}, {"DRIVER_STUB_VERSION", version}, {"DRIVER_STUB_INIT", init}};
        const ProcessResult result = program({"devices"}, options);
        CHECK(result.status == 0);
        return result.out;
    };
    CHECK_THAT(devices("12040", "0"),
               has_text("the NVIDIA driver is too old: it supports CUDA 12.4, and this build needs") &&
                   has_text("install a newer driver"));
    CHECK_THAT(devices("99000", "100"), has_text("an NVIDIA driver is loaded, but it shows this process no GPU"));
    CHECK_THAT(devices("99000", "999"), has_text("the NVIDIA driver fails: cudaErrorUnknown"));
}
#endif

TEST_CASE("the real program says what is missing where no GPU can be seen, and what to do about it") {
    ProcessOptions options;
    options.environment.emplace_back("CUDA_VISIBLE_DEVICES", "");
    const ProcessResult devices = program({"devices"}, options);
    CHECK(devices.status == 0);
    CHECK_THAT(devices.out, has_text("no NVIDIA driver is loaded") || has_text("shows this process no GPU") ||
                                has_text("this build has no GPU code"));
    CHECK_THAT(devices.out, has_text("install") || has_text("CUDA_VISIBLE_DEVICES"));
    const ProcessResult verify =
        program({"verify", sample("audit.jsonl"), "--keys", sample("keys.json"), "--backend", "cuda"}, options);
    CHECK(verify.status == 5);
    CHECK(verify.out.empty());
}
