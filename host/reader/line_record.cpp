#include "host/reader/line_record.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

/// Why a line does not fit: the literal `number` of the template is not where it must be.
std::string misfit(const format::LineTemplate& line, std::uint32_t number) {
    std::string_view place = "has no ";
    if (number == line.names.size()) {
        place = "does not end with ";
    } else if (number == 0) {
        place = "does not begin with ";
    }
    return fmt::format("the line does not fit the --line template: it {}\"{}\"{}", place,
                       printable(line.literal(number)),
                       number == 0 || number == line.names.size() ? "" : " where it must");
}

}    // namespace

void LineRecordReader::read(Bytes line, const format::Shape& shape, RecordBuilder& record) {
    if (shape.line.is_empty()) {
        record.set_key_id({});
        record.set_algorithm({});
        if (shape.recipe.is_empty()) {
            record.set_message_bytes(line);
        } else {
            record.set_recipe_message(line, {});    // of the whole line alone, since it has no parts
        }
        return;
    }
    parts_.resize(shape.line.names.size());
    const std::uint32_t matched = core::match_line(shape.line.view(), line.data(), line.size(), parts_.data());
    if (matched <= parts_.size()) {
        record.fail(misfit(shape.line, matched));
        return;
    }
    const auto text_at = [&](std::uint32_t part) -> FieldText {
        return part == format::no_column ? FieldText() : as_text(line.subspan(parts_[part].offset, parts_[part].size));
    };
    for (const format::Filter& filter : shape.filters) {
        if (filter.place.mac_part == format::no_part) {
            record.set_filter_text(filter, text_at(filter.place.column));
        }
    }
    if (!record.record().is_chosen) {
        return;
    }
    const auto text_of = [&](format::Field field) { return text_at(shape.place(field).column); };
    if (const FieldText id = text_of(format::Field::Id)) {
        record.set_id(*id);
    }
    record.set_key_id(text_of(format::Field::KeyId));
    record.set_algorithm(text_of(format::Field::MacAlgorithm));
    record.set_mac(text_of(format::Field::Mac));
    if (shape.recipe.is_empty()) {
        record.set_message(text_of(format::Field::Message));
    } else {
        recipe_texts_.clear();
        std::ranges::transform(shape.recipe.names, std::back_inserter(recipe_texts_), text_at,
                               &format::RecipeName::column);
        record.set_recipe_message(line, recipe_texts_);
    }
}

}    // namespace hmacsweep::reader
