#include "host/input/read_ahead.hpp"

#include "host/input/source_stream.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace hmacsweep::input {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{256} << 10;
/// What the file that has its turn may have waiting, however much others hold.
constexpr std::size_t chunks_in_turn = 4;

/// What a file begins with, from where it would be read; nothing for what cannot be read ahead.
Compression peek(const Source& source) {
    if (!source.is_regular || !source.error.empty() || source.archive != nullptr) {
        return Compression::None;
    }
    std::array<std::uint8_t, magic_bytes> head{};
    const off_t place = ::lseek(source.fd.get(), 0, SEEK_CUR);
    const ssize_t got = place < 0 ? 0 : ::pread(source.fd.get(), head.data(), head.size(), place);
    return compression_of(Bytes(head).first(static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
}

}    // namespace

ReadAhead::ReadAhead(std::span<Source> sources, ReadAheadOptions options, const StopFlag& stop)
    : sources_(sources), options_(options), stop_(stop) {}

void ReadAhead::start(std::size_t index) {
    if (is_started_ || is_closing_ || options_.threads < 2 || index + 1 >= sources_.size()) {
        return;
    }
    is_started_ = true;
    next_ = index + 1;
    current_ = index;
    const std::size_t wanted = std::min<std::size_t>(options_.threads, sources_.size() - next_);
    try {
        while (threads_.size() < wanted) {
            threads_.emplace_back([this] { work(); });
        }
    } catch (const std::system_error&) {    // the caller reads what they do not
        const std::scoped_lock lock(mutex_);
        options_.threads = static_cast<std::uint32_t>(threads_.size());
    }
}

void ReadAhead::close() {
    {
        const std::scoped_lock lock(mutex_);
        is_closing_ = true;
    }
    room_.notify_all();
    threads_.clear();
    files_.clear();
    file_ = nullptr;
}

/// A thread: one file after another.
void ReadAhead::work() {
    while (true) {
        std::size_t index = 0;
        File* file = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            next_ = std::max(next_, current_ + 1);
            if (is_closing_ || stop_.is_requested() || next_ >= sources_.size()) {
                return;
            }
            try {
                file = files_.emplace(next_, std::make_unique<File>()).first->second.get();
            } catch (const std::bad_alloc&) {
                return;    // the caller reads what no thread has taken on
            }
            index = next_++;
        }
        read_file(index, *file);
    }
}

/// Settles whether the file is read here, and does so.
void ReadAhead::read_file(std::size_t index, File& file) {
    try {
        Source& source = sources_[index];
        const Compression compression = peek(source);
        const bool is_here = compression != Compression::None;
        if (is_here) {
            file.source.name = source.name;
            file.source.is_regular = true;
            file.source.charset = source.charset;
            file.source.identity = source.identity;
            file.source.expected_bytes = source.expected_bytes;
            file.source.modified = source.modified;
            file.source.fd = std::move(source.fd);
        }
        {
            const std::scoped_lock lock(mutex_);
            file.is_known = true;
            file.compression = compression;
        }
        ready_.notify_one();
        if (is_here) {
            give_out(index, file);
        }
    } catch (...) {
        const std::scoped_lock lock(mutex_);
        file.exception = std::current_exception();
        file.is_known = file.is_ended = file.is_finished = true;    // where it was not known, the caller reads it
    }
    ready_.notify_one();
}

/// Decompresses the file to its end, or for as long as someone wants it.
void ReadAhead::give_out(std::size_t index, File& file) {
    SourceStream stream(file.source, options_.digest, options_.libraries, stop_);
    for (bool has_more = true; has_more;) {
        Chunk chunk = new_chunk();
        for (std::size_t got = 1; got != 0 && chunk.size < chunk_bytes; chunk.size += got) {
            got = stream.read(chunk.bytes.get() + chunk.size, chunk_bytes - chunk.size);
        }
        has_more = chunk.size == chunk_bytes;
        chunk.source_bytes = file.source.bytes;
        if (!push(index, file, std::move(chunk))) {
            break;
        }
    }
    {
        const std::scoped_lock lock(mutex_);
        file.error = file.source.error;
        file.is_ended = true;
        if (is_closing_) {
            return;    // nobody will ask, and what is left may be long
        }
    }
    ready_.notify_one();
    stream.finish();
    const std::scoped_lock lock(mutex_);
    file.is_finished = true;
}

/// Waits until there is room for the chunk; false when it is no longer wanted.
bool ReadAhead::push(std::size_t index, File& file, Chunk chunk) {
    {
        std::unique_lock lock(mutex_);
        if (chunk.size == 0) {
            spare_.push_back(std::move(chunk));
            return false;
        }
        room_.wait(lock, [&] {
            const bool has_turn = index == current_ && file.chunks.size() < chunks_in_turn;
            return has_turn || num_held_ * chunk_bytes < options_.bytes_a_thread * options_.threads ||
                   file.is_abandoned || is_closing_;
        });
        if (file.is_abandoned || is_closing_) {
            return false;
        }
        file.chunks.push_back(std::move(chunk));
        ++num_held_;
    }
    ready_.notify_one();
    return true;
}

ReadAhead::Chunk ReadAhead::new_chunk() {
    {
        const std::scoped_lock lock(mutex_);
        if (!spare_.empty()) {
            Chunk chunk = std::move(spare_.back());
            spare_.pop_back();
            chunk.size = 0;
            return chunk;
        }
    }
    Chunk chunk;
    chunk.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(chunk_bytes);    // NOLINT(modernize-avoid-c-arrays)
    return chunk;
}

bool ReadAhead::begin(std::size_t index) {
    if (!is_started_) {
        return false;
    }
    std::unique_lock lock(mutex_);
    current_ = index;
    const auto found = files_.find(index);
    if (found == files_.end()) {
        return false;    // sooner than any of the threads: they go on behind it
    }
    File& file = *found->second;
    ready_.wait(lock, [&] { return file.is_known; });
    if (file.compression == Compression::None) {
        files_.erase(found);
        return false;
    }
    lock.unlock();
    room_.notify_all();
    sources_[index].compression = file.compression;
    file_ = &file;
    chunk_.size = place_ = 0;
    is_at_end_ = false;
    return true;
}

std::size_t ReadAhead::read(std::uint8_t* to, std::size_t room) {
    Source& source = sources_[current_];
    if (is_at_end_ || room == 0 || stop_.is_requested() || (place_ == chunk_.size && !next_chunk())) {
        return 0;
    }
    const std::size_t size = std::min(room, chunk_.size - place_);
    std::memcpy(to, chunk_.bytes.get() + place_, size);
    place_ += size;
    source.bytes = chunk_.source_bytes;
    source.content_bytes += size;
    return size;
}

/// Takes the next chunk of the source that has its turn; false at its end.
bool ReadAhead::next_chunk() {
    std::unique_lock lock(mutex_);
    if (chunk_.bytes != nullptr) {
        spare_.push_back(std::move(chunk_));
        chunk_ = {};
        place_ = 0;
    }
    ready_.wait(lock, [&] { return !file_->chunks.empty() || file_->is_ended; });
    if (file_->chunks.empty()) {
        is_at_end_ = true;
        if (file_->exception != nullptr) {
            std::rethrow_exception(file_->exception);
        }
        sources_[current_].error = file_->error;
        return false;
    }
    chunk_ = std::move(file_->chunks.front());
    file_->chunks.pop_front();
    --num_held_;
    lock.unlock();
    room_.notify_all();
    return true;
}

void ReadAhead::finish() {
    Source& source = sources_[current_];
    {
        std::unique_lock lock(mutex_);
        file_->is_abandoned = !is_at_end_;
        room_.notify_all();
        ready_.wait(lock, [&] { return file_->is_finished; });
        num_held_ -= file_->chunks.size();
        for (Chunk& chunk : file_->chunks) {
            spare_.push_back(std::move(chunk));
        }
        source.bytes = file_->source.bytes;
        source.is_whole = file_->source.is_whole;
        source.charset = std::move(file_->source.charset);
        source.sha256 = std::move(file_->source.sha256);
        source.tree_sha256 = std::move(file_->source.tree_sha256);
        if (is_at_end_ && file_->exception == nullptr) {
            source.error = std::move(file_->source.error);
        }
        files_.erase(current_);
    }
    file_ = nullptr;
    room_.notify_all();
}

}    // namespace hmacsweep::input
