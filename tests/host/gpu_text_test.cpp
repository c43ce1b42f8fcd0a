// Text on the GPU, emulated: raw records go over, and what comes out is, byte for byte, what the scalar backend makes
// of records that the host has packed. Every format, encoding and kind of damage; and nothing is allocated on the way.
#include "host/format/line_template.hpp"
#include "host/format/recipe.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/record_maker.hpp"
#include "tests/support/records.hpp"
#include "tests/support/shapes.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

/// The texts of one record whose MAC is right, and mostly stays so.
struct Texts {
    std::string id;
    std::string key_id;
    std::string algorithm;
    std::string message;
    std::string mac;
};

struct Format {
    std::string name;
    format::Shape shape;
    std::string header;
    std::string (*write)(Random&, const Texts&);
};

std::string json_line(Random& random, const Texts& texts) {
    std::vector<std::string> members{
        fmt::format(R"("Id":"{}")", texts.id), fmt::format(R"("KeyId":"{}")", texts.key_id),
        fmt::format(R"("MacAlgorithm":"{}")", texts.algorithm), fmt::format(R"("Message":"{}")", texts.message),
        fmt::format(R"("Mac":"{}")", texts.mac)};
    if (random.one_in(4)) {
        std::ranges::shuffle(members, random.engine());
    }
    if (random.one_in(10)) {
        members.push_back(random.pick<std::string>({R"("x":1)", R"("x":[1])", R"("Message":"")", R"("x":"\u00e4")"}));
    }
    return fmt::format("{{{}}}", fmt::join(members, random.one_in(5) ? " , " : ","));
}

std::string csv_row(Random& random, const Texts& texts) {
    std::string row;
    for (const std::string& cell : {texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac}) {
        std::string doubled;
        for (const char c : cell) {
            doubled += c == '"' ? "\"\"" : std::string(1, c);
        }
        row += row.empty() ? "" : ",";
        row += cell.find_first_of(",\"\n\r") != std::string::npos || random.one_in(3) ? fmt::format("\"{}\"", doubled)
                                                                                      : cell;
    }
    return row;
}

std::string tsv_row(Random& /*random*/, const Texts& texts) {
    return fmt::format("{}\t{}\t{}\t{}\t{}", texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac);
}

std::string log_line(Random& /*random*/, const Texts& texts) {
    return fmt::format("{} [{}] {} {} mac={}", texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac);
}

std::vector<Format> formats() {
    format::Shape plain;
    format::Shape hex;
    hex.message_encoding = Encoding::Text;
    hex.mac_encoding = Encoding::Hex;
    format::Shape url;
    url.message_encoding = url.mac_encoding = Encoding::Base64Url;
    format::Shape recipe = hex;
    recipe.recipe = *format::parse_recipe("v1|{Id}|{Message}|{Message}|end");
    format::Shape csv = hex;
    csv.format = format::InputFormat::Csv;
    format::Shape tsv = hex;
    tsv.format = format::InputFormat::Tsv;
    format::Shape lines = hex;
    lines.format = format::InputFormat::Lines;
    lines.line = *format::make_line_template(
        *format::parse_pattern("{id} [{key-id}] {mac-algorithm} {message} mac={mac}"), "message");
    set_columns(lines, {0, 1, 2, 3, 4});
    return {{"JSON Lines", plain, "", json_line},
            {"JSON Lines of text and hex", hex, "", json_line},
            {"JSON Lines of base64url", url, "", json_line},
            {"JSON Lines with a recipe", recipe, "", json_line},
            {"CSV", csv, "Id,KeyId,MacAlgorithm,Message,Mac\n", csv_row},
            {"TSV", tsv, "Id\tKeyId\tMacAlgorithm\tMessage\tMac\n", tsv_row},
            {"lines by a template", lines, "", log_line}};
}

std::string written(Encoding encoding, const ByteVector& bytes) {
    switch (encoding) {
        case Encoding::Hex:
            return to_hex(bytes);
        case Encoding::Text:
            return {bytes.begin(), bytes.end()};
        case Encoding::Base64Url: {
            std::string text = base64(bytes);
            std::ranges::replace(text, '+', '-');
            std::ranges::replace(text, '/', '_');
            return text;
        }
        default:
            return base64(bytes);
    }
}

void damage(Random& random, std::string& record) {
    for (std::uint64_t times = 1 + random.below(3); times > 0 && !record.empty(); --times) {
        const std::size_t at = random.below(record.size());
        const char byte = random.pick<char>({'"', '\\', '{', '}', ',', ':', ' ', '=', '0', 'A', '\x01', '\xc3', '\r'});
        switch (random.below(3)) {
            case 0:
                record.erase(at, 1 + random.below(3));
                break;
            case 1:
                record.insert(at, 1, byte);
                break;
            default:
                record[at] = byte;
        }
    }
}

/// Records of a format, one in six damaged, some behind blank lines or with CR LF.
std::string make_records(Random& random, const Format& format, const keys::KeyStore& keys, std::size_t count) {
    std::string text = format.header;
    for (std::size_t i = 0; i < count; ++i) {
        const keys::Key& key = keys[static_cast<std::uint32_t>(random.below(keys.size()))];
        const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
        ByteVector message = random.bytes(random.one_in(50) ? random.below(9000) : random.below(300));
        if (format.shape.message_encoding == Encoding::Text) {
            for (std::uint8_t& byte : message) {
                byte = static_cast<std::uint8_t>('#' + byte % 57);    // no quote, no backslash
            }
        }
        const std::string id = fmt::format("row-{}", i);
        ByteVector hashed = message;
        if (!format.shape.recipe.is_empty()) {
            const std::string body(message.begin(), message.end());
            hashed = to_vector(fmt::format("v1|{}|{}|{}|end", id, body, body));
        }
        ByteVector mac = reference_hmac(algorithm, key.material.bytes(), hashed);
        mac[i % mac.size()] ^= static_cast<std::uint8_t>(random.one_in(7) ? 1 : 0);
        std::string record = format.write(
            random, {id, random.one_in(30) ? "nobody" : key.key_id, std::string(name_of(algorithm)),
                     written(format.shape.message_encoding, message), written(format.shape.mac_encoding, mac)});
        if (random.one_in(6)) {
            damage(random, record);
        }
        text += random.one_in(20) ? " \t\n" : "";
        text += record + (random.one_in(10) ? "\r\n" : "\n");
    }
    return text;
}

std::string scalar_results(std::string_view text, const keys::KeyStore& keys, const rules::RunOptions& options) {
    return run_text(text, keys, options, backend_named("scalar"), ParsedLines::Unwanted).text;
}

std::uint64_t num_allocations(const EmulatedGpu& gpu) {
    return gpu.num_calls(GpuCall::Allocate) + gpu.num_calls(GpuCall::AllocatePinned) +
           gpu.num_calls(GpuCall::CreateStream) + gpu.num_calls(GpuCall::CreateEvent);
}

}    // namespace

TEST_CASE("records that go to the GPU as text have the results of records that the host packs, in every format") {
    const keys::KeyStore keys = gpu_test_keys();
    constexpr std::size_t count = 1200;
    for (const Format& format : formats()) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            CAPTURE(format.name, seed);
            Random random(seed);
            const std::string text = make_records(random, format, keys, count);
            rules::RunOptions options;
            options.shape = format.shape;
            options.cross_check = rules::CrossCheck::All;
            if (seed == 3) {
                options.slab_bytes = std::size_t{4} << 20;    // one slab of several pieces
            }
            const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options);
            CHECK(run.outcome.report.backend_error == "");
            CHECK(run.outcome.report.num_disagreements == 0);
            CHECK(run.outcome.text == scalar_results(text, keys, options));
            CHECK(run.gpu->num_calls(GpuCall::PackRecords) > 1);
            CHECK((run.gpu->num_calls(GpuCall::Frame) == 0) == (seed == 3));    // more than a slot: the host frames it
            REQUIRE(run.outcome.report.shares.size() == 1);
            CHECK(run.outcome.report.shares[0].records > count / 2);
        }
    }
}

TEST_CASE("random records of every kind have the verdicts that they were made for, as text on the GPU") {
    Random random(41);
    RecordMaker maker(random);
    std::vector<Verdict> verdicts;
    const std::string text = maker.make_text(1500, verdicts);
    const GpuRun run = run_on_gpu({}, text, maker.keys(), Replaceable::No);
    CHECK(run.outcome.text == scalar_results(text, maker.keys(), {}));
    for (int v = 0; v < core::num_verdicts; ++v) {
        const auto verdict = static_cast<Verdict>(v);
        CHECK(run.outcome.report.counts.of(verdict) ==
              static_cast<std::uint64_t>(std::ranges::count(verdicts, verdict)));
    }
}

TEST_CASE("a record that no slot holds is read by the host, and those round it by the GPU") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string few = gpu_test_records(keys, 10);
    const std::string line = few.substr(few.find('\n') + 1, few.find('\n', few.find('\n') + 1) - few.find('\n') - 1);
    std::string longer = line;
    longer.insert(1, fmt::format(R"("more":"{}",)", std::string(3 * gpu::min_slot_bytes, 'x')));
    const std::string text = few + longer + "\n" + few + longer + "\n" + longer + "\n" + line;
    for (const std::uint64_t max_record_bytes : {std::uint64_t{1} << 24, std::uint64_t{200}, std::uint64_t{1}}) {
        rules::RunOptions options;
        options.slab_bytes = std::size_t{4} << 20;
        options.max_record_bytes = max_record_bytes;
        CAPTURE(max_record_bytes);
        CHECK(run_on_gpu({}, text, keys, Replaceable::No, options).outcome.text == scalar_results(text, keys, options));
    }
}

TEST_CASE("a record that is long for one thread of a GPU is read by the host, though a slot would hold it") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string few = gpu_test_records(keys, 10);
    std::string longer = few.substr(0, few.find('\n') + 1);
    longer.insert(1, fmt::format(R"("more":"{}",)", std::string(500'000, 'x')));
    gpu::EngineOptions engine = small_engine();
    engine.slot_bytes = std::size_t{4} << 20;
    rules::RunOptions options;
    options.slab_bytes = std::size_t{2} << 20;
    const std::string text = few + longer + few;
    const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, options, engine);
    CHECK(run.outcome.text == scalar_results(text, keys, options));
    CHECK(run.gpu->max_record_bytes() == 4 * core::max_batch_message_bytes);
}

TEST_CASE("records of a shape that is too large for a GPU are packed by the host") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string text = gpu_test_records(keys, 50);
    rules::RunOptions large;
    large.shape.recipe = *format::parse_recipe(std::string(40'000, 'x') + "{Message:base64}");
    const GpuRun run = run_on_gpu({}, text, keys, Replaceable::No, large);
    CHECK(run.outcome.text == scalar_results(text, keys, large));
    CHECK(run.gpu->num_calls(GpuCall::PackRecords) == 0);
}

TEST_CASE("four times the records need no allocation more on the GPU") {
    const keys::KeyStore keys = gpu_test_keys();
    const GpuRun few = run_on_gpu({}, gpu_test_records(keys, 500), keys, Replaceable::No);
    const GpuRun many = run_on_gpu({}, gpu_test_records(keys, 2000), keys, Replaceable::No);
    CHECK(many.gpu->num_calls(GpuCall::PackRecords) >= 3 * few.gpu->num_calls(GpuCall::PackRecords));
    CHECK(num_allocations(*many.gpu) == num_allocations(*few.gpu));
}

TEST_CASE("places of records side by side never overlap, whatever the records are") {
    Random random(17);
    for (const std::uint32_t literals : {0U, 1U, 127U, 128U, 30'000U}) {
        for (const std::uint32_t repeats : {1U, 2U, 7U}) {
            const core::TextPlaces places{repeats, core::text_stride(literals)};
            std::uint64_t offset = random.below(300);
            for (std::uint64_t i = 0; i < 200; ++i) {
                const std::uint64_t size = random.below(600);
                const std::uint64_t next = offset + size + random.below(3);
                const std::uint64_t room = (size * repeats) + places.stride - core::max_block_bytes;
                REQUIRE(core::text_place(places, offset, i) + room <= core::text_place(places, next, i + 1));
                // All of it in the message, the literals, the padding and what decoding writes behind.
                REQUIRE(room >= (size * repeats) + literals + (2 * core::max_block_bytes) + 4);
                offset = next;
            }
        }
    }
}

}    // namespace hmacsweep::tests
