// Every kernel's run_step(), for the two files that define it.
#pragma once

#include "tests/support/emulated_steps.hpp"

namespace hmacsweep::tests {

template void run_step(const core::MakeSchedules<core::Sha256Family>& step, std::size_t count);
template void run_step(const core::MakeSchedules<core::Sha512Family>& step, std::size_t count);
template void run_step(const core::PackRecords& step, std::size_t count);
template void run_step(const core::ShortenAnswers& step, std::size_t count);
template void run_step(const core::JudgeItems<core::Sha256Family>& step, std::size_t count);
template void run_step(const core::JudgeItems<core::Sha512Family>& step, std::size_t count);
template void run_step(const core::TryItems<core::Sha256Family>& step, std::size_t count);
template void run_step(const core::TryItems<core::Sha512Family>& step, std::size_t count);
template void run_step(const core::SettleTrials& step, std::size_t count);
template void run_step(const core::GenerateItems<core::Sha256Family>& step, std::size_t count);
template void run_step(const core::GenerateItems<core::Sha512Family>& step, std::size_t count);
template void run_step(const core::DigestLeaves& step, std::size_t count);
template void run_step(const core::PackVerdicts& step, std::size_t count);

}    // namespace hmacsweep::tests
