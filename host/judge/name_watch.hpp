// Which of the names that a run is given its records have. A name that no record has is a mistake of the command line:
// without a word about it, a file whose MACs have another name would be a file without MACs.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/rules/run_options.hpp"

#include <memory>
#include <string>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::judge {

/// A name that must be found in records that are JSON: of a mapped field, or of the recipe's without a text for NULL.
struct WantedName {
    std::string name;
    JsonPointer pointer;    ///< that the name is; empty for a plain name
    std::string use;        ///< what the name is for, behind `no record has "NAME", `
};

/// At most 64, as many as NamesSeen::found has bits. Tables and lines are asked for their names before they are read.
[[nodiscard]] std::vector<WantedName> wanted_names(const rules::RunOptions& options);

/// A sentence for each wanted name that was not found, with the names that records have instead.
[[nodiscard]] std::vector<std::string> missing_names(const rules::RunOptions& options, const NamesSeen& seen);

/// One worker's. Not for use by two threads at a time.
class NameWatch {
public:
    explicit NameWatch(const rules::RunOptions& options);

    /// Looks into the slab's records until all names were found, and never again after that.
    void look(const input::Slab& slab, SlabResult& result);

private:
    void look_into(Bytes record, NamesSeen& seen);

    std::vector<WantedName> wanted_;
    bool ignores_case_;
    std::uint64_t missing_;
    std::unique_ptr<simdjson::dom::parser> parser_;
};

}    // namespace hmacsweep::judge
