#include "host/backend/text_self_test.hpp"

#include "host/backend/plain_keys.hpp"
#include "host/backend/plain_shape.hpp"
#include "host/base/encoding.hpp"
#include "host/format/shape.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::backend {
namespace {

/// The records as JSON Lines, one in two with its members in another order and blanks between them, and behind each a
/// blank line and one that only the full parser may read.
std::string json_lines(std::span<const KnownRecord> records) {
    std::string text;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const KnownRecord& record = records[i];
        std::string message;
        std::string mac;
        append_base64(message, record.message);
        append_base64(mac, record.mac);
        const std::string_view algorithm = name_of(record.algorithm);
        text += i % 2 == 0 ? fmt::format(R"({{"KeyId":"{}","MacAlgorithm":"{}","Message":"{}","Mac":"{}"}})",
                                         record.key_id, algorithm, message, mac)
                           : fmt::format(R"({{ "Mac" : "{}", "Message": "{}","KeyId" :"{}","MacAlgorithm":"{}" }})",
                                         mac, message, record.key_id, algorithm);
        text += "\n \n{\"Message\":[]}\n";
    }
    return text;
}

/// What is wrong with the answers, one for each record and one for each line behind it; empty when nothing.
std::string problem_of(std::span<const core::TextAnswer> answers, const keys::KeyStore& keys,
                       std::span<const KnownRecord> records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        const KnownRecord& record = records[i];
        const core::TextAnswer& answer = answers[2 * i];
        const Verdict wanted = record.is_right ? Verdict::Valid : Verdict::Invalid;
        if (answer.is_plain == 0 || answer.verdict != wanted || answer.algorithm != record.algorithm ||
            answer.key != keys.find(record.key_id)) {
            return fmt::format("its self-test failed: it does not find that a record's MAC is {} ({}, key {})",
                               record.is_right ? "right" : "wrong", name_of(record.algorithm), record.key_id);
        }
        if (answers[(2 * i) + 1].is_plain != 0) {
            return "its self-test failed: it judges a record that only the full parser may read";
        }
    }
    return {};
}

}    // namespace

std::string test_texts(Backend& backend, const keys::KeyTable& keys, std::span<const KnownRecord> records) {
    const std::string text = json_lines(records);
    std::vector<std::uint8_t> slab(text.begin(), text.end());
    slab.resize(text.size() + slab_padding);
    const format::Shape shape;
    std::vector<core::Frame> frames;
    const std::uint32_t num_lines =
        format::frame_records(slab.data(), text.size(), shape, [&](const core::Frame& frame) {
            frames.push_back(frame);
        }).lines;
    const PlainShape plain_shape(shape, keys.store(), {});
    const PlainKeys plain_keys(keys, [](std::uint32_t /*key*/) { return PlainKeys::Use{true, false}; });
    TextJob job{.shape = plain_shape.view(),
                .keys = plain_keys.view(),
                .num_keys = plain_keys.size(),
                .slab = slab.data(),
                .slab_bytes = text.size(),
                .frames = frames,
                .lines = plain_shape.lines(),
                .max_record_bytes = text.size()};
    TextResult result;
    if (!backend.reads_texts() || !backend.judge(job, result)) {
        return {};
    }
    if (std::string problem = problem_of(result.answers, keys.store(), records); !problem.empty()) {
        return problem;
    }
    job.frames.reset();
    if (!backend.judge(job, result)) {
        return {};
    }
    const auto is_same = [](const core::Frame& a, const core::Frame& b) {
        return a.offset == b.offset && a.size == b.size && a.line == b.line;
    };
    if (!std::ranges::equal(result.frames, frames, is_same) || result.num_lines != num_lines) {
        return "its self-test failed: it does not find the records of a text";
    }
    return problem_of(result.answers, keys.store(), records);
}

}    // namespace hmacsweep::backend
