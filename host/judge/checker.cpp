#include "host/judge/checker.hpp"

#include "cuda/core/hmac.hpp"
#include "host/backend/cpu_backends.hpp"
#include "host/backend/packer.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <openssl/crypto.h>

namespace hmacsweep::judge {
namespace {

/// No MAC is left of a message that was not read whole.
bool clear(std::span<std::uint8_t> mac) {
    wipe(mac.data(), mac.size());
    return false;
}

class OpenSslChecker : public Checker {
public:
    explicit OpenSslChecker(const keys::KeyTable& keys) : keys_(keys) {}

    bool matches(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) override {
        return hmac_for(key, algorithm).matches(message, mac);
    }
    void compute(std::uint32_t key, Algorithm algorithm, Bytes message, std::span<std::uint8_t> mac) override {
        hmac_for(key, algorithm).compute(message, mac);
    }
    bool compute(std::uint32_t key, Algorithm algorithm, reader::MessageStream& message,
                 std::span<std::uint8_t> mac) override {
        reference::Hmac& hmac = hmac_for(key, algorithm);
        hmac.begin();
        const bool is_whole = message.read([&](Bytes piece) { hmac.add(piece); });
        hmac.finish(mac);
        return is_whole || clear(mac);
    }

private:
    /// A keyed context, kept for the next record under the same key.
    struct Slot {
        std::uint32_t key = core::no_key;
        std::optional<reference::Hmac> hmac;
    };
    static constexpr std::size_t slots_per_algorithm = 16;

    reference::Hmac& hmac_for(std::uint32_t key, Algorithm algorithm) {
        Slot& slot = slots_[(static_cast<std::size_t>(algorithm) * slots_per_algorithm) + (key % slots_per_algorithm)];
        if (slot.key != key || !slot.hmac) {
            slot.hmac.emplace(name_of(algorithm), keys_.material(key));
            slot.key = key;
        }
        return *slot.hmac;
    }

    const keys::KeyTable& keys_;
    std::array<Slot, core::num_algorithms * slots_per_algorithm> slots_;
};

class CoreChecker : public Checker {
public:
    explicit CoreChecker(const keys::KeyTable& keys) : keys_(keys), backend_(backend::open_scalar(keys, {})) {}

    bool matches(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) override {
        pack(key, algorithm, message, mac);
        std::array verdict{Verdict::NotJudged};
        backend_->verify(batch_.view(), verdict);
        return verdict[0] == Verdict::Valid;
    }
    void compute(std::uint32_t key, Algorithm algorithm, Bytes message, std::span<std::uint8_t> mac) override {
        pack(key, algorithm, message, {});
        std::array<std::uint8_t, core::max_digest_bytes> computed{};
        backend_->generate(batch_.view(), computed);
        std::ranges::copy(std::span(computed).first(mac.size()), mac.begin());
        wipe(computed.data(), computed.size());
    }
    bool compute(std::uint32_t key, Algorithm algorithm, reader::MessageStream& message,
                 std::span<std::uint8_t> mac) override {
        const bool is_whole = core::with_family(
            algorithm, [&](auto family) { return compute_stream<decltype(family)>(key, algorithm, message, mac); });
        return is_whole || clear(mac);
    }

private:
    /// Whole blocks are hashed at once; the rest waits for the next piece.
    template <class Family>
    bool compute_stream(std::uint32_t key, Algorithm algorithm, reader::MessageStream& message,
                        std::span<std::uint8_t> mac) const {
        using Word = typename Family::Word;
        constexpr std::size_t block_bytes = Family::block_bytes;
        const Bytes material = keys_.material(key);
        core::KeySchedule<Word> state = core::make_key_schedule<Family>(algorithm, material.data(), material.size());
        std::array<std::uint8_t, 2 * block_bytes> rest{};
        std::size_t num_rest = 0;
        std::uint64_t done = block_bytes;    // the key's block
        const auto hash = [&](const std::uint8_t* bytes) {
            core::MessageBlock<Word> block = core::load_block<Family>(bytes);
            core::compress<Family>(state.inner, block);
        };
        const bool is_whole = message.read([&](Bytes piece) {
            done += piece.size();
            while (!piece.empty()) {
                if (num_rest == 0 && piece.size() >= block_bytes) {
                    hash(piece.data());
                    piece = piece.subspan(block_bytes);
                    continue;
                }
                const std::size_t taken = std::min(block_bytes - num_rest, piece.size());
                std::ranges::copy(piece.first(taken), rest.begin() + static_cast<std::ptrdiff_t>(num_rest));
                num_rest += taken;
                piece = piece.subspan(taken);
                if (num_rest == block_bytes) {
                    hash(rest.data());
                    num_rest = 0;
                }
            }
        });
        core::write_padding(algorithm, rest.data(), num_rest, done - num_rest);
        for (std::uint64_t i = 0; i < core::padded_blocks(algorithm, num_rest); ++i) {
            hash(rest.data() + (i * block_bytes));
        }
        const core::HashState<Word> words = core::finish_outer<Family>(algorithm, state.inner, state.outer);
        for (std::size_t i = 0; i < mac.size() / sizeof(Word); ++i) {
            core::store_big_endian<Word>(mac.data() + (i * sizeof(Word)), words.h[i]);
        }
        wipe(&state, sizeof(state));
        return is_whole;
    }

    void pack(std::uint32_t key, Algorithm algorithm, Bytes message, Bytes mac) {
        batch_.clear();
        batch_.add(algorithm, keys_.schedule(key, algorithm), message, mac, 1);
        batch_.schedule();
    }

    const keys::KeyTable& keys_;
    std::unique_ptr<backend::Backend> backend_;
    backend::Batch batch_;
};

}    // namespace

namespace {

/// Whether one of the MACs is right of a message that is read in pieces.
bool any_mac_matches_stream(Checker& checker, std::uint32_t key, const reader::Record& record,
                            std::uint32_t min_mac_bytes) {
    const auto has_length = [&](Bytes mac) { return is_mac_length(*record.algorithm, mac.size(), min_mac_bytes); };
    std::array<std::uint8_t, core::max_digest_bytes> computed{};
    if (!(has_length(record.mac) || std::ranges::any_of(record.more_macs, has_length)) ||
        !checker.compute(key, *record.algorithm, *record.stream,
                         std::span(computed).first(core::digest_bytes(*record.algorithm)))) {
        return false;
    }
    const auto is_right = [&](Bytes mac) {
        return has_length(mac) && CRYPTO_memcmp(computed.data(), mac.data(), mac.size()) == 0;
    };
    const bool is_any_right = is_right(record.mac) || std::ranges::any_of(record.more_macs, is_right);
    wipe(computed.data(), computed.size());
    return is_any_right;
}

}    // namespace

bool any_mac_matches(Checker& checker, std::uint32_t key, const reader::Record& record, std::uint32_t min_mac_bytes) {
    if (record.stream != nullptr) {
        return any_mac_matches_stream(checker, key, record, min_mac_bytes);
    }
    const auto is_right = [&](Bytes mac) {
        return is_mac_length(*record.algorithm, mac.size(), min_mac_bytes) &&
               checker.matches(key, *record.algorithm, record.message, mac);
    };
    return is_right(record.mac) || std::ranges::any_of(record.more_macs, is_right);
}

std::unique_ptr<Checker> make_openssl_checker(const keys::KeyTable& keys) {
    return std::make_unique<OpenSslChecker>(keys);
}

std::unique_ptr<Checker> make_core_checker(const keys::KeyTable& keys) {
    return std::make_unique<CoreChecker>(keys);
}

}    // namespace hmacsweep::judge
