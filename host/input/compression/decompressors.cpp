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
    DecompressorInfo{Compression::None, "", nullptr},
};

}    // namespace

std::span<const DecompressorInfo> decompressors() {
    return std::span(list).first(list.size() - 1);
}

std::string_view packages_for(Compression compression) {
    return compression == Compression::Gzip ? "libisal-dev or zlib1g-dev" : "libzstd-dev";
}

}    // namespace hmacsweep::input
