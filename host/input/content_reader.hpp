// Reads the content of one source after another, and keeps what was read and is in no slab yet.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/input/leaf_digests.hpp"
#include "host/input/slab.hpp"
#include "host/input/slab_reader_options.hpp"
#include "host/input/source.hpp"
#include "host/input/source_contents.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace hmacsweep::input {

class ContentReader {
public:
    /// How many bytes are read at a time when no slab is filled.
    static constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

    /// The sources, the options and the flag must outlive the object.
    ContentReader(std::span<Source> sources, const SlabReaderOptions& options, const StopFlag& stop);

    /// Begins a source, which must be behind all sources before, and reads over a byte-order mark.
    void begin(std::size_t index);
    /// Ends the current source.
    void finish();
    /// Ends all threads. No source may begin afterwards.
    void close() { contents_.close(); }

    [[nodiscard]] Source& source() { return sources_[current_]; }
    [[nodiscard]] SourceContents& contents() { return contents_; }
    [[nodiscard]] const StopFlag& stop() const { return stop_; }
    [[nodiscard]] bool is_stopped() const { return stop_.is_requested(); }
    /// Whether nothing more will be read from the current source.
    [[nodiscard]] bool is_at_end() const { return is_at_end_; }
    /// Reads no more of the current source.
    void end() { is_at_end_ = true; }
    /// The offset of the first byte of carry(), in the current source's content.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// Moves offset() on; the caller has taken the bytes out of carry().
    void pass(std::uint64_t bytes) { offset_ += bytes; }
    /// The content that was read and is in no slab yet.
    [[nodiscard]] std::vector<std::uint8_t>& carry() { return carry_; }

    /// Reads at most `room` bytes into a slab's buffer: 0 at the end of the source, on an error and on a stop, after
    /// which is_at_end() holds. deal_leaves() must follow.
    std::size_t read_into_slab(std::uint8_t* to, std::size_t room);
    /// The same for bytes that no slab brings to a worker as they are.
    std::size_t read_some(std::uint8_t* to, std::size_t room);
    /// Appends at most `room` bytes to carry(); false when there are none.
    bool read_ahead(std::size_t room);

    /// Whether the tree digest of the current source is made of leaves that slabs bring to the workers; else it is made
    /// where its bytes are read.
    [[nodiscard]] bool deals_leaves() const;
    /// Gives the worker of a slab what was read into its buffer from `offset` to `end`, if it gets a slab: is_filled.
    void deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled);
    /// Swaps `work` with the leaves of the last slab.
    void take_leaves(LeafWork& work) { std::swap(work, leaves_); }
    /// The last slab has no leaves to hash.
    void deal_no_leaves() { dealer_.deal_nothing(leaves_); }
    [[nodiscard]] LeafDealer& dealer() { return dealer_; }

private:
    std::span<Source> sources_;
    const SlabReaderOptions& options_;
    const StopFlag& stop_;
    SourceContents contents_;
    std::size_t current_ = 0;
    bool is_at_end_ = false;
    std::uint64_t offset_ = 0;
    std::vector<std::uint8_t> carry_;
    LeafDealer dealer_;    ///< guarded by ReadOrder::end() during parallel reads
    LeafWork leaves_;      ///< of the last slab that was filled
};

}    // namespace hmacsweep::input
