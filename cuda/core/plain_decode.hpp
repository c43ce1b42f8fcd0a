// How the texts of a plain record become bytes: the message and the MAC are decoded straight into the batch.
#pragma once

#include "cuda/core/algorithm.hpp"
#include "cuda/core/plain_locate.hpp"
#include "cuda/core/plain_shape.hpp"
#include "cuda/core/text_codec.hpp"

namespace hmacsweep::core {

/// Decoding may write up to this many bytes behind the decoded bytes. So every buffer must be longer by this much, also
/// behind the last MAC.
inline constexpr std::uint32_t decode_slack = 8;

inline namespace HMACSWEEP_ISA {

/// Copies bytes that do not overlap.
HMACSWEEP_HD inline void copy_bytes(const std::uint8_t* from, std::size_t size, std::uint8_t* to) {
#if defined(__CUDACC__)
    for (std::size_t i = 0; i < size; ++i) {
        to[i] = from[i];
    }
#else
    __builtin_memcpy(to, from, size);
#endif
}

/// Decodes a text to `out` and its length to `bytes`; false where the text is wrong. `out` has room for the text's size
/// and three bytes more. `out` is the text itself, or does not overlap the text.
[[nodiscard]] HMACSWEEP_HD inline bool decode_text(TextForm form, const Base64Tables& tables, const std::uint8_t* text,
                                                   std::size_t size, std::uint8_t* out, std::size_t& bytes) {
    Decoded decoded{size, DecodeError::None};
    switch (form) {
        case TextForm::Bytes:
            if (text != out) {
                copy_bytes(text, size, out);
            }
            break;
        case TextForm::Base64:
            decoded = decode_base64(*tables.standard, Padding::Required, text, size, out);
            break;
        case TextForm::Base64Url:
            decoded = decode_base64(*tables.url_safe, Padding::Optional, text, size, out);
            break;
        case TextForm::Hex:
            decoded = decode_hex(text, size, out);
            break;
    }
    bytes = decoded.bytes;
    return decoded.error == DecodeError::None;
}

/// Removes escapes or doubled quotes from a text of `record`, and then decodes it as decode_text() does. False also
/// where the text is missing.
[[nodiscard]] HMACSWEEP_HD inline bool read_text(TextForm form, const Base64Tables& tables, const std::uint8_t* record,
                                                 const PlainText& text, std::uint8_t* out, std::size_t& bytes) {
    const std::uint8_t* const given = record + text.span.offset;
    switch (text.kind) {
        case CellKind::Null:
            return false;
        case CellKind::Plain:
            return decode_text(form, tables, given, text.span.size, out, bytes);
        case CellKind::JsonEscapes:
            bytes = unescape_json(given, text.span.size, out);
            break;
        default:
            bytes = unescape_cell(text.kind, given, text.span.size, out);
            break;
    }
    return decode_text(form, tables, out, bytes, out, bytes);
}

/// The fewest bytes that a correct text can decode to. The function assumes that escapes make up at most half of the
/// text; a record with more escapes is not plain.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint64_t least_bytes(TextForm form, const PlainText& text) {
    const std::uint64_t size = text.kind == CellKind::Plain ? text.span.size : text.span.size / 2;
    const std::uint64_t digits = size > 2 ? size - 2 : 0;    // without the prefix of hex or the padding of base64
    switch (form) {
        case TextForm::Bytes:
            return size;
        case TextForm::Hex:
            return digits / 2;
        default:
            return digits / 4 * 3;
    }
}

/// Writes the message to `out`, which has `room` bytes, and its length to `size`; false where a piece is missing, wrong
/// or too long. A message that must become longer than `most` bytes is not decoded, because one thread of a GPU would
/// take too long.
[[nodiscard]] HMACSWEEP_HD inline bool write_message(const PlainShapeView& shape, const Base64Tables& tables,
                                                     const std::uint8_t* record, const PlainText* texts,
                                                     std::uint8_t* out, std::uint64_t room, std::uint64_t most,
                                                     std::uint64_t& size) {
    size = 0;
    for (std::uint32_t i = 0; i < shape.num_pieces; ++i) {
        const PlainPiece& piece = shape.pieces[i];
        const PlainText text =
            piece.place == no_place ? PlainText{piece.literal, CellKind::Plain, false} : texts[piece.place];
        std::size_t written = 0;
        if (size + text.span.size + decode_slack > room || size + least_bytes(piece.form, text) > most ||
            !read_text(piece.form, tables, piece.place == no_place ? shape.texts : record, text, out + size, written)) {
            return false;
        }
        size += written;
    }
    return true;
}

/// The most characters in the text of a digest: hex with a prefix, base64 with padding.
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t most_digest_text(TextForm form) {
    switch (form) {
        case TextForm::Bytes:
            return max_digest_bytes;
        case TextForm::Hex:
            return 2 + (2 * max_digest_bytes);
        default:
            return (max_digest_bytes + 2) / 3 * 4;
    }
}

/// Writes the MAC to `out`: max_digest_bytes, zero behind the MAC's end, and then up to `decode_slack` bytes without
/// meaning. False where the MAC is missing, wrong, or shorter or longer than the algorithm's digest.
[[nodiscard]] HMACSWEEP_HD inline bool write_mac(const PlainShapeView& shape, const Base64Tables& tables,
                                                 const std::uint8_t* record, const PlainText& text, Algorithm algorithm,
                                                 std::uint8_t* out) {
    const std::uint32_t wanted = digest_bytes(algorithm);
    HMACSWEEP_UNROLL
    for (std::uint32_t i = 0; i < max_digest_bytes; ++i) {
        out[i] = 0;
    }
    std::size_t size = 0;
    if (text.kind == CellKind::Plain) {
        return !text.is_number && text.span.size <= most_digest_text(shape.mac_form) &&
               decode_text(shape.mac_form, tables, record + text.span.offset, text.span.size, out, size) &&
               size == wanted;
    }
    // Escapes make a text longer than the digest's.
    constexpr std::uint32_t most_text = 4 * max_digest_bytes;
    std::uint8_t bytes[most_text + decode_slack];
    if (text.span.size > most_text || !read_text(shape.mac_form, tables, record, text, bytes, size) || size != wanted) {
        return false;
    }
    copy_bytes(bytes, wanted, out);
    return true;
}

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
