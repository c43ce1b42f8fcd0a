// The backend of `auto` when its first choice can fail during a run. The first choice judges until it fails; then a
// replacement judges the unfinished batches again, and all later ones.
#pragma once

#include "host/backend/backend.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

namespace hmacsweep::backend {

/// A backend that takes over, with its name and detail as Share has them.
struct Replacement {
    std::string name;
    std::string detail;
    std::unique_ptr<Backend> backend;
};

class FallbackBackend : public Backend {
public:
    /// `open_first` opens the first choice; when it throws BackendFailure, the replacement is made at once. `replace`
    /// makes the replacement, once. A BackendFailure from `replace` or from the replacement ends the run.
    FallbackBackend(const std::function<std::unique_ptr<Backend>()>& open_first, std::function<Replacement()> replace);

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override;
    /// False once the first choice has failed.
    [[nodiscard]] bool reads_texts() const override;
    bool judge(const TextJob& job, TextResult& result) override;
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override;
    /// Whether OpenSSL hashes in the backend that judges now.
    [[nodiscard]] bool is_openssl() const override;
    /// The first choice's memory, even after the first choice was replaced: slabs still lie in it.
    [[nodiscard]] std::pmr::memory_resource* slab_memory() override {
        return first_ ? first_->slab_memory() : Backend::slab_memory();
    }
    /// Always false, because the replacement may need an order that the first choice makes itself.
    [[nodiscard]] bool makes_order() const override { return false; }
    /// The shares of the first choice, and the share of the replacement.
    [[nodiscard]] std::vector<Share> shares() const override;

private:
    template <class Work>
    void run(std::size_t num_items, Work&& work);
    /// Makes the replacement the first time. If that failed, every call throws its exception.
    void replace(const std::string& failure);

    std::unique_ptr<Backend> first_;
    std::function<Replacement()> replace_;
    std::atomic<bool> has_failed_{false};
    mutable std::mutex mutex_;
    Replacement second_;
    std::string failure_;
    std::exception_ptr replace_failure_;
    std::atomic<std::uint64_t> num_redone_{0};
};

}    // namespace hmacsweep::backend
