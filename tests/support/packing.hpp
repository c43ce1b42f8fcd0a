// Plain records as the core's steps pack them, beside what the full parser and the rules make of the same bytes.
#pragma once

#include "host/backend/text.hpp"
#include "host/keys/key_store.hpp"
#include "host/rules/run_options.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::tests {

struct PackingComparison {
    std::size_t num_packed = 0;        ///< records, each the same as the parser's
    std::size_t num_exceptions = 0;    ///< records that were left to the parser
    std::string difference;            ///< the first there is, in words; empty when there is none
};

/// Packs the records of a text by one instruction set's steps, and reads each that was packed by the full parser.
/// `shape` is complete, as for a source.
[[nodiscard]] PackingComparison compare_packing(std::string_view text, const format::Shape& shape,
                                                const rules::RunOptions& options, const keys::KeyStore& keys,
                                                const backend::TextFunctions& steps);

}    // namespace hmacsweep::tests
