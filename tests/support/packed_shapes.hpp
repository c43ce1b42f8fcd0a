// Shapes and keys for tests of the kernel that packs records, and MACs that are right in form.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/kernel_packing.hpp"
#include "tests/support/records.hpp"
#include "tests/support/shapes.hpp"

#include <string>

namespace hmacsweep::tests {

/// Keys with names of 1 to 48 bytes ("a", "ab", ...), one with KMS's limits ("kms") and one that is disabled ("off").
[[nodiscard]] inline std::string name_of_size(std::size_t size) {
    std::string name;
    for (std::size_t i = 0; i < size; ++i) {
        name += static_cast<char>('a' + (i % 23));
    }
    return name;
}
[[nodiscard]] inline keys::KeyStore packing_keys() {
    std::vector<keys::Key> keys;
    for (std::size_t size = 1; size <= 48; ++size) {
        keys.push_back(make_key(name_of_size(size), pattern(size)));
    }
    keys.push_back(make_key("kms", pattern(32)));
    keys.push_back(make_key("off", pattern(32)));
    keys.back().state = keys::KeyState::Disabled;
    return make_store(std::move(keys));
}

/// A shape whose records need no more than a message and a MAC, in these forms.
[[nodiscard]] inline format::Shape shape_of(Encoding message, Encoding mac) {
    format::Shape shape;
    shape.message_encoding = message;
    shape.mac_encoding = mac;
    shape.default_key_id = name_of_size(1);
    shape.default_algorithm = Algorithm::HmacSha256;
    return shape;
}
/// The same for a table or lines: Id, KeyId, MacAlgorithm, message and MAC in this order.
[[nodiscard]] inline format::Shape table_of(format::InputFormat format, Encoding message, Encoding mac) {
    format::Shape shape = shape_of(message, mac);
    shape.format = format;
    set_columns(shape, {0, 1, 2, 3, 4});
    shape.num_columns = 5;
    return shape;
}

/// A text of HMAC-SHA-256's size in each form.
[[nodiscard]] inline std::string mac_in(Encoding form) {
    switch (form) {
        case Encoding::Text:
            return "0123456789-abcdefghij-ABCDEFGHIJ";
        case Encoding::Hex:
            return "0123456789abcdefABCDEF00112233445566778899aAbBcCdDeEfF0918273645";
        default:
            return "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789aBcDeFg=";
    }
}

/// Compares what was added; of it, at least so many records are plain, and so many are not.
inline void check_packing(KernelPacking& packing, std::size_t num_packed, std::size_t num_exceptions) {
    const PackingComparison comparison = packing.compare();
    CHECK(comparison.difference == "");
    CHECK(comparison.num_packed >= num_packed);
    CHECK(comparison.num_exceptions >= num_exceptions);
}

}    // namespace hmacsweep::tests
