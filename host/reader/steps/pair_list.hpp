// Names with values, as a query's parameters or a JSON object's members: what the steps between `pairs` and `join` work
// on.
#pragma once

#include "host/format/step.hpp"
#include "host/reader/steps/step_outcome.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// One name and its value.
struct Pair {
    std::string_view name;
    std::string_view value;
    bool has_value = true;    ///< false: a parameter without `=`, whose value is empty
};

/// A list of pairs, in order. The texts that a function gets must be valid while the list is used.
class PairList {
public:
    /// Removes all pairs, and sets what join() writes between a name and its value to `=`.
    void clear();
    /// Adds a pair behind all others.
    void add(const Pair& pair) { pairs_.push_back(pair); }

    /// Calls clear(), then adds the parameters of a query or of a form's text: `a=1&b=2`, after a `?` or not. `form`
    /// says how names and values are decoded. Returns why one cannot be decoded, as a text that follows a field's name
    /// in a sentence; empty: all can.
    [[nodiscard]] std::string take_query(std::string_view text, format::PairForm form);

    /// The value of a name; NULL if no pair has the name, a reason if two pairs have it.
    [[nodiscard]] StepOutcome find(std::string_view name) const;
    /// Removes all pairs with one of these names.
    void leave_out(std::span<const std::string> names);
    /// Removes all pairs whose value is empty.
    void keep_filled();
    /// Sorts the pairs by name, then by value, by their bytes.
    void sort();
    /// Sets what join() writes between a name and its value, until the next clear().
    void set_equals(std::string_view text) { equals_ = text; }
    /// Appends all pairs to `out`, with `between` between two pairs. Of a pair without a value, only the name.
    void join(std::string_view between, std::string& out) const;
    /// Appends all values to `out`, with `between` between two values.
    void join_values(std::string_view between, std::string& out) const;

private:
    std::vector<Pair> pairs_;
    std::string_view equals_;
    std::string decoded_;    ///< the names and values of take_query(), if they were decoded
};

}    // namespace hmacsweep::reader
