#include "tests/support/ptx/fat_binary.hpp"

#include "tests/support/ptx/instruction.hpp"

#include <zstd.h>

#include <cstdint>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

/// fatbinary_section.h of the CUDA Toolkit: __fatBinC_Wrapper_t.
struct Wrapper {
    std::int32_t magic;
    std::int32_t version;
    const char* data;
    const void* more;
};

/// What the data begins with.
struct Header {
    std::uint32_t magic;
    std::uint16_t version;
    std::uint16_t header_bytes;
    std::uint64_t data_bytes;    ///< behind the header
};

/// What each part begins with. NVIDIA does not publish it; this is what nvcc 13.0 writes.
struct Part {
    std::uint16_t kind;
    std::uint16_t version;
    std::uint32_t header_bytes;
    std::uint64_t data_bytes;    ///< behind the header
    std::uint32_t compressed_bytes;
    std::uint32_t unknown_1[2];
    std::uint32_t architecture;
    std::uint32_t unknown_2[2];
    std::uint64_t flags;
    std::uint64_t unknown_3;
    std::uint64_t text_bytes;
};
static_assert(sizeof(Part) == 64);
constexpr std::uint16_t is_ptx = 1;
constexpr std::uint64_t is_zstd = 0x8000;
constexpr std::uint64_t is_compressed_otherwise = 0x7000;

std::string text_of(const Part& part, const char* data) {
    if ((part.flags & is_compressed_otherwise) != 0) {
        throw Unsupported("PTX that is compressed, and not by zstd");
    }
    if ((part.flags & is_zstd) == 0) {
        return {data, strnlen(data, static_cast<std::size_t>(part.data_bytes))};
    }
    std::string text(static_cast<std::size_t>(part.text_bytes), '\0');
    const std::size_t made = ZSTD_decompress(text.data(), text.size(), data, part.compressed_bytes);
    if (ZSTD_isError(made) != 0) {
        throw Unsupported(std::string("PTX that zstd cannot read: ") + ZSTD_getErrorName(made));
    }
    text.resize(strnlen(text.data(), made));
    return text;
}

}    // namespace

std::vector<PtxText> ptx_in(const void* fat_binary) {
    const char* at = static_cast<const Wrapper*>(fat_binary)->data;
    Header header{};
    std::memcpy(&header, at, sizeof(header));
    at += header.header_bytes;
    const char* const end = at + header.data_bytes;
    std::vector<PtxText> texts;
    while (at < end) {
        Part part{};
        std::memcpy(&part, at, sizeof(part));
        if (part.kind == is_ptx) {
            texts.push_back({static_cast<int>(part.architecture), text_of(part, at + part.header_bytes)});
        }
        at += part.header_bytes + part.data_bytes;
    }
    return texts;
}

}    // namespace hmacsweep::tests::ptx
