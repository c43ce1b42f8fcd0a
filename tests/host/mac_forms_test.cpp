// The forms of a MAC of known length: each is found, and no text has two meanings.
#include "host/format/mac_forms.hpp"

#include "host/base/algorithm_names.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cctype>
#include <random>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

std::string grouped(const std::string& hex, const std::string& separator) {
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        text += i == 0 ? "" : separator;
        text += hex.substr(i, 2);
    }
    return text;
}

std::vector<std::string> forms_of(const ByteVector& mac) {
    const std::string hex = to_hex(mac);
    std::string upper = hex;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::string base64;
    append_base64(base64, mac);
    std::string url = base64;
    std::ranges::replace(url, '+', '-');
    std::ranges::replace(url, '/', '_');
    const auto bare = [](std::string text) { return text.erase(text.find_last_not_of('=') + 1); };
    return {hex,    upper,        "0x" + hex, "\\x" + hex, grouped(upper, "-"),      grouped(hex, ":"),
            base64, bare(base64), url,        bare(url),   base64.insert(19, "\r\n")};
}

/// What each form by itself makes of a text, where that has the wanted length.
std::vector<ByteVector> meanings_of(const std::string& text, std::size_t wanted) {
    std::vector<ByteVector> meanings;
    for (const format::MacFormReader& form : format::mac_forms()) {
        ByteVector out(decoded_room(text.size() + 2));
        const DecodeResult decoded = form.read(text, out.data());
        if (decoded.reason.empty() && decoded.bytes == wanted) {
            out.resize(decoded.bytes);
            meanings.push_back(std::move(out));
        }
    }
    return meanings;
}

ByteVector found(const std::string& text, std::size_t wanted) {
    ByteVector out(format::mac_room(text.size()));
    const DecodeResult decoded = format::find_mac(text, wanted, out.data()).decoded;
    REQUIRE(decoded.reason.empty());
    out.resize(decoded.bytes);
    return out;
}

}    // namespace

TEST_CASE("a MAC of every algorithm is found in every form, and no text has two meanings") {
    std::mt19937 random(7);
    for (const Algorithm algorithm : all_algorithms) {
        const std::size_t wanted = core::digest_bytes(algorithm);
        for (int i = 0; i < 200; ++i) {
            ByteVector mac(wanted);
            if (i > 0) {    // the base64 of zeros has hex digits only
                std::ranges::generate(mac, [&] { return static_cast<std::uint8_t>(random()); });
            }
            for (const std::string& text : forms_of(mac)) {
                INFO(wanted << " " << text);
                CHECK(found(text, wanted) == mac);
                const std::vector<ByteVector> meanings = meanings_of(text, wanted);
                CHECK(!meanings.empty());
                CHECK(std::ranges::count(meanings, mac) == static_cast<std::ptrdiff_t>(meanings.size()));
            }
        }
    }
}

TEST_CASE("texts of characters that all alphabets share have one meaning at every length") {
    for (const Algorithm algorithm : all_algorithms) {
        const std::size_t wanted = core::digest_bytes(algorithm);
        for (std::size_t size = 1; size <= 3 * wanted + 4; ++size) {
            for (const char* const filling : {"0", "A", "aa-", "aa:", "AA-", "0x"}) {
                std::string text;
                while (text.size() < size) {
                    text += filling;
                }
                text.resize(size);
                for (const std::string& variant : {text, text + "=", text + "==", "0x" + text}) {
                    INFO(wanted << " " << variant);
                    const std::vector<ByteVector> meanings = meanings_of(variant, wanted);
                    CHECK(std::ranges::all_of(meanings, [&](const ByteVector& m) { return m == meanings[0]; }));
                }
            }
        }
    }
}

TEST_CASE("a text that has another length in every form is that of the first form that it has") {
    CHECK(found(std::string(40, 'a'), 32) == ByteVector(20, 0xaa));
    CHECK(found("AAAA", 32).size() == 2);
    CHECK(found("zzzz", 32).size() == 3);
    for (const char* const text : {"!", "a b", "0x", "\n", "AA-B-", "AA-BB:CC", "====", "sha256=00", "aGk=="}) {
        INFO(text);
        ByteVector out(format::mac_room(16));
        CHECK_THAT(std::string(format::find_mac(text, 32, out.data()).decoded.reason), has_text("none of the forms"));
    }
}

}    // namespace hmacsweep::tests
