// The messages that are tried, as plans: which texts of a record, in which order, joined by what.
#pragma once

#include "host/diagnosis/job/fields.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// A text of the records that messages are made of, or a whole message.
struct Atom {
    std::string recipe;    ///< `{payload:hex}`
    Texts texts;
    std::string name{};          ///< of its field, for `name=` before it; empty: it is not used so
    bool is_previous = false;    ///< whether it is of the record before, so that records are chained
    bool is_reversed = false;    ///< whether the record before is the one behind, as in a log with the newest first
};

/// A piece of a message: a literal and an atom behind it.
struct PlanPiece {
    std::string_view literal;    ///< a view of static text, or of an Atom::name
    std::string_view behind;     ///< a second literal, as the `=` of `id=`
    std::uint32_t atom = 0;
};

struct Plan {
    std::vector<PlanPiece> pieces;
    std::string_view end;    ///< a literal behind the last piece

    /// The message of a record; false where an atom is missing there.
    [[nodiscard]] bool make(const std::vector<Atom>& atoms, std::size_t record, std::string& message) const;
    [[nodiscard]] std::string recipe(const std::vector<Atom>& atoms) const;
};

/// How far a search goes. A later stage tries stranger messages, and does not try those of an earlier one again.
enum class Effort : std::uint8_t {
    One,           ///< one atom
    OneChanged,    ///< one atom and a line end
    Two,           ///< two atoms, in any order
    Row,           ///< three atoms and more that follow each other, in their order; the MAC before them or behind
    Three,         ///< three, joined in one way
    Named,         ///< `a=1&b=2`
    Four,          ///< four, joined in one way
    Mixed          ///< three, joined in two ways
};

/// Calls `take` for each plan of the stage until it returns false.
void for_each_plan(Effort effort, const std::vector<Atom>& atoms, const std::function<bool(const Plan&)>& take);

}    // namespace hmacsweep::diagnosis
