// Converts text in other charsets to UTF-8 by iconv. A byte-order mark or a name tells the charset. Nothing is
// replaced: bytes that cannot be converted are an error.
#pragma once

#include "host/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::input {

/// How many first bytes are enough to know any byte-order mark.
inline constexpr std::size_t longest_mark = 4;

/// `UTF-16LE`, `UTF-16BE`, `UTF-32LE` or `UTF-32BE` for text that begins with that byte-order mark; else empty.
[[nodiscard]] std::string_view marked_charset(Bytes head);
/// Whether marked_charset() may give another answer when it gets more bytes.
[[nodiscard]] bool may_become_marked(Bytes head);

/// Whether iconv knows a charset of that name. False for a name with `/`, by which iconv would drop or replace
/// characters.
[[nodiscard]] bool is_charset(const std::string& name);

/// The text in UTF-8, up to the first bytes that cannot be converted. Requires is_charset(charset).
[[nodiscard]] std::string converted_head(Bytes text, const std::string& charset);

/// Converts one text to UTF-8, piece by piece. For one thread at a time.
class CharsetConverter {
public:
    /// Requires is_charset(charset). Throws std::bad_alloc.
    explicit CharsetConverter(const std::string& charset);
    CharsetConverter(const CharsetConverter&) = delete;
    CharsetConverter& operator=(const CharsetConverter&) = delete;
    CharsetConverter(CharsetConverter&&) = delete;
    CharsetConverter& operator=(CharsetConverter&&) = delete;
    ~CharsetConverter();

    /// What one call did.
    struct Converted {
        std::size_t consumed = 0;    ///< bytes of the input that were converted
        std::size_t produced = 0;    ///< bytes that were written to the output
        bool is_invalid = false;     ///< the next bytes are no character of the charset
    };
    /// Converts the next bytes of the text, as many as there is room for in `out`. Bytes that were not consumed must be
    /// given again, in front of more: those of an incomplete character at the end, and those without room.
    [[nodiscard]] Converted convert(Bytes in, std::span<std::uint8_t> out);
    /// To be called behind the text's last byte. Writes what the converter still holds: at most a few bytes.
    [[nodiscard]] Converted finish(std::span<std::uint8_t> out);

private:
    void* handle_;
};

}    // namespace hmacsweep::input
