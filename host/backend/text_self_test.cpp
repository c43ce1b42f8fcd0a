#include "host/backend/text_self_test.hpp"

#include "host/base/encoding.hpp"
#include "host/judge/plain_step.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep {
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
std::string problem_of(std::span<const core::TextAnswer> answers, const KeyStore& keys,
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

std::string test_texts(Backend& backend, const KeyTable& keys, std::span<const KnownRecord> records) {
    const RunOptions options;
    const Rules rules(options, keys.store());
    PlainStep step(options, keys, rules);
    const std::string text = json_lines(records);
    Slab slab;
    slab.shape = std::make_shared<const Shape>();
    slab.size = text.size();
    slab.buffer.assign(text.begin(), text.end());
    slab.buffer.resize(text.size() + slab_padding);
    Judgement judgement;
    judgement.num_lines = frame_records(slab.data(), slab.size, *slab.shape, [&](const core::Frame& frame) {
                              judgement.frames.push_back(frame);
                          }).lines;
    std::optional<TextJob> job = step.texts(slab);
    std::vector<core::TextAnswer> answers(judgement.frames.size());
    if (!job || !backend.reads_texts()) {
        return {};
    }
    job->frames = judgement.frames;
    if (!backend.judge_texts(*job, answers)) {
        return {};
    }
    if (std::string problem = problem_of(answers, keys.store(), records); !problem.empty()) {
        return problem;
    }
    Judgement found;
    if (!backend.judge_lines(*job, found, answers)) {
        return {};
    }
    const auto is_same = [](const core::Frame& a, const core::Frame& b) {
        return a.offset == b.offset && a.size == b.size && a.line == b.line;
    };
    if (!std::ranges::equal(found.frames, judgement.frames, is_same) || found.num_lines != judgement.num_lines) {
        return "its self-test failed: it does not find the records of a text";
    }
    return problem_of(answers, keys.store(), records);
}

}    // namespace hmacsweep
