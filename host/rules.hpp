// KMS's rules for one record, in KMS's order: parameters, key look-up, key state, usage and algorithm. What passes them
// all is left to be hashed.
#pragma once

#include "host/key_store.hpp"
#include "host/record.hpp"
#include "host/run_options.hpp"
#include "host/slab_result.hpp"

#include <string>

namespace hmacsweep {

/// What the rules say of a record: NotJudged when it is to be hashed under `key`.
struct Ruling {
    Verdict verdict = Verdict::NotJudged;
    std::uint32_t key = core::no_key;
    std::string reason;    ///< the exception's text, for a verdict other than NotJudged
};

class Rules {
public:
    /// Both must outlive the object.
    Rules(const RunOptions& options, const KeyStore& keys) : options_(options), keys_(keys) {}

    [[nodiscard]] Ruling rule(const Record& record) const;

private:
    [[nodiscard]] bool has_kms_limits(std::uint32_t key) const;
    [[nodiscard]] bool is_usable(KeyState state) const;

    const RunOptions& options_;
    const KeyStore& keys_;
};

}    // namespace hmacsweep
