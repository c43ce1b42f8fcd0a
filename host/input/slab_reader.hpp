// Makes slabs of sources: reads bytes, completes each source's shape, and cuts between records. Memory is bounded by
// the slab's size. Only a record longer than a slab makes a slab grow, up to the longest record allowed.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/format/cutter.hpp"
#include "host/input/content_reader.hpp"
#include "host/input/slab.hpp"
#include "host/input/slab_parts.hpp"
#include "host/input/slab_reader_options.hpp"
#include "host/input/source.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

/// Reads sources one after another. An error goes to Source::error, and the next source follows.
class SlabReader {
public:
    /// The sources and the flag must outlive the object.
    SlabReader(std::span<Source> sources, SlabReaderOptions options, const StopFlag& stop);

    /// Fills the next slab; false if there is none or a stop was requested.
    bool next(Slab& slab) { return make_next(slab, nullptr); }
    /// Swaps `work` with the leaves of the slab that next() has just filled. Only useful with InputDigest::Tree.
    void take_leaves(LeafWork& work) { content_.take_leaves(work); }

    /// As next() followed by take_leaves(), but a source that can be read in parallel is only laid out: the slab has
    /// its place and size, and read_rest() must read its bytes. The calling thread must call read_rest() before its
    /// next begin_next(), even on a stop. Only one thread may be in begin_next() at a time.
    bool begin_next(Slab& slab, SlabRest& rest, LeafWork& leaves);
    /// Reads what begin_next() has left to read; a no-op if that is nothing. Several threads may call it in parallel,
    /// also while another thread is in begin_next(). Waits for the parts before this one. If one of them failed, the
    /// slab becomes empty.
    void read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves) { parts_.read_rest(slab, rest, leaves); }

private:
    bool make_next(Slab& slab, SlabRest* rest);
    bool tell_header(Slab& slab);
    bool settle_parts();

    bool fill(Slab& slab);
    bool take_cut(Slab& slab, const format::Cut& cut, std::size_t known, std::size_t size, bool is_whole);
    void remember_last_record(const Slab& slab);
    bool link_last_record(Slab& slab, format::Cut& cut, std::size_t size, bool is_whole);
    [[nodiscard]] std::size_t most_bytes() const;
    void start_source();
    void end_source();
    void settle_shape();
    void refuse_source(std::string_view why);
    [[nodiscard]] bool is_stopped() const { return content_.is_stopped(); }
    Source& source() { return sources_[current_]; }

    std::span<Source> sources_;
    SlabReaderOptions options_;
    ContentReader content_;
    SlabParts parts_;
    std::size_t current_ = 0;
    bool is_started_ = false;
    std::uint64_t reported_bytes_ = 0;    ///< of the current source: the sum of Slab::source_bytes so far
    std::uint64_t sequence_ = 0;
    PreviousRecord previous_;    ///< of chained shapes, oldest record first: the last record of the slabs so far
    std::vector<core::Frame> frames_;    ///< of chained shapes: the frames of the last slab
    // Of the current source:
    std::shared_ptr<const format::Shape> shape_;
    std::unique_ptr<format::Cutter> cutter_;
    std::vector<std::uint8_t> header_;
    std::uint32_t header_lines_ = 0;    ///< of header_, which is in no slab yet
};

}    // namespace hmacsweep::input
