// What the steps of recipes cost: verifies records whose messages steps make of a field of 256 bytes, on one core, from
// a slab in memory to verdicts. Prints records a second for each recipe. All MACs are right, and it is checked that the
// judge says so.
#include "host/backend/registry.hpp"
#include "host/base/digest.hpp"
#include "host/base/encoding.hpp"
#include "host/bench/workload.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/reader/reader.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::bench {
namespace {

constexpr std::size_t field_bytes = 256;
constexpr int num_records = 4000;
constexpr int num_samples = 15;

/// A recipe over the field `f`, and how the field's text is made of a number.
struct Row {
    const char* name;
    const char* recipe;
    std::string (*field)(std::mt19937& random);
};

/// Letters, padded to field_bytes.
std::string filled(std::string text, std::mt19937& random) {
    while (text.size() < field_bytes) {
        text += static_cast<char>('a' + random() % 26);
    }
    return text;
}

std::string plain_text(std::mt19937& random) {
    return filled({}, random);
}

/// Eight parameters, of which every fifth character is written %XX.
std::string query(std::mt19937& random) {
    std::string text;
    for (int i = 0; i < 8; ++i) {
        text += fmt::format("{}p{}=v%2Fw{}%20x", i == 0 ? "" : "&", random() % 1000, random() % 1000);
    }
    return filled(text + "&sig=0&q=", random);
}

std::string percents(std::mt19937& random) {
    std::string text;
    while (text.size() + 3 < field_bytes) {
        text += random() % 3 == 0 ? "%2F" : "abc";
    }
    return filled(text, random);
}

std::string headers(std::mt19937& random) {
    return filled(
        fmt::format("Host: shop\\r\\nUser-Agent: made/1.0\\r\\nX-Time: {}\\r\\nAccept: */*\\r\\nX-Note: ", random()),
        random);
}

/// A JSON object as a JSON string.
std::string inner_json(std::mt19937& random) {
    return filled(fmt::format(R"({{\"id\":{},\"data\":{{\"total\":\"{}\"}},\"note\":\")", random(), random()), random) +
           R"(\"})";
}

constexpr std::array rows{
    Row{"no steps", "{f}", plain_text},
    Row{"pairs, decoded and sorted", R"({f:pairs(url):without(sig):sort:join(\n)})", query},
    Row{"pairs, as written", "{f:pairs:without(sig):sort:join(&)}", query},
    Row{"percent-decoding", "{f:url}", percents},
    Row{"digest", "{f:sha256:to-hex}", plain_text},
    Row{"group with a digest", "{({i}{f}):sha256}", plain_text},
    Row{"group that vanishes", "{(x:{x};)?}{(i:{i};)?}{f}", plain_text},
    Row{"find in lines of headers", "{f:find(X-Time)}.{i}", headers},
    Row{"value in JSON text", "{f:at(/data/total)}", inner_json},
    Row{"charset", "{f:from(cp1252)}", plain_text},
};

std::string line_of(const Row& row, std::mt19937& random, int number, std::string_view mac) {
    return fmt::format(R"({{"i":{},"f":"{}","Mac":"{}"}})", number, row.field(random), mac);
}

/// Records a second of one core.
double rate_of(const Row& row) {
    const keys::KeyStore store = make_bench_key();
    const keys::KeyTable table(store);
    rules::RunOptions options;
    options.cross_check = rules::CrossCheck::None;
    options.results = rules::ResultsFilter::None;
    options.shape.recipe = *format::parse_recipe(row.recipe);
    options.shape.mac_encoding = Encoding::Hex;
    options.shape.default_key_id = store[0].key_id;
    options.shape.default_algorithm = Algorithm::HmacSha256;
    const std::unique_ptr<backend::Backend> backend =
        backend::open_backend(*backend::choose_backend({.name = "simd"}), table);

    reference::Hmac hmac("HMAC_SHA_256", store[0].material.bytes());
    reader::Reader reader;
    std::string text;
    std::vector<std::uint8_t> mac(hmac.mac_bytes());
    for (int i = 0; i < num_records; ++i) {
        std::mt19937 random(static_cast<std::uint32_t>(i));
        std::string line = line_of(row, random, i, std::string(64, '0'));
        const std::size_t size = line.size();
        line.resize(size + slab_padding);
        const reader::Record& record = reader.read(options.shape, as_bytes(line).data(), size);
        if (record.is_malformed()) {
            throw std::runtime_error(fmt::format("{}: {}", row.name, record.malformed));
        }
        hmac.compute(record.message, mac);
        std::mt19937 again(static_cast<std::uint32_t>(i));
        text += line_of(row, again, i, to_hex(mac)) + "\n";
    }
    input::Slab slab;
    slab.shape = std::make_shared<const format::Shape>(options.shape);
    slab.size = text.size();
    slab.buffer.assign(as_bytes(text));
    const judge::RunContext context{options, table, *backend};
    judge::SlabJudge judge(context);
    judge::SlabResult result;
    double best = 0;
    for (int sample = 0; sample < num_samples; ++sample) {
        const auto begun = std::chrono::steady_clock::now();
        judge.judge(slab, result, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
        best = std::max(best, num_records / seconds.count());
        if (std::ranges::count(result.outcomes, Verdict::Valid, &judge::Outcome::verdict) != num_records) {
            throw std::runtime_error(fmt::format("{}: not every record is valid", row.name));
        }
    }
    return best;
}

}    // namespace
}    // namespace hmacsweep::bench

int main() {
    using namespace hmacsweep::bench;    // NOLINT(google-build-using-namespace)
    fmt::print("{:<28}{:>16}   recipe\n", "steps, 256 bytes", "records/s a core");
    for (const Row& row : rows) {
        fmt::print("{:<28}{:>14.2f} M   {}\n", row.name, rate_of(row) / 1e6, row.recipe);
    }
}
