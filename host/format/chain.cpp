#include "host/format/chain.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/format/mac_forms.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace hmacsweep::format {

namespace {

bool is_found_same(std::string_view a, std::string_view b) {
    std::vector<std::uint8_t> a_bytes(mac_room(a.size()));
    std::vector<std::uint8_t> b_bytes(mac_room(b.size()));
    return std::ranges::any_of(all_algorithms, [&](Algorithm algorithm) {
        const std::size_t wanted = core::digest_bytes(algorithm);
        const std::size_t a_size = find_mac(a, wanted, a_bytes.data()).decoded.bytes;
        const std::size_t b_size = find_mac(b, wanted, b_bytes.data()).decoded.bytes;
        return a_size == wanted && b_size == wanted &&
               std::ranges::equal(std::span(a_bytes).first(wanted), std::span(b_bytes).first(wanted));
    });
}

}    // namespace

bool is_same_mac(std::string_view a, std::string_view b, std::optional<Encoding> encoding) {
    if (a == b) {
        return true;
    }
    if (!encoding) {
        return is_found_same(a, b);
    }
    std::vector<std::uint8_t> a_bytes(decoded_room(a.size()));
    std::vector<std::uint8_t> b_bytes(decoded_room(b.size()));
    const DecodeResult a_decoded = decode(*encoding, a, a_bytes.data());
    const DecodeResult b_decoded = decode(*encoding, b, b_bytes.data());
    if (!a_decoded.reason.empty() || !b_decoded.reason.empty()) {
        return false;
    }
    a_bytes.resize(a_decoded.bytes);
    b_bytes.resize(b_decoded.bytes);
    return a_bytes == b_bytes;
}

}    // namespace hmacsweep::format
