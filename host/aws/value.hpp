// Values of JSON, YAML and JMESPath, for requests, responses and the results of --query. The trees of JSON and YAML
// libraries do not have what a query needs: members that keep their order but compare without it, integers that differ
// from other numbers, and parts that results share (YAML output shows them). A shared value never changes, so no value
// contains itself.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hmacsweep::aws {

class Value;
class Object;
using Array = std::vector<Value>;

/// Bytes that are no text: YAML's !!binary, or the content of a fileb:// URL.
struct Binary {
    std::string bytes;

    bool operator==(const Binary&) const = default;
};

class Value {
public:
    using Kind = std::variant<std::monostate, bool, std::int64_t, double, std::string, std::shared_ptr<const Array>,
                              std::shared_ptr<const Object>, Binary>;

    Value() = default;    ///< null
    explicit Value(bool value) : kind_(value) {}
    explicit Value(std::int64_t value) : kind_(value) {}
    explicit Value(double value) : kind_(value) {}
    explicit Value(std::string value) : kind_(std::move(value)) {}
    explicit Value(std::string_view value) : kind_(std::string(value)) {}
    explicit Value(const char* value) : kind_(std::string(value)) {}
    explicit Value(Array value);
    explicit Value(Object value);
    explicit Value(Binary value) : kind_(std::move(value)) {}

    [[nodiscard]] const Kind& kind() const { return kind_; }
    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(kind_); }

    // The value of each type; null when the value has another type.

    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&kind_); }
    [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&kind_); }
    [[nodiscard]] const double* real() const { return std::get_if<double>(&kind_); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&kind_); }
    [[nodiscard]] const Binary* binary() const { return std::get_if<Binary>(&kind_); }
    [[nodiscard]] const Array* array() const;
    [[nodiscard]] const Object* object() const;
    [[nodiscard]] bool is_number() const { return integer() != nullptr || real() != nullptr; }
    [[nodiscard]] bool is_scalar() const { return array() == nullptr && object() == nullptr; }
    /// The address of the array or object, the same for all values that share it; null for scalars.
    [[nodiscard]] const void* identity() const;

private:
    Kind kind_;
};

/// Members in the order in which they were added.
class Object {
public:
    using Member = std::pair<std::string, Value>;

    Object() = default;
    Object(std::initializer_list<Member> members);

    /// The member's value; null when there is no such member.
    [[nodiscard]] const Value* find(std::string_view name) const;
    /// Adds a member, or replaces the value of an existing one, which keeps its place.
    void set(std::string_view name, Value value);

    [[nodiscard]] auto begin() const { return members_.begin(); }
    [[nodiscard]] auto end() const { return members_.end(); }
    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] bool empty() const { return members_.empty(); }

private:
    std::vector<Member> members_;
};

/// Limits the work for one command line, against input that is made to take forever.
class Budget {
public:
    Budget() = default;
    explicit Budget(std::size_t amount) : left_(amount) {}

    /// Uses up a part of the budget. Throws Failure when `amount` is more than what is left.
    void take(std::size_t amount);

private:
    std::size_t left_ = std::size_t{1} << 22;    // far more than any response of KMS needs
};

/// Python's `==`: true equals 1, 1 equals 1.0, and the order of members does not count. Throws Failure when the budget
/// is used up.
[[nodiscard]] bool python_equal(const Value& left, const Value& right, Budget& budget);

/// Compares two numbers: -1, 0 or 1. Integers beyond 2^53 are not rounded.
[[nodiscard]] int compare_numbers(const Value& left, const Value& right);

}    // namespace hmacsweep::aws
