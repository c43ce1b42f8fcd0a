// Runs that end early: a signal, a full device, a reader that went away.
#include "host/report/ending.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(32)));
    return make_store(std::move(keys));
}

std::string good_records(std::size_t count) {
    const ByteVector message = pattern(10);
    const std::string line =
        record_line({"", "k", "HMAC_SHA_256", message, reference_hmac(Algorithm::HmacSha256, pattern(32), message)});
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += line + "\n";
    }
    return text;
}

/// Runs over these sources into `output`.
report::Report judge(std::vector<input::Source>& sources, const std::string& output, StopFlag& stop,
                     const std::function<void(const run::Progress&)>& progress = {}) {
    const keys::KeyStore keys = one_key();
    const keys::KeyTable table(keys);
    rules::RunOptions options;
    options.threads = 2;
    options.slab_bytes = 10'000;
    Result<OutputFile> results = OutputFile::open(output, {});
    REQUIRE(results.has_value());
    const std::unique_ptr<backend::Backend> backend = backend_named("scalar").open(table, {});
    return run::run({options, table, *backend}, sources, InputDigest::None, {*results}, stop,
                    {.on_progress = progress});
}

}    // namespace

TEST_CASE("a signal that comes before the run ends it with nothing done") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", good_records(1000))};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    StopFlag stop;
    stop.request(SIGINT);
    const report::Report report = judge(sources, folder.file("out"), stop);
    CHECK(report.signal == SIGINT);
    CHECK(report.records() == 0);
    CHECK_FALSE(report.is_complete());
    CHECK(report::exit_status(report, {}) == 130);
}

TEST_CASE("a signal that comes while an input blocks ends the run with what was done so far") {
    const TempDir folder;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const Fd write_end(ends[1]);
    std::vector<input::Source> sources(1);
    sources[0].name = "pipe";
    sources[0].fd = Fd(ends[0]);
    const std::string text = good_records(20);
    REQUIRE(::write(write_end.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    StopFlag stop;
    std::uint64_t seen = 0;
    const report::Report report = judge(sources, folder.file("out"), stop, [&](const run::Progress& progress) {
        seen = progress.records;
        if (seen == 20) {
            stop.request(SIGTERM);
        }
    });
    CHECK(seen == 20);
    CHECK(report.signal == SIGTERM);
    CHECK(report.records() == 20);
    CHECK(report.adds_up());
    CHECK(report::exit_status(report, {}) == 143);
}

TEST_CASE("an output that is full ends the run with an error that says so, and status 3") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", good_records(2000))};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    StopFlag stop;
    const report::Report report = judge(sources, "/dev/full", stop);
    CHECK_THAT(report.results.error, has_text("/dev/full") && has_text("No space left"));
    CHECK_FALSE(report.results.is_closed_pipe);
    CHECK(report.signal == 0);
    CHECK(report.records() < 2000);
    CHECK(report::exit_status(report, {}) == 3);
}

TEST_CASE("an output whose reader went away ends the run quietly, with status 3") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", good_records(2000))};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const Fd write_end(ends[1]);
    StopFlag stop;
    report::Report report;
    {
        auto* const before = std::signal(SIGPIPE, SIG_IGN);
        Result<OutputFile> opened = OutputFile::open("/dev/fd/" + std::to_string(write_end.get()), {});
        REQUIRE(opened.has_value());
        ::close(ends[0]);
        const keys::KeyStore keys = one_key();
        const keys::KeyTable table(keys);
        const rules::RunOptions options;
        const std::unique_ptr<backend::Backend> backend = backend_named("scalar").open(table, {});
        report = run::run({options, table, *backend}, sources, InputDigest::None, {*opened}, stop);
        std::signal(SIGPIPE, before);
    }
    CHECK(report.results.is_closed_pipe);
    CHECK(report::exit_status(report, {}) == 3);
}

TEST_CASE("progress tells how far the run has come, and ends with all of it") {
    const TempDir folder;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    std::vector<input::Source> sources(1);
    sources[0].name = "pipe";
    sources[0].fd = Fd(ends[0]);
    const std::string text = good_records(10);
    std::thread writer([&] {
        Fd write_end(ends[1]);
        for (int i = 0; i < 4; ++i) {
            static_cast<void>(::write(write_end.get(), text.data(), text.size()));
            std::this_thread::sleep_for(std::chrono::milliseconds(110));
        }
    });
    StopFlag stop;
    std::vector<std::uint64_t> seen;
    const report::Report report = judge(sources, folder.file("out"), stop,
                                        [&](const run::Progress& progress) { seen.push_back(progress.records); });
    writer.join();
    CHECK(report.records() == 40);
    CHECK_FALSE(seen.empty());
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(report::exit_status(report, {}) == 0);
}

}    // namespace hmacsweep::tests
