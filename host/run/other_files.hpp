// The files below the folders of {path:file} that no record names: whoever reads a PASS for a manifest may take the
// folder for what the manifest says.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/input/slab.hpp"
#include "host/input/source.hpp"
#include "host/judge/slab_result.hpp"
#include "host/report/report.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hmacsweep::run {

/// Memory grows with the number of files.
class OtherFiles {
public:
    /// Lists the folders of all sources, before the run writes anything. `shape`: with the run's Shape::base. Of
    /// `rules` only `exclude` counts. `own`: inputs, key files and outputs of the run, which no record must name.
    OtherFiles(std::span<const input::Source> sources, const format::Shape& shape, const input::FolderRules& rules,
               std::span<const FileIdentity> own);

    /// Takes the names in a slab's records: SlabResult::file_names.
    void see(const input::Slab& slab, const judge::SlabResult& result);
    /// Adds the files that no record has named to Report::passed_over, and the counts. Does nothing after an early
    /// stop.
    void finish(report::Report& report) const;

private:
    using Rows = std::map<std::string, input::PassedOver>;

    void leave_out(std::span<const FileIdentity> own);
    void list(const std::string& folder, const std::string& real, const input::FolderRules& rules);

    std::map<std::string, std::string> real_;    ///< the path without links of each Shape::base
    Rows open_;                                  ///< by paths without links: what no record has named so far
    std::vector<input::PassedOver> unlisted_;    ///< folders whose files are not known
    std::uint64_t num_files_ = 0;
};

}    // namespace hmacsweep::run
