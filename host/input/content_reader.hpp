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

/// For one thread at a time, except for dealer().
class ContentReader {
public:
    /// How many bytes are read at a time when no slab is filled.
    static constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;

    /// The sources, the options and the flag must outlive the object.
    ContentReader(std::span<Source> sources, const SlabReaderOptions& options, const StopFlag& stop);

    /// Begins source `index`, which must be behind all sources that began before, and passes over a byte-order mark.
    /// May wait for the first bytes.
    void begin(std::size_t index);
    /// Ends the current source: closes it and fills in its digests and its error.
    void finish();
    /// Ends all threads. No source may begin afterwards.
    void close() { contents_.close(); }

    /// The current source.
    [[nodiscard]] Source& source() { return sources_[current_]; }
    /// The reader below this one. Its read() must not be called.
    [[nodiscard]] SourceContents& contents() { return contents_; }
    [[nodiscard]] const StopFlag& stop() const { return stop_; }
    /// Whether a stop was requested.
    [[nodiscard]] bool is_stopped() const { return stop_.is_requested(); }
    /// Whether nothing more can be read from the current source: after its end, an error, a stop, or end().
    [[nodiscard]] bool is_at_end() const { return is_at_end_; }
    /// Makes is_at_end() true.
    void end() { is_at_end_ = true; }
    /// The offset of the first byte of carry(), in the current source's content.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    /// Adds to offset(). The caller has taken these bytes out of carry(), or has them from a read.
    void pass(std::uint64_t bytes) { offset_ += bytes; }
    /// The content that was read and is in no slab yet. The caller may change it.
    [[nodiscard]] std::vector<std::uint8_t>& carry() { return carry_; }

    /// Reads at most `room` bytes into a slab's buffer. Returns how many; 0 at the source's end, on an error, which is
    /// then in Source::error, or on a stop, and then is_at_end() is true. The caller must call deal_leaves() for these
    /// bytes.
    std::size_t read_into_slab(std::uint8_t* to, std::size_t room);
    /// As read_into_slab(), but hashes the bytes for the tree digest itself, because no worker will. The caller must
    /// not call deal_leaves() for them.
    std::size_t read_some(std::uint8_t* to, std::size_t room);
    /// Appends at most `room` bytes to carry() by read_some(). Returns whether there were any.
    bool read_ahead(std::size_t room);

    /// Whether the workers hash the leaves of the current source's tree digest, each those in its slab. Else the tree
    /// digest, if one is wanted, is made where the bytes are read.
    [[nodiscard]] bool deals_leaves() const;
    /// Deals the bytes that read_into_slab() put into a slab's buffer, from `offset` up to, but not including, `end`.
    /// With is_filled, the slab's worker will hash their leaves; else no worker gets the slab, and the leaves are
    /// hashed here.
    void deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled);
    /// Gives the caller the leaves of the last slab, by a swap with `work`, whose memory is reused.
    void take_leaves(LeafWork& work) { std::swap(work, leaves_); }
    /// Says that the last slab has no leaves to hash.
    void deal_no_leaves() { dealer_.deal_nothing(leaves_); }
    /// The dealer of the current source. During parallel reads, only calls of ReadOrder::end() may use it.
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
