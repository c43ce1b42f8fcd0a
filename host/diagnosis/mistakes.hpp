// The usual mistakes, as data: how to correct each in a record that was read, so that its MAC may fit, and the option
// that corrects it. The search, the text for people and the documentation all use this list.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// What a mistake is about. One mistake of each part is tried at a time.
enum class Part : std::uint8_t { MessageField, MessageEncoding, MessageChange, MacField, MacEncoding, Key, Formula };

/// Writes `from` with the mistake corrected to `to`, replacing its content. False, with `to` unspecified, when the
/// mistake cannot have been made in `from`. `from` is the text of a message or MAC (Part::MessageEncoding,
/// MacEncoding), a message's bytes (MessageChange), or key material (Key).
using Change = bool (*)(Bytes from, std::vector<std::uint8_t>& to);

struct Mistake {
    std::string_view name;    ///< stable, for the summary and the documentation
    Part part;
    std::string_view words;    ///< what is true, as a clause; `{}` is the parameter: a field, a key, an algorithm
    std::string_view
        advice;    ///< text for an option, or for the recipe (MessageChange); `{}` as in words; empty: no option helps
    Change change = nullptr;             ///< null: the search has code of its own for this mistake
    std::string_view in_general = {};    ///< for words with a parameter, the words without it; else empty
};

/// All mistakes, the most frequent first. Of mistakes that explain the same records, the first one is reported.
[[nodiscard]] std::span<const Mistake> mistakes();

/// The index in mistakes() of the mistake of that name. There must be one.
[[nodiscard]] std::uint8_t number_of(std::string_view name);

}    // namespace hmacsweep::diagnosis
