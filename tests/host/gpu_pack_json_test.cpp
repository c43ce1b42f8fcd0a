// The kernel that packs records, on JSON lines at the edges of what is plain: it packs the records that the host packs,
// to the same bytes, and leaves the others.
#include "tests/support/catch.hpp"
#include "tests/support/packed_shapes.hpp"

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

std::string line_of(std::string_view message, std::string_view mac = mac_in(Encoding::Hex)) {
    return fmt::format(R"({{"Message":"{}","Mac":"{}"}})", message, mac);
}

}    // namespace

TEST_CASE("the kernel packs no JSON line that is cut, though the rest of it stands behind") {
    const keys::KeyStore keys = packing_keys();
    const std::string mac = mac_in(Encoding::Hex);
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Hex), keys);
    packing.add_beginnings(
        fmt::format(R"({{"Id":12,"KeyId":"{}","MacAlgorithm":"HMAC_SHA_256","Message":"a\"b\u0041\/c","Mac":"{}"}})",
                    name_of_size(9), mac));
    packing.add_beginnings(
        fmt::format(" \t{{ \"Mac\" : \"{}\" , \"x\":-7 ,\t\"Message\" \r: \"m\"\t, \"Id\": 0 }} \r", mac));
    packing.add_beginnings("{}\r ");
    packing.add_beginnings("{ } \t");
    packing.add("{\"Message\":\"m\",\"Mac\":\"" + mac + "\"}", "}");
    packing.add("{\"Message\":\"m\",\"Mac\":\"" + mac + "\",\"Id\":1", "2}");
    check_packing(packing, 5, 280);
}

TEST_CASE("the kernel finds quotes and backslashes that stand as close as they can, up to 128 in a line") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Hex), keys);
    for (const char* const escape : {R"(\")", R"(\\)", R"(\n)"}) {
        for (const std::size_t odd : {0, 1}) {
            for (std::size_t count = 1; count <= 32; ++count) {
                // The message begins 64 bytes, or one more, behind the line's begin.
                std::string line = "{" + std::string(51 + odd, ' ') + R"("Message":")";
                for (std::size_t i = 0; i < count; ++i) {
                    line += escape;
                }
                packing.add(line + R"(","Mac":")" + mac_in(Encoding::Hex) + "\"}");
            }
        }
    }
    check_packing(packing, 150, 0);
    for (const std::size_t count : {59, 60, 61, 62}) {
        std::string message;
        for (std::size_t i = 0; i < count; ++i) {
            message += R"(\")";
        }
        packing.add(line_of(message));    // alone: the host takes more from a line that is written like the one before
        check_packing(packing, count <= 60 ? 1 : 0, count <= 60 ? 0 : 1);
    }
}

TEST_CASE("the kernel knows every byte that ends or spoils a string, wherever it stands") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Hex), keys);
    for (const char byte : {'\x01', '\x1f', ' ', '!', '~', '\x7f', '\x80', '\xff', '"', '\\', '[', ']'}) {
        for (std::size_t place = 0; place < 16; ++place) {
            packing.add(line_of(std::string(place, 'm') + byte + std::string(16 - place, 'n')));
        }
    }
    check_packing(packing, 70, 90);
}

TEST_CASE("the kernel reads every escape of JSON that is plain, in messages and MACs") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Text), keys);
    const std::string mac = mac_in(Encoding::Text);
    const std::vector<std::string> escapes{
        R"(\")",     R"(\\)",     R"(\/)",     R"(\b)",     R"(\f)",     R"(\n)",     R"(\r)",     R"(\t)",
        R"(\u)",     R"(\a)",     R"(\v)",     R"(\0)",     R"(\U0041)", R"(\u001f)", R"(\u0020)", R"(\u0029)",
        R"(\u002a)", R"(\u002F)", R"(\u0030)", R"(\u0039)", R"(\u004A)", R"(\u005f)", R"(\u006f)", R"(\u0070)",
        R"(\u0079)", R"(\u007e)", R"(\u007F)", R"(\u0080)", R"(\u002:)", R"(\u002/)", R"(\u002g)", R"(\u002G)",
        R"(\u002@)", R"(\u002`)", R"(\u003:)", R"(\u00:0)", R"(\u0/41)", R"(\u1041)", R"(\u0141)", R"(\u004)",
        R"(\u00)",   R"(\u00a9)", R"(\u007z)", R"(\u004a)", R"(\u004F)"};
    for (const std::string& escape : escapes) {
        packing.add(line_of("m" + escape + "n", mac));
        packing.add(line_of(escape, mac));
        for (const std::size_t place : {0, 5, 31}) {
            packing.add(line_of("m", mac.substr(0, place) + escape + mac.substr(place + 1)));
        }
        packing.add(line_of("m", escape + escape + mac.substr(2)));
        packing.add(line_of("m" + escape, mac), "7\"}");
        packing.add(fmt::format(R"({{"Mac":"{}","Message":"m{}"}})", mac, escape));
    }
    check_packing(packing, 100, 100);
}

TEST_CASE("the kernel takes whole numbers of JSON for Ids alone, and knows where they end") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Hex), keys);
    std::vector<std::string> numbers{"-1", "-", "0",   "-0",  "00", "01", "-01",        "1/",
                                     "1:", "9", "1.0", "1e3", "+1", "1 ", "1\t,\"x\":2"};
    for (std::size_t digits = 1; digits <= 20; ++digits) {
        numbers.push_back(std::string(digits, static_cast<char>('0' + (digits % 10))));
        numbers.push_back("-" + std::string(digits, '9'));
    }
    for (const std::string& number : numbers) {
        const std::string text = line_of("m");
        packing.add(fmt::format(R"({{"Id":{},{})", number, text.substr(1)));
        packing.add(text.substr(0, text.size() - 1) + ",\"Id\":" + number + "}");
        packing.add(text.substr(0, text.size() - 1) + ",\"x\":" + number + "}", "7");
        for (const char* const name : {"KeyId", "MacAlgorithm"}) {
            packing.add(fmt::format(R"({{"{}":{},{})", name, number, text.substr(1)));
        }
        packing.add(fmt::format(R"({{"Message":{},"Mac":"{}"}})", number, mac_in(Encoding::Hex)));
        packing.add(fmt::format(R"({{"Mac":{},"Message":"m"}})", number));
    }
    check_packing(packing, 80, 200);
}

TEST_CASE("the kernel takes a member for a field only where each byte of its name is the field's") {
    const keys::KeyStore keys = packing_keys();
    format::Shape shape = shape_of(Encoding::Text, Encoding::Hex);
    const std::string names[] = {name_of_size(1), name_of_size(8), name_of_size(16), name_of_size(24),
                                 name_of_size(17)};
    set_names(shape, {names[0], names[1], names[2], names[3], names[4]});
    KernelPacking packing(shape, keys);
    const std::string values[] = {"i", name_of_size(2), "HMAC_SHA_512", "message", ""};
    for (std::size_t changed = 0; changed < std::size(names); ++changed) {
        for (std::size_t place = 0; place <= names[changed].size() + 1; ++place) {
            std::string line = "{";
            for (std::size_t f = 0; f < std::size(names); ++f) {
                // The last places in turn first, so that no name is where it is expected.
                const std::size_t field = place % 2 == 0 ? f : std::size(names) - 1 - f;
                std::string name = names[field];
                if (field == changed && place < name.size()) {
                    ++name[place];
                } else if (field == changed && place == name.size()) {
                    name += 'x';
                }
                line += fmt::format(R"({}"{}":"{}")", f == 0 ? "" : ",", name,
                                    field == 4 ? mac_in(Encoding::Hex) + mac_in(Encoding::Hex) : values[field]);
            }
            packing.add(line + "}");
            packing.add(line + fmt::format(R"(,"{}":"twice"}})", names[changed]));
        }
    }
    check_packing(packing, 20, 70);
}

TEST_CASE("the kernel finds the key and the algorithm that have the whole name, and no other") {
    const keys::KeyStore keys = packing_keys();
    KernelPacking packing(shape_of(Encoding::Text, Encoding::Hex), keys);
    const auto add = [&](std::string_view field, std::string_view value) {
        packing.add(fmt::format(R"({{"{}":"{}",{})", field, value, line_of("m").substr(1)));
    };
    for (std::size_t size = 1; size <= 48; ++size) {
        add("KeyId", name_of_size(size));
        std::string other = name_of_size(41);
        ++other[size % 41];
        add("KeyId", other);
    }
    for (const char* const name : {"", "kms", "off", "nobody", R"(\u0061)"}) {
        add("KeyId", name);
    }
    for (const std::string algorithm : {"HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"}) {
        for (std::size_t place = 0; place < algorithm.size(); ++place) {
            std::string other = algorithm;
            ++other[place];
            add("MacAlgorithm", other);
            add("MacAlgorithm", algorithm.substr(0, place));
        }
        std::string mac;
        while (mac.size() < 128) {
            mac += mac_in(Encoding::Hex);
        }
        for (const std::size_t bytes : {27, 28, 29, 31, 32, 33, 47, 48, 49, 63, 64}) {
            packing.add(fmt::format(R"({{"MacAlgorithm":"{}",{})", algorithm,
                                    line_of("m", mac.substr(0, 2 * bytes)).substr(1)));
        }
    }
    check_packing(packing, 50, 100);
}

TEST_CASE("the kernel packs a record that names no key where its algorithm has keys to try") {
    const keys::KeyStore keys = packing_keys();
    format::Shape shape = shape_of(Encoding::Text, Encoding::Hex);
    shape.default_key_id.clear();
    shape.candidates.is_any = true;
    KernelPacking packing(shape, keys);
    for (std::size_t size = 0; size < 32; ++size) {
        packing.add(fmt::format(R"({{"Id":"{}",{})", size, line_of(std::string(4 * size, 'm')).substr(1)));
        packing.add(fmt::format(R"({{"KeyId":"{}",{})", size % 3 == 0 ? "nobody" : "kms", line_of("m").substr(1)));
    }
    packing.add(line_of(std::string(4096, 'm')));
    packing.add(line_of(std::string(4097, 'm')));
    check_packing(packing, 52, 12);
}

}    // namespace hmacsweep::tests
