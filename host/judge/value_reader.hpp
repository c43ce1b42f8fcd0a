// Reads the values that --unique and --sequence ask for: those of a slab's valid records.
#pragma once

#include "host/base/secret.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/judge/value_set.hpp"
#include "host/reader/reader.hpp"
#include "host/rules/run_options.hpp"
#include "reference/hmac.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hmacsweep::judge {

enum class ValueState : std::uint8_t {
    There,
    Missing,      ///< the record does not have the field
    Unreadable    ///< the field is no text and no integer; of a sequence: no integer from 0 to 2^64 - 1
};

/// A value of one valid record. A record with several MACs has several values.
struct RecordValue {
    std::uint32_t frame = 0;
    ValueState state = ValueState::Missing;
    bool is_further = false;     ///< whether the record has a value before this one
    TextSpan text;               ///< in CheckValues::text; empty where the check is_decoded()
    Fingerprint fingerprint;     ///< of Unique
    std::uint64_t number = 0;    ///< of Sequence
};

/// The values of one slab for one check, in the order of frames.
struct CheckValues {
    std::vector<RecordValue> values;
    std::string text;
};

/// The key of a run's fingerprints: random bytes.
[[nodiscard]] SecretBytes random_value_key();

/// Each worker has its own. Not for use by two threads at a time.
class ValueReader {
public:
    /// `options` must outlive the object. `key`: random_value_key() of the run.
    ValueReader(const rules::RunOptions& options, Bytes key);

    /// Reads the values of the slab's valid records, a list for each of RunOptions::value_checks.
    void read(const input::Slab& slab, const SlabResult& result, std::vector<CheckValues>& values);

private:
    void read_value(const format::ValueCheck& check, std::uint32_t frame, const reader::Record& record,
                    CheckValues& values);
    [[nodiscard]] Fingerprint fingerprint_of(Bytes value);

    const rules::RunOptions& options_;
    reference::Hmac hmac_;
    reader::Reader reader_{reader::PlainLines::Parsed};
    std::shared_ptr<const format::Shape> source_;    ///< the shape of the last slab
    std::vector<format::Shape> shapes_;              ///< for each check: made of source_
};

}    // namespace hmacsweep::judge
