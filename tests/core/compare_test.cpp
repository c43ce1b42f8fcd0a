// The constant-time compare: every bit counts, and only those that the MAC's length covers.
#include "cuda/core/judge.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

namespace hmacsweep::tests {
namespace {

using core::Verdict;

template <class Family>
void compare_all_lengths(std::size_t digest_bytes) {
    using Word = typename Family::Word;
    const ByteVector digest = pattern(8 * sizeof(Word));
    core::HashState<Word> state{};
    for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t k = 0; k < sizeof(Word); ++k) {
            state.h[i] = static_cast<Word>(state.h[i] << 8) | digest[(i * sizeof(Word)) + k];
        }
    }
    for (std::uint32_t length = 0; length <= digest_bytes; ++length) {
        INFO("a MAC of " << length << " bytes");
        ByteVector mac(core::max_digest_bytes);
        std::copy_n(digest.begin(), length, mac.begin());
        const Verdict whole = core::compare_mac<Family>(state, 0, mac.data(), length);
        CHECK(whole == (length == 0 ? Verdict::Invalid : Verdict::Valid));
        for (std::size_t bit = 0; bit < core::max_digest_bytes * 8; ++bit) {
            mac[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> (bit % 8));
            const Verdict flipped = core::compare_mac<Family>(state, 0, mac.data(), length);
            // Bits past the MAC's end are not there.
            const bool counts = bit < std::size_t{length} * 8;
            if (flipped != (counts ? Verdict::Invalid : whole)) {
                FAIL("bit " << bit);
            }
            mac[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> (bit % 8));
        }
    }
}

}    // namespace

TEST_CASE("a MAC with any bit flipped is invalid at every length, and bits past its end do not count") {
    compare_all_lengths<core::Sha256Family>(28);
    compare_all_lengths<core::Sha256Family>(32);
    compare_all_lengths<core::Sha512Family>(48);
    compare_all_lengths<core::Sha512Family>(64);
}

TEST_CASE("a MAC of no bytes is invalid even where every word is zero") {
    const core::HashState<std::uint32_t> zeros{};
    const ByteVector mac(core::max_digest_bytes);
    CHECK(core::compare_mac<core::Sha256Family>(zeros, 0, mac.data(), 0) == Verdict::Invalid);
    CHECK(core::compare_mac<core::Sha256Family>(zeros, 0, mac.data(), 32) == Verdict::Valid);
}

TEST_CASE("each lane is compared with its own MAC") {
    core::HashState<core::U32x4> state{};
    for (auto& word : state.h) {
        word = core::U32x4{0x01010101, 0x02020202, 0x03030303, 0x04040404};
    }
    for (std::size_t lane = 0; lane < 4; ++lane) {
        for (std::uint8_t byte = 1; byte <= 4; ++byte) {
            const ByteVector mac(core::max_digest_bytes, byte);
            CHECK((core::compare_mac<core::Sha256Family>(state, lane, mac.data(), 32) == Verdict::Valid) ==
                  (byte == lane + 1));
        }
    }
}

TEST_CASE("lanes are compared all at once as each would be by itself, with lengths alike or not") {
    using W = core::U32x4;
    core::HashState<W> state{};
    ByteVector macs(4 * core::max_digest_bytes);
    std::vector<core::BatchItem> items(4);
    const std::uint32_t indices[] = {2, 0, 3, 1};
    for (std::size_t lane = 0; lane < 4; ++lane) {
        const ByteVector digest = pattern(32, static_cast<unsigned>(lane + 1));
        for (std::size_t i = 0; i < 8; ++i) {
            core::set_lane(state.h[i], lane, core::load_big_endian<std::uint32_t>(digest.data() + (4 * i)));
        }
        std::ranges::copy(digest, macs.begin() + static_cast<std::ptrdiff_t>(indices[lane] * core::max_digest_bytes));
    }
    const core::BatchView batch{nullptr, items.data(), macs.data(), nullptr, items.size()};
    for (const std::uint8_t bytes : ByteVector{0, 1, 3, 4, 5, 31, 32}) {
        for (const std::uint8_t other_bytes : ByteVector{bytes, 0, 7, 32}) {
            for (std::size_t flipped = 0; flipped < 33; ++flipped) {    // 32: none
                for (const std::size_t count : {1U, 3U, 4U}) {
                    for (std::size_t lane = 0; lane < 4; ++lane) {
                        items[indices[lane]].mac_bytes = lane == 2 ? other_bytes : bytes;
                        macs[(lane * core::max_digest_bytes) + (flipped % 32)] ^= flipped < 32 && lane != 1 ? 0x80 : 0;
                    }
                    Verdict verdicts[4] = {};
                    core::compare_macs<core::Sha256Family>(state, batch, indices, count, verdicts);
                    for (std::size_t lane = 0; lane < 4; ++lane) {
                        INFO(+bytes << "/" << +other_bytes << " bytes, byte " << flipped << ", lane " << lane << " of "
                                    << count);
                        const std::uint32_t index = indices[lane];
                        CHECK(verdicts[index] == (lane < count
                                                      ? core::compare_mac<core::Sha256Family>(
                                                            state, lane, macs.data() + (index * core::max_digest_bytes),
                                                            items[index].mac_bytes)
                                                      : Verdict::NotJudged));
                    }
                    for (std::size_t lane = 0; lane < 4; ++lane) {
                        macs[(lane * core::max_digest_bytes) + (flipped % 32)] ^= flipped < 32 && lane != 1 ? 0x80 : 0;
                    }
                }
            }
        }
    }
}

TEST_CASE("unwritten memory is no verdict, and no verdict but one says valid") {
    CHECK(static_cast<int>(Verdict::NotJudged) == 0);
    CHECK(static_cast<int>(Verdict::Valid) != 0);
    CHECK(static_cast<int>(Verdict::Malformed) + 1 == core::num_verdicts);
}

}    // namespace hmacsweep::tests
