// Collects the first failing records of every key that has had no valid one: what a diagnosis works on. Memory is
// bounded, whatever the number of keys and records.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/keys/key_store.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hmacsweep::diagnosis {

/// A failing record as it stood in the input.
struct Sample {
    std::shared_ptr<const format::Shape> shape;
    std::vector<std::uint8_t> buffer;    ///< its bytes, and slab_padding more
    Verdict verdict = Verdict::NotJudged;

    [[nodiscard]] Bytes bytes() const { return Bytes(buffer).first(buffer.size() - slab_padding); }
};

/// What is known of the records of one key.
struct SampleGroup {
    std::uint32_t key = core::no_key;    ///< no_key: of the records whose key is not known
    std::uint64_t num_records = 0;
    std::uint64_t num_valid = 0;
    std::vector<Sample> samples;
};

struct SamplerOptions {
    std::uint64_t group_records = 1000;    ///< a key is ready once so many of its records were seen, none of them valid
    std::size_t max_samples = 16;          ///< of a key
    std::size_t max_groups = 16;           ///< at a time; further keys are not looked at
    std::size_t max_record_bytes = 65536;    ///< longer records are not taken
    bool has_valid = false;                  ///< whether keys with valid records are wanted, too
};

class FailureSampler {
public:
    FailureSampler(std::size_t num_keys, const SamplerOptions& options);

    /// Looks at a judged slab; to be called in input order.
    void add(const input::Slab& slab, const judge::SlabResult& result);
    /// The groups that have become ready since the last call.
    [[nodiscard]] std::vector<SampleGroup> take_ready();
    /// All others that have samples, at the end of the input. Records whose key is not known say nothing about how
    /// records are read, and are left out, when some record was valid.
    [[nodiscard]] std::vector<SampleGroup> take_rest();

private:
    void take_sample(const input::Slab& slab, const judge::SlabResult& result, std::size_t index,
                     SampleGroup& group) const;
    SampleGroup* group_of(std::size_t place);
    [[nodiscard]] bool is_wanted(const SampleGroup& group) const;
    void close(std::size_t place);

    SamplerOptions options_;
    std::vector<std::uint8_t> is_closed_;    ///< by key, and one more for records without
    std::vector<SampleGroup> groups_;        ///< open ones, and those that are ready
    bool has_seen_valid_ = false;
};

}    // namespace hmacsweep::diagnosis
