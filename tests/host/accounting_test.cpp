// The accounts that a run keeps of its records (RELIABILITY 17): whatever is lost or counted twice on the way is found
// out by the run itself, and makes it fail with status 5.
#include "host/report/accounting.hpp"
#include "host/judge/framing.hpp"

#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(32)));
    return make_store(std::move(keys));
}

std::string records(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const ByteVector message = to_vector(std::to_string(i));
        text += record_line(
                    {"", "k", "HMAC_SHA_256", message, reference_hmac(Algorithm::HmacSha256, pattern(32), message)}) +
                (i % 7 == 0 ? "\r\n \t\r\n" : "\n");
    }
    return text;
}

input::Slab slab_of(std::string_view text, format::Shape shape = {}) {
    input::Slab slab;
    slab.size = text.size();
    slab.buffer.assign(as_bytes(text));
    slab.shape = std::make_shared<const format::Shape>(std::move(shape));
    return slab;
}

std::vector<core::Frame> frames_of(const input::Slab& slab) {
    std::vector<core::Frame> frames;
    format::frame_records(slab.data(), slab.size, *slab.shape,
                          [&](const core::Frame& frame) { frames.push_back(frame); });
    return frames;
}

report::Report good_report() {
    report::Report report;
    report.sources.resize(1);
    report.counts.add(Verdict::Valid, 3);
    report.counts.add(Verdict::Invalid, 2);
    report.sources[0].counts = report.counts;
    report.sources[0].records = 5;
    report.by_key.resize(1);
    report.by_key[0] = report.counts;
    report.results.lines = 5;
    return report;
}

}    // namespace

TEST_CASE("a backend that loses a record, or has one twice, ends the run with status 5") {
    const keys::KeyStore keys = one_key();
    for (const std::string_view name :
         {"loses one record", "loses the first record", "loses the last record", "has one record twice"}) {
        for (const std::size_t slab_bytes : {std::size_t{2000}, std::size_t{1} << 20}) {
            INFO(name << ", slabs of " << slab_bytes);
            rules::RunOptions options;
            options.threads = 2;
            options.slab_bytes = slab_bytes;
            const RunOutcome outcome = run_text(records(100), keys, options, lying_backend(name));
            CHECK_THAT(outcome.report.backend_error, has_text("the counts do not add up"));
            CHECK(report::exit_status(outcome.report, {}) == 5);
        }
    }
}

TEST_CASE("in every format, each record that is left out is missed") {
    format::Shape csv;
    csv.format = format::InputFormat::Csv;
    format::Shape tsv;
    tsv.format = format::InputFormat::Tsv;
    format::Shape copy;
    copy.format = format::InputFormat::PgCopy;
    format::Shape lines;
    lines.format = format::InputFormat::Lines;
    format::Shape array;
    array.format = format::InputFormat::Json;
    array.is_array = true;
    const std::vector<input::Slab> slabs{
        slab_of("{}\n\n \r\n{\"a\":1}\r\nx\n{}"), slab_of("a,b\r\n\n\"c\nd\",e\n \n\"open\nf,g\n", csv),
        slab_of("a\tb\n\t\n\nc\td\n", tsv),       slab_of("a\tb\n\\.\nc\n\\N\n", copy),
        slab_of("one\n\ntwo\r\nthree", lines),    slab_of(" {},\n{\"a\":[1,2]} , 7,\n\"x\"\n", array)};
    for (const input::Slab& slab : slabs) {
        const std::vector<core::Frame> whole = frames_of(slab);
        INFO(std::string(slab.data(), slab.data() + slab.size));
        REQUIRE(whole.size() >= 3);
        CHECK(judge::framing_fault(slab, whole).empty());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            const core::Frame& frame = whole[i];
            const std::string_view bytes = as_text(Bytes(slab.data() + frame.offset, frame.size));
            std::vector<core::Frame> fewer = whole;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            // A row of empty cells, between tabs, looks like a blank line.
            const bool is_seen = bytes.find_first_not_of("\t") != std::string_view::npos;
            CHECK(judge::framing_fault(slab, fewer).empty() != is_seen);
            std::vector<core::Frame> more = whole;
            more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), frame);
            CHECK_THAT(judge::framing_fault(slab, more), has_text("share"));
        }
        std::vector<core::Frame> longer = whole;
        longer.back().size += static_cast<std::uint32_t>(slab.size);
        CHECK_FALSE(judge::framing_fault(slab, longer).empty());
    }
}

TEST_CASE("every count of a finished run must be the one that the others ask for") {
    const rules::RunOptions options;
    CHECK(report::accounting_fault(good_report(), options, 5).empty());
    CHECK_THAT(report::accounting_fault(good_report(), options, 6), has_text("6 records, and 5 were judged"));
    report::Report lines = good_report();
    lines.results.lines = 4;
    CHECK_THAT(report::accounting_fault(lines, options, 5), has_text("4 result lines, and there must be 5"));
    report::Report twice = good_report();
    twice.by_key[0].add(Verdict::Valid);
    CHECK_FALSE(report::accounting_fault(twice, options, 5).empty());
    report::Report rejects = good_report();
    rejects.rejects.name = "rejects.jsonl";
    rejects.rejects.records = 1;
    CHECK_THAT(report::accounting_fault(rejects, options, 5), has_text("2 records are not valid, and 1"));
    rejects.rejects.left_out = 1;
    CHECK(report::accounting_fault(rejects, options, 5).empty());
}

TEST_CASE("the result lines that must be there are those that were asked for") {
    rules::RunOptions options;
    report::Report report = good_report();
    options.results = rules::ResultsFilter::Failures;
    CHECK_FALSE(report::accounting_fault(report, options, 5).empty());
    report.results.lines = 2;
    CHECK(report::accounting_fault(report, options, 5).empty());
    options.results = rules::ResultsFilter::None;
    CHECK_FALSE(report::accounting_fault(report, options, 5).empty());
    report.results.lines = 0;
    CHECK(report::accounting_fault(report, options, 5).empty());
}

TEST_CASE("of a run that was broken off only what was judged must add up") {
    const rules::RunOptions options;
    report::Report stopped = good_report();
    stopped.signal = 2;
    stopped.results.lines = 3;
    CHECK(report::accounting_fault(stopped, options, 9).empty());
    stopped.counts.add(Verdict::Malformed);
    CHECK_FALSE(report::accounting_fault(stopped, options, 9).empty());
    report::Report full = good_report();
    full.results.error = "disk full";
    full.results.lines = 1;
    CHECK(report::accounting_fault(full, options, 9).empty());
    report::Report enough = good_report();
    enough.is_stopped_early = true;    // --max-invalid: what follows was framed by then, maybe
    CHECK(report::accounting_fault(enough, options, 9).empty());
    enough.results.lines = 4;
    CHECK_FALSE(report::accounting_fault(enough, options, 9).empty());
}

TEST_CASE("counts that contradict each other make a run fail, and it says which") {
    report::Report report = good_report();
    CHECK(report::exit_status(report, {}) == 1);
    report.accounting_error = report::accounting_fault(report, {}, 6);
    CHECK(report::exit_status(report, {}) == 5);
    CHECK_FALSE(report.is_complete());
}

}    // namespace hmacsweep::tests
