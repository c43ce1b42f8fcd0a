// What a diagnosis says to people.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/keys/key_store.hpp"

#include <string>

namespace hmacsweep::report {

/// A few lines that each begin with `hmacsweep: hint: `, for a run in which a key has no valid record; empty when there
/// is nothing to say.
[[nodiscard]] std::string hint_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys,
                                    bool is_known = false);

/// All of a diagnosis: the findings, each with what to do, and a table of what was tried.
[[nodiscard]] std::string diagnosis_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys);

}    // namespace hmacsweep::report
