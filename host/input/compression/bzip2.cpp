// bzip2 by libbz2.
#include "host/input/compression/decompressor.hpp"

#include <new>

#include <bzlib.h>

namespace hmacsweep::input {
namespace {

class Bzip2 : public Decompressor {
public:
    Bzip2() { start(); }
    ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }
    Bzip2(const Bzip2&) = delete;
    Bzip2& operator=(const Bzip2&) = delete;
    Bzip2(Bzip2&&) = delete;
    Bzip2& operator=(Bzip2&&) = delete;

    DecompressStep step(Bytes in, std::span<std::uint8_t> out) override {
        if (is_complete_) {
            BZ2_bzDecompressEnd(&stream_);
            start();
        }
        // The library only reads what next_in points to.
        stream_.next_in = const_cast<char*>(as_text(in).data());    // NOLINT(cppcoreguidelines-pro-type-const-cast)
        stream_.avail_in = static_cast<unsigned>(in.size());
        stream_.next_out =
            reinterpret_cast<char*>(out.data());    // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
        stream_.avail_out = static_cast<unsigned>(out.size());
        const int status = BZ2_bzDecompress(&stream_);
        if (status == BZ_MEM_ERROR) {
            throw std::bad_alloc();
        }
        DecompressStep step;
        step.consumed = in.size() - stream_.avail_in;
        step.produced = out.size() - stream_.avail_out;
        if (status != BZ_OK && status != BZ_STREAM_END) {
            step.fault = status == BZ_DATA_ERROR_MAGIC ? "is damaged (not bzip2 data)" : "is damaged (corrupt data)";
        }
        is_complete_ = step.is_member_end = status == BZ_STREAM_END;
        return step;
    }

private:
    void start() {
        stream_ = {};
        if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) {
            throw std::bad_alloc();
        }
        is_complete_ = false;
    }

    bz_stream stream_{};
    bool is_complete_ = false;
};

}    // namespace

std::unique_ptr<Decompressor> make_bzip2() {
    return std::make_unique<Bzip2>();
}

}    // namespace hmacsweep::input
