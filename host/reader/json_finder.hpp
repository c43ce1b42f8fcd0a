// Finds values in JSON documents by JSON pointers (RFC 6901).
#pragma once

#include "host/base/json_pointer.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::reader {

class JsonFinder {
public:
    /// Looks for a value by a pointer that is not empty. Returns whether the value is there; of a name that is there
    /// twice, the first counts. With `ignores_case`, names may differ in the case of ASCII letters.
    bool find(simdjson::dom::object root, const JsonPointer& pointer, bool ignores_case);

    /// The value that find() has found, or, behind a dead end, the value of dead_end().
    [[nodiscard]] const simdjson::dom::element& value() const { return value_; }
    /// The text of that value in `json`, the text of the document.
    [[nodiscard]] std::string_view text(std::string_view json) const;
    /// The name on the way whose value cannot have the next name: a text, a number, or a list if the next name is no
    /// element number; empty: none. A null value is no dead end: its members are missing.
    [[nodiscard]] std::string_view dead_end() const { return dead_end_; }
    /// A name on the way that is there twice in one object, so that it is not clear which is meant; empty: none.
    [[nodiscard]] std::string_view twice() const { return twice_; }

private:
    bool enter(simdjson::dom::object object, std::string_view name, bool ignores_case);
    bool enter(simdjson::dom::array array, std::size_t wanted);

    simdjson::dom::element value_;
    std::vector<std::size_t> path_;    ///< the index of each member or element on the way
    std::string_view twice_;
    std::string_view dead_end_;
};

/// Why a pointer cannot be followed, and what can, for a finder with a dead_end(): a text that follows the pointer in a
/// sentence. `pointer` is the pointer as the user wrote it; empty: unknown, and nothing is proposed.
[[nodiscard]] std::string dead_end_reason(const JsonFinder& finder, std::string_view pointer);

}    // namespace hmacsweep::reader
