#include "host/report/stored_line.hpp"

#include "host/base/json_tokens.hpp"

#include <charconv>
#include <new>

namespace hmacsweep::report {
namespace {

template <class T>
std::optional<T> value_of(simdjson::simdjson_result<T> result) {
    return result.error() == simdjson::SUCCESS ? std::optional(result.value_unsafe()) : std::nullopt;
}

}    // namespace

bool StoredLine::parse(std::string_view line) {
    line_ = line;
    simdjson::error_code error = parser_.parse(line.data(), line.size()).get_object().get(object_);
    if (error != simdjson::SUCCESS) {
        blanked_ = line;
        if (blank_numbers(blanked_)) {
            error = parser_.parse(blanked_).get_object().get(object_);
        }
    }
    if (error == simdjson::MEMALLOC) {
        throw std::bad_alloc();
    }
    return error == simdjson::SUCCESS;
}

std::string_view StoredLine::raw(std::string_view name) const {
    std::size_t index = 0;
    for (const auto& [key, value] : object_) {
        if (key == name) {
            return member_text(line_, index);
        }
        ++index;
    }
    return {};
}

/// From the text: what was parsed may have no numbers.
std::optional<std::uint64_t> StoredLine::number(std::string_view name) const {
    const std::string_view digits = raw(name);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_whole = error == std::errc() && end == digits.data() + digits.size() && !digits.empty();
    return is_whole ? std::optional(number) : std::nullopt;
}

std::optional<bool> StoredLine::flag(std::string_view name) const {
    return value_of<bool>(object_[name].get_bool());
}

std::optional<std::string_view> StoredLine::text(std::string_view name) const {
    return value_of<std::string_view>(object_[name].get_string());
}

std::optional<std::string_view> StoredLine::error_text(std::string_view name) const {
    return value_of<std::string_view>(object_["Error"][name].get_string());
}

}    // namespace hmacsweep::report
