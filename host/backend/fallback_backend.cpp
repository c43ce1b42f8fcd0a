#include "host/backend/fallback_backend.hpp"

#include <algorithm>

namespace hmacsweep::backend {

FallbackBackend::FallbackBackend(const std::function<std::unique_ptr<Backend>()>& open_first,
                                 std::function<Replacement()> replace)
    : replace_(std::move(replace)) {
    try {
        first_ = open_first();
    } catch (const BackendFailure& error) {
        this->replace(error.what());
    }
}

void FallbackBackend::replace(const std::string& failure) {
    const std::scoped_lock lock(mutex_);
    if (replace_failure_) {
        std::rethrow_exception(replace_failure_);
    }
    if (!second_.backend) {
        failure_ = failure;
        try {
            second_ = replace_();
        } catch (...) {
            replace_failure_ = std::current_exception();
            throw;
        }
        has_failed_ = true;
    }
}

template <class Work>
void FallbackBackend::run(std::size_t num_items, Work&& work) {
    if (!has_failed_) {
        try {
            work(*first_);
            return;
        } catch (const BackendFailure& error) {
            replace(error.what());
        }
    }
    work(*second_.backend);
    num_redone_ += num_items;
}

void FallbackBackend::verify(const core::BatchView& batch, std::span<Verdict> verdicts) {
    run(batch.num_items, [&](Backend& backend) {
        // What a failed attempt has written is void.
        std::ranges::fill(verdicts, Verdict::NotJudged);
        backend.verify(batch, verdicts);
    });
}

bool FallbackBackend::reads_texts() const {
    return !has_failed_ && first_->reads_texts();
}

bool FallbackBackend::is_openssl() const {
    return (has_failed_ ? second_.backend : first_)->is_openssl();
}

bool FallbackBackend::judge(const TextJob& job, TextResult& result) {
    bool is_done = false;
    run(0, [&](Backend& backend) { is_done = backend.judge(job, result); });
    return is_done;
}

void FallbackBackend::generate(const core::BatchView& batch, std::span<std::uint8_t> macs) {
    run(batch.num_items, [&](Backend& backend) {
        std::ranges::fill(macs, std::uint8_t{0});
        backend.generate(batch, macs);
    });
}

std::vector<Share> FallbackBackend::shares() const {
    std::vector<Share> shares = first_ ? first_->shares() : std::vector<Share>{};
    const std::scoped_lock lock(mutex_);
    if (second_.backend) {
        shares.push_back({second_.name, second_.detail, num_redone_, failure_, true});
    }
    return shares;
}

}    // namespace hmacsweep::backend
