// Zstandard by libzstd.
#include "host/input/compression/decompressor.hpp"

#include <algorithm>
#include <array>
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
            return step;
        }
        const std::size_t size = std::min(step.consumed, head_.size() - head_bytes_);
        std::copy_n(in.begin(), size, head_.begin() + static_cast<std::ptrdiff_t>(head_bytes_));
        head_bytes_ += size;
        content_bytes_ += step.produced;
        step.is_member_end = status == 0;
        if (step.is_member_end) {
            if (!has_declared_size()) {
                step.fault = "is damaged (it does not hold as much as its header says)";
                step.is_member_end = false;
            }
            head_bytes_ = 0;
            content_bytes_ = 0;
        }
        return step;
    }

private:
    /// Whether the frame held what its header says, if it says so: the library does not look at that in a stream.
    [[nodiscard]] bool has_declared_size() const {
        const unsigned long long declared = ZSTD_getFrameContentSize(head_.data(), head_bytes_);
        return declared == ZSTD_CONTENTSIZE_UNKNOWN || declared == ZSTD_CONTENTSIZE_ERROR || declared == content_bytes_;
    }

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

    std::array<std::uint8_t, 18> head_{};    ///< the frame's first bytes: RFC 8878 3.1.1, the longest header
    std::size_t head_bytes_ = 0;
    std::uint64_t content_bytes_ = 0;    ///< what came out of the frame
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
};

}    // namespace

std::unique_ptr<Decompressor> make_zstd() {
    return std::make_unique<ZstdFrames>();
}

}    // namespace hmacsweep::input
