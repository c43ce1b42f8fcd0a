// The decompressed content of sources, one source after another. Sources are read in their turn; compressed files may
// be read ahead.
#pragma once

#include "host/input/read_ahead.hpp"
#include "host/input/source_stream.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hmacsweep::input {

class SourceContents {
public:
    /// The sources and the flag must outlive the object.
    SourceContents(std::span<Source> sources, const ReadAheadOptions& options, const StopFlag& stop)
        : sources_(sources), options_(options), stop_(stop), ahead_(sources, options, stop) {}

    /// Begins the turn of a source, which must be behind all sources before. A source that already has an error is at
    /// its end. May wait for the first bytes.
    void begin(std::size_t index) {
        direct_.reset();
        if (ahead_.begin(index)) {
            return;
        }
        direct_.emplace(sources_[index], options_.digest, options_.libraries, stop_);
        if (sources_[index].compression != Compression::None) {
            ahead_.start(index);
        }
    }
    /// As in SourceStream, for the source that has its turn.
    std::size_t read(std::uint8_t* to, std::size_t room) {
        return direct_ ? direct_->read(to, room) : ahead_.read(to, room);
    }
    [[nodiscard]] bool would_block() const { return direct_ && direct_->would_block(); }
    /// As in SourceStream. False for a source that is read ahead; pass_over() and end_at() must not be called for it.
    [[nodiscard]] bool can_be_shared() const { return direct_ && direct_->can_be_shared(); }
    [[nodiscard]] bool holds_bytes() const { return direct_ && direct_->holds_bytes(); }
    void pass_over(std::uint64_t bytes) { direct_->pass_over(bytes); }
    void end_at(const ReadFailure& failure) { direct_->end_at(failure); }
    void finish() {
        if (direct_) {
            direct_->finish();
        } else {
            ahead_.finish();
        }
    }
    /// Ends all threads. No turn may begin afterwards.
    void close() { ahead_.close(); }

private:
    std::span<Source> sources_;
    ReadAheadOptions options_;
    const StopFlag& stop_;
    std::optional<SourceStream> direct_;
    ReadAhead ahead_;
};

}    // namespace hmacsweep::input
