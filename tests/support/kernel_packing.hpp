// The kernel that packs records, on frames that a test cuts itself, beside the host's packing of the same frames.
#pragma once

#include "host/backend/plain_keys.hpp"
#include "host/backend/plain_shape.hpp"
#include "tests/support/packing.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests {

/// By a GPU's step (run_step()) and by portable_text. Names that begin with "kms" are keys with KMS's limits.
class KernelPacking {
public:
    /// Both must outlive the object. The shape must be packable.
    KernelPacking(const format::Shape& shape, const keys::KeyStore& keys);

    /// Adds a record. `behind` stands behind it in the text and is no part of it.
    void add(std::string_view record, std::string_view behind = "\n");
    /// Each beginning of a record as a record of its own, with the rest of it behind.
    void add_beginnings(std::string_view record);
    /// Compares all records so far, and forgets them. Longer records than `max_record_bytes` are exceptions.
    [[nodiscard]] PackingComparison compare(std::uint64_t max_record_bytes = 1U << 20);

private:
    keys::KeyTable table_;
    backend::PlainShape shape_;
    backend::PlainKeys keys_;
    std::string text_;
    std::vector<core::Frame> frames_;
};

}    // namespace hmacsweep::tests
