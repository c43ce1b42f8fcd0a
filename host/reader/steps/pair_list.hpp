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

struct Pair {
    std::string_view name;
    std::string_view value;
    bool has_value = true;    ///< false: a parameter without `=`
};

/// Texts that are given must be valid while the list is used.
class PairList {
public:
    void clear();
    void add(const Pair& pair) { pairs_.push_back(pair); }

    /// Replaces the list by the parameters of a query or of a form's text: `a=1&b=2`, after a `?` or not. Returns why
    /// the text has no such parameters, as a text that follows a field's name in a sentence; empty: it has.
    [[nodiscard]] std::string take_query(std::string_view text, format::PairForm form);

    /// The value of a name; NULL where no pair has it.
    [[nodiscard]] StepOutcome find(std::string_view name) const;
    void leave_out(std::span<const std::string> names);
    void keep_filled();
    void sort();
    /// Sets what join() writes between a name and its value; `=` at first.
    void set_equals(std::string_view text) { equals_ = text; }
    /// Appends all pairs with `between` between them.
    void join(std::string_view between, std::string& out) const;
    /// Appends all values with `between` between them.
    void join_values(std::string_view between, std::string& out) const;

private:
    std::vector<Pair> pairs_;
    std::string_view equals_;
    std::string decoded_;    ///< the names and values of take_query(), if they were decoded
};

}    // namespace hmacsweep::reader
