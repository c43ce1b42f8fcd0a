// What the rules say of plain records that name no key: the same for all of one algorithm.
#pragma once

#include "host/rules/rules.hpp"

namespace hmacsweep::judge {

/// The ruling for every plain record of the algorithm that names no key. One serves all, because such a record has a
/// message within KMS's limits and one MAC of full length. `rules` must outlive the result.
[[nodiscard]] rules::Ruling rule_plain(const rules::Rules& rules, Algorithm algorithm);

}    // namespace hmacsweep::judge
