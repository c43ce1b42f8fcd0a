// The options of `bench`: from text to what is measured.
#pragma once

#include "host/base/result.hpp"
#include "host/bench/comparison.hpp"
#include "host/cli/options/given.hpp"

namespace hmacsweep::cli {

/// What is to be measured; an error is a usage error (status 2).
Result<bench::ComparisonOptions> make_bench_options(const Given& given);

}    // namespace hmacsweep::cli
