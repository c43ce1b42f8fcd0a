// What a run is asked to do, validated: the command line and library users fill this in.
#pragma once

#include "host/format/shape.hpp"

#include <cstdint>
#include <string>

namespace hmacsweep::rules {

enum class Operation : std::uint8_t { Verify, Generate };

/// Which limits on message and MAC length hold: KMS's for keys that declare a KeySpec, for all, or for none.
enum class Limits : std::uint8_t { Auto, Kms, None };

/// What the checker recomputes besides every invalid record.
enum class CrossCheck : std::uint8_t { None, Sample, All };

/// Which records get a result line.
enum class ResultsFilter : std::uint8_t { All, Failures, None };

struct RunOptions {
    Operation operation = Operation::Verify;
    format::Shape shape;
    Limits limits = Limits::Auto;
    std::uint32_t min_mac_bytes = 0;    ///< least length of a truncated MAC; 0: full length only
    bool ignore_key_state = false;
    CrossCheck cross_check = CrossCheck::Sample;
    std::uint64_t seed = 1;    ///< decides which records the sample takes
    ResultsFilter results = ResultsFilter::All;
    std::uint64_t max_result_lines = 0;    ///< more are counted and not written, as on a terminal; 0: all are written
    bool with_message = false;             ///< generate: write whole VerifyMac requests
    std::uint32_t threads = 1;             ///< workers, at least 1
    std::size_t slab_bytes = std::size_t{1} << 20;
    std::uint64_t max_invalid = 0;    ///< the run stops at so many records with a wrong MAC; 0: it never does
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;
};

/// One record in this many is re-judged under CrossCheck::Sample.
inline constexpr std::uint64_t sample_interval = 100;

/// With several candidate keys: so many records of a run, the first, are each re-judged under one more key, which must
/// not fit, and of the others as many as the sample takes; a record that no key fits is re-judged under so many.
inline constexpr std::uint64_t min_failing_pairs = 20'000;
inline constexpr std::size_t max_unmatched_pairs = 8;

}    // namespace hmacsweep::rules
