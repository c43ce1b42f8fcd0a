#include "host/reader/json_finder.hpp"

#include "host/base/json_tokens.hpp"
#include "host/format/shape.hpp"

namespace hmacsweep::reader {

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

}    // namespace hmacsweep::reader
