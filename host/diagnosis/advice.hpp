// From what was found to what a person is told: words, the options for next time, and what no option does.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/diagnosis/guesses.hpp"

#include <string>
#include <vector>

namespace hmacsweep::diagnosis {

/// What advice depends on besides the mistakes: the record that they explain, and how it was read.
struct AdviceContext {
    const Sample& sample;
    const RecordParts& parts;
    const keys::KeyStore& keys;
    std::uint32_t key;
    const rules::RunOptions& options;
};

/// Fills in the words, options and remarks of a finding.
void advise(Finding& finding, const AdviceContext& context);

/// What the lengths of MACs say when all have one that no HMAC-SHA-2 has; empty when they say nothing.
[[nodiscard]] std::string remark_on_lengths(const std::vector<std::size_t>& lengths);

/// What is known of keys of that name and length from where they were exported; empty for most.
[[nodiscard]] std::string remark_on_key(const keys::Key& key);

}    // namespace hmacsweep::diagnosis
