// The files that a run writes, from what they must not overwrite to the moment they appear.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/base/output_file.hpp"
#include "host/input/source.hpp"
#include "host/report/ending.hpp"

#include <span>
#include <vector>

namespace hmacsweep::run {

struct Outputs {
    OutputFile& results;
    OutputFile* rejects = nullptr;    ///< for the bytes of the records that are not valid; null: rejects are not kept
};

/// The files that no output may overwrite: the inputs and `others`.
[[nodiscard]] std::vector<FileIdentity> forbidden_files(std::span<const input::Source> sources,
                                                        std::vector<FileIdentity> others);

/// Makes the files appear after a run, unless the run must not leave any files. Notes sizes, digests and write errors
/// in the report. Returns the run's exit status.
[[nodiscard]] int finish_results(const Outputs& outputs, report::Report& report,
                                 const report::Expectations& expectations);

}    // namespace hmacsweep::run
