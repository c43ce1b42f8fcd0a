// Sources that must not be read as records: containers and key files. Their first bytes show them.
#pragma once

#include "host/base/bytes.hpp"
#include "host/input/compression/compression.hpp"
#include "host/input/key_document.hpp"

#include <string>
#include <string_view>

namespace hmacsweep::input {

class SourceCheck {
public:
    /// Whether more first bytes are needed to decide. Each call must give the bytes of the call before and may add
    /// more.
    [[nodiscard]] bool wants_more(Bytes begin);
    /// Why the source is refused: a text that follows the source's name in a sentence; empty: it is not refused.
    /// `begin` must be what the last wants_more() got.
    [[nodiscard]] std::string refusal(Bytes begin, std::string_view name, Compression compression) const;

private:
    KeyDocument key_document_;
    KeyDocument::Answer is_key_file_ = KeyDocument::Answer::Undecided;
};

}    // namespace hmacsweep::input
