// Whether a JSON text is a key file. Key material must not be read as records, nor copied into rejects. The content
// decides, not the file's name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

/// A text is a key file if it is a JWK (an object with `kty` = `oct` and with `k`), or an object with a list `Keys` or
/// `keys` in which an element is a JWK or has a KeyMaterial. An object with `k` alone is no key file.
class KeyDocument {
public:
    /// Undecided: more of the text is needed.
    enum class Answer : std::uint8_t { Undecided, No, Yes };

    /// The answer for a text that begins with `begin`. Each call must give the bytes of the call before and may add
    /// more. Looks at the first JSON value only.
    Answer look(std::string_view begin);

private:
    void take(char c);
    void take_in_string(char c);
    void end_string();
    /// Values that may be key material are not kept.
    [[nodiscard]] bool keeps_token() const { return wants_name_ || name_ == "kty"; }
    void take_value(std::string_view text);
    void open(char bracket);
    void close(char bracket);
    [[nodiscard]] bool is_in(std::string_view brackets) const { return open_ == brackets; }

    Answer answer_ = Answer::Undecided;
    std::size_t position_ = 0;
    std::string open_;    ///< the brackets that are open
    bool is_in_string_ = false;
    bool wants_name_ = false;    ///< whether the next string is a member's name
    std::string token_;          ///< the first bytes of the current string, enough to know a name
    std::string escape_;         ///< the unfinished escape in the string
    std::string list_name_;      ///< of the current member of the outermost object
    std::string name_;           ///< of the last member that has begun
    bool is_oct_ = false;        ///< whether the object that may be a JWK has `kty` = `oct`
    bool has_k_ = false;         ///< whether that object has `k`
};

}    // namespace hmacsweep::input
