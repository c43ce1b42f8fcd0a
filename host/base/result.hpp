// Result<T>: a value, or the error that prevented it. (GCC 12 has no std::expected in C++20; the member names are the
// same.)
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace hmacsweep {

/// An error about a run, for a person to read: what is wrong, where, and what to do about it. It has no key material in
/// it.
struct Error {
    std::string message;
};

/// Holds a T or an Error. The wrong accessor throws std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}        // NOLINT: as std::expected
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}    // NOLINT: as std::unexpected

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

}    // namespace hmacsweep
