#include "host/cli/options/field_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

bool is_document(const format::EncodedJson& document, const format::InnerName& inner) {
    return document.name == inner.name && document.encoding == inner.encoding;
}

/// The number of the document that an inner name is within, a new one where there is none yet.
std::uint32_t document_of(format::Shape& shape, const format::InnerName& inner) {
    const auto found = std::ranges::find_if(
        shape.documents, [&](const format::EncodedJson& document) { return is_document(document, inner); });
    if (found != shape.documents.end()) {
        return static_cast<std::uint32_t>(found - shape.documents.begin());
    }
    shape.documents.push_back({inner.name, inner.encoding, {}, {}});
    return static_cast<std::uint32_t>(shape.documents.size() - 1);
}

/// Notes which elements of lists a pointer names.
void add_list_uses(const JsonPointer& pointer, std::vector<format::ListUse>& uses) {
    for (std::size_t i = 1; i < pointer.size(); ++i) {
        const std::optional<std::size_t> number = element_number(pointer[i]);
        if (!number) {
            continue;
        }
        const JsonPointer list(pointer.begin(), pointer.begin() + static_cast<std::ptrdiff_t>(i));
        auto found = std::ranges::find(uses, list, &format::ListUse::list);
        if (found == uses.end()) {
            found = uses.insert(uses.end(), {list, {}});
        }
        found->elements.push_back(*number);
    }
}

/// Reads the names that are JSON pointers.
void set_pointers(format::Shape& shape, Validation& validation) {
    if (shape.format == format::InputFormat::Lines || !shape.has_header) {
        return;    // where names are parts or numbers
    }
    const auto set = [&](auto& place, std::string_view option) {
        place.pointer = pointer_of(place.name, option, validation);
        shape.has_pointers = shape.has_pointers || !place.pointer.empty();
        add_list_uses(place.pointer, shape.list_uses);
    };
    for (format::FieldPlace& place : shape.fields) {
        set(place, "--columns");
    }
    for (format::RecipeName& part : shape.recipe.names) {
        set(part, "--message");
    }
}

/// Finds which fields and which of the recipe's names are parts of the MAC's field.
void set_mac_parts(format::Shape& shape, Validation& validation) {
    for (const format::Field field : {format::Field::Id, format::Field::KeyId, format::Field::MacAlgorithm}) {
        format::FieldPlace& place = shape.place(field);
        const auto found = std::ranges::find(shape.mac.names, place.name);
        if (place.is_mapped && found != shape.mac.names.end()) {
            place.mac_part = static_cast<std::uint32_t>(found - shape.mac.names.begin());
        }
    }
    validation.require(!shape.is_mac_part(format::Field::MacAlgorithm) || shape.mac_form != format::MacForm::Found,
                       "--mac-encoding auto needs the algorithm before the MAC, and --columns mac-algorithm=... says "
                       "that it is a part of the MAC's field: say how MACs are written");
    for (format::RecipeName& part : shape.recipe.names) {
        const auto found = std::ranges::find(shape.mac.names, part.name);
        part.mac_part = found == shape.mac.names.end() ? format::no_part
                                                       : static_cast<std::uint32_t>(found - shape.mac.names.begin());
    }
}

}    // namespace

void set_steps(format::Shape& shape, format::Field field, std::vector<format::Step> steps, const Given& given,
               Validation& validation) {
    format::FieldPlace& place = shape.place(field);
    place.is_decoded = format::makes_bytes(steps);
    place.steps = std::move(steps);
    const bool is_mac = field == format::Field::Mac;
    const std::string_view option = is_mac ? "--mac-encoding" : "--message-encoding";
    validation.require(!place.is_decoded || !given.has(option) || (!is_mac && field != format::Field::Message),
                       fmt::format("{} and the steps of {} say two encodings", option, printable(place.name)));
}

std::optional<format::FieldPlace> read_field_name(format::Shape& shape, std::string_view text, std::string_view option,
                                                  Validation& validation) {
    format::NameWithSteps split = format::split_steps(text);
    const Result<std::optional<format::InnerName>> inner = format::parse_inner_name(split.name);
    if (!inner) {
        validation.require(false, fmt::format("{} {}", option, inner.error().message));
        return std::nullopt;
    }
    format::FieldPlace place;
    place.is_mapped = true;
    place.name = *inner ? (*inner)->name : std::string(split.name);
    if (*inner) {
        place.inner = format::InnerField{document_of(shape, **inner), (*inner)->pointer, std::string(split.name)};
    }
    place.steps = std::move(split.steps);
    return place;
}

JsonPointer pointer_of(const std::string& name, std::string_view option, Validation& validation) {
    JsonPointer pointer;
    if (is_json_pointer(name)) {
        Result<JsonPointer> parsed = parse_json_pointer(name);
        if (parsed) {
            pointer = std::move(*parsed);
        } else {
            validation.require(false, fmt::format("{} {}", option, parsed.error().message));
        }
    }
    return pointer;
}

void set_field_name(format::Shape& shape, format::Field field, std::string_view text, const Given& given,
                    Validation& validation) {
    std::optional<format::FieldPlace> named = read_field_name(shape, text, "--columns", validation);
    if (!named) {
        return;
    }
    format::FieldPlace& place = shape.place(field);
    std::vector<format::Step> steps = std::move(named->steps);
    place.is_mapped = true;
    place.name = std::move(named->name);
    place.inner = std::move(named->inner);
    set_steps(shape, field, std::move(steps), given, validation);
}

void add_refused(format::Shape& shape, std::string_view entry, Validation& validation) {
    const Result<std::optional<format::InnerName>> inner = format::parse_inner_name(entry);
    if (!inner || !*inner) {
        validation.require(false, inner ? fmt::format("--refuse takes NAME:ENCODING/POINTER,..., as "
                                                      "Header:base64url/crit, not \"{}\"",
                                                      printable(entry))
                                        : fmt::format("--refuse {}", inner.error().message));
        return;
    }
    const auto document = std::ranges::find_if(
        shape.documents, [&](const format::EncodedJson& known) { return is_document(known, **inner); });
    if (document == shape.documents.end()) {
        validation.require(false,
                           fmt::format("--refuse {0}: --columns takes nothing from {1}:{2}, where that "
                                       "would be looked for",
                                       printable(entry), printable((*inner)->name), name_of((*inner)->encoding)));
        return;
    }
    document->refused.emplace_back(entry);
    document->refused_pointers.push_back((*inner)->pointer);
}

void settle_names(format::Shape& shape, const Given& given, Validation& validation) {
    set_mac_parts(shape, validation);
    shape.has_header = !given.has("--no-header");
    set_pointers(shape, validation);
}

}    // namespace hmacsweep::cli
