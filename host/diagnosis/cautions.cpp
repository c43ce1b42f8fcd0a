#include "host/diagnosis/cautions.hpp"

#include "host/base/encoding.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::string_view less_words =
    "this covers less than you asked for: ask who made the records before you use it";

constexpr std::string_view digest_words =
    "a field of the message is a digest itself: only the digest is covered, not what it was made of";

/// Whether the message is that field, or is made of it.
bool is_covered(const Finding& finding, std::string_view name) {
    const std::string text = in_braces(name, Encoding::Text);
    const std::string_view open = std::string_view(text).substr(0, text.size() - 1);
    return std::ranges::any_of(finding.guesses, [&](const Guess& guess) {
        const Part part = mistakes()[guess.mistake].part;
        return (part == Part::MessageField && guess.parameter == name) ||
               ((part == Part::MessageField || part == Part::MessageChange) &&
                (guess.parameter.find(text) != std::string::npos ||
                 guess.parameter.find(fmt::format("{}:", open)) != std::string::npos));
    });
}

/// Whether with it less is verified than the options or the records ask for: another message, MAC, key or
/// algorithm, or a part of the MAC.
bool covers_less(const Guess& guess, const AdviceContext& context) {
    const format::Shape& shape = *context.sample.shape;
    const auto is_mapped = [&](format::Field field) { return shape.place(field).is_mapped; };
    const Mistake& mistake = mistakes()[guess.mistake];
    switch (mistake.part) {
        case Part::MessageField:
            return is_mapped(format::Field::Message) || !shape.recipe.is_empty();
        case Part::MacField:
            return is_mapped(format::Field::Mac);
        case Part::Key:
            return mistake.name == "key-other" && context.key != core::no_key;
        case Part::Formula:
            return mistake.name != "algorithm" || context.parts.algorithm;
        case Part::MessageEncoding:
        case Part::MessageChange:
        case Part::MacEncoding:
            break;
    }
    return false;
}

}    // namespace

bool is_digest(std::string_view text) {
    constexpr std::array<std::size_t, 6> digest_bytes{16, 20, 28, 32, 48, 64};
    return std::ranges::any_of(std::array{Encoding::Hex, Encoding::Base64}, [&](Encoding encoding) {
        std::vector<std::uint8_t> bytes(decoded_room(text.size()));
        const DecodeResult decoded = decode(encoding, text, bytes.data());
        // Words may be base64, but hardly with digits in them and of such a length.
        return decoded.reason.empty() && text.find_first_of("0123456789") != std::string_view::npos &&
               std::ranges::find(digest_bytes, decoded.bytes) != digest_bytes.end();
    });
}

std::vector<std::string_view> cautions(const Finding& finding, const AdviceContext& context) {
    std::vector<std::string_view> words;
    if (std::ranges::any_of(context.parts.fields, [&](const reader::NamedText& field) {
            return is_covered(finding, field.name) && is_digest(field.text);
        })) {
        words.push_back(digest_words);
    }
    if (std::ranges::any_of(finding.guesses, [&](const Guess& guess) { return covers_less(guess, context); })) {
        words.push_back(less_words);
    }
    return words;
}

}    // namespace hmacsweep::diagnosis
