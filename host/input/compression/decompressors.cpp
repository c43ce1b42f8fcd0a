#include "host/input/compression/decompressor.hpp"

#include <array>

namespace hmacsweep::input {
namespace {

// The last row only gives the array a size when there is no library at all.
constexpr std::array list{
#if defined(HMACSWEEP_HAS_ISAL)
    DecompressorInfo{Compression::Gzip, "ISA-L", make_isal_gzip},
#endif
#if defined(HMACSWEEP_HAS_ZLIB)
    DecompressorInfo{Compression::Gzip, "zlib", make_zlib_gzip},
#endif
#if defined(HMACSWEEP_HAS_ZSTD)
    DecompressorInfo{Compression::Zstd, "libzstd", make_zstd},
#endif
#if defined(HMACSWEEP_HAS_LZMA)
    DecompressorInfo{Compression::Xz, "liblzma", make_xz},
#endif
#if defined(HMACSWEEP_HAS_BZ2)
    DecompressorInfo{Compression::Bzip2, "libbz2", make_bzip2},
#endif
#if defined(HMACSWEEP_HAS_LZ4)
    DecompressorInfo{Compression::Lz4, "liblz4", make_lz4},
#endif
    DecompressorInfo{Compression::None, "", nullptr},
};

}    // namespace

std::span<const DecompressorInfo> decompressors() {
    return std::span(list).first(list.size() - 1);
}

std::string_view packages_for(Compression compression) {
    switch (compression) {
        case Compression::Zstd:
            return "libzstd-dev";
        case Compression::Xz:
            return "liblzma-dev";
        case Compression::Bzip2:
            return "libbz2-dev";
        case Compression::Lz4:
            return "liblz4-dev";
        case Compression::Gzip:
        case Compression::None:
            break;
    }
    return "libisal-dev or zlib1g-dev";
}

}    // namespace hmacsweep::input
