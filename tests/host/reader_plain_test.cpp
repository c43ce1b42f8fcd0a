// Plain lines of JSON are read by the core's scanner, all others by the full parser: records must be the same, down to
// the words of what is wrong. Damaged lines of every kind are read both ways.
#include "host/format/recipe.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

struct Understood {
    std::string id;
    std::string key_id;
    std::optional<Algorithm> algorithm;
    ByteVector message;
    ByteVector mac;
    bool has_mac = false;
    std::string malformed;

    bool operator==(const Understood&) const = default;
};

Understood understand(reader::Reader& reader, const format::Shape& shape, const std::string& line) {
    ByteVector buffer(line.size() + slab_padding, '"');
    std::ranges::copy(line, buffer.begin());
    const reader::Record& record = reader.read(shape, buffer.data(), line.size());
    return {std::string(record.id),
            std::string(record.key_id),
            record.algorithm,
            {record.message.begin(), record.message.end()},
            {record.mac.begin(), record.mac.end()},
            record.has_mac,
            std::string(record.malformed)};
}

std::string a_value(Random& random) {
    switch (random.below(8)) {
        case 0:
            return std::to_string(random.below(100000));
        case 1:
            return "\"\"";
        case 2:
            return random.pick<std::string>({"null", "true", "[]", "-0", "1.5", "{\"Mac\":\"x\"}", "01", "-"});
        default:
            return "\"" + std::string(random.below(40), static_cast<char>('0' + random.below(75))) + "\"";
    }
}

/// A line that is mostly good: members of all kinds in any order, blanks here and there.
std::string a_line(Random& random) {
    const auto blank = [&] { return random.one_in(6) ? random.pick<std::string>({" ", "\t", "  ", "\r"}) : ""; };
    std::vector<std::string> members{"\"KeyId\":\"k\"", "\"MacAlgorithm\":\"HMAC_SHA_256\"",
                                     "\"Message\":\"bWVzc2FnZQ==\"", "\"Mac\":\"AAECAwQFBgcICQoLDA0ODw==\""};
    if (random.one_in(2)) {
        members.push_back("\"Id\":" + a_value(random));
    }
    for (std::uint64_t more = random.below(3); more > 0; --more) {
        const std::string name =
            random.pick<std::string>({"x", "note", "Id", "Mac", "Message", "KeyId", "payload", ""});
        members.push_back("\"" + name + "\"" + blank() + ":" + blank() + a_value(random));
    }
    std::ranges::shuffle(members, random.engine());
    std::string line = blank() + "{" + blank();
    for (std::size_t i = 0; i < members.size(); ++i) {
        line += (i == 0 ? "" : "," + blank()) + members[i] + blank();
    }
    return line + "}" + blank();
}

void damage(Random& random, std::string& line) {
    using std::string_view_literals::operator""sv;
    constexpr std::string_view bytes = "\"\\{}[]:,. \t\r\n\0-09aA=+/_~\x7f\x80\xc3\xa4\xff"sv;
    for (std::uint64_t times = random.below(3); times > 0 && !line.empty(); --times) {
        const std::size_t at = random.below(line.size());
        switch (random.below(3)) {
            case 0:
                line.erase(at, 1 + random.below(3));
                break;
            case 1:
                line.insert(at, 1, bytes[random.below(bytes.size())]);
                break;
            default:
                line[at] = bytes[random.below(bytes.size())];
        }
    }
}

}    // namespace

TEST_CASE("a line is the same record whether the scanner or the parser reads it") {
    Random random("plain lines");
    format::Shape mapped;
    mapped.place(format::Field::Message).name = "payload";
    mapped.message_encoding = Encoding::Text;
    mapped.default_key_id = "default";
    format::Shape with_recipe;
    with_recipe.recipe = *format::parse_recipe("{raw}|{payload?none}|{Id?}|{note:len}");
    format::Shape of_object;
    of_object.recipe = *format::parse_recipe("json-without:Mac");
    reader::Reader scanning(reader::PlainLines::Scanned);
    reader::Reader parsing(reader::PlainLines::Parsed);
    int num_good = 0;
    int num_malformed = 0;
    for (int round = 0; round < 30000; ++round) {
        std::string line = a_line(random);
        damage(random, line);
        for (const format::Shape& shape : {format::Shape{}, mapped, with_recipe, of_object}) {
            const Understood scanned = understand(scanning, shape, line);
            CAPTURE(line, scanned.malformed);
            REQUIRE(scanned == understand(parsing, shape, line));
            ++(scanned.malformed.empty() ? num_good : num_malformed);
        }
    }
    // Else nothing was compared.
    CHECK(num_good > 10000);
    CHECK(num_malformed > 10000);
}

}    // namespace hmacsweep::tests
