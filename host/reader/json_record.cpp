#include "host/reader/json_record.hpp"

#include "cuda/core/find.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/reader/json_canonical.hpp"
#include "host/reader/json_lists.hpp"

#include <algorithm>
#include <new>
#include <optional>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

static_assert(slab_padding >= simdjson::SIMDJSON_PADDING);

/// Past this line length the parser's buffers are given back after use.
constexpr std::size_t kept_capacity = std::size_t{1} << 20;
constexpr std::size_t max_depth = 1024;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// What is wrong with a line that simdjson refused.
std::string json_reason(simdjson::error_code code) {
    switch (code) {
        case simdjson::UTF8_ERROR:
            return "it has bytes that are not UTF-8";
        case simdjson::UNESCAPED_CHARS:
            return "a string has a raw control character in it";
        case simdjson::UNCLOSED_STRING:
            return "a string is not closed";
        case simdjson::STRING_ERROR:
            return "a string has a bad escape in it";
        case simdjson::NUMBER_ERROR:
            return "it has a number that JSON does not allow";
        case simdjson::DEPTH_ERROR:
            return fmt::format("it is nested more than {} levels deep", max_depth);
        default:
            return "it is not one complete JSON object";
    }
}

/// Whether a number that no machine type holds may be behind an error: versions of simdjson call it differently.
bool is_maybe_number(simdjson::error_code code) {
    switch (code) {
        case simdjson::SUCCESS:
        case simdjson::CAPACITY:
        case simdjson::MEMALLOC:
        case simdjson::UTF8_ERROR:
        case simdjson::UNESCAPED_CHARS:
        case simdjson::UNCLOSED_STRING:
        case simdjson::STRING_ERROR:
        case simdjson::DEPTH_ERROR:
            return false;
        default:
            return true;
    }
}

/// An element of an array may stand on several lines; the parser refuses a line feed in a string.
bool has_control_character(std::string_view line, const format::Shape& shape) {
    const std::uint8_t line_feed = shape.has_elements() ? '\n' : '\t';
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
        record.fail(fmt::format("{} stands there twice", finder.twice()));
    } else if (!finder.dead_end().empty()) {
        record.fail(fmt::format("{} leads through \"{}\", which is no object", printable(pointer),
                                printable(finder.dead_end())));
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
                        record.fail(fmt::format("{} stands there twice", name));
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
    /// A field's value as it stands in the line.
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
    if (shape.place(format::Field::Id).inner) {
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

/// What a value adds to a message: a string's own text, all else as it stands in the line, which `text` gives; nothing
/// for null.
template <class Text>
FieldText message_text(const dom::element& value, Text&& text) {
    if (value.is_null()) {
        return std::nullopt;
    }
    return value.is_string() ? value.get_string().value_unsafe() : text();
}

/// A list of bytes or of headers is hardly a message, unless the recipe says so by `{name:text}`.
void fail_for_list(const dom::element& value, const format::Recipe& recipe, std::size_t name, RecordBuilder& record) {
    const std::string_view kind = list_kind(value);
    const auto takes_it = [&](const format::RecipePiece& piece) {
        return piece.kind == format::PieceKind::Field && piece.field == name && piece.has_encoding;
    };
    if (!kind.empty() && std::ranges::none_of(recipe.pieces, takes_it)) {
        record.fail(fmt::format("{0} is a list of {1}; {{{0}:text}} in --message takes it as it stands",
                                printable(recipe.names[name].name), kind));
    }
}

}    // namespace

JsonRecordReader::JsonRecordReader() : parser_(std::make_unique<dom::parser>()) {}

void JsonRecordReader::read(std::string_view line, const format::Shape& shape, RecordBuilder& record) {
    if (line.starts_with(byte_order_mark)) {
        record.fail("not valid JSON: a byte-order mark stands before it");
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
    if (parse(line, shape.recipe.object == format::ObjectForm::Jcs, root, record)) {
        if (const auto object = root.get_object(); object.error() == simdjson::SUCCESS) {
            read_object(line, object.value_unsafe(), shape, record);
            if (!shape.list_uses.empty()) {
                record.set_unread_elements(num_unread_elements(object.value_unsafe(), shape));
            }
            if (!shape.recipe.names.empty()) {
                find_recipe_texts(line, object.value_unsafe(), shape, record);
            }
            if (shape.recipe.object != format::ObjectForm::None) {
                set_object_message(line, object.value_unsafe(), shape.recipe, record);
                if (shape.chain.link) {
                    record.set_link(recipe_texts_[*shape.chain.link]);
                }
            } else if (!shape.recipe.is_empty()) {
                record.set_recipe_message(as_bytes(line), recipe_texts_);
            }
        } else {
            record.fail("not a record: it must be a JSON object");
        }
    }
    if (parser_->capacity() > kept_capacity) {
        record.keep_key_id();    // which may still point into the parser
        parser_ = std::make_unique<dom::parser>();
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
                    record.fail(fmt::format("{} stands there twice", name));
                }
                is_seen_[n] = true;
                recipe_texts_[n] = message_text(value, [&] { return member_text(line, index); });
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
            recipe_texts_[n] = message_text(finder_.value(), [&] { return finder_.text(line); });
            fail_for_list(finder_.value(), shape.recipe, n, record);
        }
        fail_for(finder_, part.name, record);
    }
}

/// The message that is the object less one member.
void JsonRecordReader::set_object_message(std::string_view line, dom::object object, const format::Recipe& recipe,
                                          RecordBuilder& record) {
    object_text_.clear();
    if (recipe.object == format::ObjectForm::AsItStands) {
        std::optional<std::size_t> found;
        std::size_t index = 0;
        for (const auto& [name, value] : object) {
            if (name == recipe.left_out) {
                if (found) {
                    record.fail(fmt::format("{} stands there twice", name));
                }
                found = index;
            }
            ++index;
        }
        object_text_ = found ? without_member(line, *found) : std::string(trim_blanks(line));
    } else if (has_blanked_) {
        record.fail(fmt::format("it has a number that no {}, for which --message knows no canonical form",
                                recipe.object == format::ObjectForm::Jcs ? "double holds" : "64 bits hold"));
    } else if (const std::string_view reason = append_canonical(object_text_, object, recipe.object, recipe.left_out);
               !reason.empty()) {
        record.fail(fmt::format("it {}", reason));
    }
    record.set_message_bytes(as_bytes(object_text_));
}

simdjson::error_code JsonRecordReader::parse_rewritten(dom::element& root) {
    const std::size_t size = rewritten_.size();
    rewritten_.resize(size + simdjson::SIMDJSON_PADDING, ' ');
    return parser_->parse(reinterpret_cast<const std::uint8_t*>(rewritten_.data()), size, false).get(root);
}

/// `is_javascript`: whether integers that no 64 bits hold are doubles.
bool JsonRecordReader::parse(std::string_view line, bool is_javascript, dom::element& root, RecordBuilder& record) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(line.data());
    has_blanked_ = false;
    simdjson::error_code error = parser_->parse(bytes, line.size(), false).get(root);
    if (is_maybe_number(error) && is_javascript) {
        rewritten_ = with_long_integers_as_doubles(line);
        error = parse_rewritten(root);
    }
    if (is_maybe_number(error)) {
        rewritten_ = line;
        if (blank_numbers(rewritten_)) {
            has_blanked_ = true;
            error = parse_rewritten(root);
        }
    }
    if (error == simdjson::MEMALLOC) {
        throw std::bad_alloc();
    }
    if (error != simdjson::SUCCESS) {
        record.fail(fmt::format("not valid JSON: {}", json_reason(error)));
        return false;
    }
    return true;
}

}    // namespace hmacsweep::reader
