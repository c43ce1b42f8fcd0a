// Diagnoses as text for people.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/keys/key_store.hpp"

#include <string>

namespace hmacsweep::report {

/// Whether one explanation fits more than half of the sample: what fits a few of many is not why everything fails.
[[nodiscard]] bool explains_most(const diagnosis::Diagnosis& diagnosis);

/// A few lines that each begin with `hmacsweep: hint: `, for a key that has no valid record; empty when nothing was
/// found and the key has few records. `is_known`: the finding was shown for another key before, so that the text only
/// refers to it.
[[nodiscard]] std::string hint_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys,
                                    bool is_known = false);

/// The diagnosis in lines: each finding with what to do, and, with `has_table`, a table of the mistakes that were
/// tried.
[[nodiscard]] std::string diagnosis_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys,
                                         bool has_table = true);

}    // namespace hmacsweep::report
