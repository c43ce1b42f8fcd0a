// Advice for people on a finding: words, the options for the next run, and remarks where no option helps.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/diagnosis/guesses.hpp"

#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// What advice depends on, apart from the finding's mistakes: a record that these explain.
struct AdviceContext {
    const Sample& sample;
    const RecordParts& parts;    ///< of the sample
    const keys::KeyStore& keys;
    std::uint32_t key;    ///< of the diagnosis; may be no_key
    const rules::RunOptions& options;
};

/// Fills in the words, options and remarks of a finding that has only its guesses.
void advise(Finding& finding, const AdviceContext& context);

/// A clause when all MACs have the length, in bytes, of one of rules::foreign_macs; else empty.
[[nodiscard]] std::string remark_on_lengths(const std::vector<std::size_t>& lengths);

/// A clause when the key's name and length are those of a faulty export of Vault; else empty.
[[nodiscard]] std::string remark_on_key(const keys::Key& key);

}    // namespace hmacsweep::diagnosis
