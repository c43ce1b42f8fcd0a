// What a run's value checks (--unique, --sequence) found.
#pragma once

#include "host/format/value_check.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::judge {

/// Counts of valid records, of one check. Records that are not valid are not looked at.
struct ValueCounts {
    std::uint64_t values = 0;           ///< records with a value
    std::uint64_t without_field = 0;    ///< records without the field
    std::uint64_t unreadable = 0;       ///< records with ValueState::Unreadable
    std::uint64_t repeats = 0;          ///< records with the value of an earlier record; of Sequence: of the one before
    // Of Unique:
    std::uint64_t different = 0;          ///< values that were kept
    std::uint64_t repeated_values = 0;    ///< values that more than one record has
    std::uint64_t unchecked = 0;          ///< values that were not kept, because there are too many
    // Of Sequence:
    std::uint64_t gaps = 0;          ///< integers that are more than the one before, plus 1
    std::uint64_t skipped = 0;       ///< integers that the gaps leave out; 2^64 - 1 if there are more
    std::uint64_t steps_back = 0;    ///< integers that are less than the one before
};

/// A record, and its value as text.
struct ValuePlace {
    std::uint32_t source = 0;    ///< index of the source in the run
    std::uint64_t record = 0;    ///< 1-based within its source
    std::string value;           ///< its first ValueReport::max_characters bytes; empty if the check is_decoded()
};

/// A value that breaks the rule of its check.
struct ValueFinding {
    /// NoInteger: of Sequence only.
    enum class Kind : std::uint8_t { Repeat, Gap, StepBack, NoInteger };

    Kind kind = Kind::Repeat;
    ValuePlace place;
    std::uint64_t line = 0;               ///< of `place`: 1-based within its source; 0 in a format that has no lines
    std::optional<ValuePlace> earlier;    ///< of Unique: the first record with the value; of Sequence: the one before
    std::uint64_t skipped = 0;            ///< of Gap: how many integers are left out
    std::uint64_t others_between = 0;     ///< of Sequence: records between `earlier` and `place` that are not valid
};

/// What one value check found.
struct ValueReport {
    static constexpr std::size_t max_findings = 20;
    static constexpr std::size_t max_characters = 100;    ///< in bytes

    format::ValueCheck check;
    bool is_covered = false;    ///< whether the MAC covers the field
    ValueCounts counts;
    std::vector<ValueFinding> findings;      ///< the first max_findings, in input order
    std::vector<std::string> other_names;    ///< of the fields that the first record without the field has
    // Of Sequence:
    std::optional<std::uint64_t> first;    ///< the first integer
    std::optional<std::uint64_t> last;     ///< the last integer

    /// How many records or values break the rule. It may be more than `findings` has.
    [[nodiscard]] std::uint64_t num_findings() const {
        return counts.repeats + counts.gaps + counts.steps_back +
               (check.rule == format::ValueRule::Sequence ? counts.unreadable : 0);
    }
    /// How many valid records could not be checked. Records without a field that may be absent do not count.
    [[nodiscard]] std::uint64_t num_unchecked() const {
        return (check.may_lack ? 0 : counts.without_field) +
               (check.rule == format::ValueRule::Unique ? counts.unreadable : 0);
    }
};

}    // namespace hmacsweep::judge
