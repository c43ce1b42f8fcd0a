// The options that say what the input calls things: fields, algorithms, values that are refused.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/field_names.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<format::Field, format::num_fields> field_choices{{{"id", format::Field::Id},
                                                                    {"key-id", format::Field::KeyId},
                                                                    {"mac-algorithm", format::Field::MacAlgorithm},
                                                                    {"message", format::Field::Message},
                                                                    {"mac", format::Field::Mac}}};

/// Where the entry at `begin` ends: at a comma that no step has in its parentheses, as in `mac=query:without(a,b)`.
std::size_t end_of_entry(std::string_view list, std::size_t begin) {
    const std::size_t comma = std::min(list.find(',', begin), list.size());
    const std::size_t open = list.find('(', begin);
    const std::size_t close = list.find(')', begin);
    const bool is_inside = open < comma && close != std::string_view::npos && close > comma;
    return is_inside ? std::min(list.find(',', close), list.size()) : comma;
}

/// `message=payload,mac=signature` into the shape's names.
void set_columns(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    validation.require(shape.format != format::InputFormat::Lines || given.has("--line"),
                       "--columns has nothing to name in bare lines");
    for (const std::string& list : given.list("--columns")) {
        std::array<std::string_view, format::num_fields> named;    // a later --columns takes the place of this one
        for (std::size_t begin = 0; begin <= list.size();) {
            const std::size_t end = end_of_entry(list, begin);
            const std::string_view entry = std::string_view(list).substr(begin, end - begin);
            begin = end + 1;
            const std::size_t equals = entry.find('=');
            if (equals == std::string_view::npos || equals + 1 == entry.size()) {
                validation.require(false, fmt::format("--columns takes FIELD=NAME,..., not \"{}\"", entry));
                return;
            }
            format::Field field{};
            validation.choose(field, "--columns (the part before =)", entry.substr(0, equals), field_choices);
            std::string_view& before = named[static_cast<std::size_t>(field)];
            validation.require(before.empty(), fmt::format("--columns says {} and {}, and a record has one of them: "
                                                           "which is meant?",
                                                           printable(before), printable(entry)));
            before = entry;
            set_field_name(shape, field, entry.substr(equals + 1), given, validation);
        }
    }
    std::vector<std::string_view> names;
    // By a recipe, no member is the message for its usual name, and steps may take the MAC out of one that has it.
    const bool has_free_message = given.has("--message") && !shape.place(format::Field::Message).is_mapped &&
                                  !shape.place(format::Field::Mac).steps.empty();
    for (const format::Field field : format::all_fields) {
        if (field == format::Field::Message && has_free_message) {
            continue;
        }
        if (!given.has("--line") || shape.place(field).steps.empty()) {    // steps may take two fields out of one part
            names.push_back(shape.whole_name(field));
        }
    }
    std::ranges::sort(names);
    const auto twice = std::ranges::adjacent_find(names);
    validation.require(
        twice == names.end(),
        twice == names.end() ? "" : fmt::format("--columns uses the name \"{}\" for two fields", *twice));
}

void set_algorithm_names(BatchRequest& request, const Given& given, Validation& validation) {
    auto& names = request.run.shape.algorithm_names;
    for (const std::string& entry : entries_of(given.list("--algorithm-names"))) {
        const std::size_t equals = entry.rfind('=');
        const std::optional<Algorithm> algorithm =
            equals == std::string::npos ? std::nullopt : parse_algorithm(entry.substr(equals + 1));
        if (!algorithm || equals == 0) {
            validation.require(false, fmt::format("--algorithm-names takes NAME=ALGORITHM,..., as "
                                                  "sha256=HMAC_SHA_256, not \"{}\"",
                                                  printable(entry)));
            return;
        }
        const std::string name = entry.substr(0, equals);
        const auto is_it = [&](const auto& row) { return row.first == name; };
        validation.require(std::ranges::none_of(names, is_it),
                           fmt::format("--algorithm-names has \"{}\" twice", printable(name)));
        names.emplace_back(name, *algorithm);
    }
}

void set_refused(BatchRequest& request, const Given& given, Validation& validation) {
    for (const std::string& entry : entries_of(given.list("--refuse"))) {
        add_refused(request.run.shape, entry, validation);
    }
}

}    // namespace

Options column_options() {
    return {
        {.names = "--columns",
         .commands = reading_commands,
         .takes = Takes::Each,
         .value = "LIST",
         .help = "The input's own field names: message=payload,mac=/headers/signature,...; without a header numbers, "
                 "id=1:int for an integer",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_columns},
    };
}

Options name_options() {
    return {
        {.names = "--ignore-name-case",
         .commands = reading_commands,
         .group = Group::Input,
         .takes = Takes::Nothing,
         .help = "X-Signature in --columns and --message is x-signature in the input, too",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = [](BatchRequest& request, const Given&, Validation&) { request.run.shape.ignores_case = true; }},
        {.names = "--algorithm-names",
         .commands = reading_commands,
         .group = Group::Keys,
         .takes = Takes::Each,
         .value = "LIST",
         .help = "The input's own names of algorithms: HS256=HMAC_SHA_256,...",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_algorithm_names},
        {.names = "--refuse",
         .commands = reading_commands,
         .group = Group::Message,
         .takes = Takes::Each,
         .value = "LIST",
         .help = "Values that make a record malformed when they are there, as Header:base64url/crit",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_refused},
    };
}

}    // namespace hmacsweep::cli
