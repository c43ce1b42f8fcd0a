// The options of `bench`.
#pragma once

#include "host/base/result.hpp"
#include "host/bench/comparison.hpp"
#include "host/cli/options/given.hpp"

namespace hmacsweep::cli {

/// The measurements that the options ask for. An error is a usage error (status 2).
Result<bench::ComparisonOptions> make_bench_options(const Given& given);

}    // namespace hmacsweep::cli
