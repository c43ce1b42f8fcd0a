#include "host/backend/plain_shape.hpp"

#include "host/format/format.hpp"

#include <algorithm>
#include <iterator>

namespace hmacsweep::backend {
namespace {

using core::TextForm;

std::optional<TextForm> form_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::Base64:
            return TextForm::Base64;
        case Encoding::Base64Url:
            return TextForm::Base64Url;
        case Encoding::Hex:
            return TextForm::Hex;
        case Encoding::Text:
            return TextForm::Bytes;
        case Encoding::Base64UrlBare:
        case Encoding::Base64Mime:
            break;
    }
    return std::nullopt;
}

/// A piece with all that a plain piece may have of this one.
format::RecipePiece plain_part(const format::RecipePiece& piece) {
    format::RecipePiece plain;
    plain.kind = piece.kind == format::PieceKind::Field ? piece.kind : format::PieceKind::Literal;
    plain.literal = piece.literal;
    plain.field = piece.field;
    plain.encoding = piece.encoding;
    // A NULL field or a JSON list is an exception, whatever the recipe says of it.
    plain.null = piece.null;
    plain.takes_json = piece.takes_json;
    return plain;
}

/// A shape with all that a plain shape may have of this one. Whatever is not copied here is the Reader's, and so is
/// every member that a shape, a field's place or a recipe gets in the future.
format::Shape plain_part(const format::Shape& shape) {
    format::Shape plain;
    plain.format = shape.format;
    for (const format::Field field : format::all_fields) {
        const format::FieldPlace& place = shape.place(field);
        plain.place(field) = {.name = place.name, .is_mapped = place.is_mapped, .column = place.column};
    }
    plain.message_encoding = shape.message_encoding;
    plain.mac_encoding = shape.mac_encoding;
    plain.mac_form = shape.mac_form;
    plain.default_key_id = shape.default_key_id;
    plain.candidates = shape.candidates;
    plain.default_algorithm = shape.default_algorithm;
    plain.wants_mac = shape.wants_mac;
    plain.needs_columns = shape.needs_columns;
    plain.line = shape.line;
    std::ranges::transform(shape.recipe.names, std::back_inserter(plain.recipe.names), [](const auto& name) {
        return format::RecipeName{.name = name.name, .column = name.column};
    });
    std::ranges::transform(shape.recipe.pieces, std::back_inserter(plain.recipe.pieces),
                           [](const auto& piece) { return plain_part(piece); });
    plain.is_array = shape.is_array;
    plain.has_header = shape.has_header;
    plain.delimiter = shape.delimiter;
    plain.num_columns = shape.num_columns;
    plain.is_one_column = shape.is_one_column;
    plain.is_binary = shape.is_binary;
    plain.binary_message_encoding = shape.binary_message_encoding;
    plain.binary_mac_encoding = shape.binary_mac_encoding;
    plain.column_names = shape.column_names;
    return plain;
}

/// Whether a key has a name with a NUL byte, which the Reader takes for an integer in COPY's binary form.
bool has_nul_name(const keys::KeyStore& keys) {
    const auto has_nul = [](const std::string& name) { return name.find('\0') != std::string::npos; };
    return std::ranges::any_of(keys.keys(), [&](const keys::Key& key) {
        return has_nul(key.key_id) || has_nul(key.arn) || std::ranges::any_of(key.aliases, has_nul);
    });
}

/// How a shape's records stand in lines, as frame_records() has it; nothing where they do not.
std::optional<core::LineRules> line_rules(const format::Shape& shape) {
    if (!format::format_of(shape).has_line_rules) {
        return std::nullopt;
    }
    return core::LineRules{shape.table_syntax(), shape.is_table(), shape.skips_blank_lines()};
}

}    // namespace

PlainShape::PlainShape(const format::Shape& shape, const keys::KeyStore& keys, PlainUse use)
    : lines_(line_rules(shape)) {
    view_.takes_mac = use.is_verify;
    view_.default_key = shape.default_key_id.empty() ? core::no_key : keys.find(shape.default_key_id);
    if (view_.default_key != core::no_key && keys[view_.default_key].is_replica_arn(shape.default_key_id)) {
        view_.default_key = core::no_key;    // the result has that name, which the Reader keeps
    }
    view_.takes_no_key = !shape.candidates.is_empty() && use.is_verify;
    view_.has_default_algorithm = shape.default_algorithm.has_value();
    view_.default_algorithm = shape.default_algorithm.value_or(Algorithm{});
    const std::optional<TextForm> mac_form = form_of(use.mac_encoding.value_or(shape.mac_encoding));
    if (shape != plain_part(shape) || use.quotes_messages || !mac_form) {
        return;
    }
    view_.mac_form = *mac_form;
    switch (shape.kind()) {
        case format::RecordKind::Object:
            view_.format = core::PlainFormat::Json;
            is_packable_ = place_members(shape);
            break;
        case format::RecordKind::Row:
            view_.format = shape.is_binary ? core::PlainFormat::Row : core::PlainFormat::Table;
            view_.syntax = shape.table_syntax();
            view_.is_width_fixed = shape.num_columns != 0;
            is_packable_ = place_columns(shape, shape.num_columns) &&
                           (!shape.is_binary || (shape.num_columns != 0 && !has_nul_name(keys)));
            break;
        case format::RecordKind::Line:
            view_.format = core::PlainFormat::Line;
            view_.line = shape.line.view();
            is_packable_ = !shape.line.is_empty() && place_columns(shape, view_.line.num_parts);
            break;
        case format::RecordKind::Unknown:
            break;
    }
    is_packable_ = is_packable_ && add_pieces(shape);
    view_.texts = reinterpret_cast<const std::uint8_t*>(texts_.data());
    view_.names = names_.data();
    view_.pieces = pieces_.data();
    view_.num_pieces = static_cast<std::uint32_t>(pieces_.size());
}

/// A place for each name. All own fields have one, those too that the message is not made of: a member that is there
/// twice or is no string is the Reader's.
bool PlainShape::place_members(const format::Shape& shape) {
    const auto place = [&](format::Field field) { return place_name(shape.place(field).name); };
    view_.places[core::plain_id] = place(format::Field::Id);
    view_.places[core::plain_key_id] = place(format::Field::KeyId);
    view_.places[core::plain_algorithm] = place(format::Field::MacAlgorithm);
    message_place_ = place(format::Field::Message);
    view_.places[core::plain_mac] = place(format::Field::Mac);
    for (const format::RecipeName& part : shape.recipe.names) {
        recipe_places_.push_back(place_name(part.name));
    }
    view_.place_of_message = message_place_;
    view_.num_places = static_cast<std::uint32_t>(names_.size());
    return names_.size() <= core::max_places;
}

std::uint32_t PlainShape::place_name(const std::string& name) {
    core::PlainName wanted{};
    for (std::size_t i = 0; i < std::min<std::size_t>(name.size(), 16); ++i) {
        wanted.words[i / 8] |= std::uint64_t{static_cast<unsigned char>(name[i])} << (8 * (i % 8));
        wanted.masks[i / 8] |= std::uint64_t{0xff} << (8 * (i % 8));
    }
    const auto is_same = [&](const core::PlainName& other) {
        return std::string_view(texts_).substr(other.text.offset, other.text.size) == name;
    };
    const auto found = std::ranges::find_if(names_, is_same);
    const auto place = static_cast<std::uint32_t>(found - names_.begin());
    if (found == names_.end()) {
        wanted.text = keep(name);
        names_.push_back(wanted);
    }
    return place;
}

/// The places are columns of a table, or parts of a line; `num_places` of them, or 0 where that is not known.
bool PlainShape::place_columns(const format::Shape& shape, std::uint32_t num_places) {
    const auto column = [&](format::Field field) { return shape.place(field).column; };
    static_assert(format::no_column == core::no_place);
    view_.places[core::plain_id] = column(format::Field::Id);
    view_.places[core::plain_key_id] = column(format::Field::KeyId);
    view_.places[core::plain_algorithm] = column(format::Field::MacAlgorithm);
    view_.places[core::plain_mac] = column(format::Field::Mac);
    view_.place_of_message = core::no_place;
    message_place_ = column(format::Field::Message);
    std::ranges::transform(shape.recipe.names, std::back_inserter(recipe_places_), &format::RecipeName::column);
    if (num_places == 0) {
        const auto count = [&](std::uint32_t place) {
            num_places = place == core::no_place ? num_places : std::max(num_places, place + 1);
        };
        std::ranges::for_each(shape.fields, count, &format::FieldPlace::column);
        std::ranges::for_each(recipe_places_, count);
    }
    view_.num_places = num_places;
    return num_places <= core::max_places;
}

bool PlainShape::add_pieces(const format::Shape& shape) {
    if (shape.recipe.is_empty()) {
        const std::optional<TextForm> form = form_of(shape.message_encoding);
        pieces_.push_back({message_place_, form.value_or(TextForm::Bytes), {}});
        return form && message_place_ != core::no_place;
    }
    for (const format::RecipePiece& piece : shape.recipe.pieces) {
        if (piece.kind == format::PieceKind::Literal) {
            pieces_.push_back({core::no_place, TextForm::Bytes, keep(piece.literal)});
            continue;
        }
        const std::optional<TextForm> form = form_of(piece.encoding);
        if (!form || recipe_places_[piece.field] == core::no_place) {
            return false;
        }
        pieces_.push_back({recipe_places_[piece.field], *form, {}});
    }
    return true;
}

core::Span PlainShape::keep(std::string_view text) {
    const core::Span span{static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())};
    texts_ += text;
    return span;
}

}    // namespace hmacsweep::backend
