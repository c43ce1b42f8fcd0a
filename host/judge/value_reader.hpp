// Reads the values that the value checks (--unique, --sequence) need: those of a slab's valid records.
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

/// What the Reader found at a check's field in a record.
enum class ValueState : std::uint8_t {
    There,        ///< the value
    Missing,      ///< the record does not have the field
    Unreadable    ///< of Unique: neither a text nor an integer; of Sequence: no integer from 0 to 2^64 - 1
};

/// A value of one valid record, or why there is none. With the check of Mac, a record with several MACs has several
/// values.
struct RecordValue {
    std::uint32_t frame = 0;    ///< index of the record in its slab
    ValueState state = ValueState::Missing;
    bool is_further = false;     ///< whether the record has a value before this one
    TextSpan text;               ///< a piece of CheckValues::text; empty if the check is_decoded()
    Fingerprint fingerprint;     ///< of Unique
    std::uint64_t number = 0;    ///< of Sequence
};

/// The values of one slab for one check, in the order of frames.
struct CheckValues {
    std::vector<RecordValue> values;
    std::string text;    ///< the texts of all values; a JSON string is without quotes, and its escapes are kept
};

/// Makes the random key of a run's fingerprints.
[[nodiscard]] SecretBytes random_value_key();

/// Each worker has its own. Not for use by two threads at a time.
class ValueReader {
public:
    /// `options` must outlive the object. `key` is the random_value_key() of the run, the same for all workers; the
    /// object does not need it afterwards.
    ValueReader(const rules::RunOptions& options, Bytes key);

    /// Reads the values of the slab's valid records into `values`, which becomes one entry for each of
    /// RunOptions::value_checks. The outcomes of the slab must be known.
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
