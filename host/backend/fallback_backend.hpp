// What `auto` runs on when its first choice can fail in the middle: the first choice until it does, then another
// backend that does the unfinished batches again. It never goes back.
#pragma once

#include "host/backend/backend.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace hmacsweep::backend {

/// A backend that takes over, and how it is called.
struct Replacement {
    std::string name;
    std::string detail;
    std::unique_ptr<Backend> backend;
};

class FallbackBackend : public Backend {
public:
    /// `open_first` may throw a BackendFailure already. `replace` is called once, after the first one; it may throw one
    /// too, which then ends the run.
    FallbackBackend(const std::function<std::unique_ptr<Backend>()>& open_first, std::function<Replacement()> replace);

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override;
    [[nodiscard]] bool reads_texts() const override;
    bool judge(const TextJob& job, TextResult& result) override;
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override;
    /// The first choice's, which stays even when it has been replaced.
    [[nodiscard]] std::pmr::memory_resource* slab_memory() override {
        return first_ ? first_->slab_memory() : Backend::slab_memory();
    }
    /// Always false: the replacement needs the order that the first choice may make by itself.
    [[nodiscard]] bool makes_order() const override { return false; }
    /// Those of the first choice, and the replacement's.
    [[nodiscard]] std::vector<Share> shares() const override;

private:
    template <class Work>
    void run(std::size_t num_items, Work&& work);
    /// Makes the replacement, unless that has been done.
    void replace(const std::string& failure);

    std::unique_ptr<Backend> first_;
    std::function<Replacement()> replace_;
    std::atomic<bool> has_failed_{false};
    mutable std::mutex mutex_;
    Replacement second_;
    std::string failure_;
    std::atomic<std::uint64_t> num_redone_{0};
};

}    // namespace hmacsweep::backend
