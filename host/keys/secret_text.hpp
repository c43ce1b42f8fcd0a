// A text with key material.
#pragma once

#include "host/base/secret.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hmacsweep::keys {

/// A text whose destructor wipes it. The text must not become longer than `room` bytes: a string that grows leaves
/// copies in memory that are not wiped.
class SecretText {
public:
    /// Begins with an empty text.
    explicit SecretText(std::size_t room) { text_.reserve(room); }
    ~SecretText() { wipe(text_.data(), text_.capacity()); }
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    SecretText(SecretText&&) = delete;
    SecretText& operator=(SecretText&&) = delete;

    std::string& operator*() { return text_; }
    std::string* operator->() { return &text_; }

private:
    std::string text_;
};

/// `text` without one final LF or CRLF.
[[nodiscard]] inline std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) {
        text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    }
    return text;
}

}    // namespace hmacsweep::keys
