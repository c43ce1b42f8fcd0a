// Whether a JSON text is a key file: key material must not be taken for records, nor copied as such. Known by its
// content, however the file is called.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

/// A text is a key file when it is an object with a list `Keys` or `keys` whose elements have a KeyMaterial, or are
/// JWKs (`kty` is `oct`, and `k` is there), or when it is such a JWK itself. An object with a `k` alone is none.
class KeyDocument {
public:
    enum class Answer : std::uint8_t { Undecided, No, Yes };

    /// The answer for a text of which `begin` is the beginning: the whole of it up to now, which goes on where that of
    /// the last call ended. Looks at no more than the first value in it.
    Answer look(std::string_view begin);

private:
    void take(char c);
    void take_in_string(char c);
    void end_string();
    /// Of values that may be key material nothing is kept.
    [[nodiscard]] bool keeps_token() const { return wants_name_ || name_ == "kty"; }
    void take_value(std::string_view text);
    void open(char bracket);
    void close(char bracket);
    [[nodiscard]] bool is_in(std::string_view brackets) const { return open_ == brackets; }

    Answer answer_ = Answer::Undecided;
    std::size_t position_ = 0;
    std::string open_;    ///< the brackets that are open
    bool is_in_string_ = false;
    bool wants_name_ = false;    ///< of a member: what is next in an object
    std::string token_;          ///< of the string: as much as tells one name from another
    std::string escape_;         ///< that has begun in it
    std::string list_name_;      ///< of the member of the outermost object
    std::string name_;           ///< of the last member
    bool is_oct_ = false;        ///< of the object that may be a JWK, as is the next
    bool has_k_ = false;
};

}    // namespace hmacsweep::input
