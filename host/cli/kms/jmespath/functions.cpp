#include "host/cli/kms/jmespath/functions.hpp"

#include "host/cli/kms/jmespath/error.hpp"
#include "host/cli/kms/jmespath/number_text.hpp"
#include "host/cli/kms/jmespath/signature.hpp"
#include "host/cli/kms/python_text.hpp"
#include "host/cli/kms/unicode.hpp"
#include "host/cli/kms/value_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace hmacsweep::cli::aws::jmespath {
namespace {

using Arguments = std::span<const Argument>;

Value integer_of(double number) {
    // 2^63 is a double; the largest 64-bit integer is not.
    if (!(number >= -0x1p63 && number < 0x1p63)) {
        throw EvaluationError("a number is too large for an integer of 64 bits");
    }
    return Value(static_cast<std::int64_t>(number));
}

double real_of(const Value& number) {
    return number.real() != nullptr ? *number.real() : static_cast<double>(*number.integer());
}

Value absolute(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& number = arguments[0].value;
    if (number.real() != nullptr) {
        return Value(std::fabs(*number.real()));
    }
    if (*number.integer() == std::numeric_limits<std::int64_t>::min()) {
        throw EvaluationError("a number is too large for an integer of 64 bits");
    }
    return Value(std::abs(*number.integer()));
}

Value ceiling(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& number = arguments[0].value;
    return number.integer() != nullptr ? number : integer_of(std::ceil(*number.real()));
}

Value floor(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& number = arguments[0].value;
    return number.integer() != nullptr ? number : integer_of(std::floor(*number.real()));
}

Value sum(Arguments arguments, Evaluator& /*evaluator*/) {
    Value total(std::int64_t{0});
    for (const Value& number : *arguments[0].value.array()) {
        if (total.real() != nullptr || number.real() != nullptr) {
            total = Value(real_of(total) + real_of(number));
            continue;
        }
        std::int64_t result = 0;
        if (__builtin_add_overflow(*total.integer(), *number.integer(), &result)) {
            throw EvaluationError("a number is too large for an integer of 64 bits");
        }
        total = Value(result);
    }
    return total;
}

Value average(Arguments arguments, Evaluator& evaluator) {
    const std::size_t size = arguments[0].value.array()->size();
    return size == 0 ? Value() : Value(real_of(sum(arguments, evaluator)) / static_cast<double>(size));
}

Value to_number(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& value = arguments[0].value;
    if (value.is_number()) {
        return value;
    }
    return value.text() == nullptr ? Value() : python_number(*value.text());
}

Value to_text(Arguments arguments, Evaluator& evaluator) {
    const Value& value = arguments[0].value;
    return value.text() != nullptr ? value : Value(compact_json(value, evaluator.budget()));
}

Value to_array(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& value = arguments[0].value;
    return value.array() != nullptr ? value : Value(Array{value});
}

Value type(Arguments arguments, Evaluator& /*evaluator*/) {
    return arguments[0].reference != nullptr ? Value() : Value(type_name(arguments[0].value));
}

Value not_null(Arguments arguments, Evaluator& /*evaluator*/) {
    for (const Argument& argument : arguments) {
        if (!argument.value.is_null()) {
            return argument.value;
        }
    }
    return {};
}

Value contains(Arguments arguments, Evaluator& evaluator) {
    const Value& subject = arguments[0].value;
    const Value& search = arguments[1].value;
    if (const Array* const items = subject.array()) {
        return Value(std::ranges::any_of(
            *items, [&](const Value& item) { return python_equal(item, search, evaluator.budget()); }));
    }
    if (search.text() == nullptr) {
        throw EvaluationError(
            fmt::format("'in <string>' requires string as left operand, not {}", python_type(search)));
    }
    return Value(subject.text()->find(*search.text()) != std::string::npos);
}

Value starts_with(Arguments arguments, Evaluator& /*evaluator*/) {
    return Value(arguments[0].value.text()->starts_with(*arguments[1].value.text()));
}

Value ends_with(Arguments arguments, Evaluator& /*evaluator*/) {
    return Value(arguments[0].value.text()->ends_with(*arguments[1].value.text()));
}

Value length(Arguments arguments, Evaluator& /*evaluator*/) {
    const Value& value = arguments[0].value;
    const std::size_t size = value.text() != nullptr    ? code_points(*value.text()).size()
                             : value.array() != nullptr ? value.array()->size()
                                                        : value.object()->size();
    return Value(static_cast<std::int64_t>(size));
}

Value reverse(Arguments arguments, Evaluator& /*evaluator*/) {
    if (const std::string* const text = arguments[0].value.text()) {
        std::u32string points = code_points(*text);
        std::ranges::reverse(points);
        return Value(to_utf8(points));
    }
    Array items = *arguments[0].value.array();
    std::ranges::reverse(items);
    return Value(std::move(items));
}

Value join(Arguments arguments, Evaluator& evaluator) {
    std::string text;
    bool is_first = true;
    for (const Value& part : *arguments[1].value.array()) {
        evaluator.budget().take(part.text()->size() + arguments[0].value.text()->size());
        text += is_first ? "" : *arguments[0].value.text();
        text += *part.text();
        is_first = false;
    }
    return Value(std::move(text));
}

Value keys(Arguments arguments, Evaluator& /*evaluator*/) {
    Array names;
    for (const auto& [name, value] : *arguments[0].value.object()) {
        names.emplace_back(name);
    }
    return Value(std::move(names));
}

Value values(Arguments arguments, Evaluator& /*evaluator*/) {
    Array items;
    for (const auto& [name, value] : *arguments[0].value.object()) {
        items.push_back(value);
    }
    return Value(std::move(items));
}

Value merge(Arguments arguments, Evaluator& evaluator) {
    Object merged;
    for (const Argument& argument : arguments) {
        if (argument.value.object() == nullptr) {
            throw EvaluationError(fmt::format("merge() takes objects, not {}", type_name(argument.value)));
        }
        for (const auto& [name, value] : *argument.value.object()) {
            evaluator.budget().take(merged.size() + 1);
            merged.set(name, value);
        }
    }
    return Value(std::move(merged));
}

Value map(Arguments arguments, Evaluator& evaluator) {
    Array results;
    for (const Value& item : *arguments[1].value.array()) {
        results.push_back(evaluator.evaluate(*arguments[0].reference, item));
    }
    return Value(std::move(results));
}

/// The order of two numbers or two texts.
bool is_less(const Value& left, const Value& right) {
    return left.is_number() ? compare_numbers(left, right) < 0 : *left.text() < *right.text();
}

Value sort(Arguments arguments, Evaluator& evaluator) {
    Array items = *arguments[0].value.array();
    evaluator.budget().take(items.size());
    std::ranges::stable_sort(items, is_less);
    return Value(std::move(items));
}

Value least(Arguments arguments, Evaluator& /*evaluator*/) {
    const Array& items = *arguments[0].value.array();
    return items.empty() ? Value() : *std::ranges::min_element(items, is_less);
}

/// The first of those that nothing exceeds, as Python's max().
Value greatest(Arguments arguments, Evaluator& /*evaluator*/) {
    const Array& items = *arguments[0].value.array();
    return items.empty() ? Value() : *std::ranges::max_element(items, is_less);
}

struct Keyed {
    Value key;
    Value item;
};

bool has_less_key(const Keyed& left, const Keyed& right) {
    return is_less(left.key, right.key);
}

/// Items with what the expression makes of each: numbers all, or texts all.
std::vector<Keyed> with_keys(std::string_view function, Arguments arguments, std::string_view sign,
                             Evaluator& evaluator) {
    std::vector<Keyed> keyed;
    for (const Value& item : *arguments[0].value.array()) {
        keyed.push_back({evaluator.evaluate(*arguments[1].reference, item), item});
        const Value& key = keyed.back().key;
        const std::string_view actual = type_name(key);
        const std::string_view first = type_name(keyed.front().key);
        if (actual != "number" && actual != "string") {
            const bool is_sort = function == "sort_by";
            const Types wanted = !is_sort            ? Types("number string")
                                 : keyed.size() == 1 ? Types("string number")
                                                     : Types(first);
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

Value sort_by(Arguments arguments, Evaluator& evaluator) {
    if (arguments[0].value.array()->empty()) {
        return arguments[0].value;
    }
    std::vector<Keyed> keyed = with_keys("sort_by", arguments, "", evaluator);
    std::ranges::stable_sort(keyed, has_less_key);
    Array items;
    for (Keyed& pair : keyed) {
        items.push_back(std::move(pair.item));
    }
    return Value(std::move(items));
}

Value min_by(Arguments arguments, Evaluator& evaluator) {
    const std::vector<Keyed> keyed = with_keys("min_by", arguments, "<", evaluator);
    return keyed.empty() ? Value() : std::ranges::min_element(keyed, has_less_key)->item;
}

Value max_by(Arguments arguments, Evaluator& evaluator) {
    const std::vector<Keyed> keyed = with_keys("max_by", arguments, ">", evaluator);
    return keyed.empty() ? Value() : std::ranges::max_element(keyed, has_less_key)->item;
}

constexpr std::array<Types, 1> anything{""};
constexpr std::array<Types, 1> number{"number"};
constexpr std::array<Types, 1> numbers{"array-number"};
constexpr std::array<Types, 1> numbers_or_texts{"array-number array-string"};
constexpr std::array<Types, 1> texts_or_numbers{"array-string array-number"};
constexpr std::array<Types, 1> object{"object"};
constexpr std::array<Types, 1> text_or_array{"array string"};
constexpr std::array<Types, 1> anything_long{"string array object"};
constexpr std::array<Types, 2> two_texts{"string", "string"};
constexpr std::array<Types, 2> contains_types{"array string", ""};
constexpr std::array<Types, 2> join_types{"string", "array-string"};
constexpr std::array<Types, 2> map_types{"expref", "array"};
constexpr std::array<Types, 2> by_types{"array", "expref"};

struct Function {
    Signature signature;
    Value (*call)(Arguments, Evaluator&);
};

constexpr std::array functions{
    Function{{"abs", number}, absolute},
    Function{{"avg", numbers}, average},
    Function{{"ceil", number}, ceiling},
    Function{{"contains", contains_types}, contains},
    Function{{"ends_with", two_texts}, ends_with},
    Function{{"floor", number}, floor},
    Function{{"join", join_types}, join},
    Function{{"keys", object}, keys},
    Function{{"length", anything_long}, length},
    Function{{"map", map_types}, map},
    Function{{"max", numbers_or_texts}, greatest},
    Function{{"max_by", by_types}, max_by},
    Function{{"merge", object, true}, merge},
    Function{{"min", numbers_or_texts}, least},
    Function{{"min_by", by_types}, min_by},
    Function{{"not_null", anything, true}, not_null},
    Function{{"reverse", text_or_array}, reverse},
    Function{{"sort", texts_or_numbers}, sort},
    Function{{"sort_by", by_types}, sort_by},
    Function{{"starts_with", two_texts}, starts_with},
    Function{{"sum", numbers}, sum},
    Function{{"to_array", anything}, to_array},
    Function{{"to_number", anything}, to_number},
    Function{{"to_string", anything}, to_text},
    Function{{"type", anything}, type},
    Function{{"values", object}, values},
};

/// What it may take to go through a value.
std::size_t size_of(const Value& value) {
    if (value.text() != nullptr) {
        return value.text()->size();
    }
    if (value.array() != nullptr) {
        return value.array()->size();
    }
    return value.object() == nullptr ? 0 : value.object()->size();
}

}    // namespace

Value call_function(const Node& node, const Value& value, Evaluator& evaluator) {
    std::vector<Argument> arguments;
    for (const std::unique_ptr<Node>& child : node.children) {
        if (child->type == NodeType::Reference) {
            arguments.push_back({.reference = child->children[0].get()});
        } else {
            arguments.push_back({.value = evaluator.evaluate(*child, value)});
            evaluator.budget().take(size_of(arguments.back().value));
        }
    }
    const auto* const function =
        std::ranges::find(functions, node.name, [](const Function& row) { return row.signature.function; });
    if (function == functions.end()) {
        throw EvaluationError(fmt::format("Unknown function: {}()", node.name));
    }
    check_call(function->signature, arguments, evaluator.budget());
    return function->call(arguments, evaluator);
}

}    // namespace hmacsweep::cli::aws::jmespath
