#include "host/judge/generator.hpp"

#include <algorithm>

namespace hmacsweep::judge {

Generator::Generator(const RunContext& context) : context_(context), openssl_(make_openssl_checker(context.table)) {}

void Generator::begin(const SlabTask& task) {
    task.result.macs.resize(task.result.outcomes.size() * core::max_digest_bytes);
    batch_.clear();
    frames_.clear();
}

void Generator::judge_plain(const SlabTask& task, PlainStep& plain) {
    generate(task, plain.keyed().batch);
    for (std::uint32_t i = 0; i < plain.keyed().records.size(); ++i) {
        plain.begin_outcome(task, plain.keyed(), i);
        keep_mac(task, plain.keyed().records[i].frame, i);
    }
}

void Generator::add(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
                    const rules::Ruling& ruling) {
    const Algorithm algorithm = *record.algorithm;
    if (record.message_bytes() <= core::max_batch_message_bytes) {
        batch_.add(algorithm, context_.table.schedule(ruling.key, algorithm), record.message, {}, 0);
        frames_.push_back(frame);
        return;
    }
    ++task.result.num_long;
    const std::span mac =
        std::span(task.result.macs).subspan(frame * core::max_digest_bytes, core::digest_bytes(algorithm));
    if (record.stream == nullptr) {
        openssl_->compute(ruling.key, algorithm, record.message, mac);
    } else if (!openssl_->compute(ruling.key, algorithm, *record.stream, mac)) {
        return;    // SlabJudge says why
    }
    task.result.outcomes[frame].verdict = Verdict::Valid;
}

void Generator::judge_added(const SlabTask& task) {
    generate(task, batch_);
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        keep_mac(task, frames_[i], i);
    }
}

void Generator::generate(const SlabTask& task, backend::Batch& batch) {
    if (batch.size() == 0) {
        return;
    }
    task.result.num_hashed += batch.size();
    if (!context_.backend.makes_order()) {
        batch.schedule();
    }
    macs_.assign(batch.size() * core::max_digest_bytes, 0);
    context_.backend.generate(batch.view(), macs_);
}

/// Zeros are what was there before: no MAC was made.
void Generator::keep_mac(const SlabTask& task, std::uint32_t frame, std::size_t item) const {
    const Bytes mac = Bytes(macs_).subspan(item * core::max_digest_bytes, core::max_digest_bytes);
    if (std::ranges::any_of(mac, [](std::uint8_t byte) { return byte != 0; })) {
        std::ranges::copy(mac, task.result.macs.begin() + static_cast<std::ptrdiff_t>(frame * core::max_digest_bytes));
        task.result.outcomes[frame].verdict = Verdict::Valid;
    }
}

}    // namespace hmacsweep::judge
