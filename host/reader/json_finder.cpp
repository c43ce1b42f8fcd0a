#include "host/reader/json_finder.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/shape.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

/// What helps where a pointer meets a list, as of headers, or a text with JSON in it; empty where nothing is known.
std::string advice_on(const JsonFinder& finder, std::string_view pointer) {
    const std::size_t slash = std::min(pointer.rfind('/'), pointer.size());
    const std::string_view before = pointer.substr(0, slash);
    const std::string_view name = pointer.substr(std::min(slash + 1, pointer.size()));
    if (name.empty() || !before.ends_with(finder.dead_end()) || name.find_first_of("~:(),") != std::string_view::npos) {
        return {};
    }
    std::string_view text;
    if (finder.value().get_string().get(text) == simdjson::SUCCESS && trim_blanks(text).starts_with('{')) {
        return fmt::format(" but a text with JSON in it: {}:json/{} looks into it", printable(before), printable(name));
    }
    return finder.value().is_array()
               ? fmt::format(" but a list: {}:find({}) finds a name in a list of names and values", printable(before),
                             printable(name))
               : "";
}

}    // namespace

bool JsonFinder::find(simdjson::dom::object root, const JsonPointer& pointer, bool ignores_case) {
    path_.clear();
    twice_ = {};
    dead_end_ = {};
    std::string_view before;
    for (const std::string& token : pointer) {
        simdjson::dom::object object = root;
        simdjson::dom::array array;
        bool is_there = false;
        if (path_.empty() || value_.get_object().get(object) == simdjson::SUCCESS) {
            is_there = enter(object, token, ignores_case);
        } else if (value_.get_array().get(array) == simdjson::SUCCESS && element_number(token)) {
            is_there = enter(array, *element_number(token));
        } else if (!value_.is_null()) {
            dead_end_ = before;
        }
        if (!is_there) {
            return false;
        }
        before = token;
    }
    return !path_.empty();
}

bool JsonFinder::enter(simdjson::dom::object object, std::string_view name, bool ignores_case) {
    bool is_found = false;
    std::size_t index = 0;
    for (const auto& [member, value] : object) {
        if (member == name || (ignores_case && format::Shape::is_same_but_case(member, name))) {
            if (is_found) {
                twice_ = member;
            } else {
                is_found = true;
                value_ = value;
                path_.push_back(index);
            }
        }
        ++index;
    }
    return is_found;
}

bool JsonFinder::enter(simdjson::dom::array array, std::size_t wanted) {
    std::size_t index = 0;
    for (const simdjson::dom::element& element : array) {
        if (index == wanted) {
            value_ = element;
            path_.push_back(index);
            return true;
        }
        ++index;
    }
    return false;
}

std::string_view JsonFinder::text(std::string_view json) const {
    for (const std::size_t index : path_) {
        json = trim_blanks(json);
        json = json.starts_with('{') ? member_text(json, index) : element_text(json, index);
    }
    return json;
}

std::string dead_end_reason(const JsonFinder& finder, std::string_view pointer) {
    return fmt::format("leads through \"{}\", which is no object{}", printable(finder.dead_end()),
                       advice_on(finder, pointer));
}

}    // namespace hmacsweep::reader
