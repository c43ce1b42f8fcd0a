#include "host/format/chain.hpp"

#include <algorithm>
#include <vector>

namespace hmacsweep::format {

bool is_same_mac(std::string_view a, std::string_view b, Encoding encoding) {
    if (a == b) {
        return true;
    }
    std::vector<std::uint8_t> a_bytes(decoded_room(a.size()));
    std::vector<std::uint8_t> b_bytes(decoded_room(b.size()));
    const DecodeResult a_decoded = decode(encoding, a, a_bytes.data());
    const DecodeResult b_decoded = decode(encoding, b, b_bytes.data());
    if (!a_decoded.reason.empty() || !b_decoded.reason.empty()) {
        return false;
    }
    a_bytes.resize(a_decoded.bytes);
    b_bytes.resize(b_decoded.bytes);
    return a_bytes == b_bytes;
}

}    // namespace hmacsweep::format
