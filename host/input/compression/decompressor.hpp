// The interface of the decompression libraries: one gzip member, zstd frame or the like after another, in pieces of any
// size. The build decides which libraries there are; decompressors() lists them.
#pragma once

#include "host/base/bytes.hpp"
#include "host/input/compression/compression.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::input {

/// The result of one step.
struct DecompressStep {
    std::size_t consumed = 0;      ///< bytes of the input that are not needed again
    std::size_t produced = 0;      ///< bytes written to the output
    bool is_member_end = false;    ///< a gzip member or zstd frame is complete; its checksum, if any, is right
    std::string fault;             ///< what is wrong with the member, as "is damaged (...)"; empty: nothing
};

/// Memory is bounded for any data: 128 MiB for zstd's window and for xz, 4 MiB for
/// bzip2 and lz4, less than 1 MiB otherwise.
class Decompressor {
public:
    Decompressor() = default;
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;
    Decompressor(Decompressor&&) = delete;
    Decompressor& operator=(Decompressor&&) = delete;
    virtual ~Decompressor() = default;

    /// Continues a member, or begins the next one if the last is complete. Must not be called after a fault. If `out`
    /// was filled, there may be more output; call again, also with an empty `in`. `in` and `out` have at most
    /// max_step_bytes bytes each. Throws std::bad_alloc.
    [[nodiscard]] virtual DecompressStep step(Bytes in, std::span<std::uint8_t> out) = 0;
};

/// The libraries count bytes in 32 bits.
inline constexpr std::size_t max_step_bytes = std::size_t{1} << 30;

struct DecompressorInfo {
    Compression compression;
    std::string_view library;
    std::unique_ptr<Decompressor> (*make)();
};

/// The libraries that this program was built with. The first one for a compression is the best one.
[[nodiscard]] std::span<const DecompressorInfo> decompressors();

/// The Debian packages that a rebuild needs to read inputs of this compression.
[[nodiscard]] std::string_view packages_for(Compression compression);

// One for each library. Defined only if the build has the library.
[[nodiscard]] std::unique_ptr<Decompressor> make_isal_gzip();
[[nodiscard]] std::unique_ptr<Decompressor> make_zlib_gzip();
[[nodiscard]] std::unique_ptr<Decompressor> make_zstd();
[[nodiscard]] std::unique_ptr<Decompressor> make_xz();
[[nodiscard]] std::unique_ptr<Decompressor> make_bzip2();
[[nodiscard]] std::unique_ptr<Decompressor> make_lz4();

}    // namespace hmacsweep::input
