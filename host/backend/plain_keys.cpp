#include "host/backend/plain_keys.hpp"

namespace hmacsweep::backend {

PlainKeys::PlainKeys(const keys::KeyTable& table, const std::function<Use(std::uint32_t key)>& use_of)
    : table_(&table),
      schedules_(table.store().size() * core::num_algorithms, core::no_key),
      has_limits_(std::make_unique<bool[]>(table.store().size())) {
    const keys::KeyStore& keys = table.store();
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        const Use use = use_of(k);
        has_limits_[k] = use.has_limits;
        for (const Algorithm algorithm : all_algorithms) {
            if (use.is_usable && keys[k].is_mac_key() && keys[k].allows(algorithm)) {
                schedules_[(k * core::num_algorithms) + static_cast<std::size_t>(algorithm)] =
                    table.schedule(k, algorithm);
            }
        }
    }
}

}    // namespace hmacsweep::backend
