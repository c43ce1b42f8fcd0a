#include "host/aws/jmespath/signature.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/python_text.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::aws::jmespath {
namespace {

std::vector<std::string_view> split(Types types) {
    std::vector<std::string_view> names;
    while (!types.empty()) {
        const std::size_t end = std::min(types.find(' '), types.size());
        names.push_back(types.substr(0, end));
        types.remove_prefix(std::min(end + 1, types.size()));
    }
    return names;
}

/// Whether all items are of one of the item types, the first item's.
void check_items(std::string_view function, const Array& items, std::span<const std::string_view> item_types,
                 Types expected, Budget& budget) {
    if (items.empty()) {
        return;
    }
    const auto wanted = std::ranges::find(item_types, type_name(items.front()));
    for (const Value& item : items) {
        if (wanted == item_types.end() || type_name(item) != *wanted) {
            fail_type(function, item, python_type(item), expected, budget);
        }
    }
}

void check_argument(std::string_view function, const Argument& argument, Types expected, Budget& budget) {
    const std::string_view actual = argument.reference != nullptr ? "expref" : type_name(argument.value);
    std::vector<std::string_view> item_types;
    bool is_right = expected.empty();
    for (const std::string_view type : split(expected)) {
        const std::size_t dash = type.find('-');
        is_right = is_right || type.substr(0, dash) == actual;
        if (dash != std::string_view::npos) {
            item_types.push_back(type.substr(dash + 1));
        }
    }
    if (!is_right) {
        fail_type(function, argument.value, actual, expected, budget);
    }
    if (!item_types.empty() && argument.value.array() != nullptr) {
        check_items(function, *argument.value.array(), item_types, expected, budget);
    }
}

}    // namespace

std::string_view type_name(const Value& value) {
    if (value.is_number()) {
        return "number";
    }
    if (value.text() != nullptr) {
        return "string";
    }
    if (value.boolean() != nullptr) {
        return "boolean";
    }
    if (value.array() != nullptr) {
        return "array";
    }
    return value.object() == nullptr ? "null" : "object";
}

void check_call(const Signature& signature, std::span<const Argument> arguments, Budget& budget) {
    const std::size_t wanted = signature.parameters.size();
    if (signature.is_variadic ? arguments.size() < wanted : arguments.size() != wanted) {
        throw EvaluationError(fmt::format("Expected {}{} argument{} for function {}(), received {}",
                                          signature.is_variadic ? "at least " : "", wanted, wanted == 1 ? "" : "s",
                                          signature.function, arguments.size()));
    }
    for (std::size_t i = 0; i < wanted; ++i) {
        check_argument(signature.function, arguments[i], signature.parameters[i], budget);
    }
}

void fail_type(std::string_view function, const Value& value, std::string_view actual, Types expected, Budget& budget) {
    throw EvaluationError(
        fmt::format("In function {}(), invalid type for value: {}, expected one of: ['{}'], received: \"{}\"", function,
                    python_str(value, budget), fmt::join(split(expected), "', '"), actual));
}

}    // namespace hmacsweep::aws::jmespath
