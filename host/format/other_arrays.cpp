#include "host/format/other_arrays.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_pointer.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/format.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::format {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t most_arrays = 8;
constexpr std::size_t deepest = 4;

class ArrayList {
public:
    explicit ArrayList(const JsonPointer& records) : records_(records) {}

    void look_into(dom::object object, const std::string& pointer) {
        for (const auto& [name, value] : object) {
            path_.emplace_back(name);
            look_at(value, fmt::format("{}/{}", pointer, pointer_part(name)));
            path_.pop_back();
        }
    }

    std::vector<OtherArray> take() { return std::move(arrays_); }

private:
    void look_at(const dom::element& value, const std::string& pointer) {
        dom::object object;
        dom::array array;
        if (value.get_object().get(object) == simdjson::SUCCESS) {
            if (path_.size() < deepest) {
                look_into(object, pointer);
            }
        } else if (value.get_array().get(array) == simdjson::SUCCESS && path_ != records_ && array.size() != 0 &&
                   array.at(0).is_object() && arrays_.size() < most_arrays) {
            arrays_.push_back({pointer, array.size()});
        }
    }

    const JsonPointer& records_;
    JsonPointer path_;    ///< to the value that is looked at
    std::vector<OtherArray> arrays_;
};

}    // namespace

std::vector<OtherArray> other_arrays(Bytes records, const Shape& shape) {
    Shape documents = shape;
    documents.records.clear();
    std::vector<core::Frame> frames;
    frame_records(records, documents, frames);
    if (frames.empty()) {
        return {};
    }
    std::string text(as_text(records.subspan(frames[0].offset, frames[0].size)));
    const bool are_numbers_right = blank_numbers(text);    // those that no machine type holds would stand in the way
    const simdjson::padded_string padded(text);
    dom::parser parser;
    dom::object object;
    if (!are_numbers_right || parser.parse(padded).get_object().get(object) != simdjson::SUCCESS) {
        return {};
    }
    ArrayList list(shape.records);
    list.look_into(object, "");
    return list.take();
}

std::string names_of(const std::vector<OtherArray>& arrays) {
    std::string names;
    for (const OtherArray& array : arrays) {
        names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", printable(array.pointer),
                             plural(array.num_elements, "element"));
    }
    return names;
}

}    // namespace hmacsweep::format
