// Judges single records, outside of slabs and batches, by OpenSSL.
#pragma once

#include "host/judge/checker.hpp"
#include "host/rules/rules.hpp"

#include <memory>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class RecordJudge {
public:
    /// All must outlive the object; `candidates` as Rules has them.
    RecordJudge(const rules::RunOptions& options, const keys::KeyStore& keys, const keys::KeyTable& table,
                const rules::Candidates* candidates);

    /// Whether a record passes the rules and its MAC is right.
    [[nodiscard]] bool is_right(const reader::Record& record);

private:
    const rules::RunOptions& options_;
    rules::Rules rules_;
    std::unique_ptr<Checker> openssl_;
};

}    // namespace hmacsweep::judge
