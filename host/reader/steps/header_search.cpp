#include "host/reader/steps/header_search.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/shape.hpp"
#include "host/reader/json_text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

/// Keeps the one value of the wanted name.
class Search {
public:
    explicit Search(std::string_view name) : name_(name) {}

    void add(std::string_view name, FieldText value) {
        if (format::Shape::is_same_but_case(name, name_)) {
            outcome_.text = value;
            outcome_.reason = is_found_ ? fmt::format("has \"{}\" twice", printable(name_)) : std::string();
            is_found_ = true;
        }
    }

    [[nodiscard]] StepOutcome outcome() && { return std::move(outcome_); }

private:
    std::string_view name_;
    StepOutcome outcome_;
    bool is_found_ = false;
};

/// The value of a header, which some programs keep as a list of one text.
template <class Written>
FieldText header_value(const dom::element& value, Written&& written) {
    dom::array list;
    if (value.get_array().get(list) == simdjson::SUCCESS && list.size() == 1 && list.at(0).is_string()) {
        return list.at(0).get_string().value_unsafe();
    }
    return text_of_value(value, written);
}

void search_object(dom::object object, std::string_view json, Search& search) {
    ValueTexts texts(json);
    for (const auto& [name, value] : object) {
        const std::string_view written = texts.next();
        search.add(name, header_value(value, [&] { return written; }));
    }
}

/// `{"name":"X-Signature","value":"..."}`, as HAR has it, or with `key` for `name`.
void search_named(dom::object object, std::string_view json, Search& search) {
    FieldText name;
    FieldText text;
    ValueTexts texts(json);
    for (const auto& [member, value] : object) {
        const auto is_it = [&](std::string_view word) { return format::Shape::is_same_but_case(member, word); };
        const auto written = [text = texts.next()] { return text; };
        if (is_it("name") || is_it("key")) {
            name = text_of_value(value, written);
        } else if (is_it("value")) {
            text = text_of_value(value, written);
        }
    }
    if (name) {
        search.add(*name, text);
    }
}

/// `Name: value`
void search_line(std::string_view line, Search& search) {
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
        search.add(trim_blanks(line.substr(0, colon)), trim_blanks(line.substr(colon + 1)));
    }
}

/// Whether a list of texts has a header in each text; else names and values are in turn, and no name has a colon.
bool has_lines(dom::array list) {
    std::string_view first;
    return list.size() != 0 && list.at(0).get_string().get(first) == simdjson::SUCCESS &&
           first.find(':') != std::string_view::npos;
}

void search_list(dom::array list, std::string_view json, Search& search) {
    const bool are_lines = has_lines(list);
    FieldText name;    // of a list of names and values in turn
    ValueTexts texts(json);
    std::size_t index = 0;
    for (const dom::element& element : list) {
        const auto written = [text = texts.next()] { return text; };
        dom::object object;
        dom::array pair;
        if (element.get_object().get(object) == simdjson::SUCCESS) {
            search_named(object, written(), search);
        } else if (element.get_array().get(pair) == simdjson::SUCCESS) {
            if (pair.size() == 2 && pair.at(0).is_string()) {
                search.add(pair.at(0).get_string().value_unsafe(),
                           text_of_value(pair.at(1), [&] { return element_text(written(), 1); }));
            }
        } else if (are_lines) {
            search_line(text_of_value(element, written).value_or(std::string_view()), search);
        } else if (index % 2 == 0) {
            name = text_of_value(element, written);
        } else if (name) {
            search.add(*name, text_of_value(element, written));
        }
        ++index;
    }
}

}    // namespace

StepOutcome find_in_lines(std::string_view lines, std::string_view name) {
    Search search(name);
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        search_line(line, search);
    }
    return std::move(search).outcome();
}

StepOutcome find_in_json(const dom::element& root, std::string_view json, std::string_view name) {
    Search search(name);
    dom::object object;
    dom::array list;
    if (root.get_object().get(object) == simdjson::SUCCESS) {
        search_object(object, json, search);
    } else if (root.get_array().get(list) == simdjson::SUCCESS) {
        search_list(list, json, search);
    } else {
        return {{}, "is neither an object nor a list, in which a name could be found"};
    }
    return std::move(search).outcome();
}

}    // namespace hmacsweep::reader
