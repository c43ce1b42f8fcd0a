#include "bench/peer/ipsec_mb_engine.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <intel-ipsec-mb.h>
#include <openssl/evp.h>

namespace peer {
namespace {

constexpr std::array<IMB_HASH_ALG, 4> hashes{IMB_AUTH_HMAC_SHA_224, IMB_AUTH_HMAC_SHA_256, IMB_AUTH_HMAC_SHA_384,
                                             IMB_AUTH_HMAC_SHA_512};

struct FreeManager {
    void operator()(IMB_MGR* manager) const { free_mb_mgr(manager); }
};

/// The hash's states after the key's inner and outer pad (RFC 2104 2).
struct alignas(64) Pads {
    std::array<std::uint8_t, 64> inner;
    std::array<std::uint8_t, 64> outer;
};

void hash_pad(IMB_MGR* manager, std::uint32_t algorithm, const std::uint8_t* block, std::uint8_t* state) {
    const std::array<hash_one_block_t, 4> functions{manager->sha224_one_block, manager->sha256_one_block,
                                                    manager->sha384_one_block, manager->sha512_one_block};
    functions.at(algorithm)(block, state);
}

Pads make_pads(IMB_MGR* manager, const Key& key, std::uint32_t algorithm) {
    std::array<std::uint8_t, 128> material{};
    const Algorithm& row = algorithms.at(algorithm);
    if (key.material.size() <= row.block_bytes) {
        std::ranges::copy(key.material, material.begin());
    } else if (EVP_Digest(key.material.data(), key.material.size(), material.data(), nullptr,
                          EVP_get_digestbyname(row.digest), nullptr) != 1) {
        throw std::runtime_error("OpenSSL failed");
    }
    Pads pads{};
    std::array<std::uint8_t, 128> block{};
    std::ranges::transform(material, block.begin(), [](std::uint8_t byte) { return byte ^ 0x36; });
    hash_pad(manager, algorithm, block.data(), pads.inner.data());
    std::ranges::transform(material, block.begin(), [](std::uint8_t byte) { return byte ^ 0x5c; });
    hash_pad(manager, algorithm, block.data(), pads.outer.data());
    return pads;
}

void fill(IMB_JOB& job, const Work& item, const Pads& pads, std::uint8_t* mac) {
    job.src = item.message;
    job.hash_start_src_offset_in_bytes = 0;
    job.msg_len_to_hash_in_bytes = item.message_bytes;
    job.auth_tag_output = mac;
    job.auth_tag_output_len_in_bytes = algorithms[item.algorithm].digest_bytes;
    job.u.HMAC._hashed_auth_key_xor_ipad = pads.inner.data();
    job.u.HMAC._hashed_auth_key_xor_opad = pads.outer.data();
}

}    // namespace

struct IpsecMbEngine::State {
    std::unique_ptr<IMB_MGR, FreeManager> manager{alloc_mb_mgr(0)};
    std::vector<Pads> pads;
    std::array<IMB_JOB, IMB_MAX_BURST_SIZE> jobs{};
    bool has_bursts = true;

    void run_bursts(std::span<const Work> work, std::uint8_t* macs);
    void run_jobs(std::span<const Work> work, std::uint8_t* macs);
    [[nodiscard]] const Pads& pads_of(const Work& item) const {
        return pads[(item.key * algorithms.size()) + item.algorithm];
    }
};

IpsecMbEngine::IpsecMbEngine(std::span<const Key> keys, bool has_bursts) : state_(std::make_unique<State>()) {
    if (!state_->manager) {
        throw std::bad_alloc();
    }
    init_mb_mgr_auto(state_->manager.get(), nullptr);
    state_->has_bursts = has_bursts;
    for (const Key& key : keys) {
        for (std::uint32_t algorithm = 0; algorithm < algorithms.size(); ++algorithm) {
            state_->pads.push_back(make_pads(state_->manager.get(), key, algorithm));
        }
    }
}

IpsecMbEngine::~IpsecMbEngine() = default;

void IpsecMbEngine::hash(std::span<const Work> work, std::uint8_t* macs) {
    if (state_->has_bursts) {
        state_->run_bursts(work, macs);
    } else {
        state_->run_jobs(work, macs);
    }
}

void IpsecMbEngine::State::run_bursts(std::span<const Work> work, std::uint8_t* macs) {
    for (std::size_t begin = 0; begin < work.size();) {
        std::uint32_t count = 0;
        const std::uint32_t algorithm = work[begin].algorithm;
        while (count < jobs.size() && begin + count < work.size() && work[begin + count].algorithm == algorithm) {
            const Work& item = work[begin + count];
            fill(jobs[count], item, pads_of(item), macs + ((begin + count) * max_digest_bytes));
            ++count;
        }
        if (IMB_SUBMIT_HASH_BURST_NOCHECK(manager.get(), jobs.data(), count, hashes[algorithm]) != count) {
            throw std::runtime_error("ipsec-mb did not finish a burst");
        }
        begin += count;
    }
}

void IpsecMbEngine::State::run_jobs(std::span<const Work> work, std::uint8_t* macs) {
    std::size_t finished = 0;
    for (const Work& item : work) {
        IMB_JOB* job = IMB_GET_NEXT_JOB(manager.get());
        fill(*job, item, pads_of(item), macs);
        macs += max_digest_bytes;
        job->cipher_mode = IMB_CIPHER_NULL;
        job->cipher_direction = IMB_DIR_ENCRYPT;
        job->chain_order = IMB_ORDER_HASH_CIPHER;
        job->hash_alg = hashes[item.algorithm];
        for (IMB_JOB* done = IMB_SUBMIT_JOB_NOCHECK(manager.get()); done != nullptr;
             done = IMB_GET_COMPLETED_JOB(manager.get())) {
            ++finished;
        }
    }
    while (IMB_FLUSH_JOB(manager.get()) != nullptr) {
        ++finished;
    }
    if (finished != work.size()) {
        throw std::runtime_error("ipsec-mb did not finish its jobs");
    }
}

}    // namespace peer
