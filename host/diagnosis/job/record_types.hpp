// Files of mixed records: which field tells the type of a record.
#pragma once

#include "host/diagnosis/job/fields.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// At most `most` of the candidates, so that every type of every field that may tell types is among them as far as that
/// goes. None where no field tells types.
[[nodiscard]] std::vector<std::size_t> records_of_types(const std::vector<JobField>& fields,
                                                        std::span<const std::size_t> candidates, std::size_t most);

/// `type=payment`, as --where has it, if the records of that type, and no others, are explained; not by the field
/// `but`, which may be null. Empty where there is no such type, or few other records.
[[nodiscard]] std::string type_of(const std::vector<JobField>& fields, const JobField* but,
                                  const std::vector<bool>& is_explained);

}    // namespace hmacsweep::diagnosis
