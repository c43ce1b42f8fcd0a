// core::Verdict, under the program's own name.
#pragma once

#include "cuda/core/verdict.hpp"

namespace hmacsweep {

using core::Verdict;

}    // namespace hmacsweep
