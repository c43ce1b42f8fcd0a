// One small change to a kernel, as a compiler's bug might make it: for tests of the tests.
#pragma once

#include "tests/support/ptx/instruction.hpp"

namespace hmacsweep::tests::ptx {

/// Changes one instruction to a neighbour of it; false when there is none, and nothing is changed.
bool mutate(Instruction& instruction);

}    // namespace hmacsweep::tests::ptx
