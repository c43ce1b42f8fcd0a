// The records of a text are found on the GPU, emulated: results are the scalar backend's whatever stands between the
// records and wherever slabs end, and what a slot does not hold, or quotes leave in doubt, the host frames.
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/records.hpp"

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

format::Shape csv_shape() {
    format::Shape shape;
    shape.format = format::InputFormat::Csv;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    return shape;
}

std::string in_quotes(std::string_view cell) {
    std::string text = "\"";
    for (const char c : cell) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + "\"";
}

/// A row of CSV whose message has commas, quotes and line ends in it.
std::string csv_row(Random& random, const keys::KeyStore& keys, std::size_t number) {
    const keys::Key& key = keys[static_cast<std::uint32_t>(random.below(keys.size()))];
    std::string message;
    for (std::uint64_t left = 1 + random.below(200); left > 0; --left) {
        message += random.pick<char>({'a', 'b', 'c', ' ', ',', '"', '\n', '\r'});
    }
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, key.material.bytes(), to_vector(message));
    mac[0] ^= static_cast<std::uint8_t>(random.one_in(8) ? 1 : 0);
    return fmt::format("{},{},HMAC_SHA_256,{},{}", number, random.one_in(2) ? in_quotes(key.key_id) : key.key_id,
                       in_quotes(message), to_hex(mac));
}

/// What is no right row, and may stand between two.
std::string noise(Random& random, bool opens_quotes) {
    std::vector<std::string> lines{"",         " ",         "\t \r",     "a",        "a\"b,\"c\"d", "\"a\"\"\"",
                                   ",,\"\",,", "\"\",\"\"", "1,2,3,\"4", "\"a\nb\"", "\"\"\"\"\"",  "x,\"y\"z,\"w\""};
    if (!opens_quotes) {
        std::erase(lines, "1,2,3,\"4");
        std::erase(lines, "\"\"\"\"\"");
    }
    return random.pick(lines);
}

std::string csv_text(Random& random, const keys::KeyStore& keys, std::size_t count, bool opens_quotes) {
    std::string text = "Id,KeyId,MacAlgorithm,Message,Mac\n";
    for (std::size_t i = 0; i < count; ++i) {
        text += csv_row(random, keys, i) + (random.one_in(4) ? "\r\n" : "\n");
        while (random.one_in(6)) {
            text += noise(random, opens_quotes && random.one_in(20)) + "\n";
        }
    }
    text.resize(text.size() - random.below(2));
    return text;
}

GpuRun check_run(std::string_view text, const keys::KeyStore& keys, const rules::RunOptions& options) {
    GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options);
    CHECK(run.outcome.report.backend_error.empty());
    CHECK(run.outcome.report.accounting_error.empty());
    CHECK(run.outcome.report.num_disagreements == 0);
    CHECK(run.outcome.text == run_text(text, keys, options, backend_named("scalar"), ParsedLines::Unwanted).text);
    return run;
}

}    // namespace

TEST_CASE("rows of CSV that hold line ends, among broken ones, are found on the GPU as the host finds them") {
    const keys::KeyStore keys = gpu_test_keys();
    for (const bool opens_quotes : {false, true}) {
        for (const std::size_t slab_bytes : {std::size_t{700}, std::size_t{6000}, std::size_t{100'000}}) {
            Random random(slab_bytes + (opens_quotes ? 1 : 0));
            CAPTURE(opens_quotes, slab_bytes);
            rules::RunOptions options;
            options.shape = csv_shape();
            options.slab_bytes = slab_bytes;
            const GpuRun run = check_run(csv_text(random, keys, 400, opens_quotes), keys, options);
            CHECK(run.gpu->num_calls(GpuCall::Frame) > 0);
            if (!opens_quotes) {
                // No slab was framed by the host: each has one piece, and its text goes over once.
                CHECK(run.gpu->num_calls(GpuCall::PackRecords) == run.gpu->num_calls(GpuCall::Frame));
            }
        }
    }
}

TEST_CASE("lines with blank ones among them are found on the GPU as the host finds them") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 300);
    Random random(23);
    std::string text;
    for (std::size_t begin = 0; begin < records.size();) {
        const std::size_t end = records.find('\n', begin);
        text += records.substr(begin, end - begin) + random.pick<std::string>({"\n", "\r\n", "\n\n \n", "\n\r\n\t\n"});
        begin = end + 1;
    }
    for (const std::size_t slab_bytes : {std::size_t{500}, std::size_t{5000}, std::size_t{200'000}}) {
        rules::RunOptions options;
        options.slab_bytes = slab_bytes;
        const GpuRun run = check_run(text, keys, options);
        CHECK(run.gpu->num_calls(GpuCall::Frame) > 0);
        CHECK(run.gpu->num_calls(GpuCall::PackRecords) == run.gpu->num_calls(GpuCall::Frame));
    }
}

TEST_CASE("a text of which a slot does not hold all lines, or all bytes, is framed by the host") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 100);
    rules::RunOptions options;
    options.slab_bytes = std::size_t{4} << 20;
    const GpuRun dense = check_run(records + std::string(20'000, '\n') + records, keys, options);
    CHECK(dense.gpu->num_calls(GpuCall::Frame) == 1);
    CHECK(dense.gpu->num_calls(GpuCall::PackRecords) > 0);
    const GpuRun large = check_run(gpu_test_records(keys, 2000), keys, options);
    CHECK(large.gpu->num_calls(GpuCall::Frame) == 0);
    CHECK(large.gpu->num_calls(GpuCall::PackRecords) > 0);
}

TEST_CASE("records whose messages do not fit into a slot together are judged piece by piece, and found once") {
    const keys::KeyStore keys = gpu_test_keys();
    std::string text;
    for (int i = 0; i < 1500; ++i) {
        text += fmt::format("{{\"Id\":{}}}\n", i);    // short, so that their places are most of what they take
    }
    text += gpu_test_records(keys, 100);
    rules::RunOptions options;
    options.slab_bytes = std::size_t{2} << 20;
    const GpuRun run = check_run(text, keys, options);
    CHECK(run.gpu->num_calls(GpuCall::Frame) == 1);
    CHECK(run.gpu->num_calls(GpuCall::PackRecords) > 1);
}

TEST_CASE(
    "a slab of short lines, more than a slot has room for as records, is found on the GPU, and judged in pieces") {
    const keys::KeyStore keys = gpu_test_keys();
    std::string text = gpu_test_records(keys, 20);
    for (int i = 0; text.size() < gpu::min_slot_bytes / 4 * 3; ++i) {
        text += fmt::format(R"({{"Id":{},"KeyId":"a","Mac":"AAAAA"}})", i) + "\n";
    }
    rules::RunOptions options;
    options.slab_bytes = std::size_t{2} << 20;
    const GpuRun run = check_run(text, keys, options);
    CHECK(run.gpu->num_calls(GpuCall::Frame) == 1);
    const std::uint64_t num_pieces = run.gpu->num_calls(GpuCall::PackRecords);
    CHECK(num_pieces > 2);
    // The index comes back; of each piece the tally, the answers and where the records stand; and of what the host has
    // packed, since it was not plain, the tally and the verdicts.
    CHECK(run.gpu->num_calls(GpuCall::CopyToHost) == 1 + (3 * num_pieces) + (2 * run.gpu->num_calls(GpuCall::Pack)));
}

TEST_CASE("a slab of blank lines, and one of a single record, are found on the GPU") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string record = gpu_test_records(keys, 1);
    for (const std::string& text : {std::string("\n"), std::string(" \n\n\r\n"), std::string("\t"), record,
                                    record.substr(0, record.size() - 1), "\n" + record + "\n\n"}) {
        CAPTURE(text);
        const GpuRun run = check_run(text, keys, {});
        CHECK(run.gpu->num_calls(GpuCall::Frame) == 1);
    }
}

TEST_CASE("without results of valid records the GPU sends no Id, and those of the others are read again") {
    const keys::KeyStore keys = gpu_test_keys();
    Random random(31);
    rules::RunOptions csv;
    csv.shape = csv_shape();
    for (const rules::ResultsFilter results : {rules::ResultsFilter::Failures, rules::ResultsFilter::None}) {
        for (rules::RunOptions options : {rules::RunOptions{}, csv}) {
            options.results = results;
            const bool is_csv = options.shape.format == format::InputFormat::Csv;
            const std::string text = is_csv ? csv_text(random, keys, 300, false) : gpu_test_records(keys, 300);
            const GpuRun run = check_run(text, keys, options);
            CHECK(run.gpu->num_calls(GpuCall::Shorten) == run.gpu->num_calls(GpuCall::PackRecords));
            CHECK(run.outcome.text.empty() == (results == rules::ResultsFilter::None));
            EmulatedGpuOptions failing;
            failing.faults = {{GpuCall::Shorten, 719, 1}};
            CHECK(run_on_gpu(failing, text, keys, Replaceable::Yes, options).outcome.text == run.outcome.text);
            options.slab_bytes = std::size_t{2} << 20;    // more than a slot: framed by the host
            std::string many = text;
            for (int i = 0; i < 8 && !is_csv; ++i) {
                many += text;
            }
            check_run(many, keys, options);
        }
    }
}

TEST_CASE("an answer in one word is the answer without its Id") {
    for (const std::uint32_t key : {0U, 1U, core::max_short_keys - 1}) {
        for (const Algorithm algorithm : all_algorithms) {
            const core::TextAnswer answer{key, {7, 3}, algorithm, 1, Verdict::NotJudged};
            const core::TextAnswer back = core::lengthened(core::shortened(answer), 5);
            CHECK(back.key == key);
            CHECK(back.algorithm == algorithm);
            CHECK(back.is_plain == 1);
            CHECK(back.id.offset == 5);
            CHECK(back.id.size == 0);
        }
    }
    const core::TextAnswer not_plain{core::no_key, {0, 0}, Algorithm{}, 0, Verdict::NotJudged};
    CHECK(core::lengthened(core::shortened(not_plain), 0).is_plain == 0);
}

}    // namespace hmacsweep::tests
