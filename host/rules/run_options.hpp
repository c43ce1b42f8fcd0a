// What a run must do, after validation. The command line and library users fill in RunOptions.
#pragma once

#include "host/format/shape.hpp"
#include "host/format/value_check.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::rules {

enum class Operation : std::uint8_t { Verify, Generate };

/// Whether KMS's limits on message and MAC length hold: for keys that declare a KeySpec, for all keys, or for none.
enum class Limits : std::uint8_t { Auto, Kms, None };

/// What the checker recomputes in addition to every invalid record.
enum class CrossCheck : std::uint8_t { None, Sample, All };

/// Which records get a result line.
enum class ResultsFilter : std::uint8_t { All, Failures, None };

/// What a run writes for a record.
enum class LineForm : std::uint8_t {
    Result,     ///< the answer to a VerifyMac or GenerateMac
    Request,    ///< generate: a whole VerifyMac request
    Record,     ///< generate: the record again, with its MAC
    Manifest    ///< generate: a line of a manifest with its MAC, none for a file that was not read
};

struct RunOptions {
    Operation operation = Operation::Verify;
    format::Shape shape;
    Limits limits = Limits::Auto;
    std::uint32_t min_mac_bytes = 0;    ///< least length of a truncated MAC; 0: full length only
    bool ignore_key_state = false;
    CrossCheck cross_check = CrossCheck::Sample;
    std::uint64_t seed = 1;    ///< decides which records the sample takes
    ResultsFilter results = ResultsFilter::All;
    std::uint64_t max_result_lines = 0;    ///< further lines are counted, not written; 0: no limit
    LineForm line_form = LineForm::Result;
    bool wants_file_names = false;    ///< whether SlabResult::file_names is wanted
    std::uint32_t threads = 1;        ///< workers, at least 1
    std::size_t slab_bytes = std::size_t{1} << 20;
    std::uint64_t max_invalid = 0;    ///< the run stops at this many records with a wrong MAC; 0: never
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;    ///< longer records are malformed
    std::vector<format::ValueCheck> value_checks;                ///< verify: of values across all valid records
    std::uint64_t max_unique_values = 25'000'000;                ///< different values that are kept to find repeats
};

/// Under CrossCheck::Sample, one record in this many is judged again.
inline constexpr std::uint64_t sample_interval = 100;

/// With several candidate keys, a record that a key fits is judged again under this key and under one other key, which
/// must not fit. This is done for this many records at the beginning of a run, and for a sample of the others.
inline constexpr std::uint64_t min_failing_pairs = 20'000;
/// The most candidate keys under which a record that no key fits is judged again.
inline constexpr std::size_t max_unmatched_pairs = 8;

}    // namespace hmacsweep::rules
