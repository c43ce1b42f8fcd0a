// Finds single records of a source by their numbers, as verify numbers them.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/input/slab.hpp"
#include "host/input/slab_reader.hpp"
#include "host/input/source.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace hmacsweep::input {

struct FoundRecord {
    Slab slab;           ///< the record alone, without its line end; empty when it was too long to be kept
    SlabPlace before;    ///< how many records and lines of the source stand before it
};

/// Reads a source once, from its beginning to the last record asked for.
class RecordFinder {
public:
    /// `stop` must outlive the object.
    RecordFinder(Source source, const SlabReaderOptions& options, const StopFlag& stop);

    /// The record of that number, 1 being the first; nothing when the source has no such record, or ends before it with
    /// an error, which is in source() then. Numbers must not fall from call to call.
    std::optional<FoundRecord> find(std::uint64_t number);

    [[nodiscard]] const Source& source() const { return sources_[0]; }

private:
    bool next_slab();

    std::array<Source, 1> sources_;
    SlabReader reader_;
    Slab slab_;
    std::vector<core::Frame> frames_;    ///< of slab_
    std::uint64_t num_lines_ = 0;        ///< likewise
    SlabPlace before_;                   ///< what stands before slab_
};

}    // namespace hmacsweep::input
