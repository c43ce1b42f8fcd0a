#include "host/reader/steps/pair_list.hpp"

#include "host/base/encoding.hpp"
#include "host/reader/steps/percent.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hmacsweep::reader {

void PairList::clear() {
    pairs_.clear();
    equals_ = "=";
}

std::string PairList::take_query(std::string_view text, format::PairForm form) {
    clear();
    decoded_.clear();
    decoded_.reserve(text.size());    // decoding makes no text longer, so views into decoded_ stay valid
    std::string reason;
    const auto decode = [&](std::string_view written) {
        if (form == format::PairForm::AsWritten) {
            return written;
        }
        const std::size_t begin = decoded_.size();
        if (reason.empty()) {
            reason = append_percent_decoded(decoded_, written, form == format::PairForm::Form);
        }
        return std::string_view(decoded_).substr(begin);
    };
    text.remove_prefix(text.starts_with('?') ? 1 : 0);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view one = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (one.empty()) {
            continue;
        }
        const std::size_t equals = one.find('=');
        const std::string_view name = decode(one.substr(0, equals));
        const bool has_value = equals != std::string_view::npos;
        add({name, has_value ? decode(one.substr(equals + 1)) : std::string_view(), has_value});
    }
    return reason;
}

StepOutcome PairList::find(std::string_view name) const {
    const auto found = std::ranges::find(pairs_, name, &Pair::name);
    if (found == pairs_.end()) {
        return {};
    }
    const bool is_twice = std::ranges::count(pairs_, name, &Pair::name) > 1;
    return {found->value, is_twice ? fmt::format("has \"{}\" twice", printable(name)) : ""};
}

void PairList::leave_out(std::span<const std::string> names) {
    std::erase_if(pairs_, [&](const Pair& pair) { return std::ranges::find(names, pair.name) != names.end(); });
}

void PairList::keep_filled() {
    std::erase_if(pairs_, [](const Pair& pair) { return pair.value.empty(); });
}

void PairList::sort() {
    std::ranges::sort(
        pairs_, [](const Pair& a, const Pair& b) { return std::tie(a.name, a.value) < std::tie(b.name, b.value); });
}

void PairList::join(std::string_view between, std::string& out) const {
    std::string_view separator;
    for (const Pair& pair : pairs_) {
        out += separator;
        out += pair.name;
        if (pair.has_value) {
            out += equals_;
            out += pair.value;
        }
        separator = between;
    }
}

void PairList::join_values(std::string_view between, std::string& out) const {
    std::string_view separator;
    for (const Pair& pair : pairs_) {
        out += separator;
        out += pair.value;
        separator = between;
    }
}

}    // namespace hmacsweep::reader
