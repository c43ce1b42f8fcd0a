// What must not be read as records, known by how it begins: containers and key files.
#pragma once

#include "host/base/bytes.hpp"
#include "host/input/compression/compression.hpp"
#include "host/input/key_document.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::input {

class SourceCheck {
public:
    /// Whether more than these first bytes is needed to know; those of a call begin with those of the last.
    [[nodiscard]] bool wants_more(Bytes begin);
    /// Why it is refused, as the end of a sentence that the source's name begins; empty when it is not. `begin` is what
    /// wants_more() has seen.
    [[nodiscard]] std::string refusal(Bytes begin, std::string_view name, Compression compression) const;

private:
    KeyDocument key_document_;
    KeyDocument::Answer is_key_file_ = KeyDocument::Answer::Undecided;
};

}    // namespace hmacsweep::input
