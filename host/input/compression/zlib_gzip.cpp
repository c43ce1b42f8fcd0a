// gzip by zlib, which is everywhere.
#include "host/input/compression/decompressor.hpp"

#include <new>

#include <zlib.h>

namespace hmacsweep::input {
namespace {

class ZlibGzip : public Decompressor {
public:
    ZlibGzip() {
        constexpr int gzip_with_largest_window = 16 + MAX_WBITS;    // zlib.h, inflateInit2
        if (inflateInit2(&stream_, gzip_with_largest_window) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~ZlibGzip() override { inflateEnd(&stream_); }
    ZlibGzip(const ZlibGzip&) = delete;
    ZlibGzip& operator=(const ZlibGzip&) = delete;
    ZlibGzip(ZlibGzip&&) = delete;
    ZlibGzip& operator=(ZlibGzip&&) = delete;

    DecompressStep step(Bytes in, std::span<std::uint8_t> out) override {
        if (is_complete_) {
            inflateReset(&stream_);
            is_complete_ = false;
        }
        stream_.next_in = const_cast<std::uint8_t*>(in.data());    // NOLINT: the library only reads
        stream_.avail_in = static_cast<uInt>(in.size());
        stream_.next_out = out.data();
        stream_.avail_out = static_cast<uInt>(out.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status == Z_MEM_ERROR) {
            throw std::bad_alloc();
        }
        DecompressStep step;
        step.consumed = in.size() - stream_.avail_in;
        step.produced = out.size() - stream_.avail_out;
        // Z_BUF_ERROR only says that a call had nothing to do.
        if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
            step.fault = "is damaged (";
            step.fault += stream_.msg == nullptr ? "not gzip data" : stream_.msg;
            step.fault += ')';
        }
        is_complete_ = step.is_member_end = status == Z_STREAM_END;
        return step;
    }

private:
    z_stream stream_{};
    bool is_complete_ = false;
};

}    // namespace

std::unique_ptr<Decompressor> make_zlib_gzip() {
    return std::make_unique<ZlibGzip>();
}

}    // namespace hmacsweep::input
