// What a run keeps of the records that are not valid: their bytes, in input order, whatever the threads and slabs.
#include "host/report/ending.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/record_maker.hpp"
#include "tests/support/runs.hpp"

namespace hmacsweep::tests {
namespace {

struct Kept {
    report::Report report;
    std::string results;
    std::string rejects;
};

Kept run_with_rejects(const std::vector<std::string>& inputs, const keys::KeyStore& keys,
                      const rules::RunOptions& options) {
    const TempDir folder;
    const keys::KeyTable table(keys);
    std::vector<input::Source> sources = input::open_sources(inputs, options.shape.format);
    Result<OutputFile> results = OutputFile::open(folder.file("results"), {});
    Result<OutputFile> rejects = OutputFile::open(folder.file("rejects"), {});
    REQUIRE((results.has_value() && rejects.has_value()));
    StopFlag stop;
    Kept kept;
    const std::unique_ptr<backend::Backend> backend = backend_named("scalar").open(table, {});
    kept.report = run::run({options, table, *backend}, sources, InputDigest::None, {*results, &*rejects}, stop);
    REQUIRE(results->commit() == WriteOutcome::Ok);
    REQUIRE(rejects->commit() == WriteOutcome::Ok);
    kept.results = folder.read("results");
    kept.rejects = folder.read("rejects");
    return kept;
}

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

std::string record(const std::string& id, bool is_valid) {
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(20), pattern(10));
    mac[5] ^= is_valid ? 0 : 4;
    return record_line({id, "k", "HMAC_SHA_256", pattern(10), mac});
}

}    // namespace

TEST_CASE("rejects are the input's bytes of every record that is not valid, and of no other") {
    const TempDir folder;
    const std::string lost = R"({"KeyId":"nobody","MacAlgorithm":"HMAC_SHA_384","Message":"bQ==","Mac":"AAAA"})";
    const std::vector<std::string> inputs{
        folder.write("a", "\xef\xbb\xbf" + record("1", false) + "\r\n\n  \n" + record("2", true) + "\n" +
                              "{broken\xff \t" + "\n" + record("3", false)),    // no line end
        folder.write("b", "\n" + lost + "\n" + record("4", true) + "\r\n" + record("5", false) + "\n")};
    const std::string expected = record("1", false) + "\r\n" + "{broken\xff \t\n" + record("3", false) + "\n" + lost +
                                 "\n" + record("5", false) + "\n";
    const keys::KeyStore keys = one_key();
    for (const std::uint32_t threads : {1U, 3U}) {
        for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
            rules::RunOptions options;
            options.threads = threads;
            options.slab_bytes = slab_bytes;
            options.results = slab_bytes == 100 ? rules::ResultsFilter::None : rules::ResultsFilter::All;
            const Kept kept = run_with_rejects(inputs, keys, options);
            INFO(threads << " threads, slabs of " << slab_bytes);
            CHECK(kept.rejects == expected);
            CHECK(kept.report.rejects.records == 5);
            CHECK(kept.report.rejects.left_out == 0);
            CHECK(kept.report.is_complete());
        }
    }
}

TEST_CASE("rejects judged again are the same failures, and only those") {
    Random random(12);
    RecordMaker maker(random);
    std::vector<Verdict> expected;
    const TempDir folder;
    const std::vector<std::string> inputs{folder.write("in", maker.make_text(500, expected))};
    rules::RunOptions options;
    options.results = rules::ResultsFilter::Failures;
    const Kept first = run_with_rejects(inputs, maker.keys(), options);
    const std::vector<std::string> again{folder.write("again", first.rejects)};
    const Kept second = run_with_rejects(again, maker.keys(), options);
    CHECK(second.rejects == first.rejects);
    CHECK(second.report.counts.of(report::RecordClass::Valid) == 0);
    for (const report::RecordClass c : {report::RecordClass::Invalid, report::RecordClass::Unverifiable,
                                        report::RecordClass::Untagged, report::RecordClass::Malformed}) {
        CHECK(second.report.counts.of(c) == first.report.counts.of(c));
    }
}

TEST_CASE("a record too long to be kept is not among the rejects, and is counted") {
    const TempDir folder;
    const std::vector<std::string> inputs{
        folder.write("in", record("1", false) + "\n" + std::string(5000, 'x') + "\n" + record("2", false) + "\n")};
    rules::RunOptions options;
    options.max_record_bytes = 1000;
    options.slab_bytes = 300;
    const Kept kept = run_with_rejects(inputs, one_key(), options);
    CHECK(kept.rejects == record("1", false) + "\n" + record("2", false) + "\n");
    CHECK(kept.report.rejects.records == 2);
    CHECK(kept.report.rejects.left_out == 1);
}

TEST_CASE("a row of an outfile that ends within an escape is not among the rejects, where it would join the next") {
    const TempDir folder;
    const std::string wrong = "2\tk\tHMAC_SHA_256\tm\tm\n";
    const std::vector<std::string> inputs{folder.write("a", "1\tk\tHMAC_SHA_256\tm\tm\\"), folder.write("b", wrong)};
    rules::RunOptions options;
    options.shape.format = format::InputFormat::MySqlOutfile;
    options.shape.has_header = false;
    for (std::size_t f = 0; f < format::num_fields; ++f) {
        options.shape.fields[f].name = std::to_string(f + 1);
        options.shape.fields[f].is_mapped = true;
    }
    const Kept kept = run_with_rejects(inputs, one_key(), options);
    CHECK(kept.rejects == wrong);
    CHECK(kept.report.rejects.records == 1);
    CHECK(kept.report.rejects.left_out == 1);
}

TEST_CASE("rejects that cannot be written end the run as results that cannot do") {
    const TempDir folder;
    const std::vector<std::string> inputs{folder.write("in", record("1", false) + "\n")};
    std::vector<input::Source> sources = input::open_sources(inputs, format::InputFormat::JsonLines);
    const keys::KeyStore keys = one_key();
    const keys::KeyTable table(keys);
    const rules::RunOptions options;
    Result<OutputFile> results = OutputFile::open(folder.file("results"), {});
    Result<OutputFile> full = OutputFile::open("/dev/full", {});
    StopFlag stop;
    const report::Report report = run::run({options, table, *backend_named("scalar").open(table, {})}, sources,
                                           InputDigest::None, {*results, &*full}, stop);
    CHECK_THAT(report.rejects.error, has_text("/dev/full") && has_text("No space left"));
    CHECK_FALSE(report.is_complete());
    CHECK(report::exit_status(report, {}) == 3);
}

}    // namespace hmacsweep::tests
