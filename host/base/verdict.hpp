// core::Verdict, as hmacsweep::Verdict.
#pragma once

#include "cuda/core/verdict.hpp"

namespace hmacsweep {

using core::Verdict;

}    // namespace hmacsweep
