#include "host/diagnosis/job/record_texts.hpp"

#include "host/format/table_header.hpp"

#include <algorithm>

#include <simdjson.h>

namespace hmacsweep::diagnosis {
namespace {

/// To read a record costs as much as to make a text of a fourth of its size.
constexpr std::uint64_t read_bytes_for_a_made_one = 4;

/// The shape, by which no record is malformed because of its MAC, key or algorithm.
format::Shape lenient(const format::Shape& shape) {
    format::Shape all = shape;
    all.default_key_id = "any";
    all.default_algorithm = Algorithm::HmacSha256;
    all.message_encoding = all.mac_encoding = Encoding::Text;
    all.mac_form = format::MacForm::Told;
    for (format::MacItem& item : all.mac.items) {
        item.encoding.reset();
    }
    return all;
}

/// Finds where the names of a recipe are in the records of a shape. False where a table has no such column.
bool resolve(format::Recipe& recipe, const format::Shape& shape) {
    return std::ranges::all_of(recipe.names, [&](format::RecipeName& name) {
        const auto part = std::ranges::find(shape.mac.names, name.name);
        if (part != shape.mac.names.end()) {
            name.mac_part = static_cast<std::uint32_t>(part - shape.mac.names.begin());
            return true;
        }
        if (shape.kind() == format::RecordKind::Line) {
            const auto found = std::ranges::find(shape.line.names, name.name);
            name.column = static_cast<std::uint32_t>(found - shape.line.names.begin());
            return found != shape.line.names.end();
        }
        if (is_json_pointer(name.name) && shape.has_header) {
            const Result<JsonPointer> pointer = parse_json_pointer(name.name);
            name.pointer = pointer ? *pointer : JsonPointer{};
        }
        if (shape.is_table()) {
            format::FieldPlace place;
            place.name = name.name;
            place.pointer = name.pointer;
            format::find_column(shape, place);
            name.column = place.column;
            return place.column != format::no_column;
        }
        return true;
    });
}

}    // namespace

RecordTexts::RecordTexts(std::span<const Sample> samples, TextBudget& budget) : samples_(samples), budget_(budget) {
    shapes_.reserve(samples.size());
    for (const Sample& sample : samples) {
        shapes_.push_back(lenient(*sample.shape));
    }
}

std::vector<reader::NamedText> RecordTexts::fields(std::size_t index) {
    return reader::fields_of(reader_, *samples_[index].shape, samples_[index].bytes());
}

std::vector<reader::NamedText> RecordTexts::lists(std::size_t index) {
    std::vector<reader::NamedText> lists;
    if (!is_json()) {
        return lists;
    }
    const simdjson::padded_string padded(as_text(samples_[index].bytes()));
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(padded).get(object) != simdjson::SUCCESS) {
        return lists;
    }
    for (const auto& [name, value] : object) {
        if (value.is_array()) {
            lists.push_back({std::string(name), simdjson::minify(value)});
        }
    }
    return lists;
}

Texts RecordTexts::made_by(std::string_view text) {
    std::uint64_t num_read = 0;
    for (const Sample& sample : samples_) {
        num_read += sample.bytes().size();
    }
    if (!budget_.spend(num_read / read_bytes_for_a_made_one)) {
        return Texts(samples_.size());
    }
    Texts texts = make(text);
    std::uint64_t num_made = 0;
    for (const auto& made : texts) {
        num_made += made ? made->size() : 0;
    }
    return budget_.spend(num_made) ? texts : Texts(samples_.size());
}

Texts RecordTexts::make(std::string_view text) {
    Texts texts(samples_.size());
    const Result<format::Recipe> parsed = format::parse_recipe(text);
    if (!parsed) {
        return texts;
    }
    for (std::size_t i = 0; i < samples_.size(); ++i) {
        format::Recipe recipe = *parsed;
        if (!resolve(recipe, shapes_[i])) {
            continue;
        }
        format::Shape& shape = shapes_[i];
        shape.has_pointers = shape.has_pointers ||
                             std::ranges::any_of(recipe.names, [](const auto& name) { return !name.pointer.empty(); });
        shape.replace_recipe(std::move(recipe));
        const Bytes bytes = samples_[i].bytes();
        const reader::Record& record = reader_.read(shape, bytes.data(), bytes.size());
        if (!record.is_malformed() && record.is_message_known) {
            texts[i].emplace(record.message.begin(), record.message.end());
        }
    }
    return texts;
}

std::vector<MacTexts> RecordTexts::macs() {
    std::vector<MacTexts> macs(samples_.size());
    const Texts all = make("{raw:len}");    // any message that every record has
    for (std::size_t i = 0; i < samples_.size(); ++i) {
        const format::Shape& shape = shapes_[i];
        const Bytes bytes = samples_[i].bytes();
        const reader::Record& record = reader_.read(shape, bytes.data(), bytes.size());
        macs[i].is_decoded = shape.place(format::Field::Mac).is_decoded;
        if (!record.mac.empty()) {
            macs[i].texts.emplace_back(record.mac.begin(), record.mac.end());
        }
        for (const Bytes mac : record.more_macs) {
            macs[i].texts.emplace_back(mac.begin(), mac.end());
        }
    }
    return macs;
}

std::vector<std::string> RecordTexts::mac_parts() const {
    return samples_.empty() ? std::vector<std::string>() : samples_.front().shape->mac.names;
}

}    // namespace hmacsweep::diagnosis
