// Fuzz target: whatever the input holds, whole runs on every backend, with slabs and threads as they come, must give
// the same bytes, whose verdicts are those of a plain reference: lines cut at line feeds, the full parser, and
// OpenSSL's HMAC called once a record. The first byte chooses the shape, the second the slab's size, the third the
// threads and options.
#include "host/reader/reader.hpp"
#include "host/rules/rules.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/shapes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

keys::KeyStore make_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", as_bytes("a key for tests")));
    keys.push_back(make_kms_key("kms256", Algorithm::HmacSha256, pattern(32, 3)));
    keys.push_back(make_kms_key("off", Algorithm::HmacSha512, pattern(64, 5)));
    keys.back().state = keys::KeyState::Disabled;
    return make_store(std::move(keys));
}

format::Shape make_shape(unsigned choice) {
    format::Shape shape;
    if (choice % 3 != 0) {
        shape.default_key_id = "k";
        shape.default_algorithm = Algorithm::HmacSha256;
        shape.message_encoding = Encoding::Text;
        shape.mac_encoding = Encoding::Hex;
    }
    if (choice % 3 == 2) {
        shape.format = format::InputFormat::Lines;
        shape.line = *format::make_line_template(*format::parse_pattern("{Message} {Mac}"), "Message");
        set_columns(shape, {format::no_column, format::no_column, format::no_column, 0, 1});
    }
    return shape;
}

/// A right record under `k`, so that no run looks for reasons why that key has none: that would take most of the time.
std::string right_record(unsigned choice) {
    const ByteVector message = to_vector("right");
    const ByteVector mac = reference_hmac(Algorithm::HmacSha256, as_bytes("a key for tests"), message);
    if (choice % 3 == 0) {
        return record_line({"", "k", "HMAC_SHA_256", message, mac}) + "\n";
    }
    return choice % 3 == 1 ? "{\"Message\":\"right\",\"Mac\":\"" + to_hex(mac) + "\"}\n"
                           : "right " + to_hex(mac) + "\n";
}

Fd memory_file(std::string_view text) {
    Fd fd(::memfd_create("fuzz", MFD_CLOEXEC));
    if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::lseek(fd.get(), 0, SEEK_SET) != 0) {
        std::abort();
    }
    return fd;
}

std::string content_of(const Fd& fd) {
    std::string text(static_cast<std::size_t>(std::max<off_t>(::lseek(fd.get(), 0, SEEK_END), 0)), '\0');
    if (::pread(fd.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
        std::abort();
    }
    return text;
}

struct Outcome {
    std::string text;
    report::Report report;
};

Outcome run_on(const backend::BackendInfo& info, std::string_view text, const keys::KeyStore& keys,
               const rules::RunOptions& options) {
    const keys::KeyTable table(keys);
    std::vector<input::Source> sources(1);
    sources[0].name = "-";
    sources[0].fd = memory_file(text);
    sources[0].is_regular = true;
    const Fd results = memory_file("");
    Result<OutputFile> output = OutputFile::open("/dev/fd/" + std::to_string(results.get()), {});
    if (!output) {
        std::abort();
    }
    StopFlag stop;
    const std::unique_ptr<backend::Backend> backend = info.open(table, {});
    Outcome outcome;
    outcome.report = run::run({options, table, *backend}, sources, InputDigest::None, {*output}, stop);
    outcome.text = content_of(results);
    return outcome;
}

/// The verdicts of a text's records, one after another.
std::vector<Verdict> reference_verdicts(std::string_view text, const keys::KeyStore& keys,
                                        const rules::RunOptions& options) {
    std::vector<Verdict> verdicts;
    const rules::Rules rules(options, keys);
    reader::Reader reader(reader::PlainLines::Parsed);
    text.remove_prefix(text.starts_with("\xef\xbb\xbf") ? 3 : 0);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const bool has_line_feed = end < text.size();
        std::string line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        const std::size_t size = line.size() - (has_line_feed && line.ends_with('\r') ? 1 : 0);
        line.resize(line.size() + slab_padding, '}');
        const reader::Record& record = reader.read(options.shape, as_bytes(line).data(), size);
        const rules::Ruling ruling = rules.rule(record);
        Verdict verdict = ruling.verdict;
        if (verdict == Verdict::NotJudged) {
            const ByteVector mac = reference_hmac(*record.algorithm, keys[ruling.key].material.bytes(), record.message);
            verdict = std::ranges::equal(mac, record.mac) ? Verdict::Valid : Verdict::Invalid;
        }
        verdicts.push_back(verdict);
    }
    return verdicts;
}

[[noreturn]] void fail(std::string_view backend, const char* what) {
    std::fprintf(stderr, "backend %s: %s\n", std::string(backend).c_str(), what);
    std::abort();
}

void check(const Outcome& outcome, std::string_view backend, const std::vector<Verdict>& expected) {
    if (!outcome.report.adds_up() || !outcome.report.is_complete()) {
        fail(backend, "the run is not complete, or does not add up");
    }
    report::VerdictCounts counts;
    for (const Verdict verdict : expected) {
        counts.add(verdict);
    }
    if (counts.by_verdict != outcome.report.counts.by_verdict) {
        fail(backend, "other counts than the reference's");
    }
    std::size_t record = 0;
    for (std::size_t begin = 0; begin < outcome.text.size(); ++record) {
        const std::size_t end = outcome.text.find('\n', begin);
        const bool is_valid = outcome.text.substr(begin, end - begin).find("\"MacValid\":true") != std::string::npos;
        if (record >= expected.size() || is_valid != (expected[record] == Verdict::Valid)) {
            fail(backend, "another verdict than the reference's");
        }
        begin = end + 1;
    }
    if (record != expected.size()) {
        fail(backend, "another number of results");
    }
}

}    // namespace

void compare(const std::uint8_t* data, std::size_t size) {
    static const keys::KeyStore keys = make_keys();
    if (size < 3) {
        return;
    }
    const std::string text = right_record(data[0]) + std::string(reinterpret_cast<const char*>(data + 3), size - 3);
    rules::RunOptions options;
    options.shape = make_shape(data[0]);
    options.slab_bytes = 1 + std::size_t{data[1]} * 4;
    options.threads = 1 + (data[2] & 3U);
    options.cross_check = (data[2] & 4U) != 0 ? rules::CrossCheck::All : rules::CrossCheck::None;
    options.ignore_key_state = (data[2] & 8U) != 0;
    const std::vector<Verdict> expected = reference_verdicts(text, keys, options);
    std::string first;
    for (const backend::BackendInfo& info : backend::backends()) {
        static const bool has_gpu = std::getenv("HMACSWEEP_FUZZ_GPU") != nullptr;
        if (info.name == "cuda" && !has_gpu) {
            continue;    // the emulated one takes a thousand times as long
        }
        const Outcome outcome = run_on(info, text, keys, options);
        check(outcome, info.name, expected);
        if (first.empty()) {
            first = outcome.text;
        } else if (outcome.text != first) {
            fail(info.name, "other bytes than the backend before");
        }
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::compare(data, size);
    return 0;
}
