#include "host/aws/value.hpp"

#include "host/aws/failure.hpp"

#include <algorithm>
#include <optional>

namespace hmacsweep::aws {
namespace {

/// A number with room for every integer and every double; true and false are numbers to Python.
std::optional<long double> number(const Value& value) {
    if (const bool* const truth = value.boolean()) {
        return *truth ? 1.0L : 0.0L;
    }
    if (const std::int64_t* const integer = value.integer()) {
        return static_cast<long double>(*integer);
    }
    const double* const real = value.real();
    return real == nullptr ? std::nullopt : std::optional<long double>(*real);
}

bool equal_arrays(const Array& left, const Array& right, Budget& budget) {
    return std::ranges::equal(left, right, [&](const Value& a, const Value& b) { return python_equal(a, b, budget); });
}

bool equal_objects(const Object& left, const Object& right, Budget& budget) {
    return left.size() == right.size() && std::ranges::all_of(left, [&](const Object::Member& member) {
               const Value* const other = right.find(member.first);
               return other != nullptr && python_equal(member.second, *other, budget);
           });
}

}    // namespace

Object::Object(std::initializer_list<Member> members) : members_(members) {}

const Value* Object::find(std::string_view name) const {
    const auto found = std::ranges::find(members_, name, &Member::first);
    return found == members_.end() ? nullptr : &found->second;
}

void Object::set(std::string_view name, Value value) {
    const auto found = std::ranges::find(members_, name, &Member::first);
    if (found == members_.end()) {
        members_.emplace_back(name, std::move(value));
    } else {
        found->second = std::move(value);
    }
}

Value::Value(Array value) : kind_(std::make_shared<const Array>(std::move(value))) {}

Value::Value(Object value) : kind_(std::make_shared<const Object>(std::move(value))) {}

const Array* Value::array() const {
    const auto* const held = std::get_if<std::shared_ptr<const Array>>(&kind_);
    return held == nullptr ? nullptr : held->get();
}

const Object* Value::object() const {
    const auto* const held = std::get_if<std::shared_ptr<const Object>>(&kind_);
    return held == nullptr ? nullptr : held->get();
}

const void* Value::identity() const {
    return array() != nullptr ? static_cast<const void*>(array()) : object();
}

void Budget::take(std::size_t amount) {
    if (amount > left_) {
        throw Failure(general_error, "the result of --query is too large, or takes too long to make");
    }
    left_ -= amount;
}

bool python_equal(const Value& left, const Value& right, Budget& budget) {
    budget.take(1);
    if (left.identity() != nullptr && left.identity() == right.identity()) {
        return true;
    }
    if (left.array() != nullptr && right.array() != nullptr) {
        return equal_arrays(*left.array(), *right.array(), budget);
    }
    if (left.object() != nullptr && right.object() != nullptr) {
        return equal_objects(*left.object(), *right.object(), budget);
    }
    const std::optional<long double> a = number(left);
    const std::optional<long double> b = number(right);
    if (a && b) {
        return *a == *b;
    }
    return !a && !b && left.kind() == right.kind();
}

int compare_numbers(const Value& left, const Value& right) {
    const long double a = number(left).value_or(0);
    const long double b = number(right).value_or(0);
    return a < b ? -1 : static_cast<int>(a > b);
}

}    // namespace hmacsweep::aws
