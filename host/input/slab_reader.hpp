// Makes slabs of sources: reads bytes, completes each source's shape, and cuts between records. Memory is bounded by
// the slab's size. Only a record longer than a slab makes a slab grow, up to the longest record allowed.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/format/cutter.hpp"
#include "host/input/leaf_digests.hpp"
#include "host/input/read_order.hpp"
#include "host/input/slab.hpp"
#include "host/input/source.hpp"
#include "host/input/source_contents.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::input {

struct SlabReaderOptions {
    std::size_t slab_bytes = std::size_t{1} << 20;               ///< the size of a slab without longer records
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;    ///< the limit for a record without its line end
    InputDigest digest = InputDigest::None;    ///< of each source; with Tree, take_leaves() gives what is left to hash
    format::Shape shape = {};                  ///< of the run; each source completes a copy
    std::span<const DecompressorInfo> libraries = decompressors();    ///< for compressed sources
    /// From 2 on, compressed sources are read ahead, and begin_next() lays out slabs for parallel reads.
    std::uint32_t threads = 1;
};

/// Reads sources one after another. An error goes to Source::error, and the next source follows.
class SlabReader {
public:
    /// The sources and the flag must outlive the object.
    SlabReader(std::span<Source> sources, SlabReaderOptions options, const StopFlag& stop);

    /// Fills the next slab; false if there is none or a stop was requested.
    bool next(Slab& slab) { return make_next(slab, nullptr); }
    /// Swaps `work` with the leaves of the slab that next() has just filled. Only useful with InputDigest::Tree.
    void take_leaves(LeafWork& work) { std::swap(work, leaves_); }

    /// As next() followed by take_leaves(), but a source that can be read in parallel is only laid out: the slab has
    /// its place and size, and read_rest() must read its bytes. The calling thread must call read_rest() before its
    /// next begin_next(), even on a stop. Only one thread may be in begin_next() at a time.
    bool begin_next(Slab& slab, SlabRest& rest, LeafWork& leaves);
    /// Reads what begin_next() has left to read; a no-op if that is nothing. Several threads may call it in parallel,
    /// also while another thread is in begin_next(). Waits for the parts before this one. If one of them failed, the
    /// slab becomes empty.
    void read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves);

private:
    /// How many bytes are read at a time when no slab is filled.
    static constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

    bool make_next(Slab& slab, SlabRest* rest);
    bool tell_header(Slab& slab);
    [[nodiscard]] bool can_share();
    bool lay_out(Slab& slab, SlabRest& rest);
    [[nodiscard]] std::optional<ReadFailure> read_body(Slab& slab, const SlabRest& rest) const;
    bool settle_parts();

    bool fill(Slab& slab);
    bool take_cut(Slab& slab, const format::Cut& cut, std::size_t known, std::size_t size, bool is_whole);
    void remember_last_record(const Slab& slab);
    bool skip_record(Slab& slab, std::size_t size);
    void end_records();
    void fail_behind(std::string_view what, std::uint64_t offset);
    void start_source();
    void end_source();
    void settle_shape();
    [[nodiscard]] std::string find_refusal();
    bool look_further(std::size_t wanted);
    bool read_ahead();
    std::size_t read_some(std::uint8_t* to, std::size_t room);
    std::size_t read_into_slab(std::uint8_t* to, std::size_t room);
    void deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled);
    [[nodiscard]] bool deals_leaves() const;
    [[nodiscard]] bool is_stopped() const { return stop_.is_requested(); }
    Source& source() { return sources_[current_]; }

    std::span<Source> sources_;
    SlabReaderOptions options_;
    const StopFlag& stop_;
    SourceContents contents_;
    std::size_t current_ = 0;
    bool is_started_ = false;
    bool is_at_end_ = false;              ///< whether nothing more will be read from the current source
    std::uint64_t offset_ = 0;            ///< of the first byte of carry_, in the current source's content
    std::uint64_t reported_bytes_ = 0;    ///< of the current source: the sum of Slab::source_bytes so far
    std::uint64_t sequence_ = 0;
    std::vector<std::uint8_t> carry_;    ///< content that was read and is in no slab yet
    ReadOrder parts_;
    LeafDealer dealer_;                  ///< guarded by ReadOrder::end() during parallel reads
    LeafWork leaves_;                    ///< of the last slab that was filled
    PreviousRecord previous_;            ///< of chained shapes: the last record of the slabs so far
    std::vector<core::Frame> frames_;    ///< of chained shapes: the frames of the last slab
    // Of the current source:
    std::shared_ptr<const format::Shape> shape_;
    std::unique_ptr<format::Cutter> cutter_;
    std::vector<std::uint8_t> header_;
    std::uint32_t header_lines_ = 0;    ///< of header_, which is in no slab yet
};

}    // namespace hmacsweep::input
