#include "host/judge/plain_ruling.hpp"

#include <array>

namespace hmacsweep::judge {

rules::Ruling rule_plain(const rules::Rules& rules, Algorithm algorithm) {
    constexpr std::array<std::uint8_t, core::max_digest_bytes> bytes{};
    reader::Record record;
    record.algorithm = algorithm;
    record.message = Bytes(bytes).first(1);
    record.mac = Bytes(bytes).first(core::digest_bytes(algorithm));
    record.has_mac = true;
    return rules.rule(record);
}

}    // namespace hmacsweep::judge
