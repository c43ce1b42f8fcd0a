// Blank lines, which are passed over: counted, whatever the slabs, threads and formats.
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

namespace hmacsweep::tests {
namespace {

keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

/// The blank lines of a text, which must be the same for every size of slabs and number of threads.
std::uint64_t num_blank_lines(const std::string& text, rules::RunOptions options) {
    std::vector<std::uint64_t> counts;
    for (const std::uint32_t threads : {1U, 3U}) {
        for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20}) {
            options.threads = threads;
            options.slab_bytes = slab_bytes;
            counts.push_back(run_text(text, one_key(), options, backend_named("simd"), ParsedLines::Unwanted)
                                 .report.num_blank_lines);
            CAPTURE(threads, slab_bytes, text);
            CHECK(counts.back() == counts.front());
        }
    }
    return counts.front();
}

std::string wrong_record() {
    return record_line({"1", "k", "HMAC_SHA_256", pattern(10), pattern(32)});
}

}    // namespace

TEST_CASE("blank lines before, between and behind records are counted") {
    const std::string record = wrong_record();
    CHECK(num_blank_lines(record + "\n" + record + "\r\n" + record, {}) == 0);
    CHECK(num_blank_lines("\n" + record + "\n\n \t\n" + record + "\r\n\r\n" + record + "\n  ", {}) == 5);
    CHECK(num_blank_lines(" \r\n\n", {}) == 2);
    CHECK(num_blank_lines("", {}) == 0);
    CHECK(num_blank_lines("{\n\n{\n", {}) == 1);
}

TEST_CASE("a blank line too long to be kept is counted") {
    rules::RunOptions options;
    options.max_record_bytes = 1000;
    CHECK(num_blank_lines(std::string(5000, ' ') + "\n" + wrong_record() + "\n", options) == 1);
}

TEST_CASE("in a table a line feed within quotes is no blank line, and one before the header is") {
    rules::RunOptions options;
    options.shape.format = format::InputFormat::Csv;
    CHECK(num_blank_lines("KeyId,MacAlgorithm,Message,Mac\nk,HMAC_SHA_256,\"a\n\n\nb\",AAAA\n\n", options) == 1);
    CHECK(num_blank_lines("\n\nKeyId,MacAlgorithm,Message,Mac\n\nk,HMAC_SHA_256,bQ==,AAAA\n", options) == 3);
}

TEST_CASE("an array of JSON has no blank lines") {
    rules::RunOptions options;
    options.shape.format = format::InputFormat::Json;
    CHECK(num_blank_lines("[\n\n" + wrong_record() + ",\n\n" + wrong_record() + "\n\n]\n", options) == 0);
}

TEST_CASE("a run that is stopped early counts the blank lines before its last record") {
    rules::RunOptions options;
    options.max_invalid = 2;
    const std::string lines = wrong_record() + "\n\n";
    CHECK(num_blank_lines(lines + lines + lines + lines, options) == 1);
}

}    // namespace hmacsweep::tests
