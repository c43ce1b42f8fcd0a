// --records and --where: what the records of JSON documents are, and which records of mixed inputs are judged.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/field_names.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/format/name_hint.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The first `=` that no step has in its parentheses, as in `query:pairs:equals(=)`.
std::size_t find_equals(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=' && depth == 0) {
            return i;
        }
        depth += text[i] == '(' ? 1 : 0;
        depth -= text[i] == ')' && depth != 0 ? 1 : 0;
    }
    return std::string_view::npos;
}

/// Finds the place of the field as far as it is known before inputs are read.
void find_place(format::Filter& filter, const format::Shape& shape, Validation& validation) {
    format::FieldPlace& place = filter.place;
    const auto index_in = [&](const std::vector<std::string>& names) {
        return static_cast<std::uint32_t>(std::ranges::find(names, place.name) - names.begin());
    };
    if (const std::uint32_t part = index_in(shape.mac.names); part < shape.mac.names.size()) {
        place.mac_part = part;
        return;
    }
    if (shape.kind() == format::RecordKind::Line) {
        place.column = index_in(shape.line.names);
        validation.require(place.column < shape.line.names.size(),
                           fmt::format("--where names {}, and --line has no {{{}}}{}", printable(filter.name),
                                       printable(place.name), format::name_hint(place.name, shape.line.names)));
        return;
    }
    if (shape.has_header) {
        place.pointer = pointer_of(place.name, "--where", validation);
    }
    filter.way = place.pointer.empty() ? JsonPointer{place.name} : place.pointer;
}

void set_where(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    validation.require(!shape.is_chained(),
                       "--where is for records by themselves, and these are chained: the record before might not be "
                       "chosen");
    validation.require(shape.kind() != format::RecordKind::Line || !shape.line.is_empty(),
                       "--where has no fields in bare lines; --line names their parts");
    for (const std::string& text : given.list("--where")) {
        const std::size_t equals = find_equals(text);
        if (equals == 0 || equals == std::string::npos) {
            validation.require(false, fmt::format("--where takes FIELD=TEXT, as in --where type=payment, not \"{}\"",
                                                  printable(text)));
            return;
        }
        format::Filter filter;
        filter.name = text.substr(0, equals);
        filter.text = text.substr(equals + 1);
        std::optional<format::FieldPlace> place = read_field_name(shape, filter.name, "--where", validation);
        if (!place) {
            return;
        }
        filter.place = std::move(*place);
        find_place(filter, shape, validation);
        shape.filters.push_back(std::move(filter));
    }
}

void set_records(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    const std::string& text = given.text("--records");
    validation.require(shape.format == format::InputFormat::Auto || shape.kind() == format::RecordKind::Object,
                       "--records is for JSON");
    validation.require(is_json_pointer(text),
                       fmt::format("--records takes a JSON pointer, as /Records, not \"{}\"", printable(text)));
    shape.records = pointer_of(text, "--records", validation);
}

}    // namespace

Options where_options() {
    return {
        {.names = "--records",
         .commands = reading_commands,
         .group = Group::Input,
         .value = "POINTER",
         .help = "The records are the elements of the array at this JSON pointer, as /Records, in each document",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_records},
        {.names = "--where",
         .commands = verifying_commands,
         .group = Group::Input,
         .takes = Takes::Each,
         .value = "FIELD=TEXT",
         .help = "Judge only records whose FIELD is TEXT; the others are counted, and several --where must all hold",
         .is_in_profiles = true,
         .set = set_where},
    };
}

}    // namespace hmacsweep::cli
