// A source's bytes as they stand in the file or come out of the pipe: counted, digested, and read in a way that a stop
// ends.
#pragma once

#include "host/base/stop_flag.hpp"
#include "host/input/leaf_digests.hpp"
#include "host/input/read_order.hpp"
#include "host/input/source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hmacsweep::input {

/// That a source could not be read from `place` on, and why, by errno.
[[nodiscard]] std::string cannot_read(const Source& source, std::uint64_t place, int error);

class SourceBytes {
public:
    /// All must outlive the object. `digest`: what of the source is filled in at the end.
    SourceBytes(Source& source, InputDigest digest, const StopFlag& stop);

    /// Reads at most `room` bytes; 0 at the end of the source, on an error, which is then in the source, or on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Whether others may read parts of the source by their place: a file that is read from its beginning, and whose
    /// digest is not made here.
    [[nodiscard]] bool can_be_shared() const { return is_at_start_ && !digest_ && !tree_; }
    /// Others read so many bytes; the next read() begins behind them.
    void pass_over(std::uint64_t bytes);
    /// They could not: nothing more will be read of the source.
    void end_at(const ReadFailure& failure);
    /// Leaves the tree digest to whoever gets the bytes.
    void leave_tree() { tree_.reset(); }
    /// Whether read() would have to wait.
    [[nodiscard]] bool would_block() const;
    /// Closes the source. A file that has changed or was replaced since it was opened gets an error, one that was read
    /// whole its digest.
    void finish();

private:
    [[nodiscard]] std::string change() const;
    [[nodiscard]] bool is_replaced() const;

    Source& source_;
    const StopFlag& stop_;
    std::optional<Sha256Stream> digest_;
    std::optional<TreeStream> tree_;
    bool is_at_start_ = false;           ///< the file's position was its beginning
    bool is_position_behind_ = false;    ///< the file's position is not that of the next byte
    bool is_at_end_ = false;             ///< everything was read
};

}    // namespace hmacsweep::input
