#include "bench/gpu/read_rate.hpp"

#include "bench/gpu/cuda_check.hpp"
#include "host/base/fd.hpp"
#include "host/input/part_read.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace hmacsweep::bench {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

Fd make_file(const std::string& folder, std::size_t bytes) {
    std::string name = folder + "/hmacsweep-read-XXXXXX";
    Fd fd(::mkstemp(name.data()));
    if (!fd) {
        fail("mkstemp");
    }
    static_cast<void>(::unlink(name.c_str()));
    const std::vector<std::uint8_t> piece(piece_bytes, 'x');
    for (std::size_t done = 0; done < bytes; done += piece.size()) {
        if (::write(fd.get(), piece.data(), piece.size()) != static_cast<ssize_t>(piece.size())) {
            fail("write");
        }
    }
    if (::fsync(fd.get()) != 0) {
        fail("fsync");
    }
    return fd;
}

/// Pinned memory for a slab of each thread.
using Slabs = std::vector<std::unique_ptr<PinnedBytes>>;

/// Bytes a second of all threads together; each takes the next slab of the file, as a run's workers do.
double read_all(const Fd& fd, std::size_t file_bytes, const Slabs& slabs, std::size_t slab_bytes) {
    std::atomic<std::size_t> next{0};
    std::atomic<int> error{0};
    const auto begun = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> threads;
        for (const std::unique_ptr<PinnedBytes>& slab : slabs) {
            threads.emplace_back([&] {
                for (std::size_t at = next.fetch_add(slab_bytes); at < file_bytes; at = next.fetch_add(slab_bytes)) {
                    const std::size_t size = std::min(slab_bytes, file_bytes - at);
                    const input::PartRead read = input::read_part(fd.get(), slab->get(), size, at);
                    if (read.bytes != size) {
                        error = read.error != 0 ? read.error : EIO;
                    }
                }
            });
        }
    }
    if (error != 0) {
        throw std::system_error(error, std::generic_category(), "pread");
    }
    return static_cast<double>(file_bytes) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}    // namespace

ReadRates measure_reads(const std::string& folder, std::size_t file_bytes, std::size_t slab_bytes,
                        std::uint32_t num_threads) {
    const Fd fd = make_file(folder, file_bytes);
    Slabs slabs;
    for (std::uint32_t t = 0; t < num_threads; ++t) {
        slabs.push_back(std::make_unique<PinnedBytes>(slab_bytes));
    }
    const auto read = [&] { return read_all(fd, file_bytes, slabs, slab_bytes); };
    ReadRates rates;
    if (::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED) == 0) {
        rates.cold = read();
    }
    for (int i = 0; i < 5; ++i) {
        rates.warm = std::max(rates.warm, read());
    }
    return rates;
}

}    // namespace hmacsweep::bench
