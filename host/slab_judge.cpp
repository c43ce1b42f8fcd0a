#include "host/slab_judge.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hmacsweep {
namespace {

/// A well-mixed 64-bit hash (the finaliser of splitmix64), for sampling.
std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

std::string too_long(const RunOptions& options) {
    return "the record is longer than --max-record-bytes (" + std::to_string(options.max_record_bytes) + ")";
}

std::string wrong_length(Algorithm algorithm, std::size_t mac_bytes) {
    return "The MAC has " + std::to_string(mac_bytes) + " bytes; an " + std::string(name_of(algorithm)) + " has " +
           std::to_string(core::digest_bytes(algorithm)) + ".";
}

}    // namespace

SlabJudge::SlabJudge(const RunContext& context)
    : context_(context),
      rules_(context.options, context.keys),
      openssl_(make_openssl_checker(context.table)),
      core_(make_core_checker(context.table)) {}

void SlabJudge::frame(const Slab& slab, SlabResult& result) {
    result.clear();
    Judgement& judgement = result.judgement;
    if (slab.kind == SlabKind::Records) {
        context_.backend.judge(slab, *slab.shape, judgement);
    } else {
        const bool is_record = slab.kind == SlabKind::OversizeRecord;
        judgement.frames.assign(is_record ? 1 : 0, core::Frame{0, 0, slab.shape->has_lines() ? 0 : core::no_line});
        judgement.verdicts.assign(is_record ? 1 : 0, Verdict::Malformed);
        judgement.exceptions.clear();
        judgement.num_lines = slab.num_lines;
    }
    result.outcomes.resize(judgement.frames.size());
}

void SlabJudge::judge_framed(const Slab& slab, SlabResult& result) {
    if (context_.options.operation == Operation::Generate) {
        result.macs.resize(result.outcomes.size() * core::max_digest_bytes);
    }
    if (slab.kind == SlabKind::OversizeRecord) {
        result.outcomes[0].verdict = Verdict::Malformed;
        result.outcomes[0].reason = result.keep(too_long(context_.options));
        return;
    }
    batch_.clear();
    batched_.clear();
    for (const std::uint32_t index : result.judgement.exceptions) {
        read_exception(slab, result, index);
    }
    hash_batch(result);
    cross_check(slab, result);
}

void SlabJudge::read_exception(const Slab& slab, SlabResult& result, std::uint32_t index) {
    const RunOptions& options = context_.options;
    const core::Frame& frame = result.judgement.frames[index];
    Outcome& outcome = result.outcomes[index];
    if (frame.size > options.max_record_bytes) {
        outcome.verdict = Verdict::Malformed;
        outcome.reason = result.keep(too_long(options));
        return;
    }
    const Record& record = reader_.read(*slab.shape, slab.data() + frame.offset, frame.size);
    const Ruling ruling = rules_.rule(record);
    outcome.verdict = ruling.verdict;
    outcome.algorithm = record.algorithm;
    outcome.key = ruling.key;
    outcome.id = result.keep(record.id);
    if (ruling.key == core::no_key) {
        outcome.key_name = result.keep(record.key_id);
    }
    if (options.operation == Operation::Generate && record.has_mac) {
        ++result.num_ignored_macs;
    }
    if (ruling.verdict != Verdict::NotJudged) {
        outcome.reason = result.keep(ruling.reason);
        return;
    }
    if (options.operation == Operation::Verify &&
        !is_mac_length(*record.algorithm, record.mac.size(), options.min_mac_bytes)) {
        outcome.reason = result.keep(wrong_length(*record.algorithm, record.mac.size()));
    }
    if (options.with_message) {
        const std::size_t begin = result.text.size();
        append_base64(result.text, record.message);
        outcome.message = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(result.text.size() - begin)};
    }
    if (record.message.size() > core::max_batch_message_bytes) {
        hash_long(result, index, ruling.key, record);
        return;
    }
    batch_.add(*record.algorithm, context_.table.schedule(ruling.key, *record.algorithm), record.message, record.mac,
               options.min_mac_bytes);
    batched_.push_back(index);
}

void SlabJudge::hash_batch(SlabResult& result) {
    result.num_hashed += batch_.size();
    if (batch_.size() == 0) {
        return;
    }
    if (!context_.backend.makes_order()) {
        batch_.schedule();
    }
    if (context_.options.operation == Operation::Generate) {
        macs_.assign(batch_.size() * core::max_digest_bytes, 0);
        context_.backend.generate(batch_.view(), macs_);
        for (std::size_t i = 0; i < batched_.size(); ++i) {
            const Bytes mac = Bytes(macs_).subspan(i * core::max_digest_bytes, core::max_digest_bytes);
            // Zeros are what was there before: no MAC was made.
            if (std::ranges::any_of(mac, [](std::uint8_t byte) { return byte != 0; })) {
                std::ranges::copy(
                    mac, result.macs.begin() + static_cast<std::ptrdiff_t>(batched_[i] * core::max_digest_bytes));
                result.outcomes[batched_[i]].verdict = Verdict::Valid;
            }
        }
        return;
    }
    verdicts_.assign(batch_.size(), Verdict::NotJudged);
    context_.backend.verify(batch_.view(), verdicts_);
    for (std::size_t i = 0; i < batched_.size(); ++i) {
        // Anything but the two verdicts that a backend gives is as good as none.
        const bool is_verdict = verdicts_[i] == Verdict::Valid || verdicts_[i] == Verdict::Invalid;
        result.outcomes[batched_[i]].verdict = is_verdict ? verdicts_[i] : Verdict::NotJudged;
    }
}

void SlabJudge::hash_long(SlabResult& result, std::uint32_t index, std::uint32_t key, const Record& record) {
    ++result.num_long;
    const RunOptions& options = context_.options;
    Outcome& outcome = result.outcomes[index];
    const Algorithm algorithm = *record.algorithm;
    if (options.operation == Operation::Generate) {
        const std::span<std::uint8_t> mac =
            std::span(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
        openssl_->compute(key, algorithm, record.message, mac);
        outcome.verdict = Verdict::Valid;
        return;
    }
    const bool is_valid = is_mac_length(algorithm, record.mac.size(), options.min_mac_bytes) &&
                          openssl_->matches(key, algorithm, record.message, record.mac);
    outcome.verdict = is_valid ? Verdict::Valid : Verdict::Invalid;
}

bool SlabJudge::is_checked(const Slab& slab, const SlabResult& result, std::uint32_t index) const {
    if (result.outcomes[index].verdict == Verdict::Invalid || context_.options.cross_check == CrossCheck::All) {
        return true;
    }
    if (context_.options.cross_check == CrossCheck::None) {
        return false;
    }
    // By the record's place in its source, so that slab sizes and threads do not change the sample.
    const std::uint64_t place = slab.offset + result.judgement.frames[index].offset;
    return mix(mix(context_.options.seed + slab.source) ^ place) % sample_interval == 0;
}

bool SlabJudge::agrees(const Slab& slab, SlabResult& result, std::uint32_t index) {
    const RunOptions& options = context_.options;
    const core::Frame& frame = result.judgement.frames[index];
    const Outcome& outcome = result.outcomes[index];
    if (frame.size > options.max_record_bytes) {
        return outcome.verdict == Verdict::Malformed;
    }
    const Record& record = reader_.read(*slab.shape, slab.data() + frame.offset, frame.size);
    const Ruling ruling = rules_.rule(record);
    if (ruling.verdict != Verdict::NotJudged) {
        return outcome.verdict == ruling.verdict;
    }
    ++result.num_checked;
    const Algorithm algorithm = *record.algorithm;
    const bool judged_by_openssl = context_.is_openssl || record.message.size() > core::max_batch_message_bytes;
    Checker& checker = judged_by_openssl ? *core_ : *openssl_;
    if (options.operation == Operation::Generate) {
        const std::span<const std::uint8_t> made =
            std::span(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(algorithm));
        return outcome.verdict == Verdict::Valid && checker.matches(ruling.key, algorithm, record.message, made);
    }
    const bool is_valid = is_mac_length(algorithm, record.mac.size(), options.min_mac_bytes) &&
                          checker.matches(ruling.key, algorithm, record.message, record.mac);
    return outcome.verdict == (is_valid ? Verdict::Valid : Verdict::Invalid);
}

void SlabJudge::cross_check(const Slab& slab, SlabResult& result) {
    for (std::uint32_t index = 0; index < result.outcomes.size(); ++index) {
        // A record that nothing judged is a failure of the backend, whatever the cross-check's mode.
        if (result.outcomes[index].verdict == Verdict::NotJudged ||
            (is_checked(slab, result, index) && !agrees(slab, result, index))) {
            result.disagreements.push_back(index);
        }
    }
}

}    // namespace hmacsweep
