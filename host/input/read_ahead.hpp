// Decompresses compressed files before their turn, in threads of its own: several files in parallel, while the caller
// reads them one after another. All files together may hold a bounded number of bytes.
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

/// The most decompressed bytes that are held for each thread, on average over the threads, of files whose turn has not
/// come.
inline constexpr std::size_t read_ahead_bytes = std::size_t{32} << 20;

struct ReadAheadOptions {
    std::uint32_t threads = 1;    ///< how many threads read ahead; fewer than 2: none
    InputDigest digest = InputDigest::None;
    std::span<const DecompressorInfo> libraries{};    ///< must outlive the ReadAhead
    std::size_t bytes_a_thread = read_ahead_bytes;    ///< see read_ahead_bytes
};

/// One thread, the caller, reads one source after another. The members of a Source change only during its turn, as if
/// it was read then; only its descriptor may be moved out before.
class ReadAhead {
public:
    /// The sources and the flag must outlive the object. Starts no threads.
    ReadAhead(std::span<Source> sources, ReadAheadOptions options, const StopFlag& stop);
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;
    ReadAhead(ReadAhead&&) = delete;
    ReadAhead& operator=(ReadAhead&&) = delete;
    ~ReadAhead() { close(); }

    /// Starts the threads, which read the regular compressed files behind source `index`. A second call is a no-op. If
    /// the system has too few threads, there are fewer or none.
    void start(std::size_t index);
    /// Begins the turn of source `index`, which must be behind all sources before. True: read() gives its content.
    /// False: the caller must read the source itself.
    bool begin(std::size_t index);
    /// Reads at most `room` bytes of that source's content into `to`. Returns how many; 0 at the source's end, on an
    /// error, which is then in Source::error, or on a stop. Throws what the source's thread threw.
    std::size_t read(std::uint8_t* to, std::size_t room);
    /// Ends that source's turn and fills in its size, digests and error.
    void finish();
    /// Ends all threads. Afterwards only begin() may be called, and only for sources that the caller reads.
    void close();

private:
    struct Chunk {
        std::unique_ptr<std::uint8_t[]> bytes;    // NOLINT(modernize-avoid-c-arrays)
        std::size_t size = 0;
        std::uint64_t source_bytes = 0;    ///< how many compressed bytes of the source were read up to the chunk's end
    };
    /// A source that a thread reads. Members that the mutex does not guard belong to the thread until `is_finished`.
    struct File {
        Source source;                                  ///< the thread's copy
        std::deque<Chunk> chunks;                       ///< guarded by the mutex, as all members below
        bool is_known = false;                          ///< whether `compression` is known
        Compression compression = Compression::None;    ///< None: the caller reads the file
        bool is_abandoned = false;                      ///< the caller wants no more of its content
        bool is_ended = false;                          ///< no more chunks will come
        bool is_finished = false;                       ///< the thread does not use the file any more
        std::string error;                              ///< of its content, once `is_ended`
        std::exception_ptr exception;                   ///< that ended the thread's work on it, once `is_ended`
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
    std::condition_variable room_;     ///< signals: chunks were read, a turn began, or a file is not wanted
    std::condition_variable ready_;    ///< signals: a chunk was added, or a file's state changed
    std::map<std::size_t, std::unique_ptr<File>> files_;
    std::vector<Chunk> spare_;    ///< chunks whose memory can be reused
    std::size_t num_held_ = 0;    ///< how many chunks all files hold
    std::size_t next_ = 0;        ///< the first source that no thread has begun
    std::size_t current_ = 0;     ///< the source that has its turn
    bool is_started_ = false;
    bool is_closing_ = false;
    std::vector<std::jthread> threads_;

    // Used by the caller's thread only:
    File* file_ = nullptr;      ///< of the source that has its turn
    Chunk chunk_;               ///< the chunk that read() reads from
    std::size_t place_ = 0;     ///< in chunk_
    bool is_at_end_ = false;    ///< whether the source has no more content
};

}    // namespace hmacsweep::input
