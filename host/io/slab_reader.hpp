// Sources to slabs: reads bytes and cuts them at line ends. Memory is bounded by the slab, whatever the input's size;
// only a line longer than a slab makes one grow, up to the longest record allowed.
#pragma once

#include "host/io/source.hpp"
#include "host/io/source_stream.hpp"
#include "host/slab.hpp"
#include "host/stop_flag.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hmacsweep::io {

struct SlabReaderOptions {
    std::size_t slab_bytes = std::size_t{1} << 20;
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;
    bool wants_digest = false;                                        ///< fill Source::sha256
    std::span<const DecompressorInfo> libraries = decompressors();    ///< for sources that are compressed
};

/// Reads sources one after another. What goes wrong with one is written to its `error`, and the next follows.
class SlabReader {
public:
    /// The sources and the flag must outlive the object.
    SlabReader(std::span<Source> sources, const SlabReaderOptions& options, const StopFlag& stop);

    /// Fills the next slab; false when there is none, or when a stop was requested.
    bool next(Slab& slab);

private:
    bool fill(Slab& slab);
    bool skip_oversize(Slab& slab);
    void start_source();
    void end_source();
    std::size_t read_some(std::uint8_t* to, std::size_t room);
    [[nodiscard]] bool is_stopped() const { return stop_.is_requested(); }
    Source& source() { return sources_[current_]; }

    std::span<Source> sources_;
    SlabReaderOptions options_;
    const StopFlag& stop_;
    std::optional<SourceStream> stream_;    ///< of the current source, once it is started
    std::size_t current_ = 0;
    bool is_started_ = false;
    bool is_at_end_ = false;              ///< of the current source: nothing more will be read from it
    std::uint64_t offset_ = 0;            ///< in what the current source says, of the first byte of carry_
    std::uint64_t reported_bytes_ = 0;    ///< of the current source, told by the slabs so far
    std::uint64_t sequence_ = 0;
    std::vector<std::uint8_t> carry_;    ///< the beginning of a line that did not fit into the last slab
};

}    // namespace hmacsweep::io
