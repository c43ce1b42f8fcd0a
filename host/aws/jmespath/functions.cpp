#include "host/aws/jmespath/functions.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/number_functions.hpp"
#include "host/aws/jmespath/order_functions.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"
#include "host/aws/value_json.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hmacsweep::aws::jmespath {
namespace {

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
    if (value.text() != nullptr) {
        return Value(static_cast<std::int64_t>(code_points(*value.text()).size()));
    }
    return Value(static_cast<std::int64_t>(value.array() != nullptr ? value.array()->size() : value.object()->size()));
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

}    // namespace hmacsweep::aws::jmespath
