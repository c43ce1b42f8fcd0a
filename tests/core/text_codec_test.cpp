// base64 and hex, against RFC 4648 and a slow decoder written from it here.
#include "cuda/core/text_codec.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <optional>

namespace hmacsweep::tests {
namespace {

using core::DecodeError;
using core::Padding;

constexpr core::Base64Table standard = core::make_base64_table(false);
constexpr core::Base64Table url_safe = core::make_base64_table(true);

struct Answer {
    DecodeError error = DecodeError::None;
    ByteVector bytes;
};

Answer decode(const core::Base64Table& table, Padding padding, std::string_view text) {
    const ByteVector input = to_vector(text);
    ByteVector out((text.size() / 4 * 3) + 3, 0xee);    // the room that the contract asks for
    const core::Decoded decoded = core::decode_base64(table, padding, input.data(), input.size(), out.data());
    REQUIRE(decoded.bytes <= out.size());
    out.resize(decoded.bytes);
    return {decoded.error, out};
}

Answer unhex(std::string_view text) {
    const ByteVector input = to_vector(text);
    ByteVector out(text.size() / 2);
    const core::Decoded decoded = core::decode_hex(input.data(), input.size(), out.data());
    REQUIRE(decoded.bytes <= out.size());
    out.resize(decoded.bytes);
    return {decoded.error, out};
}

/// RFC 4648, 4 and 5, bit by bit: groups of six bits are joined and cut into bytes; what is left over must be fewer
/// than six zero bits, and `=` fills the last group of four where padding is required.
std::optional<ByteVector> slow_decode(std::string_view text, bool is_url_safe) {
    std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    alphabet += is_url_safe ? "-_" : "+/";
    std::string characters(text);
    std::size_t padding = 0;
    while (!characters.empty() && characters.back() == '=') {
        characters.pop_back();
        ++padding;
    }
    const std::size_t wanted = (4 - characters.size() % 4) % 4;
    const bool is_padded = padding == wanted;
    if (wanted == 3 || !(is_padded || (is_url_safe && padding == 0))) {
        return std::nullopt;
    }
    ByteVector bytes;
    unsigned bits = 0;
    unsigned num_bits = 0;
    for (const char c : characters) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string::npos) {
            return std::nullopt;
        }
        bits = (bits << 6) | static_cast<unsigned>(value);
        num_bits += 6;
        if (num_bits >= 8) {
            num_bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(bits >> num_bits));
            bits &= (1U << num_bits) - 1;
        }
    }
    return bits == 0 ? std::optional(bytes) : std::nullopt;
}

}    // namespace

TEST_CASE("base64 decodes the test vectors of RFC 4648, section 10") {
    constexpr std::pair<std::string_view, std::string_view> rows[] = {
        {"", ""},
        {"Zg==", "f"},
        {"Zm8=", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"},
        {"Zm9vYmFy", "foobar"},
    };
    for (const auto& [text, bytes] : rows) {
        for (const core::Base64Table* table : {&standard, &url_safe}) {
            const Answer answer = decode(*table, Padding::Required, text);
            CHECK(answer.error == DecodeError::None);
            CHECK(answer.bytes == to_vector(bytes));
        }
    }
}

TEST_CASE("hex decodes the test vectors of RFC 4648, section 10, in either case") {
    CHECK(unhex("").bytes.empty());
    CHECK(unhex("666F6F626172").bytes == to_vector("foobar"));
    CHECK(unhex("666f6f626172").bytes == to_vector("foobar"));
    CHECK(unhex("\\x666f6f").bytes == to_vector("foo"));
    CHECK(unhex("0x666f6F").bytes == to_vector("foo"));
}

TEST_CASE("hex with an odd number of digits or another character is refused") {
    CHECK(unhex("6").error == DecodeError::BadLength);
    CHECK(unhex("0x6").error == DecodeError::BadLength);
    for (unsigned c = 0; c < 256; ++c) {
        const std::string text{'a', static_cast<char>(c)};
        const bool is_digit =
            std::string_view("0123456789abcdefABCDEF").find(static_cast<char>(c)) != std::string::npos;
        CHECK((unhex(text).error == DecodeError::None) == is_digit);
        CHECK((unhex(std::string("00") + text).error == DecodeError::None) == is_digit);
        // Within the sixteen that are taken at a time, and behind them.
        for (const std::size_t at : {0U, 7U, 15U, 16U, 19U}) {
            std::string long_text(20, '0');
            long_text[at] = text[1];
            CHECK((unhex(long_text).error == DecodeError::None) == is_digit);
        }
    }
    // The prefix counts once, at the start, and only in these two forms.
    for (const std::string_view text : {"0x0x00", "000x", "\\X00", "0X00", "x00", "\\x\\x"}) {
        INFO(text);
        CHECK(unhex(text).error != DecodeError::None);
    }
}

TEST_CASE("base64 that is not canonical is refused") {
    // RFC 4648, 3.5: the unused bits of the last character must be zero.
    CHECK(decode(standard, Padding::Required, "Zh==").error == DecodeError::NotCanonical);
    CHECK(decode(standard, Padding::Required, "Zm9=").error == DecodeError::NotCanonical);
    CHECK(decode(url_safe, Padding::Optional, "Zh").error == DecodeError::NotCanonical);
    CHECK(decode(standard, Padding::Required, "Zg").error == DecodeError::BadPadding);
    CHECK(decode(url_safe, Padding::Optional, "Z").error == DecodeError::BadLength);
}

TEST_CASE("each alphabet takes its own 62nd and 63rd character only") {
    for (unsigned c = 0; c < 256; ++c) {
        const std::string text{'A', 'A', static_cast<char>(c), 'A'};
        const bool is_common = std::isalnum(static_cast<int>(c)) != 0 && c < 0x80;
        CHECK((decode(standard, Padding::Required, text).error == DecodeError::None) ==
              (is_common || c == '+' || c == '/'));
        CHECK((decode(url_safe, Padding::Required, text).error == DecodeError::None) ==
              (is_common || c == '-' || c == '_'));
    }
}

TEST_CASE("every text of up to five characters over a small alphabet decodes as the slow decoder says") {
    constexpr std::string_view alphabet = "AQgw+-/_=Z.";
    std::size_t checked = 0;
    std::size_t accepted = 0;
    for (std::size_t size = 0; size <= 5; ++size) {
        std::size_t num_texts = 1;
        for (std::size_t i = 0; i < size; ++i) {
            num_texts *= alphabet.size();
        }
        for (std::size_t code = 0; code < num_texts; ++code) {
            std::string text;
            for (std::size_t rest = code; text.size() < size; rest /= alphabet.size()) {
                text += alphabet[rest % alphabet.size()];
            }
            for (const bool is_url_safe : {false, true}) {
                std::uint8_t out[6];
                const core::Decoded decoded = core::decode_base64(is_url_safe ? url_safe : standard,
                                                                  is_url_safe ? Padding::Optional : Padding::Required,
                                                                  as_bytes(text).data(), text.size(), out);
                const std::optional<ByteVector> expected = slow_decode(text, is_url_safe);
                const bool is_same =
                    expected ? decoded.error == DecodeError::None && ByteVector(out, out + decoded.bytes) == *expected
                             : decoded.error != DecodeError::None && decoded.bytes == 0;
                if (!is_same) {
                    FAIL((is_url_safe ? "base64url \"" : "base64 \"") << text << '"');
                }
                accepted += expected ? 1 : 0;
                ++checked;
            }
        }
    }
    CHECK(checked > 300'000);
    CHECK(accepted > 1'000);
}

TEST_CASE("what OpenSSL encodes decodes to what it was, at every length") {
    const ByteVector bytes = pattern(200);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const Bytes part = Bytes(bytes).first(size);
        const Answer answer = decode(standard, Padding::Required, base64(part));
        CHECK(answer.error == DecodeError::None);
        CHECK(answer.bytes == ByteVector(part.begin(), part.end()));
    }
}

TEST_CASE("one wrong character anywhere refuses the whole text") {
    const std::string text = base64(pattern(47));
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        for (const char wrong : {'=', ' ', '\n', '-', '\0', '\x80', '\xc1'}) {
            std::string damaged = text;
            damaged[i] = wrong;
            CHECK(decode(standard, Padding::Required, damaged).error != DecodeError::None);
        }
    }
}

}    // namespace hmacsweep::tests
