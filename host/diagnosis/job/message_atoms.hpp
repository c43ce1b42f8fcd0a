// The texts that the messages of a sample may be made of.
#pragma once

#include "host/diagnosis/job/mac_places.hpp"
#include "host/diagnosis/job/message_plans.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// What is known of a chain before it is found.
struct ChainFacts {
    std::optional<bool> is_reversed{};    ///< whether the newest record is first; none: it may be
    std::string start{};                  ///< what was before the first record; empty: that is not known
};

/// Every field as it is, without those that have the MAC in them.
[[nodiscard]] std::vector<Atom> field_atoms(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs);

/// The same of the likeliest fields, to be combined. The MAC of the record before comes last, and then the one of the
/// record behind.
[[nodiscard]] std::vector<Atom> plain_atoms(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs,
                                            const ChainFacts& chain);

/// What steps make of these fields: decoded, encoded, hashed, written again.
[[nodiscard]] std::vector<Atom> changed_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                              const std::vector<MacTexts>& macs, const ChainFacts& chain);

/// Whole messages that are the record, or a query, without its MAC.
[[nodiscard]] std::vector<Atom> whole_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                            const std::vector<MacTexts>& macs);

/// Whole messages that are the record without its MAC and without one more field. There are many.
[[nodiscard]] std::vector<Atom> shorter_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                              const std::vector<MacTexts>& macs);

/// What applications take for a field that is not there.
[[nodiscard]] std::vector<std::string> absent_texts();

/// The texts that may be the MAC before the first record of a chain: the one that is known, or those that applications
/// take.
[[nodiscard]] std::vector<std::string> chain_starts(const ChainFacts& chain);

}    // namespace hmacsweep::diagnosis
