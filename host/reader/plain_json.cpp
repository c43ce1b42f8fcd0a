#include "host/reader/plain_json.hpp"

#include "cuda/core/json_line.hpp"

#include <algorithm>

namespace hmacsweep::reader {
namespace {

/// Whether a shape asks more of a line than the scanner finds: the values of members by their names. All members of a
/// shape and of a field's place are named here, so that a new one does not compile before its place is decided.
bool is_for_parser(const format::Shape& shape) {
    const auto& [format, fields, message_encoding, mac_encoding, mac_form, default_key_id, candidates,
                 default_algorithm, wants_mac, needs_columns, line, recipe, base, input_name, chain, mac,
                 mac_prefix_bytes, mac_prefix, algorithm_names, ignores_case, has_pointers, list_uses, documents,
                 filters, records, is_array, has_header, delimiter, null_text, num_columns, is_one_column, is_binary,
                 binary_message_encoding, binary_mac_encoding, column_names] = shape;
    const auto is_place_for_parser = [](const format::FieldPlace& place) {
        const auto& [name, is_mapped, pointer, column, mac_part, inner, steps, is_decoded] = place;
        return !pointer.empty() || inner || !steps.empty();
    };
    return ignores_case || has_pointers || !list_uses.empty() || !documents.empty() || !filters.empty() ||
           recipe.object != format::ObjectForm::None || std::ranges::any_of(fields, is_place_for_parser);
}

}    // namespace

bool PlainJsonReader::read(std::string_view line, const format::Shape& shape, RecordBuilder& record) {
    if (is_for_parser(shape) || !find_values(line, shape)) {
        return false;
    }
    for (const format::Field field :
         {format::Field::KeyId, format::Field::MacAlgorithm, format::Field::Message, format::Field::Mac}) {
        const Value& value = values_[static_cast<std::size_t>(field)];
        if (value.is_there && !value.is_string) {
            return false;
        }
    }
    if (const Value& id = values_[static_cast<std::size_t>(format::Field::Id)]; id.is_there) {
        const std::size_t quotes = id.is_string ? 1 : 0;    // a plain string is its own JSON text
        record.set_id_json({id.text.data() - quotes, id.text.size() + (2 * quotes)});
    }
    record.set_key_id(text_of(format::Field::KeyId));
    record.set_algorithm(text_of(format::Field::MacAlgorithm));
    record.set_mac(text_of(format::Field::Mac));
    if (shape.recipe.is_empty()) {
        record.set_message(text_of(format::Field::Message));
    } else {
        recipe_texts_.clear();
        for (std::size_t i = format::num_fields; i < values_.size(); ++i) {
            recipe_texts_.push_back(values_[i].is_there ? FieldText(values_[i].text) : FieldText());
        }
        record.set_recipe_message(as_bytes(line), recipe_texts_);
    }
    return true;
}

bool PlainJsonReader::find_values(std::string_view line, const format::Shape& shape) {
    values_.assign(format::num_fields + shape.recipe.names.size(), Value{});
    next_wanted_ = 0;
    bool is_each_once = true;
    const auto text_at = [&](const core::Span& span) { return line.substr(span.offset, span.size); };
    return core::scan_plain_object(as_bytes(line).data(), line.size(),
                                   [&](const core::PlainMember& member) {
                                       is_each_once &= !member.has_escapes &&
                                                       keep_value(shape, text_at(member.name),
                                                                  {true, member.is_string, text_at(member.value)});
                                   }) &&
           is_each_once;
}

/// Keeps the value of a member where it is wanted; false when one of that name was there before. A name of the recipe
/// may be that of a field, too.
bool PlainJsonReader::keep_value(const format::Shape& shape, std::string_view name, const Value& value) {
    bool is_new = true;
    const auto keep = [&](std::size_t i) {
        is_new &= !values_[i].is_there;
        values_[i] = value;
    };
    // Members mostly stand in the order of the fields.
    if (next_wanted_ < format::num_fields && name == shape.fields[next_wanted_].name) {
        keep(next_wanted_++);
    } else {
        for (std::size_t f = 0; f < format::num_fields; ++f) {
            if (name == shape.fields[f].name) {
                keep(f);
                next_wanted_ = f + 1;
            }
        }
    }
    for (std::size_t n = 0; n < shape.recipe.names.size(); ++n) {
        if (name == shape.recipe.names[n].name) {
            keep(format::num_fields + n);
        }
    }
    return is_new;
}

FieldText PlainJsonReader::text_of(format::Field field) const {
    const Value& value = values_[static_cast<std::size_t>(field)];
    return value.is_there ? FieldText(value.text) : FieldText();
}

}    // namespace hmacsweep::reader
