#include "host/aws/jmespath/order_functions.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/python_text.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

/// The order of two numbers or two texts.
bool is_less(const Value& left, const Value& right) {
    return left.is_number() ? compare_numbers(left, right) < 0 : *left.text() < *right.text();
}

/// The first of those that nothing exceeds, as Python's max().
struct Keyed {
    Value key;
    Value item;
    std::size_t place = 0;    ///< in the array
};

bool has_less_key(const Keyed& left, const Keyed& right) {
    return is_less(left.key, right.key);
}

/// The items by their keys; those with equal keys as they stood.
Value sorted_items(std::vector<Keyed> keyed) {
    std::ranges::sort(keyed, [](const Keyed& a, const Keyed& b) {
        return has_less_key(a, b) || (!has_less_key(b, a) && a.place < b.place);
    });
    Array items;
    for (Keyed& pair : keyed) {
        items.push_back(std::move(pair.item));
    }
    return Value(std::move(items));
}

/// Items with what the expression makes of each: numbers all, or texts all.
std::vector<Keyed> with_keys(std::string_view function, Arguments arguments, std::string_view sign,
                             Evaluator& evaluator) {
    std::vector<Keyed> keyed;
    for (const Value& item : *arguments[0].value.array()) {
        keyed.push_back({evaluator.evaluate(*arguments[1].reference, item), item, keyed.size()});
        const Value& key = keyed.back().key;
        const std::string_view actual = type_name(key);
        const std::string_view first = type_name(keyed.front().key);
        if (actual != "number" && actual != "string") {
            const bool is_sort = function == "sort_by";
            Types wanted("number string");
            if (is_sort) {
                wanted = keyed.size() == 1 ? Types("string number") : Types(first);
            }
            fail_type(function, is_sort && keyed.size() == 1 ? item : key, actual, wanted, evaluator.budget());
        }
        if (actual != first && sign.empty()) {
            fail_type(function, key, actual, first, evaluator.budget());
        }
        if (actual != first) {
            throw EvaluationError(fmt::format("'{}' not supported between instances of '{}' and '{}'", sign,
                                              python_type(key), python_type(keyed.front().key)));
        }
    }
    return keyed;
}

}    // namespace

Value least(Arguments arguments, Evaluator& /*evaluator*/) {
    const Array& items = *arguments[0].value.array();
    return items.empty() ? Value() : *std::ranges::min_element(items, is_less);
}

Value greatest(Arguments arguments, Evaluator& /*evaluator*/) {
    const Array& items = *arguments[0].value.array();
    return items.empty() ? Value() : *std::ranges::max_element(items, is_less);
}

Value sort(Arguments arguments, Evaluator& /*evaluator*/) {
    std::vector<Keyed> keyed;
    for (const Value& item : *arguments[0].value.array()) {
        keyed.push_back({item, item, keyed.size()});
    }
    return sorted_items(std::move(keyed));
}

Value sort_by(Arguments arguments, Evaluator& evaluator) {
    if (arguments[0].value.array()->empty()) {
        return arguments[0].value;
    }
    return sorted_items(with_keys("sort_by", arguments, "", evaluator));
}

Value min_by(Arguments arguments, Evaluator& evaluator) {
    const std::vector<Keyed> keyed = with_keys("min_by", arguments, "<", evaluator);
    return keyed.empty() ? Value() : std::ranges::min_element(keyed, has_less_key)->item;
}

Value max_by(Arguments arguments, Evaluator& evaluator) {
    const std::vector<Keyed> keyed = with_keys("max_by", arguments, ">", evaluator);
    return keyed.empty() ? Value() : std::ranges::max_element(keyed, has_less_key)->item;
}

}    // namespace hmacsweep::aws::jmespath
