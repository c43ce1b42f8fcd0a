#include "host/cli/options/field_options.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_prefix_bytes = 1024;

/// Calls `use` for each entry of comma-separated lists.
template <class Use>
void for_each_entry(const std::vector<std::string>& lists, Use&& use) {
    for (const std::string& list : lists) {
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = std::min(list.find(',', begin), list.size());
            use(std::string_view(list).substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

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

/// The pointer that a name is; none for any other name.
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

}    // namespace

void set_field_name(format::Shape& shape, format::Field field, std::string_view name, Validation& validation) {
    format::FieldPlace& place = shape.place(field);
    const Result<std::optional<format::InnerName>> inner = format::parse_inner_name(name);
    if (!inner) {
        validation.require(false, fmt::format("--columns {}", inner.error().message));
        return;
    }
    place.is_mapped = true;
    place.name = name;
    place.inner.reset();
    if (*inner) {
        place.name = (*inner)->name;
        place.inner = format::InnerField{document_of(shape, **inner), (*inner)->pointer, std::string(name)};
    }
}

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

namespace {

/// `\x01{KeyId}`: bytes, and then a key's number in four.
void set_mac_prefix(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    if (!flags.mac_prefix_bytes.empty()) {
        std::uint64_t number = 0;
        validation.set(number, parse_number("--mac-prefix-bytes", flags.mac_prefix_bytes, 0, most_prefix_bytes));
        shape.mac_prefix_bytes = static_cast<std::uint32_t>(number);
        validation.require(flags.mac_prefix.empty(), "--mac-prefix and --mac-prefix-bytes say two prefixes of the MAC");
    }
    if (flags.mac_prefix.empty()) {
        return;
    }
    const Result<format::Pattern> pattern = format::parse_pattern(flags.mac_prefix);
    const bool is_prefix = pattern && pattern->fields.size() == 1 && pattern->fields[0].name == "KeyId" &&
                           pattern->fields[0].how.empty() && !pattern->fields[0].null &&
                           !pattern->fields[0].takes_rest && pattern->literals[1].empty();
    if (!is_prefix) {
        validation.require(false, "--mac-prefix takes bytes with {KeyId} behind them, as '\\x01{KeyId}'");
        return;
    }
    validation.require(flags.mac_separator.empty(), "--mac-prefix is for one MAC, not for a list of them");
    shape.mac_prefix = pattern->literals[0];
    shape.mac_prefix_bytes = static_cast<std::uint32_t>(shape.mac_prefix->size() + sizeof(std::uint32_t));
}

}    // namespace

void set_mac_template(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    set_mac_prefix(shape, flags, validation);
    if (flags.mac.empty()) {
        validation.require(flags.mac_separator.empty(),
                           "--mac-separator is for a list that --mac describes, as --mac 't={t},v1={Mac:hex}'");
        return;
    }
    validation.require(shape.format != format::InputFormat::Lines || !flags.line.empty(),
                       "--mac has no field to look into: bare lines have no MAC");
    Result<format::MacTemplate> mac = format::parse_mac_template(flags.mac, flags.mac_separator);
    if (!mac) {
        validation.require(false, fmt::format("--mac {}", mac.error().message));
        return;
    }
    for (const format::MacItem& item : mac->items) {
        validation.require(
            !item.encoding || flags.mac_encoding.empty() || flags.mac_encoding == name_of(*item.encoding),
            "--mac and --mac-encoding say two encodings of the MAC");
    }
    shape.mac = std::move(*mac);
}

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

void set_algorithm_names(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    for_each_entry(flags.algorithm_names, [&](std::string_view entry) {
        const std::size_t equals = entry.rfind('=');
        const std::optional<Algorithm> algorithm =
            equals == std::string_view::npos ? std::nullopt : parse_algorithm(entry.substr(equals + 1));
        if (!algorithm || equals == 0) {
            validation.require(false, fmt::format("--algorithm-names takes NAME=ALGORITHM,..., as "
                                                  "sha256=HMAC_SHA_256, not \"{}\"",
                                                  printable(entry)));
            return;
        }
        const std::string name(entry.substr(0, equals));
        const auto is_it = [&](const auto& row) { return row.first == name; };
        validation.require(std::ranges::none_of(shape.algorithm_names, is_it),
                           fmt::format("--algorithm-names has \"{}\" twice", printable(name)));
        shape.algorithm_names.emplace_back(name, *algorithm);
    });
}

void set_refused(format::Shape& shape, const BatchFlags& flags, Validation& validation) {
    for_each_entry(flags.refuse, [&](std::string_view entry) {
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
    });
}

}    // namespace hmacsweep::cli
