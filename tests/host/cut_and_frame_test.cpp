// Cutting and framing are one rule: whatever pieces a text of records arrives in, and wherever slabs end because of
// that, their records, lines and offsets are those of a reader that goes through the rules byte by byte.
#include "tests/support/catch.hpp"
#include "tests/support/cutting.hpp"

#include <cstdlib>

namespace hmacsweep::tests {
namespace {

using namespace cutting;    // NOLINT(google-build-using-namespace)

/// HMACSWEEP_TEST_CUTS asks for another number of texts.
std::size_t num_texts() {
    const char* const wanted = std::getenv("HMACSWEEP_TEST_CUTS");
    return wanted == nullptr ? 50'000 : std::strtoull(wanted, nullptr, 10);
}

}    // namespace

TEST_CASE("a doubled quote across the longest record leaves its cell open: the records behind it are read") {
    const std::string_view text = "\"a\nb\nc\"\"d";
    const format::Shape shape = shape_of(format::InputFormat::Csv);
    const Rows expected{{{0, 0, "\"a"}, {1, 3, "b"}, {2, 5, "c\"\"d"}}, 3};
    CHECK(slow_rows(text, shape, 5) == expected);
    std::size_t num_right = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed);
        num_right += cut_rows(text, shape, 5, random) == expected ? 1 : 0;
    }
    CHECK(num_right == 200);
}

TEST_CASE("random texts in random pieces have the same records, lines and offsets, whatever the longest record") {
    const std::vector<std::string_view> alphabets{"a\",\n",      "aaaaaaa\",,\r\n\n ", "\"\"\"a\n",  "a;\t\"\n\\.",
                                                  "{}\":a\n\\ ", "\\.\n\\N\t",         "\\\\\n\r\ta"};
    Random random("cut and frame");
    for (std::size_t i = num_texts(); i > 0; --i) {
        const std::string_view alphabet = random.pick(alphabets);
        const format::Shape& shape = random.pick(all_shapes());
        std::string text(random.below(random.one_in(8) ? 300 : 60), ' ');
        std::ranges::generate(text, [&] { return alphabet[random.below(alphabet.size())]; });
        const std::uint64_t most = 1 + random.below(random.one_in(3) ? 64 : 12);
        if (cut_rows(text, shape, most, random) != slow_rows(text, shape, most)) {
            FAIL("format " << static_cast<int>(shape.format) << ", records of " << most << ": "
                           << Catch::Detail::stringify(text));
        }
    }
    SUCCEED();
}

}    // namespace hmacsweep::tests
