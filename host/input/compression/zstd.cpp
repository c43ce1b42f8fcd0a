// Zstandard by libzstd.
#include "host/input/compression/decompressor.hpp"

#include <new>

#include <zstd.h>
#include <zstd_errors.h>

namespace hmacsweep::input {
namespace {

/// The most that the zstd program itself takes without being asked for more: 128 MiB.
constexpr int max_window_log = 27;

class ZstdFrames : public Decompressor {
public:
    ZstdFrames() : context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
        if (context_ == nullptr ||
            ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, max_window_log)) != 0) {
            throw std::bad_alloc();
        }
    }

    DecompressStep step(Bytes in, std::span<std::uint8_t> out) override {
        ZSTD_inBuffer from{in.data(), in.size(), 0};
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        const std::size_t status = ZSTD_decompressStream(context_.get(), &to, &from);
        DecompressStep step;
        step.consumed = from.pos;
        step.produced = to.pos;
        if (ZSTD_isError(status) != 0) {
            step.fault = fault_of(status);
        } else {
            step.is_member_end = status == 0;
        }
        return step;
    }

private:
    static std::string fault_of(std::size_t status) {
        switch (ZSTD_getErrorCode(status)) {
            case ZSTD_error_memory_allocation:
                throw std::bad_alloc();
            case ZSTD_error_frameParameter_windowTooLarge:
                return "needs more than 128 MiB of memory (compress without --long, or decompress it with zstd "
                       "--long=31)";
            case ZSTD_error_dictionary_wrong:
                return "needs a dictionary (decompress it with zstd -D)";
            default:
                break;
        }
        return std::string("is damaged (") + ZSTD_getErrorName(status) + ')';
    }

    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
};

}    // namespace

std::unique_ptr<Decompressor> make_zstd() {
    return std::make_unique<ZstdFrames>();
}

}    // namespace hmacsweep::input
