// Values within JSON documents, by JSON pointers (RFC 6901).
#pragma once

#include "host/base/json_pointer.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::reader {

class JsonFinder {
public:
    /// Looks for a value by a pointer that is not empty; whether it is there. With `ignores_case`, names may differ in
    /// the case of ASCII letters.
    bool find(simdjson::dom::object root, const JsonPointer& pointer, bool ignores_case);

    /// The value that was found.
    [[nodiscard]] const simdjson::dom::element& value() const { return value_; }
    /// Its text as it stands in `json`, the document's text.
    [[nodiscard]] std::string_view text(std::string_view json) const;
    /// The name on the way whose value should have members or elements, and is a text, a number or a list without such
    /// an element name; empty when there is none. Null has nothing in it, as a missing member.
    [[nodiscard]] std::string_view dead_end() const { return dead_end_; }
    /// A name on the way that stands twice in one object, so that it is not clear which is meant; empty when none does.
    [[nodiscard]] std::string_view twice() const { return twice_; }

private:
    bool enter(simdjson::dom::object object, std::string_view name, bool ignores_case);
    bool enter(simdjson::dom::array array, std::size_t wanted);

    simdjson::dom::element value_;
    std::vector<std::size_t> path_;    ///< the number of each member or element on the way
    std::string_view twice_;
    std::string_view dead_end_;
};

}    // namespace hmacsweep::reader
