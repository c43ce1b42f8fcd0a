#include "host/reader/json_lists.hpp"

#include <algorithm>
#include <cstdint>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

bool is_byte(const dom::element& value) {
    std::uint64_t number = 0;
    return value.get_uint64().get(number) == simdjson::SUCCESS && number < 256;
}

bool is_header(const dom::element& value) {
    dom::array pair;
    if (value.get_array().get(pair) == simdjson::SUCCESS) {
        return pair.size() == 2 && std::ranges::all_of(pair, [](const dom::element& e) { return e.is_string(); });
    }
    dom::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && object.size() == 2 && object["name"].is_string() &&
           object["value"].is_string();
}

template <class IsOne>
bool is_list_of(const dom::element& value, IsOne&& is_one) {
    dom::array list;
    return value.get_array().get(list) == simdjson::SUCCESS && list.size() != 0 && std::ranges::all_of(list, is_one);
}

/// `{"type":"Buffer","data":[104,105]}`
bool is_buffer(const dom::element& value) {
    dom::object object;
    dom::element data;
    std::string_view type;
    return value.get_object().get(object) == simdjson::SUCCESS && object.size() == 2 &&
           object["type"].get(type) == simdjson::SUCCESS && type == "Buffer" &&
           object["data"].get(data) == simdjson::SUCCESS && is_list_of(data, is_byte);
}

}    // namespace

std::string_view list_kind(const dom::element& value) {
    if (!value.is_array() && !value.is_object()) {
        return {};
    }
    if (is_list_of(value, is_byte) || is_buffer(value)) {
        return "bytes";
    }
    return is_list_of(value, is_header) ? "headers" : std::string_view();
}

}    // namespace hmacsweep::reader
