// What is looked at: one batch under one key, whose MACs are right, or wrong in some place; and a backend with a
// compare that stops early, which every check must find.
#pragma once

#include "host/backend/packer.hpp"
#include "host/backend/registry.hpp"
#include "host/keys/key_table.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::constant_time {

/// Where the MACs of a batch differ from the right ones.
enum class Damage : std::uint8_t { None, FirstByte, LastByte, EveryByte };

/// One key and one batch of short messages under one algorithm.
class Subject {
public:
    /// `material` has 32 bytes.
    Subject(Algorithm algorithm, std::span<const std::uint8_t> material, std::size_t num_items);

    [[nodiscard]] const keys::KeyTable& table() const { return *table_; }
    [[nodiscard]] core::BatchView view() const { return batch_.view(); }
    /// The right MACs, each in core::max_digest_bytes.
    [[nodiscard]] const std::vector<std::uint8_t>& right_macs() const { return right_; }
    /// The right MACs with this damage; EveryByte: with random bytes in their place.
    [[nodiscard]] std::vector<std::uint8_t> damaged_macs(Damage damage, std::uint64_t seed) const;
    /// Replaces the MACs of the batch, in place. They have as many bytes as right_macs().
    void put_macs(std::span<const std::uint8_t> macs);

private:
    keys::KeyStore store_;
    std::unique_ptr<keys::KeyTable> table_;
    backend::Batch batch_;
    std::vector<std::uint8_t> right_;
    Algorithm algorithm_;
};

/// The backend with the planted leak; it has no row in the registry.
inline constexpr std::string_view planted = "planted";
/// Opens a backend of the registry, or the planted one; null where the machine does not have it.
[[nodiscard]] std::unique_ptr<backend::Backend> open(std::string_view name, const keys::KeyTable& table);
/// The CPU's backends that run core code, by name, the planted one last.
[[nodiscard]] std::vector<std::string> backend_names_here();

// The checks, each in a file of its own. They print what they find, and return an exit status: 0, 1 when the backend
// is not constant-time, 77 when the check cannot be made here.
int check_marks(const std::string& backend);
int check_steps(const std::string& backend);
int check_timing(const std::string& backend, double seconds);

inline constexpr int is_skipped = 77;
inline constexpr Algorithm algorithms_checked[] = {Algorithm::HmacSha256, Algorithm::HmacSha512};

}    // namespace hmacsweep::constant_time
