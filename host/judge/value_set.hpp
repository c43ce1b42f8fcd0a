// Keeps which values a run has seen, and which record had each value first, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hmacsweep::judge {

/// 128 bits of a value's HMAC under a random key of the run. Two different values have equal fingerprints with a
/// probability of 2^-128; nobody can make such values, because nobody knows the key.
struct Fingerprint {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Fingerprint&) const = default;
};

/// A hash table with open addressing: 24 bytes for each slot, at most three quarters of the slots in use. For one
/// thread at a time.
class ValueSet {
public:
    enum class Outcome : std::uint8_t {
        New,           ///< the value was not there; it is now
        Same,          ///< the value was there, and this record had it first
        Repeat,        ///< the value was there, and one record had it so far
        NextRepeat,    ///< the value was there, and several records had it so far
        NotKept        ///< the value was not there, and there are as many values as may be kept
    };
    /// What add() found.
    struct Answer {
        Outcome outcome = Outcome::New;
        std::uint64_t first = 0;    ///< of Repeat and NextRepeat: the number of the record that had the value first
    };

    /// `most`: how many different values may be kept.
    explicit ValueSet(std::uint64_t most) : most_(most) {}

    /// Adds the value of the record with the number `record`, which must be below 2^63 - 1. Throws std::bad_alloc.
    Answer add(const Fingerprint& value, std::uint64_t record);
    /// How many different values are kept.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The size of the table, in bytes.
    [[nodiscard]] std::size_t memory_bytes() const { return slots_.size() * sizeof(Slot); }

private:
    struct Slot {
        Fingerprint value;
        std::uint64_t record = 0;    ///< its number plus 1; 0: the slot is empty. Plus `repeated` if it was repeated
    };

    [[nodiscard]] Slot& slot_of(const Fingerprint& value);
    void grow();

    std::uint64_t most_;
    std::uint64_t size_ = 0;
    std::vector<Slot> slots_;
};

}    // namespace hmacsweep::judge
