// xz by liblzma.
#include "host/input/compression/decompressor.hpp"

#include <new>

#include <fmt/format.h>
#include <lzma.h>

namespace hmacsweep::input {
namespace {

/// What the strongest preset of the xz program needs, with room: 128 MiB.
constexpr std::uint64_t most_memory = std::uint64_t{128} << 20;

std::string_view words_for(lzma_ret status) {
    switch (status) {
        case LZMA_FORMAT_ERROR:
            return "not xz data";
        case LZMA_OPTIONS_ERROR:
            return "options that liblzma does not know";
        case LZMA_MEMLIMIT_ERROR:
            return "it needs more than 128 MiB of memory";
        case LZMA_UNSUPPORTED_CHECK:
            return "a checksum that liblzma does not know";
        default:
            return "corrupt data";
    }
}

class Xz : public Decompressor {
public:
    Xz() { start(); }
    ~Xz() override { lzma_end(&stream_); }
    Xz(const Xz&) = delete;
    Xz& operator=(const Xz&) = delete;
    Xz(Xz&&) = delete;
    Xz& operator=(Xz&&) = delete;

    DecompressStep step(Bytes in, std::span<std::uint8_t> out) override {
        if (is_complete_) {
            start();
        }
        stream_.next_in = in.data();
        stream_.avail_in = in.size();
        stream_.next_out = out.data();
        stream_.avail_out = out.size();
        const lzma_ret status = lzma_code(&stream_, LZMA_RUN);
        if (status == LZMA_MEM_ERROR) {
            throw std::bad_alloc();
        }
        DecompressStep step;
        step.consumed = in.size() - stream_.avail_in;
        step.produced = out.size() - stream_.avail_out;
        // LZMA_BUF_ERROR only says that a call had nothing to do.
        if (status != LZMA_OK && status != LZMA_BUF_ERROR && status != LZMA_STREAM_END) {
            step.fault = fmt::format("is damaged ({})", words_for(status));
        }
        is_complete_ = step.is_member_end = status == LZMA_STREAM_END;
        return step;
    }

private:
    void start() {
        if (lzma_stream_decoder(&stream_, most_memory, LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK) {
            throw std::bad_alloc();
        }
        is_complete_ = false;
    }

    lzma_stream stream_ = LZMA_STREAM_INIT;
    bool is_complete_ = false;
};

}    // namespace

std::unique_ptr<Decompressor> make_xz() {
    return std::make_unique<Xz>();
}

}    // namespace hmacsweep::input
