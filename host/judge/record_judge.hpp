// Judges single records, outside of slabs and batches, by OpenSSL.
#pragma once

#include "host/judge/checker.hpp"
#include "host/judge/run_context.hpp"
#include "host/rules/rules.hpp"

#include <memory>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class RecordJudge {
public:
    /// The context must outlive the object.
    explicit RecordJudge(const RunContext& context);

    /// Whether a record passes the rules and its MAC is right.
    [[nodiscard]] bool is_right(const reader::Record& record);

private:
    const rules::RunOptions& options_;
    rules::Rules rules_;
    std::unique_ptr<Checker> openssl_;
};

}    // namespace hmacsweep::judge
