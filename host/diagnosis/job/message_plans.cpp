#include "host/diagnosis/job/message_plans.hpp"

#include "host/diagnosis/job/settings.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <span>

namespace hmacsweep::diagnosis {
namespace {

using namespace std::string_view_literals;

constexpr std::array joiners{"."sv, "|"sv, ":"sv,  ","sv,  ""sv,   "\n"sv, "-"sv,    "&"sv,  "_"sv, " "sv,
                             ";"sv, "/"sv, "\t"sv, "||"sv, "::"sv, ", "sv, "\r\n"sv, "\0"sv, "#"sv, "+"sv};
/// Those of longer messages.
constexpr std::size_t usual_joiners = 13;
/// Those that are mixed with others.
constexpr std::size_t mixed_joiners = 8;

class PlanMaker {
public:
    PlanMaker(const std::vector<Atom>& atoms, const std::function<bool(const Plan&)>& take)
        : atoms_(atoms), take_(take), size_(static_cast<std::uint32_t>(atoms.size())) {}

    void make(Effort effort) {
        switch (effort) {
            case Effort::One:
                ones({""sv});
                break;
            case Effort::OneChanged:
                ones({"\n"sv, "\r\n"sv, " "sv, "\0"sv, "|"sv, ";"sv, ","sv});
                break;
            case Effort::Two:
                orders(2, joiners.size());
                break;
            case Effort::Row:
                rows();
                break;
            case Effort::Three:
                orders(3, usual_joiners);
                break;
            case Effort::Named:
                named();
                break;
            case Effort::Four:
                orders(4, usual_joiners);
                break;
            case Effort::Mixed:
                mixed();
                break;
        }
    }

private:
    bool take() { return is_going_ = is_going_ && take_(plan_); }

    void ones(std::initializer_list<std::string_view> ends) {
        for (const std::string_view end : ends) {
            for (std::uint32_t i = 0; i < size_; ++i) {
                plan_.pieces.assign(1, {"", "", i});
                plan_.end = end;
                if (!take()) {
                    return;
                }
            }
        }
        plan_.end = "";
    }

    /// All atoms of three and more in a row, in their order, also with the joiner behind the last one. In chains the
    /// MAC of the other record comes before them, or behind.
    void rows() {
        std::vector<std::uint32_t> others;    // of other records
        for (std::uint32_t i = 0; i < size_; ++i) {
            if (atoms_[i].is_previous) {
                others.push_back(i);
            }
        }
        const auto num_own = static_cast<std::uint32_t>(size_ - others.size());    // they come first
        for (std::uint32_t size = num_own; size >= 3 && is_going_; --size) {
            for (std::uint32_t first = 0; first + size <= num_own; ++first) {
                std::vector<std::uint32_t> row(size);
                std::iota(row.begin(), row.end(), first);
                joined(row, joiners.size(), true);
                for (const std::uint32_t other : others) {
                    row.insert(row.begin(), other);
                    joined(row, usual_joiners, false);
                    std::ranges::rotate(row, row.begin() + 1);
                    joined(row, usual_joiners, false);
                    row.pop_back();
                }
            }
        }
        plan_.end = "";
    }
    /// These atoms with each joiner between them, and maybe also behind the last one.
    void joined(const std::vector<std::uint32_t>& atoms, std::size_t num_joiners, bool has_end) {
        for (const std::string_view joiner : std::span(joiners).first(num_joiners)) {
            plan_.pieces.clear();
            for (const std::uint32_t atom : atoms) {
                plan_.pieces.push_back({plan_.pieces.empty() ? ""sv : joiner, "", atom});
            }
            plan_.end = "";
            if (!take()) {
                return;
            }
            plan_.end = joiner;
            if (has_end && !joiner.empty() && !take()) {
                return;
            }
        }
    }

    /// All orders of `count` different atoms, those in the atoms' own order first.
    void orders(std::size_t count, std::size_t num_joiners) {
        for (const bool is_sorted : {true, false}) {
            plan_.pieces.clear();
            if (!order(count, num_joiners, is_sorted)) {
                return;
            }
        }
    }
    bool order(std::size_t count, std::size_t num_joiners, bool is_sorted) {
        if (plan_.pieces.size() == count) {
            if (!is_sorted && std::ranges::is_sorted(plan_.pieces, {}, &PlanPiece::atom)) {
                return true;
            }
            for (std::size_t i = 0; i < num_joiners; ++i) {
                for (std::size_t k = 1; k < count; ++k) {
                    plan_.pieces[k].literal = joiners[i];
                }
                if (!take()) {
                    return false;
                }
            }
            return true;
        }
        for (std::uint32_t atom = 0; atom < size_; ++atom) {
            const bool is_used =
                std::ranges::any_of(plan_.pieces, [&](const PlanPiece& piece) { return piece.atom == atom; });
            if (is_used || (is_sorted && !plan_.pieces.empty() && plan_.pieces.back().atom > atom)) {
                continue;
            }
            plan_.pieces.push_back({"", "", atom});
            const bool is_going = order(count, num_joiners, is_sorted);
            plan_.pieces.pop_back();
            if (!is_going) {
                return false;
            }
        }
        return true;
    }

    /// Subsets of up to four atoms and all of them, in their order and by name: `a=1&b=2`.
    void named() {
        std::vector<std::uint32_t> in_order;
        for (std::uint32_t i = 0; i < size_; ++i) {
            if (!atoms_[i].name.empty()) {
                in_order.push_back(i);
            }
        }
        std::vector<std::uint32_t> by_name = in_order;
        std::ranges::sort(by_name, {}, [&](std::uint32_t i) { return std::string_view(atoms_[i].name); });
        for (const std::vector<std::uint32_t>& all : {in_order, by_name}) {
            const std::size_t size = std::min<std::size_t>(all.size(), 12);
            for (std::uint32_t bits = (1U << size) - 1; bits > 0; --bits) {
                const auto count = static_cast<std::size_t>(std::popcount(bits));
                if (count < 2 || (count > 4 && count + 3 < size)) {
                    continue;
                }
                for (const std::string_view joiner : {"&"sv, ","sv, ";"sv, "\n"sv, "|"sv, " "sv, ""sv}) {
                    for (const std::string_view equals : {"="sv, ":"sv}) {
                        plan_.pieces.clear();
                        for (std::size_t i = 0; i < size; ++i) {
                            if ((bits >> i & 1U) != 0) {
                                plan_.pieces.push_back({plan_.pieces.empty() ? ""sv : joiner, equals, all[i]});
                            }
                        }
                        if (!take()) {
                            return;
                        }
                    }
                }
            }
        }
    }

    void mixed() {
        for (std::uint32_t a = 0; a < size_; ++a) {
            for (std::uint32_t b = 0; b < size_; ++b) {
                for (std::uint32_t c = 0; c < size_; ++c) {
                    if (a == b || b == c || a == c || !mix(a, b, c)) {
                        if (!is_going_) {
                            return;
                        }
                    }
                }
            }
        }
    }
    bool mix(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        for (std::size_t i = 0; i < mixed_joiners; ++i) {
            for (std::size_t k = 0; k < mixed_joiners; ++k) {
                plan_.pieces = {{"", "", a}, {joiners[i], "", b}, {joiners[k], "", c}};
                if (i != k && !take()) {
                    return false;
                }
            }
        }
        return true;
    }

    const std::vector<Atom>& atoms_;
    const std::function<bool(const Plan&)>& take_;
    std::uint32_t size_;
    Plan plan_{};
    bool is_going_ = true;
};

}    // namespace

bool Plan::make(const std::vector<Atom>& atoms, std::size_t record, std::string& message) const {
    message.clear();
    for (const PlanPiece& piece : pieces) {
        const Atom& atom = atoms[piece.atom];
        if (!atom.texts[record]) {
            return false;
        }
        message += piece.literal;
        if (!piece.behind.empty()) {
            message += atom.name;
            message += piece.behind;
        }
        message += as_text(*atom.texts[record]);
    }
    message += end;
    return true;
}

std::string Plan::recipe(const std::vector<Atom>& atoms) const {
    std::string text;
    for (const PlanPiece& piece : pieces) {
        text += literal_text(piece.literal);
        if (!piece.behind.empty()) {
            text += literal_text(atoms[piece.atom].name);
            text += literal_text(piece.behind);
        }
        text += atoms[piece.atom].recipe;
    }
    return text + literal_text(end);
}

void for_each_plan(Effort effort, const std::vector<Atom>& atoms, const std::function<bool(const Plan&)>& take) {
    PlanMaker(atoms, take).make(effort);
}

}    // namespace hmacsweep::diagnosis
