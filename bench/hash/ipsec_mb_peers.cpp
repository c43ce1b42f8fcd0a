// Intel ipsec-mb, in the ways that its header describes: single jobs, which come back in order, and bursts, which come
// back whole. Neither checks its arguments (the _NOCHECK forms), which is its fastest.
#include "bench/hash/peers.hpp"
#include "host/keys/key_table.hpp"

#include <array>
#include <cstring>
#include <stdexcept>

#include <intel-ipsec-mb.h>

namespace hmacsweep::bench {
namespace {

struct FreeManager {
    void operator()(IMB_MGR* manager) const { free_mb_mgr(manager); }
};

class IpsecMbPeer : public Peer {
protected:
    IpsecMbPeer(const keys::KeyTable& keys, Algorithm algorithm)
        : manager_(alloc_mb_mgr(0)), keys_(keys.view()), algorithm_(algorithm) {
        if (!manager_) {
            throw std::runtime_error("ipsec-mb: no manager");
        }
        IMB_ARCH arch{};
        init_mb_mgr_auto(manager_.get(), &arch);
    }

    /// All that does not differ from message to message.
    void prepare(IMB_JOB& job) const {
        job.cipher_mode = IMB_CIPHER_NULL;
        job.cipher_direction = IMB_DIR_ENCRYPT;
        job.chain_order = IMB_ORDER_HASH_CIPHER;
        job.hash_alg = hash_of(algorithm_);
        job.hash_start_src_offset_in_bytes = 0;
        job.auth_tag_output_len_in_bytes = core::digest_bytes(algorithm_);
    }

    void fill(IMB_JOB& job, const core::BatchView& batch, std::size_t index, std::uint8_t* tag) const {
        const core::BatchItem& item = batch.items[index];
        const Bytes message = message_of(batch, item);
        job.src = message.data();
        job.msg_len_to_hash_in_bytes = message.size();
        job.auth_tag_output = tag;
        // Its key states are the words of ours.
        const void* const inner = core::is_wide(algorithm_) ? static_cast<const void*>(&keys_.wide[item.schedule].inner)
                                                            : &keys_.narrow[item.schedule].inner;
        const void* const outer = core::is_wide(algorithm_) ? static_cast<const void*>(&keys_.wide[item.schedule].outer)
                                                            : &keys_.narrow[item.schedule].outer;
        job.u.HMAC._hashed_auth_key_xor_ipad = static_cast<const std::uint8_t*>(inner);
        job.u.HMAC._hashed_auth_key_xor_opad = static_cast<const std::uint8_t*>(outer);
    }

    [[nodiscard]] Verdict compare(const IMB_JOB& job, const core::BatchView& batch, std::size_t index) const {
        const bool equal = job.status == IMB_STATUS_COMPLETED &&
                           std::memcmp(job.auth_tag_output, batch.macs + (index * core::max_digest_bytes),
                                       core::digest_bytes(algorithm_)) == 0;
        return equal ? Verdict::Valid : Verdict::Invalid;
    }

    [[nodiscard]] static IMB_HASH_ALG hash_of(Algorithm algorithm) {
        constexpr std::array hashes{IMB_AUTH_HMAC_SHA_224, IMB_AUTH_HMAC_SHA_256, IMB_AUTH_HMAC_SHA_384,
                                    IMB_AUTH_HMAC_SHA_512};
        return hashes[static_cast<std::size_t>(algorithm)];
    }

    using Tag = std::array<std::uint8_t, core::max_digest_bytes>;

    std::unique_ptr<IMB_MGR, FreeManager> manager_;
    core::KeyTableView keys_;
    Algorithm algorithm_;
};

class JobPeer : public IpsecMbPeer {
public:
    JobPeer(const keys::KeyTable& keys, Algorithm algorithm) : IpsecMbPeer(keys, algorithm) {}

    void judge(backend::Batch& batch, std::span<Verdict> verdicts) override {
        const core::BatchView view = batch.view();
        std::size_t done = 0;
        const auto take = [&](const IMB_JOB* job) {
            for (; job != nullptr; job = IMB_GET_COMPLETED_JOB(manager_.get())) {
                verdicts[done] = compare(*job, view, done);
                ++done;
            }
        };
        for (std::size_t i = 0; i < view.num_items; ++i) {
            IMB_JOB* const job = IMB_GET_NEXT_JOB(manager_.get());
            prepare(*job);
            fill(*job, view, i, tags_[i % tags_.size()].data());
            take(IMB_SUBMIT_JOB_NOCHECK(manager_.get()));
        }
        while (const IMB_JOB* const job = IMB_FLUSH_JOB(manager_.get())) {
            take(job);
        }
    }

private:
    std::array<Tag, IMB_MAX_JOBS> tags_{};
};

class BurstPeer : public IpsecMbPeer {
public:
    BurstPeer(const keys::KeyTable& keys, Algorithm algorithm) : IpsecMbPeer(keys, algorithm) {
        for (IMB_JOB& job : jobs_) {
            prepare(job);
        }
    }

    void judge(backend::Batch& batch, std::span<Verdict> verdicts) override {
        const core::BatchView view = batch.view();
        for (std::size_t begin = 0; begin < view.num_items; begin += jobs_.size()) {
            const std::size_t count = std::min(jobs_.size(), view.num_items - begin);
            for (std::size_t i = 0; i < count; ++i) {
                fill(jobs_[i], view, begin + i, tags_[i].data());
            }
            IMB_SUBMIT_HASH_BURST_NOCHECK(manager_.get(), jobs_.data(), static_cast<std::uint32_t>(count),
                                          hash_of(algorithm_));
            for (std::size_t i = 0; i < count; ++i) {
                verdicts[begin + i] = compare(jobs_[i], view, begin + i);
            }
        }
    }

private:
    std::array<IMB_JOB, IMB_MAX_BURST_SIZE> jobs_{};
    std::array<Tag, IMB_MAX_BURST_SIZE> tags_{};
};

template <class P>
std::unique_ptr<Peer> open(const keys::KeyTable& keys, Algorithm algorithm) {
    return std::make_unique<P>(keys, algorithm);
}

}    // namespace

std::vector<PeerInfo> ipsec_mb_peers() {
    return {{"ipsec-mb-job", open<JobPeer>}, {"ipsec-mb-burst", open<BurstPeer>}};
}

}    // namespace hmacsweep::bench
