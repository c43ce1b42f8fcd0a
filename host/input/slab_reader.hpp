// Sources to slabs: reads bytes, settles each source's shape, and cuts between records. Memory is bounded by the slab,
// whatever the input's size; only a record longer than a slab makes one grow, up to the longest record allowed.
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
    std::size_t slab_bytes = std::size_t{1} << 20;
    std::uint64_t max_record_bytes = std::uint64_t{16} << 20;
    InputDigest digest = InputDigest::None;    ///< of each source: with Tree, take_leaves() says what slabs leave to do
    format::Shape shape = {};                  ///< of all sources, as far as it is not theirs to settle
    std::span<const DecompressorInfo> libraries = decompressors();    ///< for sources that are compressed
    /// From two on, such sources are read ahead, and begin_next() lays others out for several to read.
    std::uint32_t threads = 1;
};

/// Reads sources one after another. What goes wrong with one is written to its `error`, and the next follows.
class SlabReader {
public:
    /// The sources and the flag must outlive the object.
    SlabReader(std::span<Source> sources, SlabReaderOptions options, const StopFlag& stop);

    /// Fills the next slab; false when there is none, or when a stop was requested.
    bool next(Slab& slab) { return make_next(slab, nullptr); }
    /// Under InputDigest::Tree: the leaves that belong to the slab that next() has just filled.
    void take_leaves(LeafWork& work) { std::swap(work, leaves_); }

    /// As next(), and take_leaves() behind it; but where several threads may read the source at a time, the slab is
    /// only laid out, and read_rest() must follow, whatever happens meanwhile, before this thread comes again.
    bool begin_next(Slab& slab, SlabRest& rest, LeafWork& leaves);
    /// Reads what begin_next() has left. Any number of threads may do so at a time, also while another one is in
    /// begin_next(). May wait for those that read what stands before; where one of them failed the slab becomes empty.
    void read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves);

private:
    /// Read at a time where no slab is filled.
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
    bool is_at_end_ = false;              ///< of the current source: nothing more will be read from it
    std::uint64_t offset_ = 0;            ///< in what the current source says, of the first byte of carry_
    std::uint64_t reported_bytes_ = 0;    ///< of the current source, told by the slabs so far
    std::uint64_t sequence_ = 0;
    std::vector<std::uint8_t> carry_;    ///< read, but not in a slab yet
    ReadOrder parts_;
    LeafDealer dealer_;                  ///< guarded by ReadOrder::end() while parts are being read
    LeafWork leaves_;                    ///< of the slab that was filled last
    PreviousRecord previous_;            ///< of chained shapes: the last record of the slabs so far
    std::vector<core::Frame> frames_;    ///< of chained shapes: of the last slab
    // Of the current source:
    std::shared_ptr<const format::Shape> shape_;
    std::unique_ptr<format::Cutter> cutter_;
    std::vector<std::uint8_t> header_;
    std::uint32_t header_lines_ = 0;    ///< of a header that no slab has told of yet
};

}    // namespace hmacsweep::input
