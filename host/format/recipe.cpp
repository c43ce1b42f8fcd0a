#include "host/format/recipe.hpp"

#include "host/format/shape.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
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

/// Whether a field called `raw` is the record itself, and not a member or column of that name.
bool is_record(const PatternField& field, std::span<const Step> steps) {
    if (field.name != "raw" || field.null) {
        return false;
    }
    if (steps.empty()) {
        return true;
    }
    switch (steps[0].kind) {
        case StepKind::Decode:
        case StepKind::Integer:
        case StepKind::HasNone:
        case StepKind::IsWritten:
            return false;
        default:
            return true;
    }
}

/// Puts a step that is alone where the fast steps look for it. Returns whether there was such a place.
bool set_sole_step(RecipePiece& piece, const Step& step) {
    const bool is_field = piece.kind == PieceKind::Field;
    switch (step.kind) {
        case StepKind::Decode:
            piece.encoding = step.encoding;
            return is_field || piece.kind == PieceKind::PreviousMac;
        case StepKind::Length:
            if (is_field || piece.kind == PieceKind::Raw) {
                piece.kind = is_field ? PieceKind::Length : PieceKind::RawLength;
                return true;
            }
            return false;
        case StepKind::Integer:
            piece.kind = is_field ? PieceKind::Integer : piece.kind;
            return is_field;
        case StepKind::HasNone:
            piece.excluded = is_field ? step.text : std::string();
            return is_field;
        case StepKind::IsWritten:
            if (is_field) {
                piece.written = step.encoding;
            }
            return is_field;
        default:
            return false;
    }
}

/// The field that `{prev.FIELD}` takes from the record before; empty: the field is no such field. A backslash makes the
/// dot plain.
std::string_view previous_name(const PatternField& field, std::string_view text) {
    constexpr std::string_view prefix = "prev.";
    const bool is_previous =
        field.group.empty() && text.substr(field.at + 1).starts_with(prefix) && field.name.size() > prefix.size();
    return is_previous ? std::string_view(field.name).substr(prefix.size()) : std::string_view();
}

/// Whether a field is `{input.name}`. A backslash makes the dot plain.
bool is_input_name(const PatternField& field, std::string_view text) {
    constexpr std::string_view name = "input.name";
    return field.group.empty() && field.name == name && text.substr(field.at + 1).starts_with(name);
}

/// Whether one of the pieces, or of the groups in them, is a file's content.
bool has_file(std::span<const RecipePiece> pieces) {
    return std::ranges::any_of(pieces, [](const RecipePiece& piece) { return piece.is_file || has_file(piece.group); });
}

/// The name of the key of `{key(NAME)}`; empty: the field is no such field. A backslash makes the parenthesis plain.
std::string_view key_name(const PatternField& field, std::string_view text) {
    constexpr std::string_view prefix = "key(";
    const bool is_key = field.group.empty() && text.substr(field.at + 1).starts_with(prefix) &&
                        field.name.size() > prefix.size() + 1 && field.name.ends_with(')');
    return is_key ? std::string_view(field.name).substr(prefix.size(), field.name.size() - prefix.size() - 1)
                  : std::string_view();
}

/// Whether one of the pieces is a key, or a group with a key in it.
bool has_key(std::span<const RecipePiece> pieces) {
    return std::ranges::any_of(
        pieces, [](const RecipePiece& piece) { return piece.kind == PieceKind::Secret || has_key(piece.group); });
}

/// Whether messages differ by something in the pieces: literals and keys are the same in all of them.
bool has_field(std::span<const RecipePiece> pieces) {
    return std::ranges::any_of(pieces, [](const RecipePiece& piece) {
        return piece.kind == PieceKind::Group ? has_field(piece.group)
                                              : piece.kind != PieceKind::Literal && piece.kind != PieceKind::Secret;
    });
}

Result<std::vector<RecipePiece>> make_pieces(const Pattern& pattern, Recipe& recipe);

/// Makes the piece of `{prev.Mac}` or `{prev.FIELD}`. All such pieces of a recipe take one field.
std::optional<Error> set_previous(RecipePiece& piece, std::string_view name, const PatternField& field,
                                  std::string_view text, Recipe& recipe) {
    piece.kind = PieceKind::PreviousMac;
    if (name != mac_part && Shape::is_same_but_case(name, mac_part)) {
        return error_at(text, field.at, "names no field; the MAC of the record before is {prev.Mac}");
    }
    const std::optional<std::uint32_t> index =
        name == mac_part ? std::nullopt : std::optional(index_of(recipe.names, std::string(name)));
    if (recipe.uses_previous && recipe.previous_field != index) {
        return error_at(text, field.at, "takes two fields of the record before, and a chain goes over one");
    }
    recipe.uses_previous = true;
    recipe.previous_field = index;
    return std::nullopt;
}

Result<RecipePiece> make_piece(const PatternField& field, std::string_view text, Recipe& recipe) {
    if (field.name.empty() && field.group.empty()) {
        return error_at(text, field.at, "has a field without a name");
    }
    if (field.takes_rest) {
        return error_at(text, field.at, "has dots behind a name, which have a meaning in --line only");
    }
    RecipePiece piece;
    std::span<const PatternStep> given(field.steps);
    if (!given.empty() && given.back().word == "file" && !given.back().has_argument) {
        piece.is_file = recipe.uses_files = true;
        given = given.first(given.size() - 1);
    }
    Result<std::vector<Step>> steps = make_steps(given, text);
    if (!steps) {
        return steps.error();
    }
    const std::string_view previous = previous_name(field, text);
    if (!field.group.empty()) {
        Result<std::vector<RecipePiece>> group = make_pieces(field.group[0], recipe);
        if (!group) {
            return group.error();
        }
        if (has_file(*group) && (piece.is_file || !given.empty())) {
            return error_at(text, field.at, "has steps for a group with a file in it, whose content no step reads");
        }
        // Any other step might tell a part of the key when it fails.
        if (has_key(*group) && !steps->empty() && (*steps)[0].kind != StepKind::Digest) {
            return error_at(text, field.steps[0].at, "has a step behind a group with a key, and only a digest may be");
        }
        piece.kind = PieceKind::Group;
        piece.group = std::move(*group);
    } else if (const std::string_view name = key_name(field, text); !name.empty()) {
        if (field.null) {
            return error_at(text, field.at, "has a text for a key that is not there, and a key must be there");
        }
        if (!steps->empty()) {
            return error_at(text, field.steps[0].at, "has a step behind a key; keys import --encoding decodes a key");
        }
        piece.kind = PieceKind::Secret;
        piece.literal = name;
    } else if (is_record(field, *steps)) {
        piece.kind = PieceKind::Raw;
    } else if (is_input_name(field, text)) {
        piece.kind = PieceKind::InputName;
    } else if (!previous.empty()) {
        if (const std::optional<Error> error = set_previous(piece, previous, field, text, recipe)) {
            return *error;
        }
    } else if (Shape::is_same_but_case(field.name, "prev.mac")) {
        return error_at(text, field.at, "names no field; the MAC of the record before is {prev.Mac}");
    } else {
        piece.kind = PieceKind::Field;
        piece.field = index_of(recipe.names, field.name);
    }
    piece.null = field.null;
    piece.takes_json = !steps->empty() && takes_json((*steps)[0]);
    if (steps->size() != 1 || !set_sole_step(piece, (*steps)[0])) {
        piece.steps = std::move(*steps);
    }
    return piece;
}

Result<std::vector<RecipePiece>> make_pieces(const Pattern& pattern, Recipe& recipe) {
    std::vector<RecipePiece> pieces;
    for (std::size_t i = 0; i < pattern.literals.size(); ++i) {
        if (!pattern.literals[i].empty()) {
            pieces.emplace_back().literal = pattern.literals[i];
        }
        if (i < pattern.fields.size()) {
            Result<RecipePiece> piece = make_piece(pattern.fields[i], pattern.text, recipe);
            if (!piece) {
                return piece.error();
            }
            if (piece->kind == PieceKind::Group && !piece->null && piece->steps.empty() && !piece->is_file) {
                std::ranges::move(piece->group, std::back_inserter(pieces));    // the parentheses say nothing
            } else {
                pieces.push_back(std::move(*piece));
            }
        }
    }
    return pieces;
}

bool is_needed(std::span<const RecipePiece> pieces, std::uint32_t name) {
    return std::ranges::any_of(pieces, [name](const RecipePiece& piece) {
        const bool is_field =
            piece.kind == PieceKind::Field || piece.kind == PieceKind::Length || piece.kind == PieceKind::Integer;
        return !piece.null && ((is_field && piece.field == name) || is_needed(piece.group, name));
    });
}

/// The names of `a,b`, in which a backslash makes the character behind it plain.
std::vector<std::string> split_names(std::string_view text) {
    std::vector<std::string> names(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',') {
            names.emplace_back();
            continue;
        }
        const bool is_escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == '\\');
        names.back() += text[i += is_escape ? 1 : 0];
    }
    return names;
}

}    // namespace

bool Recipe::uses_keys() const {
    return has_key(pieces);
}

bool Recipe::needs(std::uint32_t name) const {
    return previous_field == name || is_needed(pieces, name);
}

Result<Recipe> parse_recipe(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, ObjectForm>, 6> forms{
        {{"json-without:", ObjectForm::AsItStands},
         {"sorted-without:", ObjectForm::Sorted},
         {"sorted-utf8-without:", ObjectForm::SortedUtf8},
         {"spaced-without:", ObjectForm::Spaced},
         {"spaced-utf8-without:", ObjectForm::SpacedUtf8},
         {"jcs-without:", ObjectForm::Jcs}}};
    for (const auto& [prefix, form] : forms) {
        if (text.starts_with(prefix)) {
            Recipe recipe;
            recipe.object = form;
            recipe.left_out = split_names(text.substr(prefix.size()));
            if (std::ranges::count(recipe.left_out, "") != 0) {
                return Error{fmt::format("has no name of a member behind {}", prefix)};
            }
            return recipe;
        }
    }
    const Result<Pattern> pattern = parse_pattern(text);
    return pattern ? make_recipe(*pattern) : Result<Recipe>(pattern.error());
}

Result<Recipe> make_recipe(const Pattern& pattern) {
    Recipe recipe;
    Result<std::vector<RecipePiece>> pieces = make_pieces(pattern, recipe);
    if (!pieces) {
        return pieces.error();
    }
    if (!has_field(*pieces)) {
        return Error{"has no field in braces, so that every message would be the same"};
    }
    recipe.pieces = std::move(*pieces);
    return recipe;
}

}    // namespace hmacsweep::format
