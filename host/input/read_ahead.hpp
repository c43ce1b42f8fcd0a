// Compressed files, decompressed before their turn by threads of their own, so that several are at work at a time while
// they are still given out one after another. What is held for later has one bound for all files together.
#pragma once

#include "host/base/digest.hpp"
#include "host/base/stop_flag.hpp"
#include "host/input/compression/decompressor.hpp"
#include "host/input/source.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace hmacsweep::input {

/// What is held for each thread, at most and on average, of files whose turn has not come.
inline constexpr std::size_t read_ahead_bytes = std::size_t{32} << 20;

struct ReadAheadOptions {
    std::uint32_t threads = 1;    ///< how many read ahead; of fewer than two none does
    InputDigest digest = InputDigest::None;
    std::span<const DecompressorInfo> libraries{};
    std::size_t bytes_a_thread = read_ahead_bytes;
};

/// One thread takes what this gives out, of one source after another. A source's members are only touched for the
/// source that has its turn, and there they change as if it were read then.
class ReadAhead {
public:
    /// The sources and the flag must outlive the object. Starts nothing yet.
    ReadAhead(std::span<Source> sources, ReadAheadOptions options, const StopFlag& stop);
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;
    ReadAhead(ReadAhead&&) = delete;
    ReadAhead& operator=(ReadAhead&&) = delete;
    ~ReadAhead() { close(); }

    /// Starts the threads, once, on the regular compressed files behind source `index`. Where the system has no
    /// threads left there are fewer, or none.
    void start(std::size_t index);
    /// The turn of source `index`, which lies behind all before; whether it is given out here. Else it is for the
    /// caller to read.
    bool begin(std::size_t index);
    /// At most `room` bytes of that source's content; 0 at its end, on an error, which is then in the source, or on a
    /// stop. Throws what its thread threw.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Ends that source's turn, and fills in what is known of it at the end.
    void finish();
    /// Ends all threads. Only begin() may be called after that, and says no.
    void close();

private:
    struct Chunk {
        std::unique_ptr<std::uint8_t[]> bytes;    // NOLINT(modernize-avoid-c-arrays)
        std::size_t size = 0;
        std::uint64_t source_bytes = 0;    ///< read of the source by then
    };
    /// A source that a thread has taken on. What is not guarded by the mutex is the thread's until `is_finished`.
    struct File {
        Source source;                                  ///< the thread's own
        std::deque<Chunk> chunks;                       ///< guarded, as is all below
        bool is_known = false;                          ///< how it is compressed was found out
        Compression compression = Compression::None;    ///< None: it is not read here
        bool is_abandoned = false;                      ///< no more of its content is wanted
        bool is_ended = false;                          ///< no more chunks will come
        bool is_finished = false;
        std::string error;               ///< of its content, once it is ended
        std::exception_ptr exception;    ///< likewise
    };

    void work();
    void read_file(std::size_t index, File& file);
    void give_out(std::size_t index, File& file);
    bool push(std::size_t index, File& file, Chunk chunk);
    Chunk new_chunk();
    bool next_chunk();

    std::span<Source> sources_;
    ReadAheadOptions options_;
    const StopFlag& stop_;

    std::mutex mutex_;
    std::condition_variable room_;     ///< chunks were taken, a turn has begun, or a file is no longer wanted
    std::condition_variable ready_;    ///< a chunk came, or a file's state changed
    std::map<std::size_t, std::unique_ptr<File>> files_;
    std::vector<Chunk> spare_;    ///< chunks whose memory can be used again
    std::size_t num_held_ = 0;    ///< chunks in all files
    std::size_t next_ = 0;        ///< the first source that no one has taken on
    std::size_t current_ = 0;     ///< whose turn it is
    bool is_started_ = false;
    bool is_closing_ = false;
    std::vector<std::jthread> threads_;

    // The caller's alone:
    File* file_ = nullptr;      ///< of the source that has its turn
    Chunk chunk_;               ///< being given out
    std::size_t place_ = 0;     ///< in it
    bool is_at_end_ = false;    ///< of the source
};

}    // namespace hmacsweep::input
