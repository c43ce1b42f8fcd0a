#include "host/diagnosis/job/fields.hpp"

#include "host/base/json_pointer.hpp"
#include "host/base/json_tokens.hpp"
#include "host/diagnosis/guesses.hpp"
#include "host/format/encoded_json.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t most_fields = 64;
constexpr unsigned most_levels = 4;

/// A field's name as a recipe has it, without braces.
std::string in_recipe(std::string_view name) {
    const std::string braces = in_braces(name, Encoding::Text);
    return braces.substr(1, braces.size() - 2);
}

/// The same for a name that is a pointer already.
std::string pointer_in_recipe(std::string_view pointer) {
    std::string out;
    for (const char c : pointer) {
        out += std::string_view(":?{}\\").find(c) == std::string_view::npos ? "" : "\\";
        out += c;
    }
    return out;
}

bool can_be_argument(std::string_view text) {
    return !text.empty() && text.find_first_of("(),\\{}:?\r\n") == std::string_view::npos;
}

/// A name as --columns has it; empty where it would mean something else there.
std::string in_columns(std::string_view name) {
    const std::string text = member_pointer(name);
    const Result<std::optional<format::InnerName>> inner = format::parse_inner_name(text);
    const bool is_plain = inner && !*inner && text.find(',') == std::string::npos && !text.empty() &&
                          format::split_steps(text).name == text;
    return is_plain ? text : "";
}

/// Whether a text is a name of a header: a word of letters, digits and dashes.
bool is_header_name(std::string_view text) {
    return !text.empty() && text.size() < 64 &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
               std::string_view::npos;
}

/// The names in lines `Name: value`.
std::vector<std::string> names_in_lines(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && is_header_name(line.substr(0, colon)) &&
            (colon + 1 == line.size() || line[colon + 1] == ' ')) {
            names.emplace_back(line.substr(0, colon));
        }
    }
    return names;
}

/// The names in a JSON list of headers.
std::vector<std::string> names_in_list(simdjson::dom::array list) {
    std::vector<std::string> names;
    std::vector<std::string> texts;
    for (const simdjson::dom::element element : list) {
        std::string_view text;
        simdjson::dom::object object;
        simdjson::dom::array pair;
        if (element.get(object) == simdjson::SUCCESS) {
            if (object["name"].get(text) == simdjson::SUCCESS) {
                names.emplace_back(text);
            }
        } else if (element.get(pair) == simdjson::SUCCESS) {
            if (pair.size() == 2 && pair.at(0).get(text) == simdjson::SUCCESS) {
                names.emplace_back(text);
            }
        } else if (element.get(text) == simdjson::SUCCESS) {
            texts.emplace_back(text);
        }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<std::string> in_line = names_in_lines(texts[i]);
        if (!in_line.empty()) {
            names.push_back(in_line.front());
        } else if (texts.size() % 2 == 0 && i % 2 == 0 && is_header_name(texts[i])) {
            names.push_back(texts[i]);
        }
    }
    return names;
}

/// The names of a query's parameters.
std::vector<std::string> names_in_query(std::string_view query) {
    std::vector<std::string> names;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || !is_header_name(pair.substr(0, equals))) {
            return {};
        }
        names.emplace_back(pair.substr(0, equals));
    }
    return names.size() > 1 ? names : std::vector<std::string>();
}

class FieldFinder {
public:
    explicit FieldFinder(RecordTexts& records) : records_(records) {}

    std::vector<JobField> operator()() {
        for (std::size_t i = 0; i < records_.size(); ++i) {
            for (const reader::NamedText& field : records_.fields(i)) {
                auto found = std::ranges::find(fields_, field.name, &JobField::name);
                if (found == fields_.end()) {
                    if (fields_.size() >= most_fields) {
                        continue;
                    }
                    found = fields_.insert(
                        found, {field.name, in_recipe(field.name), in_columns(field.name), Texts(records_.size())});
                }
                const Bytes bytes = as_bytes(field.text);
                found->texts[i].emplace(bytes.begin(), bytes.end());
            }
        }
        const std::size_t num_outer = fields_.size();
        for (const std::string& part : records_.mac_parts()) {
            if (part != "Mac" && part != "KeyVersion") {
                add({part, in_recipe(part), "", {}, false, true});
            }
        }
        for (std::size_t i = 0; i < num_outer; ++i) {
            const JobField outer = fields_[i];
            const std::string pointer = records_.is_json() ? "/" + pointer_part(outer.name) : "";
            look_into(outer, pointer, 1);
        }
        for (std::size_t i = 0; i < records_.size(); ++i) {
            for (const reader::NamedText& list : records_.lists(i)) {
                if (std::ranges::find(lists_, list.name) == lists_.end()) {
                    lists_.push_back(list.name);
                    JobField field{list.name, in_recipe(list.name), in_columns(list.name), Texts(records_.size())};
                    const Bytes bytes = as_bytes(list.text);
                    field.texts[i].emplace(bytes.begin(), bytes.end());
                    look_into(field, "/" + pointer_part(list.name), 1);
                }
            }
        }
        return std::move(fields_);
    }

private:
    /// Adds the field where more than a half of the records have it; the one that was added.
    const JobField* add(JobField field) {
        if (fields_.size() >= most_fields && !field.is_beside_mac) {
            return nullptr;
        }
        field.is_outer = false;
        field.texts = records_.made_by(field.with(""));
        const auto has = std::ranges::count_if(field.texts, [](const auto& text) { return text.has_value(); });
        return 2 * static_cast<std::size_t>(has) >= records_.size() ? &fields_.emplace_back(std::move(field)) : nullptr;
    }

    /// Adds the fields within a field. `pointer`: where it is in a JSON record; empty: in no such place.
    void look_into(const JobField& outer, const std::string& pointer, unsigned level) {
        const auto has = [&](std::size_t i) { return !outer.text(i).empty(); };
        std::size_t first = 0;
        while (first < records_.size() && !has(first)) {
            ++first;
        }
        if (first == records_.size() || level > most_levels) {
            return;
        }
        const std::string text(trim_blanks(outer.text(first)));
        if (text.starts_with('{') || text.starts_with('[')) {
            look_into_json(outer, text, pointer, level);
            return;
        }
        add_by_step(outer, "find", names_in_lines(text));
        const std::size_t question = text.find('?');
        const bool is_url = question != std::string::npos && (text.starts_with('/') || text.starts_with("http"));
        const std::string steps = is_url ? ":after(?):pairs(url)" : ":pairs(url)";
        JobField query = outer;
        query.in_recipe += steps;
        query.in_columns += query.in_columns.empty() ? "" : steps;
        add_by_step(query, "value", names_in_query(is_url ? std::string_view(text).substr(question + 1) : text));
    }

    void add_by_step(const JobField& outer, std::string_view step, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            if (can_be_argument(name)) {
                const std::string steps = fmt::format(":{}({})", step, name);
                add({name, outer.in_recipe + steps, outer.in_columns.empty() ? "" : outer.in_columns + steps, {}});
            }
        }
    }

    void look_into_json(const JobField& outer, const std::string& text, const std::string& pointer, unsigned level) {
        const simdjson::padded_string padded(text);
        simdjson::dom::parser parser;
        simdjson::dom::element root;
        if (parser.parse(padded).get(root) != simdjson::SUCCESS) {
            return;
        }
        simdjson::dom::object object;
        simdjson::dom::array list;
        if (root.get(object) == simdjson::SUCCESS) {
            for (const auto& [name, value] : object) {
                look_at_member(outer, std::string(name), pointer, level);
            }
        } else if (root.get(list) == simdjson::SUCCESS) {
            const std::vector<std::string> names = names_in_list(list);
            add_by_step(outer, "find", names);
            if (names.empty() && !pointer.empty() && list.size() > 0 && list.size() <= 2) {
                for (std::size_t i = 0; i < list.size(); ++i) {
                    look_at_member(outer, fmt::format("{}", i), pointer, level);
                }
            }
        }
    }

    /// The member is named by a pointer from the record's object, or where that meets a string, by a step.
    void look_at_member(const JobField& outer, const std::string& name, const std::string& pointer, unsigned level) {
        const std::string below = pointer.empty() ? "" : fmt::format("{}/{}", pointer, pointer_part(name));
        const JobField* added = nullptr;
        if (!below.empty()) {
            const bool is_plain = below.find_first_of(",:") == std::string::npos;
            added = add({name, pointer_in_recipe(below), is_plain ? below : "", {}});
        }
        if (added != nullptr) {
            look_into(JobField(*added), below, level + 1);
            return;
        }
        const std::string part = pointer_part(name);
        if (can_be_argument(part)) {
            const std::string steps = fmt::format(":at(/{})", part);
            added = add({name, outer.in_recipe + steps, outer.in_columns.empty() ? "" : outer.in_columns + steps, {}});
        }
        if (added != nullptr) {
            look_into(JobField(*added), "", level + 1);
        }
    }

    RecordTexts& records_;
    std::vector<JobField> fields_;
    std::vector<std::string> lists_;    ///< the names of those that were looked into
};

}    // namespace

std::string JobField::with(std::string_view steps) const {
    return fmt::format("{{{}{}{}}}", in_recipe, steps.empty() ? "" : ":", steps);
}

std::vector<JobField> fields_of(RecordTexts& records) {
    return FieldFinder(records)();
}

}    // namespace hmacsweep::diagnosis
