#include "host/input/compression/compression.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::input {
namespace {

/// A pattern for first bytes: a byte matches when it equals `value` in the bits of `mask`.
struct Magic {
    Compression compression;
    std::size_t size;
    std::array<std::uint8_t, magic_bytes> value;
    std::array<std::uint8_t, magic_bytes> mask;
};

// RFC 1952 2.3.1; RFC 8878 3.1.1 (frames) and 3.1.2 (skippable frames, with which parallel compressors begin);
// xz-file-format.txt 2.1.1.1; bzip2's `BZh1` to `BZh9` with the first block's magic number, or that of the end;
// lz4_Frame_format.md.
constexpr std::array magics{
    Magic{Compression::Gzip, 2, {0x1f, 0x8b}, {0xff, 0xff}},
    Magic{Compression::Zstd, 4, {0x28, 0xb5, 0x2f, 0xfd}, {0xff, 0xff, 0xff, 0xff}},
    Magic{Compression::Zstd, 4, {0x50, 0x2a, 0x4d, 0x18}, {0xf0, 0xff, 0xff, 0xff}},
    Magic{Compression::Xz, 6, {0xfd, '7', 'z', 'X', 'Z', 0}, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    Magic{Compression::Bzip2,
          10,
          {'B', 'Z', 'h', 0x30, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59},
          {0xff, 0xff, 0xff, 0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    Magic{Compression::Bzip2,
          10,
          {'B', 'Z', 'h', 0x30, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90},
          {0xff, 0xff, 0xff, 0xf0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
    Magic{Compression::Lz4, 4, {0x04, 0x22, 0x4d, 0x18}, {0xff, 0xff, 0xff, 0xff}},
};

struct Suffix {
    std::string_view text;
    Compression compression;
};
constexpr std::array suffixes{Suffix{".gz", Compression::Gzip}, Suffix{".zst", Compression::Zstd},
                              Suffix{".xz", Compression::Xz}, Suffix{".bz2", Compression::Bzip2},
                              Suffix{".lz4", Compression::Lz4}};

/// Whether the two agree as far as both go.
bool agrees(const Magic& magic, Bytes head) {
    const std::size_t size = std::min(magic.size, head.size());
    for (std::size_t i = 0; i < size; ++i) {
        if ((head[i] & magic.mask[i]) != magic.value[i]) {
            return false;
        }
    }
    return true;
}

}    // namespace

std::string_view compression_name(Compression compression) {
    switch (compression) {
        case Compression::Gzip:
            return "gzip";
        case Compression::Zstd:
            return "zstd";
        case Compression::Xz:
            return "xz";
        case Compression::Bzip2:
            return "bzip2";
        case Compression::Lz4:
            return "lz4";
        case Compression::None:
            break;
    }
    return "";
}

Compression compression_of(Bytes head) {
    for (const Magic& magic : magics) {
        if (head.size() >= magic.size && agrees(magic, head)) {
            return magic.compression;
        }
    }
    return Compression::None;
}

bool may_become_compressed(Bytes head) {
    return std::ranges::any_of(magics,
                               [&](const Magic& magic) { return head.size() < magic.size && agrees(magic, head); });
}

bool is_cut_short(Bytes head, std::string_view name) {
    return std::ranges::any_of(suffixes, [&](const Suffix& suffix) {
        return name.ends_with(suffix.text) && std::ranges::any_of(magics, [&](const Magic& magic) {
                   return magic.compression == suffix.compression && head.size() < magic.size && agrees(magic, head);
               });
    });
}

std::string_view without_compression_suffix(std::string_view name) {
    for (const Suffix& suffix : suffixes) {
        if (name.ends_with(suffix.text)) {
            return name.substr(0, name.size() - suffix.text.size());
        }
    }
    return name;
}

}    // namespace hmacsweep::input
