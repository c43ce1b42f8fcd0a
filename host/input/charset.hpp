// Text in other charsets than UTF-8: known by a byte-order mark or by name, and converted by iconv. Nothing is
// replaced: what cannot be converted is an error.
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

/// Whether iconv knows a charset of that name.
[[nodiscard]] bool is_charset(const std::string& name);

/// The text in UTF-8, up to the first bytes that cannot be converted.
[[nodiscard]] std::string converted_head(Bytes text, const std::string& charset);

class CharsetConverter {
public:
    /// Requires is_charset(). Throws std::bad_alloc.
    explicit CharsetConverter(const std::string& charset);
    CharsetConverter(const CharsetConverter&) = delete;
    CharsetConverter& operator=(const CharsetConverter&) = delete;
    CharsetConverter(CharsetConverter&&) = delete;
    CharsetConverter& operator=(CharsetConverter&&) = delete;
    ~CharsetConverter();

    struct Step {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        bool is_invalid = false;    ///< the next bytes are no character of the charset
    };
    /// Converts the next bytes of the text. Bytes at the end that are part of a character stay.
    [[nodiscard]] Step convert(Bytes in, std::span<std::uint8_t> out);
    /// Behind the text's last byte: what is left, at most a few bytes.
    [[nodiscard]] Step finish(std::span<std::uint8_t> out);

private:
    void* handle_;
};

}    // namespace hmacsweep::input
