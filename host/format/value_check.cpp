#include "host/format/value_check.hpp"

#include "host/format/step.hpp"
#include "host/format/table_header.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

/// The index of a name in a list; no_column or no_part, which are equal, if the name is not there.
std::uint32_t index_of(const std::vector<std::string>& names, const std::string& name) {
    static_assert(no_column == no_part);
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? no_part : static_cast<std::uint32_t>(found - names.begin());
}

/// The record's own field of that name, which is KMS's name or the one that the input has for it.
std::optional<Field> own_field(ValueRule rule, std::string_view name, const Shape& shape) {
    const Shape usual;
    for (const Field field : all_fields) {
        const FieldPlace& place = shape.place(field);
        const bool is_whole = place.is_mapped && !place.inner && (field != Field::Mac || shape.mac.is_empty());
        const bool may_be_own = rule == ValueRule::Unique || (field != Field::Mac && field != Field::Message);
        if (usual.name(field) == name || (is_whole && may_be_own && place.name == name)) {
            return field;
        }
    }
    return std::nullopt;
}

/// Whether equal bytes of a message mean that a field that it contains has equal text.
bool is_one_to_one(const RecipePiece& piece) {
    return piece.steps.empty() && !piece.is_file &&
           (piece.kind == PieceKind::Raw || piece.kind == PieceKind::Integer ||
            (piece.kind == PieceKind::Field && piece.encoding == Encoding::Text));
}

/// Whether pieces contain a field so that equal messages mean equal texts of it.
bool contain(const std::vector<RecipePiece>& pieces, const Recipe& recipe, std::string_view name) {
    return std::ranges::any_of(pieces, [&](const RecipePiece& piece) {
        const auto is_it = [&] { return piece.kind == PieceKind::Raw || recipe.names[piece.field].name == name; };
        return (is_one_to_one(piece) && is_it()) ||
               (piece.steps.empty() && !piece.is_file && contain(piece.group, recipe, name));
    });
}

/// Sets what is known of the field's place before inputs are read. Returns why that cannot be done; empty: it was done.
std::string find_place(ValueCheck& check, const Shape& shape) {
    FieldPlace& place = check.place;
    NameWithSteps split = split_steps(check.field);
    place.name = split.name;
    place.steps = std::move(split.steps);
    place.is_mapped = true;
    const Result<std::optional<InnerName>> inner = parse_inner_name(split.name);
    if (!inner) {
        return inner.error().message;
    }
    if (*inner) {
        place.name = (*inner)->name;
        place.inner = InnerField{0, (*inner)->pointer, check.field};
        check.document = EncodedJson{(*inner)->name, (*inner)->encoding, {}, {}};
    }
    place.mac_part = index_of(shape.mac.names, place.name);
    if (place.mac_part != no_part) {
        return {};
    }
    if (shape.kind() == RecordKind::Line) {
        place.column = index_of(shape.line.names, place.name);
        return place.column == no_column
                   ? fmt::format("names {}, and --line has no {{{}}}", printable(check.field), printable(place.name))
                   : std::string();
    }
    if (shape.has_header && is_json_pointer(place.name)) {
        Result<JsonPointer> pointer = parse_json_pointer(place.name);
        if (!pointer) {
            return pointer.error().message;
        }
        place.pointer = std::move(*pointer);
    }
    return {};
}

}    // namespace

Result<ValueCheck> parse_value_check(ValueRule rule, std::string_view text, const Shape& shape) {
    ValueCheck check;
    check.rule = rule;
    check.may_lack = text.ends_with('?');
    check.field = text.substr(0, text.size() - (check.may_lack ? 1 : 0));
    if (check.field.empty()) {
        return Error{"needs the name of a field"};
    }
    check.own = own_field(rule, check.field, shape);
    if (check.is_decoded() && rule == ValueRule::Sequence) {
        return Error{fmt::format("is for a counter, and {} is none", check.field)};
    }
    if (check.own == Field::Message && shape.recipe.uses_previous) {
        return Error{"Message is for records by themselves, and these are chained: a chain shows repeats as breaks"};
    }
    if (check.own == Field::Message && shape.recipe.uses_files) {
        return Error{"Message is for messages within the input, and these are files; the field with the path will do"};
    }
    if (!check.own) {
        if (std::string reason = find_place(check, shape); !reason.empty()) {
            return Error{std::move(reason)};
        }
    }
    return check;
}

Shape shape_of_values(const ValueCheck& check, const Shape& source) {
    Shape shape = source;
    if (check.own != Field::Message) {
        Recipe nothing;
        nothing.pieces.emplace_back();    // an empty text: no message is needed
        shape.replace_recipe(std::move(nothing));
    }
    shape.chain.link.reset();
    if (check.is_decoded()) {
        return shape;
    }
    FieldPlace& id = shape.place(Field::Id);
    id = check.own ? source.place(*check.own) : check.place;
    if (check.document) {
        id.inner->document = static_cast<std::uint32_t>(shape.documents.size());
        shape.documents.push_back(*check.document);
    }
    shape.has_pointers = shape.has_pointers || !id.pointer.empty();
    if (shape.is_table() && !check.own && id.mac_part == no_part) {
        find_column(shape, id);
    }
    return shape;
}

bool is_covered(const ValueCheck& check, const Shape& shape) {
    return check.is_decoded() || is_covered(check.own ? shape.place(*check.own) : check.place, shape);
}

bool is_covered(const FieldPlace& place, const Shape& shape) {
    if (place.mac_part == no_part && shape.recipe.object != ObjectForm::None) {
        const std::string& member = place.pointer.empty() ? place.name : place.pointer.front();
        return std::ranges::none_of(shape.recipe.left_out,
                                    [&](const std::string& name) { return Shape::is_same_but_case(name, member); });
    }
    return shape.recipe.is_empty() ? place.name == shape.name(Field::Message)
                                   : contain(shape.recipe.pieces, shape.recipe, place.name);
}

}    // namespace hmacsweep::format
