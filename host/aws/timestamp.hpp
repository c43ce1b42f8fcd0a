// The times in KeyMetadata.
#pragma once

#include "host/aws/value.hpp"

namespace hmacsweep::aws {

/// A copy of `metadata`, which must be an object, with times as the AWS CLI prints them: numbers, which are seconds
/// since 1970, become ISO 8601 text in the machine's time zone. Other values, and times beyond the years 1 to 9999,
/// stay.
[[nodiscard]] Value with_times(const Value& metadata);

}    // namespace hmacsweep::aws
