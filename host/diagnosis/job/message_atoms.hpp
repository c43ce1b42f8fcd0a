// The texts that the messages of a sample may be made of.
#pragma once

#include "host/diagnosis/job/mac_places.hpp"
#include "host/diagnosis/job/message_plans.hpp"

#include <vector>

namespace hmacsweep::diagnosis {

/// The fields as they are, without those that have the MAC in them. The MAC of the record before comes last, and with
/// `can_reverse` the one of the record behind.
[[nodiscard]] std::vector<Atom> plain_atoms(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs,
                                            bool can_reverse);

/// What steps make of these fields: decoded, encoded, hashed, written again.
[[nodiscard]] std::vector<Atom> changed_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                              const std::vector<MacTexts>& macs);

/// Whole messages that are the record, or a query, without its MAC.
[[nodiscard]] std::vector<Atom> whole_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                            const std::vector<MacTexts>& macs);

}    // namespace hmacsweep::diagnosis
