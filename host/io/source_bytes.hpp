// A source's bytes as they stand in the file or come out of the pipe: counted, digested, and read in a way that a stop
// ends.
#pragma once

#include "host/io/digest.hpp"
#include "host/io/source.hpp"
#include "host/stop_flag.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hmacsweep::io {

class SourceBytes {
public:
    /// All must outlive the object. `wants_digest`: fill Source::sha256 at the end.
    SourceBytes(Source& source, bool wants_digest, const StopFlag& stop);

    /// Reads at most `room` bytes; 0 at the end of the source, on an error, which is then in the source, or on a stop.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Whether read() would have to wait.
    [[nodiscard]] bool would_block() const;
    /// Closes the source. A file that has changed since it was opened gets an error, one that was read whole its
    /// digest.
    void finish();

private:
    Source& source_;
    const StopFlag& stop_;
    std::optional<Sha256Stream> digest_;
    bool is_at_end_ = false;    ///< everything was read
};

}    // namespace hmacsweep::io
