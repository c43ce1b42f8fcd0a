#include "host/aws/timestamp.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <optional>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::array<std::string_view, 3> times{"CreationDate", "DeletionDate", "ValidTo"};

/// Seconds since 1970 as local time; nothing for a time that no calendar has.
std::optional<std::string> iso_time(double seconds) {
    constexpr double last_second = 253402300799;    // of the year 9999
    constexpr long micros_per_second = 1000000;
    const bool has_calendar = seconds >= -62135596800 && seconds <= last_second;    // not a number has none
    if (!has_calendar) {
        return std::nullopt;
    }
    auto whole = static_cast<std::time_t>(std::floor(seconds));
    auto micros = std::lrint((seconds - std::floor(seconds)) * static_cast<double>(micros_per_second));
    if (micros == micros_per_second) {
        ++whole;
        micros = 0;
    }
    std::tm local{};
    if (::localtime_r(&whole, &local) == nullptr) {
        return std::nullopt;
    }
    const long offset_minutes = std::abs(local.tm_gmtoff) / 60;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                       micros == 0 ? std::string() : fmt::format(".{:06}", micros), local.tm_gmtoff < 0 ? '-' : '+',
                       offset_minutes / 60, offset_minutes % 60);
}

}    // namespace

Value with_times(const Value& metadata) {
    Object members;
    for (const auto& [name, value] : *metadata.object()) {
        std::optional<std::string> text;
        if (std::ranges::find(times, name) != times.end() && value.is_number()) {
            text = iso_time(value.real() != nullptr ? *value.real() : static_cast<double>(*value.integer()));
        }
        members.set(name, text ? Value(*text) : value);
    }
    return Value(std::move(members));
}

}    // namespace hmacsweep::aws
