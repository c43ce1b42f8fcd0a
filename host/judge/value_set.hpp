// Which values a run has had, and which record had each first, in bounded memory.
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

/// A table with open addressing: 24 bytes for each slot, at most three quarters of the slots in use.
class ValueSet {
public:
    enum class Outcome : std::uint8_t {
        New,           ///< the value was not there; it is now
        Same,          ///< the value was there, of the same record
        Repeat,        ///< the value was there once
        NextRepeat,    ///< the value was there more than once
        NotKept        ///< the value was not there, and there are as many values as may be kept
    };
    struct Answer {
        Outcome outcome = Outcome::New;
        std::uint64_t first = 0;    ///< of a repeat: the record that had the value first
    };

    /// `most`: how many different values may be kept.
    explicit ValueSet(std::uint64_t most) : most_(most) {}

    /// Adds the value of a record. A record's number is below 2^63 - 1.
    Answer add(const Fingerprint& value, std::uint64_t record);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Of the table.
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
