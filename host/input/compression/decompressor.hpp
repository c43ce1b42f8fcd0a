// What a decompression library does for us: one gzip member or zstd frame after another, in pieces of any size. Which
// libraries there are is decided when the program is built, and told by one list.
#pragma once

#include "host/base/bytes.hpp"
#include "host/input/compression/compression.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::input {

/// What came of one piece.
struct DecompressStep {
    std::size_t consumed = 0;      ///< bytes of the input that are done with
    std::size_t produced = 0;      ///< bytes written to the output
    bool is_member_end = false;    ///< a gzip member or zstd frame is complete, and its checksum, if it has one, right
    std::string fault;             ///< what is wrong with the member, as in "is damaged (...)"; empty when nothing is
};

/// Memory is bounded, whatever the data say: 128 MiB for zstd's windows, less than 1 MiB otherwise.
class Decompressor {
public:
    Decompressor() = default;
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;
    Decompressor(Decompressor&&) = delete;
    Decompressor& operator=(Decompressor&&) = delete;
    virtual ~Decompressor() = default;

    /// Goes on with a member, or begins the next one when the last is complete. Not to be called after a fault. When
    /// all of `out` was filled there may be more to come, for which `in` may be empty. Both are at most
    /// max_step_bytes long. Throws std::bad_alloc.
    [[nodiscard]] virtual DecompressStep step(Bytes in, std::span<std::uint8_t> out) = 0;
};

/// The libraries count in 32 bits.
inline constexpr std::size_t max_step_bytes = std::size_t{1} << 30;

struct DecompressorInfo {
    Compression compression;
    std::string_view library;
    std::unique_ptr<Decompressor> (*make)();
};

/// The libraries that this program was built with, the best for each compression first.
[[nodiscard]] std::span<const DecompressorInfo> decompressors();

/// The Debian packages that would let the program read inputs of that compression once it is built again.
[[nodiscard]] std::string_view packages_for(Compression compression);

// One for each library, defined where it is there.
[[nodiscard]] std::unique_ptr<Decompressor> make_isal_gzip();
[[nodiscard]] std::unique_ptr<Decompressor> make_zlib_gzip();
[[nodiscard]] std::unique_ptr<Decompressor> make_zstd();

}    // namespace hmacsweep::input
