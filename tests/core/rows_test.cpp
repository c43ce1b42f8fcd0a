// Rows of memory into lanes, for every vector there is: each word in its lane, and no byte read but the rows' own.
#include "cuda/core/rows.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <memory>

namespace hmacsweep::tests {
namespace {

using core::ByteOrder;

/// Rows of exactly their length, each in memory of its own and none aligned.
class Rows {
public:
    Rows(std::size_t count, std::size_t row_bytes) {
        for (std::size_t row = 0; row < count; ++row) {
            const std::size_t skew = row % 7;
            memory_.push_back(std::make_unique<std::uint8_t[]>(skew + row_bytes));
            std::uint8_t* const begin = memory_.back().get() + skew;
            std::ranges::copy(pattern(row_bytes, static_cast<unsigned>((2 * row) + 3)), begin);
            begins_.push_back(begin);
        }
    }
    [[nodiscard]] const std::uint8_t* const* begins() const { return begins_.data(); }
    [[nodiscard]] const std::uint8_t* operator[](std::size_t row) const { return begins_[row]; }

private:
    std::vector<std::unique_ptr<std::uint8_t[]>> memory_;
    std::vector<const std::uint8_t*> begins_;
};

template <class Word>
Word native_word(const std::uint8_t* bytes) {
    Word word = 0;
    std::copy_n(bytes, sizeof(word), reinterpret_cast<std::uint8_t*>(&word));
    return word;
}

template <class W, std::size_t Count, ByteOrder Order>
void check_words() {
    using Word = core::Element<W>;
    constexpr std::size_t lanes = core::num_lanes<W>;
    constexpr std::size_t offset = 5;
    const Rows rows(lanes, offset + (Count * sizeof(Word)));
    W words[Count];
    core::load_rows<Count, Order>(rows.begins(), offset, words);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        for (std::size_t i = 0; i < Count; ++i) {
            INFO(lanes << " lanes, lane " << lane << ", word " << i);
            const std::uint8_t* const bytes = rows[lane] + offset + (i * sizeof(Word));
            CHECK(core::get_lane(words[i], lane) ==
                  (Order == ByteOrder::Big ? core::load_big_endian<Word>(bytes) : native_word<Word>(bytes)));
        }
    }
}

template <class W>
void check_vector() {
    check_words<W, 16, ByteOrder::Big>();
    check_words<W, 8, ByteOrder::Big>();
    check_words<W, 8, ByteOrder::Native>();
}

}    // namespace

TEST_CASE("rows become words with one row a lane, and nothing beyond a row is read") {
    check_vector<core::U32x4>();
    check_vector<core::U32x8>();
    check_vector<core::U32x16>();
    check_vector<core::U64x2>();
    check_vector<core::U64x4>();
    check_vector<core::U64x8>();
}

TEST_CASE("for one lane rows are plain words") {
    check_words<std::uint32_t, 16, ByteOrder::Big>();
    check_words<std::uint64_t, 16, ByteOrder::Big>();
}

}    // namespace hmacsweep::tests
