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

/// Follows a frame from block to block, by their sizes (RFC 8878 3.1.1), for what the library looks at or not depending
/// on the pieces that it gets: a block that is said to be compressed and has no bytes.
class BlockWalk {
public:
    /// Takes the next bytes of the frame, whose first bytes are in `head`. False at such a block.
    [[nodiscard]] bool take(Bytes bytes, Bytes head) {
        // The first byte of a frame. Skippable frames, and those of old versions, have no such blocks.
        constexpr std::uint8_t frame_magic = 0x28;
        constexpr unsigned repeated_byte = 1;
        constexpr unsigned compressed_block = 2;
        for (std::size_t i = 0; i < bytes.size();) {
            if (left_ > 0) {
                const std::size_t size = std::min<std::size_t>(left_, bytes.size() - i);
                left_ -= size;
                i += size;
                continue;
            }
            if (is_in_header_) {
                // The magic number and the descriptor say how long the header is.
                if (header_bytes_ < 5) {
                    ++header_bytes_;
                    ++i;
                } else if (head[0] != frame_magic) {
                    return true;
                } else {
                    left_ = header_rest(head[4]);
                    is_in_header_ = false;
                }
                continue;
            }
            block_ |= static_cast<std::uint32_t>(bytes[i++]) << (8 * block_bytes_);
            if (++block_bytes_ == 3) {
                const unsigned type = (block_ >> 1) & 3;
                const std::uint32_t size = block_ >> 3;
                if (type == compressed_block && size == 0) {
                    return false;
                }
                const bool is_last = (block_ & 1) != 0;
                left_ = type == repeated_byte ? 1 : size;
                left_ = is_last ? no_more : left_;
                block_ = block_bytes_ = 0;
            }
        }
        return true;
    }

private:
    /// Behind the last block stands only a checksum.
    static constexpr std::uint64_t no_more = ~std::uint64_t{0};

    static std::uint64_t header_rest(std::uint8_t descriptor) {
        constexpr std::array<std::uint8_t, 4> dictionary_bytes{0, 1, 2, 4};
        constexpr std::array<std::uint8_t, 4> content_bytes{0, 2, 4, 8};
        const bool is_single = (descriptor & 0x20) != 0;
        const std::size_t size = content_bytes[descriptor >> 6];
        return (is_single ? 0U : 1U) + dictionary_bytes[descriptor & 3] + (size == 0 && is_single ? 1U : size);
    }

    bool is_in_header_ = true;
    std::size_t header_bytes_ = 0;
    std::uint64_t left_ = 0;    ///< bytes up to the next block
    std::uint32_t block_ = 0;
    std::uint32_t block_bytes_ = 0;
};

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
        if (!blocks_.take(in.first(step.consumed), Bytes(head_).first(head_bytes_))) {
            step.fault = "is damaged (a compressed block has no bytes)";
            return step;
        }
        step.is_member_end = status == 0;
        if (step.is_member_end) {
            if (!has_declared_size()) {
                step.fault = "is damaged (it does not hold as much as its header says)";
                step.is_member_end = false;
            }
            head_bytes_ = 0;
            content_bytes_ = 0;
            blocks_ = {};
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
    BlockWalk blocks_;
    std::uint64_t content_bytes_ = 0;    ///< what came out of the frame
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
};

}    // namespace

std::unique_ptr<Decompressor> make_zstd() {
    return std::make_unique<ZstdFrames>();
}

}    // namespace hmacsweep::input
