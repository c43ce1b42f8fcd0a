#include "tests/support/lying_backends.hpp"

#include "cuda/core/frame.hpp"
#include "cuda/core/table.hpp"
#include "host/backend/cpu_backends.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

Verdict opposite(Verdict verdict) {
    return verdict == Verdict::Valid ? Verdict::Invalid : Verdict::Valid;
}

/// Works honestly through the scalar backend; the lies override it.
class Liar : public backend::Backend {
public:
    explicit Liar(const keys::KeyTable& keys) : honest_(backend::open_scalar(keys, {})) {}

    void verify(const core::BatchView& batch, std::span<Verdict> verdicts) override {
        honest_->verify(batch, verdicts);
        spoil(verdicts);
    }
    void generate(const core::BatchView& batch, std::span<std::uint8_t> macs) override {
        honest_->generate(batch, macs);
        spoil(macs);
    }

protected:
    virtual void spoil(std::span<Verdict> /*verdicts*/) {}
    virtual void spoil(std::span<std::uint8_t> /*macs*/) {}

private:
    std::unique_ptr<backend::Backend> honest_;
};

template <Verdict answer, bool as_openssl = false>
class SaysAlways : public Liar {
public:
    using Liar::Liar;
    [[nodiscard]] bool is_openssl() const final { return as_openssl; }

private:
    void spoil(std::span<Verdict> verdicts) override { std::ranges::fill(verdicts, answer); }
};

class Silent : public backend::Backend {
public:
    explicit Silent(const keys::KeyTable& /*keys*/) {}

private:
    void verify(const core::BatchView&, std::span<Verdict>) override {}
    void generate(const core::BatchView&, std::span<std::uint8_t>) override {}
};

class AllOnes : public Liar {
public:
    using Liar::Liar;

private:
    void spoil(std::span<Verdict> verdicts) override { std::ranges::fill(verdicts, static_cast<Verdict>(0xff)); }
    void spoil(std::span<std::uint8_t> macs) override { std::ranges::fill(macs, std::uint8_t{0xff}); }
};

class FlipsSome : public Liar {
public:
    using Liar::Liar;

private:
    void spoil(std::span<Verdict> verdicts) override {
        for (std::size_t i = 13; i < verdicts.size(); i += 97) {
            verdicts[i] = opposite(verdicts[i]);
        }
    }
};

class FlipsMacBit : public Liar {
public:
    using Liar::Liar;

private:
    void spoil(std::span<std::uint8_t> macs) override {
        if (!macs.empty()) {
            macs[macs.size() - core::max_digest_bytes] ^= 0x10;
        }
    }
};

/// Its first answer is right; every later one is the one before it, as if a kernel had not run.
class Stale : public Liar {
public:
    using Liar::Liar;

private:
    void spoil(std::span<Verdict> verdicts) override {
        const std::scoped_lock lock(mutex_);    // the workers of a run share one backend
        std::vector<Verdict> right(verdicts.begin(), verdicts.end());
        std::ranges::copy_n(before_.begin(), static_cast<std::ptrdiff_t>(std::min(before_.size(), verdicts.size())),
                            verdicts.begin());
        before_ = std::move(right);
    }
    std::mutex mutex_;
    std::vector<Verdict> before_;
};

class Throws : public backend::Backend {
public:
    explicit Throws(const keys::KeyTable& /*keys*/) {}

private:
    void verify(const core::BatchView&, std::span<Verdict>) override { throw std::runtime_error("the device is lost"); }
    void generate(const core::BatchView&, std::span<std::uint8_t>) override {
        throw std::runtime_error("the device is lost");
    }
};

/// Frames honestly, and then drops or repeats records.
class MiscountsRecords : public Liar {
public:
    using Liar::Liar;

    [[nodiscard]] bool reads_texts() const final { return true; }
    bool judge(const backend::TextJob& job, backend::TextResult& result) final {
        if (job.frames || !job.lines) {
            return false;
        }
        result.frames.clear();
        const auto keep = [&](const core::Frame& frame) { result.frames.push_back(frame); };
        result.num_lines =
            (job.lines->is_table ? core::frame_table(job.slab, job.slab_bytes, job.lines->syntax, keep)
                                 : core::frame_lines(job.slab, job.slab_bytes, job.lines->skips_blank, keep))
                .lines;
        if (result.frames.size() > 2) {
            miscount(result.frames);
        }
        result.answers.assign(result.frames.size(), {});    // none is plain
        return true;
    }

private:
    virtual void miscount(std::vector<core::Frame>& frames) = 0;
};

class LosesOne : public MiscountsRecords {
public:
    using MiscountsRecords::MiscountsRecords;

private:
    void miscount(std::vector<core::Frame>& frames) override {
        frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2));
    }
};

class LosesFirst : public MiscountsRecords {
public:
    using MiscountsRecords::MiscountsRecords;

private:
    void miscount(std::vector<core::Frame>& frames) override { frames.erase(frames.begin()); }
};

class LosesLast : public MiscountsRecords {
public:
    using MiscountsRecords::MiscountsRecords;

private:
    void miscount(std::vector<core::Frame>& frames) override { frames.pop_back(); }
};

class HasOneTwice : public MiscountsRecords {
public:
    using MiscountsRecords::MiscountsRecords;

private:
    void miscount(std::vector<core::Frame>& frames) override { frames.insert(frames.begin() + 1, frames.front()); }
};

template <class B>
std::unique_ptr<backend::Backend> open(const keys::KeyTable& keys, const backend::BackendSetup& /*setup*/) {
    return std::make_unique<B>(keys);
}

backend::Probe probe(const backend::BackendSetup& /*setup*/) {
    return {true, "broken on purpose"};
}

constexpr std::string_view description = "for tests";

constexpr std::array list{
    backend::BackendInfo{"always valid", description, probe, open<SaysAlways<Verdict::Valid>>},
    backend::BackendInfo{"always invalid", description, probe, open<SaysAlways<Verdict::Invalid>>},
    backend::BackendInfo{"always valid, as OpenSSL", description, probe, open<SaysAlways<Verdict::Valid, true>>},
    backend::BackendInfo{"always invalid, as OpenSSL", description, probe, open<SaysAlways<Verdict::Invalid, true>>},
    backend::BackendInfo{"silent", description, probe, open<Silent>},
    backend::BackendInfo{"all ones", description, probe, open<AllOnes>},
    backend::BackendInfo{"flips one in 97", description, probe, open<FlipsSome>},
    backend::BackendInfo{"flips one MAC bit", description, probe, open<FlipsMacBit>},
    backend::BackendInfo{"stale", description, probe, open<Stale>},
    backend::BackendInfo{"throws", description, probe, open<Throws>},
    backend::BackendInfo{"loses one record", description, probe, open<LosesOne>},
    backend::BackendInfo{"loses the first record", description, probe, open<LosesFirst>},
    backend::BackendInfo{"loses the last record", description, probe, open<LosesLast>},
    backend::BackendInfo{"has one record twice", description, probe, open<HasOneTwice>},
};

}    // namespace

std::span<const backend::BackendInfo> lying_backends() {
    return list;
}

const backend::BackendInfo& lying_backend(std::string_view name) {
    const auto* const found = std::ranges::find(list, name, &backend::BackendInfo::name);
    if (found == list.end()) {
        throw std::invalid_argument(std::string("no lying backend ") + std::string(name));
    }
    return *found;
}

}    // namespace hmacsweep::tests
