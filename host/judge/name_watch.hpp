// Finds out which names of the command line occur in a run's records. A name that no record has is a mistake. The run
// says so, because a file whose MACs have another name would look like a file without MACs.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/rules/run_options.hpp"

#include <memory>
#include <string>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::judge {

/// A name that some record in JSON must have: the name of a mapped field, a name in the recipe that has no text for
/// NULL, or the name of a member that the message leaves out.
struct WantedName {
    std::string name;
    JsonPointer pointer;    ///< the name as a JSON Pointer; empty for a plain name
    std::string use;        ///< what the name is for, to follow `no record has "NAME", `
};

/// The names that the run's records must have, at most 64: NamesSeen::found has one bit for each. None for tables and
/// lines, whose names are checked before records are read.
[[nodiscard]] std::vector<WantedName> wanted_names(const rules::RunOptions& options);

/// A sentence for each wanted name that was not found, with the names that records have instead.
[[nodiscard]] std::vector<std::string> missing_names(const rules::RunOptions& options, const NamesSeen& seen);

/// Each worker has its own. Not for use by two threads at a time.
class NameWatch {
public:
    /// Does not need `options` afterwards.
    explicit NameWatch(const rules::RunOptions& options);

    /// Looks into the slab's records for the wanted names that this object has not found so far. Adds what it finds to
    /// SlabResult::names. The slab must be framed.
    void look(const input::Slab& slab, SlabResult& result);

private:
    void look_into(Bytes record, NamesSeen& seen);
    [[nodiscard]] bool is_list_of_records(const simdjson::dom::element& value) const;

    std::vector<WantedName> wanted_;
    bool ignores_case_;
    std::uint64_t missing_;
    std::unique_ptr<simdjson::dom::parser> parser_;
};

}    // namespace hmacsweep::judge
