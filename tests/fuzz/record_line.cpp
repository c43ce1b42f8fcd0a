// Fuzz target: whatever a line holds, the fast scanner of plain lines and the full parser must read the same record, or
// find the same thing wrong with it, down to its words. The first byte chooses the shape, the rest is the line.
#include "host/format/recipe.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"
#include "tests/support/shapes.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

std::vector<format::Shape> make_shapes() {
    std::vector<format::Shape> shapes(2);
    shapes[1].wants_mac = false;
    format::Shape mapped;
    set_names(mapped, {"id", "key", "alg", "payload", "hmac"});
    for (format::FieldPlace& place : mapped.fields) {
        place.is_mapped = true;
    }
    mapped.message_encoding = Encoding::Text;
    mapped.mac_encoding = Encoding::Hex;
    mapped.default_key_id = "k";
    mapped.default_algorithm = Algorithm::HmacSha256;
    shapes.push_back(mapped);
    mapped.replace_recipe(*format::parse_recipe("v1|{Id?-}|{payload:len}|{x:base64?}|{raw}"));
    shapes.push_back(mapped);
    for (const std::string_view object : {"json-without:hmac", "sorted-without:hmac", "jcs-without:hmac"}) {
        mapped.replace_recipe(*format::parse_recipe(object));
        shapes.push_back(mapped);
    }
    format::Shape element;
    element.format = format::InputFormat::Json;
    shapes.push_back(element);
    return shapes;
}

/// All of a record that anyone looks at, in one text.
std::string words_of(const reader::Record& record) {
    std::string words(record.malformed);
    words += '\n';
    if (record.is_malformed()) {
        return words;    // what was understood before that is nobody's business
    }
    for (const std::string_view part : {record.id, record.key_id, as_text(record.message), as_text(record.mac)}) {
        words += std::to_string(part.size()) + ':';
        words += part;
    }
    words += record.algorithm ? name_of(*record.algorithm) : "no algorithm";
    words += record.has_mac ? "+" : "-";
    return words;
}

std::string read(reader::PlainLines how, const format::Shape& shape, std::string_view line) {
    reader::Reader reader(how);
    std::vector<std::uint8_t> bytes(line.size() + slab_padding, '"');
    std::ranges::copy(line, bytes.begin());
    return words_of(reader.read(shape, bytes.data(), line.size()));
}

}    // namespace

void compare(const std::uint8_t* data, std::size_t size) {
    static const std::vector<format::Shape> shapes = make_shapes();
    if (size == 0 || std::find(data + 1, data + size, '\n') != data + size) {
        return;    // a line has no line feed in it
    }
    const format::Shape& shape = shapes[data[0] % shapes.size()];
    const std::string_view line(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::string scanned = read(reader::PlainLines::Scanned, shape, line);
    const std::string parsed = read(reader::PlainLines::Parsed, shape, line);
    if (scanned != parsed) {
        std::fprintf(stderr, "scanned: %s\nparsed: %s\n", scanned.c_str(), parsed.c_str());
        std::abort();
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::compare(data, size);
    return 0;
}
