// Judges single records, outside of slabs and batches, by OpenSSL.
#pragma once

#include "host/judge/checker.hpp"
#include "host/rules/rules.hpp"

#include <memory>

namespace hmacsweep {

/// Not for use by two threads at a time.
class RecordJudge {
public:
    /// All must outlive the object; `candidates` as Rules has them.
    RecordJudge(const RunOptions& options, const KeyStore& keys, const KeyTable& table, const Candidates* candidates);

    /// Whether a record passes the rules and its MAC is right.
    [[nodiscard]] bool is_right(const Record& record);

private:
    const RunOptions& options_;
    Rules rules_;
    std::unique_ptr<Checker> openssl_;
};

}    // namespace hmacsweep
