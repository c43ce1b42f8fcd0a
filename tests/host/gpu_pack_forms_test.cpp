// The kernel that packs records, on messages and MACs in hex and base64 at the edges of these forms, and of every
// length that matters: it packs the records that the host packs, to the same bytes, and leaves the others.
#include "host/format/recipe.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/packed_shapes.hpp"

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

/// A text as a string of JSON: as it stands, or with an escape for each character whose place is a multiple of `every`.
std::string json_text(std::string_view text, std::size_t every) {
    std::string json;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (every != 0 && i % every == 0) {
            json += fmt::format("\\u{:04x}", text[i]);
        } else {
            json += text[i] == '\\' ? "\\\\" : std::string(1, text[i]);
        }
    }
    return json;
}

std::string line_of(std::string_view message, std::string_view mac) {
    return fmt::format(R"({{"Message":"{}","Mac":"{}"}})", message, mac);
}

/// Every text that is one character away from a right one, as message and as MAC, plain and with escapes.
void add_damaged(KernelPacking& packing, std::string_view message, std::string_view mac, std::string_view characters) {
    for (const std::size_t every : {0, 9}) {
        for (const char c : characters) {
            for (std::size_t place = 0; place < message.size(); ++place) {
                std::string damaged(message);
                damaged[place] = c;
                packing.add(line_of(json_text(damaged, every), mac));
            }
            for (std::size_t place = 0; place < mac.size(); place += place < 10 || place + 12 > mac.size() ? 1 : 5) {
                std::string damaged(mac);
                damaged[place] = c;
                packing.add(line_of(message, json_text(damaged, every)));
            }
        }
    }
}

void add_every_length(KernelPacking& packing, std::string_view message, std::string_view mac) {
    for (const std::size_t every : {0, 3}) {
        for (std::size_t size = 0; size <= message.size(); ++size) {
            packing.add(line_of(json_text(message.substr(0, size), every), mac));
        }
        for (const std::string_view end : {"=", "==", "===", "A", "AA", "0"}) {
            for (std::size_t size = 0; size < 9; ++size) {
                packing.add(line_of(json_text(fmt::format("{}{}", message.substr(0, size), end), every), mac));
            }
            packing.add(line_of(message, json_text(fmt::format("{}{}", mac, end), every)));
            packing.add(
                line_of(message, json_text(fmt::format("{}{}", mac.substr(0, mac.size() - end.size()), end), every)));
        }
        packing.add(line_of(message, json_text(fmt::format("{}{}{}{}{}", mac, mac, mac, mac, mac), every)));
    }
}

}    // namespace

TEST_CASE("the kernel decodes hex as the host does, and refuses what is one character away from it") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Hex, Encoding::Hex), keys);
    const std::string mac = mac_in(Encoding::Hex);
    add_damaged(packing, "0123456789abCDefFF00", mac, "/:@G`g");
    add_every_length(packing, "09afAF5a5bC09909afAF", mac);
    for (const char* const prefix : {"0x", "\\x", "1x", "x", "0X", "0y", "0", "0x0x"}) {
        for (const std::size_t every : {0, 3}) {
            packing.add(line_of(json_text(std::string(prefix), every), mac));
            packing.add(line_of(json_text(prefix + std::string("0f1"), every), mac));
            packing.add(line_of(json_text(prefix + std::string("0f1e"), every), mac));
            packing.add(line_of("00", json_text(prefix + mac, every)));
            packing.add(line_of("00", json_text(prefix + mac.substr(2), every)));
        }
    }
    check_packing(packing, 60, 500);
}

TEST_CASE(
    "the kernel decodes both alphabets of base64 as the host does, and refuses what is one character away from them") {
    const keys::KeyStore keys = packing_keys();
    for (const Encoding form : {Encoding::Base64, Encoding::Base64Url}) {
        KernelPacking packing(shape_of(form, form), keys);
        const std::string mac = mac_in(form);
        const std::string message = form == Encoding::Base64 ? "A+/9zQab01Yw" : "A-_9zQab01Yw";
        add_damaged(packing, message + "QQ==", mac, "!=+_B");
        add_every_length(packing, message + message, mac);
        for (const std::string& end :
             std::vector<std::string>{"QQ==", "QR==", "QYI=", "QYJ=", "QQ", "QR", "QYI", "QYJ", "Q", "Q==="}) {
            for (const std::size_t every : {0, 3}) {
                packing.add(line_of(json_text(message.substr(0, 4) + end, every), mac));
                packing.add(line_of("", json_text(mac.substr(0, 40) + end, every)));
                packing.add(line_of("", json_text(mac.substr(0, 36) + end, every)));
            }
        }
        check_packing(packing, 60, 200);
    }
}

TEST_CASE("the kernel writes the padding behind messages of every length, in blocks of either size") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Text), keys);
    const std::string macs = mac_in(Encoding::Text) + mac_in(Encoding::Text);
    for (const Algorithm algorithm : all_algorithms) {
        for (std::size_t size = 0; size <= 272; size += size < 12 || size % 64 < 4 || size % 64 > 44 ? 1 : 5) {
            packing.add(
                fmt::format(R"({{"MacAlgorithm":"{}",{})", name_of(algorithm),
                            line_of(std::string(size, 'm'), macs.substr(0, core::digest_bytes(algorithm))).substr(1)));
        }
    }
    check_packing(packing, 400, 0);
}

TEST_CASE("the kernel keeps KMS's limits on messages for the keys that have them") {
    const keys::KeyStore keys = packing_keys();
    struct Form {
        Encoding encoding;
        std::size_t characters;    ///< for so many bytes
        std::size_t bytes;
    };
    for (const auto& [form, characters, bytes] :
         {Form{Encoding::Text, 1, 1}, Form{Encoding::Hex, 2, 1}, Form{Encoding::Base64, 4, 3}}) {
        KernelPacking packing(shape_of(form, Encoding::Text), keys);
        for (const std::string key : {"kms", "ab"}) {
            for (const std::size_t size : {0, 1, 4095, 4096, 4097, 4100}) {
                const std::string text((size + bytes - 1) / bytes * characters, '0');
                packing.add(fmt::format(R"({{"KeyId":"{}",{})", key, line_of(text, mac_in(Encoding::Text)).substr(1)));
                packing.add(fmt::format(R"({{"KeyId":"{}",{})", key,
                                        line_of("\\u0030" + text, mac_in(Encoding::Text)).substr(1)));
            }
        }
        check_packing(packing, 8, 3);
    }
}

TEST_CASE("the kernel leaves records of more bytes than it may read") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Text), keys);
    const std::string line = line_of("m", mac_in(Encoding::Text));
    packing.add(line);
    packing.add(line + " ");
    const PackingComparison comparison = packing.compare(line.size());
    CHECK(comparison.difference == "");
    CHECK(comparison.num_packed == 1);
    CHECK(comparison.num_exceptions == 1);
}

TEST_CASE("the kernel joins the pieces of a recipe, each in its form, and literals between them") {
    const keys::KeyStore keys = packing_keys();
    const std::string mac = mac_in(Encoding::Hex);
    for (const char* const text :
         {"v1|{Id}|{x:base64}{y:hex}{z:base64url}|{Message}|{Message}|end", "{Message}", "a{x:hex}"}) {
        CAPTURE(text);
        format::Shape shape = shape_of(Encoding::Text, Encoding::Hex);
        shape.recipe = *format::parse_recipe(text);
        KernelPacking packing(shape, keys);
        for (std::size_t size = 0; size < 24; ++size) {
            const std::string_view base64("AAECAwQFBgcICQoLDA0ODw==");
            const std::string message(size, 'm');
            for (const char* const more : {"", R"(,"y":"0g")", R"(,"x":"A\u0041==")", R"(,"Id":"\n")", R"(,"z":5)"}) {
                std::string line =
                    fmt::format(R"({{"Message":"{}","Mac":"{}","x":"{}")", message, mac,
                                std::string_view(text) == "a{x:hex}" ? std::string(size, '7')
                                                                     : std::string(base64.substr(size / 4 * 4)));
                line += std::string_view(more).find("\"y\"") == std::string_view::npos
                            ? fmt::format(R"(,"y":"{}")", std::string(size / 2 * 2, 'a'))
                            : "";
                line += std::string_view(more).find("\"Id\"") == std::string_view::npos
                            ? fmt::format(R"(,"Id":"{}")", size)
                            : "";
                line += std::string_view(more).find("\"z\"") == std::string_view::npos ? R"(,"z":"-_8")" : "";
                line = std::string_view(more).find("\"x\"") == std::string_view::npos
                           ? line
                           : line.substr(0, line.find(R"(,"x")")) + line.substr(line.find(R"(,"y")"));
                packing.add(line + more + "}");
            }
        }
        packing.add(fmt::format(R"({{"Message":"m","Mac":"{}"}})", mac));
        check_packing(packing, 24, std::string_view(text).find("{x") == std::string_view::npos ? 0 : 24);
    }
}

}    // namespace hmacsweep::tests
