#include "host/judge/name_watch.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/name_hint.hpp"
#include "host/reader/json_finder.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::judge {
namespace {

constexpr std::size_t max_wanted = 64;

bool is_wanted(const format::Shape& shape, format::Field field) {
    return shape.place(field).is_mapped && !shape.is_mac_part(field) &&
           (field != format::Field::Mac || shape.wants_mac);
}

/// Adds the members that steps leave out of the record.
void add_left_out(std::span<const format::RecipePiece> pieces, std::vector<std::string>& names) {
    for (const format::RecipePiece& piece : pieces) {
        for (const format::Step& step : piece.steps) {
            if (piece.kind == format::PieceKind::Raw && step.kind == format::StepKind::Without) {
                names.insert(names.end(), step.names.begin(), step.names.end());
            }
        }
        add_left_out(piece.group, names);
    }
}

}    // namespace

void NamesSeen::add(const NamesSeen& other) {
    found |= other.found;
    for (const std::string& name : other.names) {
        if (names.size() < max_names && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    list = list.empty() ? other.list : list;
    arrays = arrays.empty() ? other.arrays : arrays;
}

std::vector<WantedName> wanted_names(const rules::RunOptions& options) {
    constexpr std::array<std::string_view, format::num_fields> field_words{"id", "key-id", "mac-algorithm", "message",
                                                                           "mac"};
    const format::Shape& shape = options.shape;
    std::vector<WantedName> wanted;
    if (shape.is_table() || shape.kind() == format::RecordKind::Line || !shape.has_header) {
        return wanted;
    }
    for (const format::Field field : format::all_fields) {
        const auto f = static_cast<std::size_t>(field);
        if (is_wanted(shape, field)) {
            const format::FieldPlace& place = shape.place(field);
            wanted.push_back(
                {place.name, place.pointer, fmt::format("which was given as the name of {}", field_words[f])});
        }
    }
    const format::Recipe& recipe = shape.recipe;
    for (std::size_t n = 0; n < recipe.names.size(); ++n) {
        const format::RecipeName& part = recipe.names[n];
        if (recipe.needs(static_cast<std::uint32_t>(n)) && part.mac_part == format::no_part) {
            wanted.push_back({part.name, part.pointer, "which the message is to be made of"});
        }
    }
    std::vector<std::string> left_out = recipe.left_out;
    add_left_out(recipe.pieces, left_out);
    for (const std::string& name : left_out) {
        wanted.push_back({name, {}, "which the message is to be without"});
    }
    for (const format::Filter& filter : shape.filters) {
        if (filter.place.mac_part == format::no_part) {
            wanted.push_back({filter.place.name, filter.place.pointer, "which --where is about"});
        }
    }
    wanted.resize(std::min(wanted.size(), max_wanted));
    return wanted;
}

std::vector<std::string> missing_names(const rules::RunOptions& options, const NamesSeen& seen) {
    std::vector<std::string> sentences;
    if (seen.names.empty()) {
        return sentences;    // no record was an object
    }
    std::vector<std::string> shown;
    std::ranges::transform(seen.names, std::back_inserter(shown),
                           [](const std::string& name) { return printable(name, 60); });
    // A pointer would have these characters escaped.
    const bool has_remedy = !seen.list.empty() && seen.list.find_first_of("/~") == std::string::npos;
    const std::string remedy = has_remedy
                                   ? fmt::format("; the list {0} has it: --records /{0} makes a record of each element",
                                                 printable(seen.list, 60))
                                   : std::string();
    const std::vector<WantedName> wanted = wanted_names(options);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if ((seen.found >> i & 1) == 0) {
            sentences.push_back(
                fmt::format("no record has \"{}\", {}; records have: {}{}{}", printable(wanted[i].name), wanted[i].use,
                            fmt::join(shown, ", "), shown.size() == NamesSeen::max_names ? ", ..." : "",
                            seen.list.empty() ? format::name_hint(wanted[i].name, seen.names) : remedy));
        }
    }
    return sentences;
}

NameWatch::NameWatch(const rules::RunOptions& options)
    : wanted_(wanted_names(options)),
      ignores_case_(options.shape.ignores_case),
      missing_(wanted_.size() == max_wanted ? ~std::uint64_t{0} : (std::uint64_t{1} << wanted_.size()) - 1),
      parser_(std::make_unique<simdjson::dom::parser>()) {}

void NameWatch::look(const input::Slab& slab, SlabResult& result) {
    if (missing_ == 0 || slab.kind != input::SlabKind::Records) {
        return;
    }
    if (!slab.shape->is_json()) {
        result.names.found = result.framing.frames.empty() ? 0 : missing_;    // else it would not be read
    }
    for (const core::Frame& frame : result.framing.frames) {
        if ((missing_ & ~result.names.found) == 0) {
            break;
        }
        look_into(Bytes(slab.data() + frame.offset, frame.size), result.names);
    }
    missing_ &= ~result.names.found;
    if (missing_ == 0) {
        parser_.reset();
    }
}

/// Whether a value is a list that begins with an object which has a wanted name.
bool NameWatch::is_list_of_records(const simdjson::dom::element& value) const {
    simdjson::dom::object first;
    return value.is_array() && value.at(0).get_object().get(first) == simdjson::SUCCESS &&
           std::ranges::any_of(wanted_, [&](const WantedName& wanted) {
               return wanted.pointer.empty() && first[wanted.name].error() == simdjson::SUCCESS;
           });
}

void NameWatch::look_into(Bytes record, NamesSeen& seen) {
    std::string text(as_text(record));
    static_cast<void>(blank_numbers(text));    // the parser refuses a number that no machine type holds
    const std::size_t size = text.size();
    text.append(simdjson::SIMDJSON_PADDING, ' ');
    simdjson::dom::object object;
    if (parser_->parse(text.data(), size, false).get_object().get(object) != simdjson::SUCCESS) {
        return;    // the Reader tells what is wrong with it
    }
    for (const auto& [name, value] : object) {
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            const bool is_it =
                wanted_[i].pointer.empty() &&
                (name == wanted_[i].name || (ignores_case_ && format::Shape::is_same_but_case(name, wanted_[i].name)));
            seen.found |= std::uint64_t{is_it ? 1U : 0U} << i;
        }
        seen.add({0, {std::string(name)}, seen.list.empty() && is_list_of_records(value) ? std::string(name) : ""});
    }
    reader::JsonFinder finder;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        if (!wanted_[i].pointer.empty() && (seen.found >> i & 1) == 0 &&
            (finder.find(object, wanted_[i].pointer, ignores_case_) || !finder.dead_end().empty())) {
            seen.found |= std::uint64_t{1} << i;
        }
    }
}

}    // namespace hmacsweep::judge
