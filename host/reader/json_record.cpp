#include "host/reader/json_record.hpp"

#include "cuda/core/find.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/reader/json_canonical.hpp"
#include "host/reader/json_lists.hpp"
#include "host/reader/json_text.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

static_assert(slab_padding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// An element of an array may stand on several lines; the parser refuses a line feed in a string.
bool has_control_character(std::string_view line, const format::Shape& shape) {
    const std::uint8_t line_feed = shape.has_elements() || !shape.records.empty() ? '\n' : '\t';
    const auto is_one = [line_feed](auto byte) {
        return (byte < std::uint8_t{0x20}) & (byte != std::uint8_t{'\t'}) & (byte != std::uint8_t{'\r'}) &
               (byte != line_feed);
    };
    return core::find_first(as_bytes(line).data(), 0, line.size(), is_one) != line.size();
}

/// Whether a member's name is a field's. The usual names are never meant in another case.
bool is_field(const format::Shape& shape, std::string_view name, std::size_t field) {
    return shape.fields[field].is_mapped ? shape.is_name(name, shape.fields[field].name)
                                         : name == shape.fields[field].name;
}

/// Why what a pointer's way met cannot be used, if it met such a thing.
void fail_for(const JsonFinder& finder, std::string_view pointer, RecordBuilder& record) {
    if (!finder.twice().empty()) {
        record.fail(fmt::format("{} appears twice", finder.twice()));
    } else if (!finder.dead_end().empty()) {
        record.fail(fmt::format("{} {}", printable(pointer), dead_end_reason(finder, pointer)));
    }
}

/// The members of an object that are the record's own fields.
class Members {
public:
    Members(std::string_view line, dom::object object, const format::Shape& shape, RecordBuilder& record)
        : line_(line), object_(object), shape_(shape), record_(record) {
        std::size_t index = 0;
        for (const auto& [name, value] : object) {
            for (std::size_t f = 0; f < format::num_fields; ++f) {
                if (is_field(shape, name, f) && shape.fields[f].pointer.empty()) {
                    if (is_seen_[f]) {
                        record.fail(fmt::format("{} appears twice", name));
                        is_twice_[f] = true;
                    }
                    is_seen_[f] = true;
                    values_[f] = value;
                    indexes_[f] = index;
                }
            }
            ++index;
        }
        if (shape.has_pointers) {
            find_nested();
        }
    }

    /// Null is the same as absent.
    [[nodiscard]] bool has(format::Field field) const { return is_seen_[at(field)] && !value(field).is_null(); }
    /// Whether it is there more than once, so that none of them is the one.
    [[nodiscard]] bool is_twice(format::Field field) const { return is_twice_[at(field)]; }
    [[nodiscard]] const dom::element& value(format::Field field) const { return values_[at(field)]; }
    /// A field's value as it is written in the line.
    [[nodiscard]] std::string_view text(format::Field field) const {
        const std::size_t f = at(field);
        if (shape_.fields[f].pointer.empty()) {
            return member_text(line_, indexes_[f]);
        }
        JsonFinder finder;
        finder.find(object_, shape_.fields[f].pointer, shape_.ignores_case);
        return finder.text(line_);
    }

    /// Gives a field's text, or its absence, to `use`; a value of a wrong type fails.
    template <class Use>
    void give(format::Field field, Use&& use) const {
        if (!has(field)) {
            use(FieldText());
        } else if (!shape_.place(field).steps.empty() && !value(field).is_string()) {
            use(FieldText(text(field)));
        } else if (!value(field).is_string()) {
            record_.fail(fmt::format("{} must be a string", shape_.name(field)));
        } else {
            use(FieldText(value(field).get_string().value_unsafe()));
        }
    }

private:
    static std::size_t at(format::Field field) { return static_cast<std::size_t>(field); }

    /// The fields whose names are JSON pointers.
    void find_nested() {
        JsonFinder finder;
        for (std::size_t f = 0; f < format::num_fields; ++f) {
            if (!shape_.fields[f].pointer.empty()) {
                is_seen_[f] = finder.find(object_, shape_.fields[f].pointer, shape_.ignores_case);
                values_[f] = finder.value();
                fail_for(finder, shape_.fields[f].name, record_);
                is_twice_[f] = !finder.twice().empty();
            }
        }
    }

    std::string_view line_;
    dom::object object_;
    const format::Shape& shape_;
    RecordBuilder& record_;
    std::array<dom::element, format::num_fields> values_;
    std::array<bool, format::num_fields> is_seen_{};
    std::array<bool, format::num_fields> is_twice_{};
    std::array<std::size_t, format::num_fields> indexes_{};    ///< how many members stand before each
};

void read_object(std::string_view line, dom::object object, const format::Shape& shape, RecordBuilder& record) {
    const Members members(line, object, shape, record);
    if (shape.place(format::Field::Id).inner || !shape.place(format::Field::Id).steps.empty()) {
        members.give(format::Field::Id, [&](FieldText text) {
            if (text) {
                record.set_id(*text);
            }
        });
    } else if (members.has(format::Field::Id)) {
        const dom::element& id = members.value(format::Field::Id);
        if (id.is_string()) {
            record.set_id(id.get_string().value_unsafe());
        } else if (id.is_number()) {
            record.set_id_json(members.text(format::Field::Id));
        } else {
            record.fail(fmt::format("{} must be a string or a number", shape.name(format::Field::Id)));
        }
    }
    members.give(format::Field::KeyId, [&](FieldText text) { record.set_key_id(text); });
    members.give(format::Field::MacAlgorithm, [&](FieldText text) { record.set_algorithm(text); });
    if (!members.is_twice(format::Field::Mac)) {    // else the next record of a chain does not know this one's
        members.give(format::Field::Mac, [&](FieldText text) { record.set_mac(text); });
    }
    if (shape.recipe.is_empty()) {
        members.give(format::Field::Message, [&](FieldText text) { record.set_message(text); });
    }
}

/// Whether a piece takes the value of a name although it is a list.
bool takes_json(std::span<const format::RecipePiece> pieces, std::size_t name) {
    return std::ranges::any_of(pieces, [name](const format::RecipePiece& piece) {
        return (piece.kind == format::PieceKind::Field && piece.field == name && piece.takes_json) ||
               takes_json(piece.group, name);
    });
}

/// A list of bytes or of headers is hardly a message, unless the recipe says so by `{name:text}`.
void fail_for_list(const dom::element& value, const format::Recipe& recipe, std::size_t name, RecordBuilder& record) {
    const std::string_view kind = list_kind(value);
    if (!kind.empty() && !takes_json(recipe.pieces, name)) {
        record.fail(fmt::format("{0} is a list of {1}; {{{0}:text}} in --message takes it as it is written",
                                printable(recipe.names[name].name), kind));
    }
}

}    // namespace

void JsonRecordReader::read(std::string_view line, const format::Shape& shape, RecordBuilder& record) {
    if (line.starts_with(byte_order_mark)) {
        record.fail("not valid JSON: a byte-order mark comes before it");
        return;
    }
    if (!shape.records.empty() && line.empty()) {
        record.fail(
            "no element: the JSON document here is broken, or has no array, or more than one, where --records says, or "
            "an element is missing in it");
        return;
    }
    if (shape.has_elements() && line.empty()) {
        record.fail("not valid JSON: an element is missing here");
        return;
    }
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] != '{') {
        record.fail("not valid JSON: a record is an object and begins with {");
        return;
    }
    if (has_control_character(line, shape)) {
        record.fail("not valid JSON: it has a control character in it");
        return;
    }
    dom::element root;
    const Numbers numbers = shape.recipe.object == format::ObjectForm::Jcs ? Numbers::JavaScript : Numbers::Exact;
    if (const std::string reason = parser_.parse(line, Padding::Readable, numbers, root); !reason.empty()) {
        record.fail(fmt::format("not valid JSON: {}", reason));
    } else {
        if (const auto object = root.get_object(); object.error() == simdjson::SUCCESS) {
            set_filter_texts(line, object.value_unsafe(), shape, record);
            if (record.record().is_chosen) {
                read_chosen(line, object.value_unsafe(), shape, record);
            }
        } else {
            record.fail("not a record: it must be a JSON object");
        }
    }
    if (parser_.is_large()) {
        record.keep_key_id();    // which may still point into the parser
        parser_.shrink();
    }
}

void JsonRecordReader::read_chosen(std::string_view line, dom::object object, const format::Shape& shape,
                                   RecordBuilder& record) {
    read_object(line, object, shape, record);
    if (!shape.list_uses.empty()) {
        record.set_unread_elements(num_unread_elements(object, shape));
    }
    if (!shape.recipe.names.empty()) {
        find_recipe_texts(line, object, shape, record);
    }
    if (shape.recipe.object != format::ObjectForm::None) {
        set_object_message(line, object, shape.recipe, record);
        if (shape.chain.link) {
            record.set_link(recipe_texts_[*shape.chain.link]);
        }
    } else if (!shape.recipe.is_empty()) {
        record.set_recipe_message(as_bytes(line), recipe_texts_);
    }
}

/// A name that is there twice, or a pointer that leads through a text, makes the record malformed: it is not known
/// whether the record is meant.
void JsonRecordReader::set_filter_texts(std::string_view line, dom::object object, const format::Shape& shape,
                                        RecordBuilder& record) {
    for (const format::Filter& filter : shape.filters) {
        if (filter.place.mac_part != format::no_part) {
            continue;
        }
        const bool is_there = finder_.find(object, filter.way, shape.ignores_case);
        if (!finder_.twice().empty() || !finder_.dead_end().empty()) {
            fail_for(finder_, filter.place.name, record);
        } else if (!is_there || finder_.value().is_null()) {
            record.set_filter_text(filter, {});
        } else {
            record.set_filter_text(
                filter, finder_.value().is_string() ? finder_.value().get_string().value_unsafe() : finder_.text(line));
        }
    }
}

/// Of a list of texts or numbers, as a header's values, one may be meant; each object or list in a list is a thing of
/// its own, and one that no pointer names was not verified.
std::size_t JsonRecordReader::num_unread_elements(dom::object object, const format::Shape& shape) {
    std::size_t count = 0;
    for (const format::ListUse& use : shape.list_uses) {
        dom::array list;
        if (!finder_.find(object, use.list, shape.ignores_case) ||
            finder_.value().get_array().get(list) != simdjson::SUCCESS) {
            continue;
        }
        std::size_t index = 0;
        for (const dom::element& element : list) {
            const bool is_thing = element.is_object() || element.is_array();
            count += is_thing && std::ranges::find(use.elements, index) == use.elements.end() ? 1 : 0;
            ++index;
        }
    }
    return count;
}

/// The texts of the members that the recipe names.
void JsonRecordReader::find_recipe_texts(std::string_view line, dom::object object, const format::Shape& shape,
                                         RecordBuilder& record) {
    const std::vector<format::RecipeName>& names = shape.recipe.names;
    recipe_texts_.assign(names.size(), FieldText());
    is_seen_.assign(names.size(), false);
    std::size_t index = 0;
    for (const auto& [name, value] : object) {
        for (std::size_t n = 0; n < names.size(); ++n) {
            if (shape.is_name(name, names[n].name)) {
                if (is_seen_[n]) {
                    record.fail(fmt::format("{} appears twice", name));
                }
                is_seen_[n] = true;
                recipe_texts_[n] = text_of_value(value, [&] { return member_text(line, index); });
                fail_for_list(value, shape.recipe, n, record);
            }
        }
        ++index;
    }
    if (shape.has_pointers) {
        find_nested_recipe_texts(line, object, shape, record);
    }
}

/// Those of the recipe's texts whose names are JSON pointers.
void JsonRecordReader::find_nested_recipe_texts(std::string_view line, dom::object object, const format::Shape& shape,
                                                RecordBuilder& record) {
    for (std::size_t n = 0; n < shape.recipe.names.size(); ++n) {
        const format::RecipeName& part = shape.recipe.names[n];
        if (part.pointer.empty()) {
            continue;
        }
        recipe_texts_[n].reset();
        if (finder_.find(object, part.pointer, shape.ignores_case)) {
            recipe_texts_[n] = text_of_value(finder_.value(), [&] { return finder_.text(line); });
            fail_for_list(finder_.value(), shape.recipe, n, record);
        }
        fail_for(finder_, part.name, record);
    }
}

/// The message that is the object without some members.
void JsonRecordReader::set_object_message(std::string_view line, dom::object object, const format::Recipe& recipe,
                                          RecordBuilder& record) {
    object_text_.clear();
    if (recipe.object != format::ObjectForm::AsItStands && parser_.has_blanked_numbers()) {
        record.fail(fmt::format("it has a number that no {}, for which --message knows no canonical form",
                                recipe.object == format::ObjectForm::Jcs ? "double holds" : "64 bits hold"));
    } else if (const std::string reason = append_without(object_text_, line, object, recipe.object, recipe.left_out);
               !reason.empty()) {
        record.fail(reason);
    }
    record.set_message_bytes(as_bytes(object_text_));
}

}    // namespace hmacsweep::reader
