#include "host/backend/text_self_test.hpp"

#include "host/encoding.hpp"
#include "host/plain_step.hpp"

#include <fmt/format.h>

namespace hmacsweep {
namespace {

/// The records as JSON Lines, one in two with its members in another order and blanks between them, and behind each a
/// line that only the full parser may read.
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
        text += "\n{\"Message\":[]}\n";
    }
    return text;
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
    frame_records(slab.data(), slab.size, *slab.shape,
                  [&](const core::Frame& frame) { judgement.frames.push_back(frame); });
    const std::optional<TextJob> job = step.texts(slab, judgement);
    std::vector<core::TextAnswer> answers(judgement.frames.size());
    if (!job || !backend.judge_texts(*job, answers)) {
        return {};
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        const KnownRecord& record = records[i];
        const core::TextAnswer& answer = answers[2 * i];
        const Verdict wanted = record.is_right ? Verdict::Valid : Verdict::Invalid;
        if (answer.is_plain == 0 || answer.verdict != wanted || answer.algorithm != record.algorithm ||
            answer.key != keys.store().find(record.key_id)) {
            return fmt::format("its self-test failed: it does not find that a record's MAC is {} ({}, key {})",
                               record.is_right ? "right" : "wrong", name_of(record.algorithm), record.key_id);
        }
        if (answers[(2 * i) + 1].is_plain != 0) {
            return "its self-test failed: it judges a record that only the full parser may read";
        }
    }
    return {};
}

}    // namespace hmacsweep
