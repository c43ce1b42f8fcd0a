#include "host/format/recipe.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

std::uint32_t index_of(std::vector<RecipeName>& names, const std::string& name) {
    const auto found = std::ranges::find(names, name, &RecipeName::name);
    if (found == names.end()) {
        names.push_back({name});
        return static_cast<std::uint32_t>(names.size() - 1);
    }
    return static_cast<std::uint32_t>(found - names.begin());
}

std::string to_lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// What stands in the parentheses of `WORD(...)`; empty where that is not what `how` is.
std::string_view argument_of(std::string_view word, std::string_view how) {
    const bool is_call = how.starts_with(word) && how.substr(word.size()).starts_with('(') && how.ends_with(')');
    return is_call ? how.substr(word.size() + 1, how.size() - word.size() - 2) : std::string_view();
}

Result<RecipePiece> make_piece(const PatternField& field, std::vector<RecipeName>& names) {
    RecipePiece piece;
    if (field.name.empty()) {
        return Error{"has a field without a name"};
    }
    if (field.takes_rest) {
        return Error{fmt::format("has dots behind {}, which have a meaning in --line only", printable(field.name))};
    }
    if (field.name == "raw" && (field.how.empty() || field.how == "len") && !field.null) {
        piece.kind = field.how.empty() ? PieceKind::Raw : PieceKind::RawLength;
        return piece;
    }
    const bool is_previous_mac = field.name == "prev.Mac";
    if (!is_previous_mac && to_lower(field.name) == "prev.mac") {
        return Error{fmt::format("says {{{}}}; the MAC of the record before is {{prev.Mac}}", printable(field.name))};
    }
    piece.kind = is_previous_mac ? PieceKind::PreviousMac : PieceKind::Field;
    if (!is_previous_mac && field.how == "len") {
        piece.kind = PieceKind::Length;
    } else if (!is_previous_mac && field.how == "int") {
        piece.kind = PieceKind::Integer;
    }
    if (!is_previous_mac) {
        piece.excluded = argument_of("no", field.how);
        piece.written = parse_encoding(argument_of("is", field.how));
    }
    const bool is_encoding = piece.kind != PieceKind::Length && piece.kind != PieceKind::Integer &&
                             piece.excluded.empty() && !piece.written && !field.how.empty();
    if (is_encoding) {
        const std::optional<Encoding> encoding = parse_encoding(field.how);
        if (!encoding) {
            return Error{
                fmt::format("says {{{}:{}}}; behind the colon stands {}base64, base64url, base64url-nopad, "
                            "base64-mime, hex or text",
                            printable(field.name), printable(field.how),
                            is_previous_mac ? "" : "len, int, no(CHARACTERS), is(ENCODING), ")};
        }
        piece.encoding = *encoding;
        piece.has_encoding = true;
    }
    piece.null = field.null;
    if (!is_previous_mac) {
        piece.field = index_of(names, field.name);
    }
    return piece;
}

}    // namespace

bool Recipe::has_previous_mac() const {
    return std::ranges::any_of(pieces, [](const RecipePiece& piece) { return piece.kind == PieceKind::PreviousMac; });
}

Result<Recipe> parse_recipe(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, ObjectForm>, 4> forms{
        {{"json-without:", ObjectForm::AsItStands},
         {"sorted-without:", ObjectForm::Sorted},
         {"sorted-utf8-without:", ObjectForm::SortedUtf8},
         {"jcs-without:", ObjectForm::Jcs}}};
    for (const auto& [prefix, form] : forms) {
        if (text.starts_with(prefix)) {
            if (text.size() == prefix.size()) {
                return Error{fmt::format("has no name of a member behind {}", prefix)};
            }
            Recipe recipe;
            recipe.object = form;
            recipe.left_out = text.substr(prefix.size());
            return recipe;
        }
    }
    const Result<Pattern> pattern = parse_pattern(text);
    return pattern ? make_recipe(*pattern) : Result<Recipe>(pattern.error());
}

Result<Recipe> make_recipe(const Pattern& pattern) {
    Recipe recipe;
    for (std::size_t i = 0; i < pattern.literals.size(); ++i) {
        if (!pattern.literals[i].empty()) {
            recipe.pieces.emplace_back().literal = pattern.literals[i];
        }
        if (i < pattern.fields.size()) {
            Result<RecipePiece> piece = make_piece(pattern.fields[i], recipe.names);
            if (!piece) {
                return piece.error();
            }
            recipe.pieces.push_back(std::move(*piece));
        }
    }
    if (pattern.fields.empty()) {
        return Error{"has no field in braces, so that every message would be the same"};
    }
    return recipe;
}

}    // namespace hmacsweep::format
