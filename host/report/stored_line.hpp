// One result line, read back: from a file that anybody may have changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::report {

/// Not for use by two threads at a time. What it returns holds until the next parse().
class StoredLine {
public:
    /// Whether the line is one JSON object. Its numbers may be of any size (RFC 8259, 6), since an Id may be. The line
    /// must stay as it is until the next call.
    [[nodiscard]] bool parse(std::string_view line);

    /// The member as an integer that 64 bits hold without a sign; nothing where it is none, or is not there.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
    [[nodiscard]] std::optional<bool> flag(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const;
    /// The member `name` of the member `Error`.
    [[nodiscard]] std::optional<std::string_view> error_text(std::string_view name) const;
    /// The member's value as it is written; empty where it is not there.
    [[nodiscard]] std::string_view raw(std::string_view name) const;

private:
    simdjson::dom::parser parser_;
    simdjson::dom::object object_;
    std::string_view line_;
    std::string blanked_;    ///< the line without numbers that no machine type holds
};

}    // namespace hmacsweep::report
