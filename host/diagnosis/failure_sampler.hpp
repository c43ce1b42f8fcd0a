// Collects the first failing records of every key that has no valid record yet, as the sample for a diagnosis. Memory
// is bounded for any number of keys and records.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/keys/key_store.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hmacsweep::diagnosis {

/// A failing record, copied from the input.
struct Sample {
    std::shared_ptr<const format::Shape> shape;
    std::vector<std::uint8_t> buffer;    ///< the record's bytes, and slab_padding more
    Verdict verdict = Verdict::NotJudged;

    [[nodiscard]] Bytes bytes() const { return Bytes(buffer).first(buffer.size() - slab_padding); }
};

/// The sample of one key.
struct SampleGroup {
    std::uint32_t key = core::no_key;    ///< no_key: the records whose key is not known
    std::uint64_t num_records = 0;       ///< records of the key that were seen
    std::uint64_t num_valid = 0;         ///< valid ones of num_records
    std::vector<Sample> samples;
};

struct SamplerOptions {
    std::uint64_t group_records = 1000;      ///< a key is ready once this many of its records were seen
    std::size_t max_samples = 16;            ///< of a key
    std::size_t max_groups = 16;             ///< keys at a time; further keys are ignored
    std::size_t max_record_bytes = 65536;    ///< longer records are not sampled
    bool has_valid = false;                  ///< also collect for keys that have valid records
};

class FailureSampler {
public:
    FailureSampler(std::size_t num_keys, const SamplerOptions& options);

    /// Collects from a judged slab; to be called in input order.
    void add(const input::Slab& slab, const judge::SlabResult& result);
    /// Removes and returns the groups that have become ready since the last call. A key is collected once only.
    [[nodiscard]] std::vector<SampleGroup> take_ready();
    /// Removes and returns all other groups that have samples; to be called at the end of the input. Both functions
    /// drop the group of no_key when a record was valid, because records are then read correctly, unless
    /// SamplerOptions::has_valid.
    [[nodiscard]] std::vector<SampleGroup> take_rest();

private:
    void take_sample(const input::Slab& slab, const judge::SlabResult& result, std::size_t index,
                     SampleGroup& group) const;
    SampleGroup* group_of(std::size_t place);
    [[nodiscard]] bool is_wanted(const SampleGroup& group) const;
    void close(std::size_t place);

    SamplerOptions options_;
    std::vector<std::uint8_t> is_closed_;    ///< by key; the last is for records without a key
    std::vector<SampleGroup> groups_;        ///< open and ready groups
    bool has_seen_valid_ = false;
};

}    // namespace hmacsweep::diagnosis
