// A source's bytes as they stand in the file or come out of the pipe: counted, digested, and read in a way that a stop
// ends.
#pragma once

#include "host/io/leaf_digests.hpp"
#include "host/io/source.hpp"
#include "host/stop_flag.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hmacsweep::io {

class SourceBytes {
public:
    /// All must outlive the object. `digest`: what of the source is filled in at the end.
    SourceBytes(Source& source, InputDigest digest, const StopFlag& stop);

    /// Reads at most `room` bytes; 0 at the end of the source, on an error, which is then in the source, or on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
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
    bool is_at_end_ = false;    ///< everything was read
};

}    // namespace hmacsweep::io
