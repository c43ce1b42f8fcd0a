// lz4 frames by liblz4.
#include "host/input/compression/decompressor.hpp"

#include <new>

#include <fmt/format.h>
#include <lz4frame.h>

namespace hmacsweep::input {
namespace {

class Lz4 : public Decompressor {
public:
    Lz4() {
        if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0) {
            throw std::bad_alloc();
        }
    }
    ~Lz4() override { LZ4F_freeDecompressionContext(context_); }
    Lz4(const Lz4&) = delete;
    Lz4& operator=(const Lz4&) = delete;
    Lz4(Lz4&&) = delete;
    Lz4& operator=(Lz4&&) = delete;

    DecompressStep step(Bytes in, std::span<std::uint8_t> out) override {
        DecompressStep step;
        step.consumed = in.size();
        step.produced = out.size();
        const std::size_t hint =
            LZ4F_decompress(context_, out.data(), &step.produced, in.data(), &step.consumed, nullptr);
        if (LZ4F_isError(hint) != 0) {
            step.fault = fmt::format("is damaged ({})", LZ4F_getErrorName(hint));
        }
        step.is_member_end = hint == 0;    // and the next call begins a frame
        return step;
    }

private:
    LZ4F_dctx* context_ = nullptr;
};

}    // namespace

std::unique_ptr<Decompressor> make_lz4() {
    return std::make_unique<Lz4>();
}

}    // namespace hmacsweep::input
