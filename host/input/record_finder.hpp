// Finds single records of a source by number. The numbers are those that `verify` prints.
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
    Slab slab;           ///< a copy of the record alone, without its line end; empty if it was too long to be kept
    SlabPlace before;    ///< how many records and lines of the source come before it
};

/// Reads a source once, from its beginning to the last record that find() is asked for.
class RecordFinder {
public:
    /// `stop` must outlive the object.
    RecordFinder(Source source, const SlabReaderOptions& options, const StopFlag& stop);

    /// The record with this number, from 1. nullopt if the source has no such record, or an error before it, which is
    /// then in source(). Each number must be at least the number of the call before.
    std::optional<FoundRecord> find(std::uint64_t number);

    /// The source, with what is known of it so far.
    [[nodiscard]] const Source& source() const { return sources_[0]; }

private:
    bool next_slab();

    std::array<Source, 1> sources_;
    SlabReader reader_;
    Slab slab_;
    std::vector<core::Frame> frames_;    ///< of slab_
    std::uint64_t num_lines_ = 0;        ///< of slab_
    SlabPlace before_;                   ///< how many records and lines come before slab_
};

}    // namespace hmacsweep::input
