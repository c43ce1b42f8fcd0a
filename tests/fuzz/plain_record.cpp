// Fuzz target: whatever bytes a slab has, what the core's steps pack of it must be what the full parser reads, under
// every instruction set. The first byte chooses the shape, the rest are the records.
#include "host/format/line_template.hpp"
#include "tests/support/packing.hpp"
#include "tests/support/records.hpp"
#include "tests/support/shapes.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

struct Target {
    format::Shape shape;
    rules::Operation operation = rules::Operation::Verify;
};

format::Shape text_shape() {
    format::Shape shape;
    shape.message_encoding = Encoding::Text;
    shape.mac_encoding = Encoding::Hex;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}

format::Shape in_columns(format::InputFormat format) {
    format::Shape shape = text_shape();
    shape.format = format;
    set_columns(shape, {0, 1, 2, 3, 4});
    shape.num_columns = 5;
    return shape;
}

std::vector<Target> make_targets() {
    std::vector<Target> targets{{format::Shape{}}, {format::Shape{}, rules::Operation::Generate}, {text_shape()}};
    format::Shape recipe = text_shape();
    recipe.recipe = *format::parse_recipe("v1|{Id?-}|{Message}|{x:base64}");
    targets.push_back({recipe});
    for (const format::InputFormat format :
         {format::InputFormat::Csv, format::InputFormat::Tsv, format::InputFormat::PgCopy}) {
        targets.push_back({in_columns(format)});
    }
    format::Shape candidates = text_shape();
    candidates.default_key_id.clear();
    candidates.candidates.is_any = true;
    targets.push_back({candidates});
    format::Shape lines = in_columns(format::InputFormat::Lines);
    lines.line = *format::make_line_template(
        *format::parse_pattern("{id} [{key-id}] {mac-algorithm} {message} mac={mac}"), "message");
    targets.push_back({lines});
    targets.push_back({in_columns(format::InputFormat::MySqlOutfile)});
    targets.push_back({in_columns(format::InputFormat::MySqlBatch)});
    return targets;
}

keys::KeyStore make_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", to_vector("a key for tests")));
    keys.push_back(make_kms_key("kms256", Algorithm::HmacSha256, pattern(32, 3)));
    return make_store(std::move(keys));
}

}    // namespace

void compare(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Target> targets = make_targets();
    static const keys::KeyStore keys = make_keys();
    if (size == 0) {
        return;
    }
    const Target& target = targets[data[0] % targets.size()];
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    rules::RunOptions options;
    options.shape = target.shape;
    options.operation = target.operation;
    for (const backend::TextFunctions* const steps : backend::usable_text()) {
        const PackingComparison comparison = compare_packing(text, target.shape, options, keys, *steps);
        if (!comparison.difference.empty()) {
            std::fprintf(stderr, "steps %s: %s\n", steps->name, comparison.difference.c_str());
            std::abort();
        }
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::compare(data, size);
    return 0;
}
