// Reads a result line back from a file. Anybody may have changed that file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::report {

/// Not for use by two threads at a time. All views are valid until the next parse(). A getter returns nothing when the
/// member is missing or has another type.
class StoredLine {
public:
    /// Parses the line; false when it is not one JSON object. Numbers of any size are accepted (RFC 8259, 6), because
    /// an Id may be such a number. The line's memory must not change until the next parse(). Throws std::bad_alloc.
    [[nodiscard]] bool parse(std::string_view line);

    /// The member as an unsigned 64-bit integer.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
    /// The member as true or false.
    [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
    /// The content of the member, which is a string.
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
    /// The content of the string member `name` in the object `Error`.
    [[nodiscard]] std::optional<std::string_view> error_text(std::string_view name) const;
    /// The member's value as JSON text; empty when the member is missing.
    [[nodiscard]] std::string_view raw(std::string_view name) const;

private:
    simdjson::dom::parser parser_;
    simdjson::dom::object object_;
    std::string_view line_;
    std::string blanked_;    ///< the line without its numbers, when a number fits no machine type
};

}    // namespace hmacsweep::report
