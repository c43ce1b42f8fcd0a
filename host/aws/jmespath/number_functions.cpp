#include "host/aws/jmespath/number_functions.hpp"

#include "host/aws/jmespath/error.hpp"
#include "host/aws/jmespath/number_text.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

namespace hmacsweep::aws::jmespath {
namespace {

Value integer_of(double number) {
    // 2^63 is a double; the largest 64-bit integer is not.
    const bool fits = number >= -0x1p63 && number < 0x1p63;    // not a number does not
    if (!fits) {
        throw EvaluationError("a number is too large for an integer of 64 bits");
    }
    return Value(static_cast<std::int64_t>(number));
}

double real_of(const Value& number) {
    return number.real() != nullptr ? *number.real() : static_cast<double>(*number.integer());
}

}    // namespace

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

}    // namespace hmacsweep::aws::jmespath
