// A source's raw bytes, as the file or pipe has them: read, counted and digested. A stop ends a read that waits.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/stop_flag.hpp"
#include "host/input/leaf_digests.hpp"
#include "host/input/read_order.hpp"
#include "host/input/source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hmacsweep::input {

/// The error text for a source that cannot be read from offset `place` on. `error` is an errno.
[[nodiscard]] std::string cannot_read(const Source& source, std::uint64_t place, int error);

class SourceBytes {
public:
    /// The source and the flag must outlive the object. `digest`: which digest finish() fills in.
    SourceBytes(Source& source, InputDigest digest, const StopFlag& stop);

    /// Reads at most `room` bytes into `to`. Returns how many; 0 at the source's end, on an error, which is then in
    /// Source::error, or on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Whether other threads may read parts of the source by offset: a regular file, read from its beginning, whose
    /// digest is not made here.
    [[nodiscard]] bool can_be_shared() const { return is_at_start_ && !digest_ && !tree_; }
    /// Tells that other threads read the next `bytes` bytes. The next read() begins behind them.
    void pass_over(std::uint64_t bytes);
    /// Tells that other threads could not read on. Nothing more may be read from the source.
    void end_at(const ReadFailure& failure);
    /// Does not make the tree digest here; the caller of read() makes it.
    void leave_tree() { tree_.reset(); }
    /// Whether read() would have to wait.
    [[nodiscard]] bool would_block() const;
    /// Closes the source. Fills in its digest if it was read whole, or an error if the file has changed or was replaced
    /// since it was opened.
    void finish();

private:
    std::size_t read_member(std::uint8_t* to, std::size_t room);
    std::size_t count(Bytes bytes);
    [[nodiscard]] std::string change() const;
    [[nodiscard]] bool is_replaced() const;

    Source& source_;
    const StopFlag& stop_;
    std::optional<Sha256Stream> digest_;
    std::optional<TreeStream> tree_;
    bool is_at_start_ = false;           ///< a regular file whose position was its beginning
    bool is_position_behind_ = false;    ///< the file's position is not at the next byte
    bool is_at_end_ = false;             ///< everything was read
};

}    // namespace hmacsweep::input
