#include "host/report/closing_text.hpp"

#include "host/base/counts_text.hpp"
#include "host/report/closing_hint.hpp"
#include "host/report/ending.hpp"
#include "host/report/filter_words.hpp"

#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view plain = "\x1b[0m";

/// The verdict in words and its colour: good (green), bad (red) or open (yellow).
struct Conclusion {
    std::string words;
    std::string_view color;
};

Conclusion when_ok(const Summary& summary) {
    const std::uint64_t untagged = summary.classes.of(RecordClass::Untagged);
    if (summary.records == 0 && summary.part) {
        return {"EMPTY: this part has no records.", green};
    }
    const std::string of_chosen = summary.filters.empty() ? "" : fmt::format(" for {}", chosen_words(summary));
    if (summary.records == 0 && !summary.filters.empty()) {
        return {fmt::format("EMPTY{}, as --allow-empty allows.", of_chosen), green};
    }
    if (summary.records == 0) {
        return {"EMPTY: the inputs have no records, as --allow-empty allows.", green};
    }
    if (summary.operation == "generate") {
        return {"DONE: every record has its MAC.", green};
    }
    if (untagged != 0) {
        return {
            fmt::format("PASS{}: no MAC is wrong; {} no MAC.", of_chosen, plural(untagged, "record", "has", "have")),
            green};
    }
    return {fmt::format("PASS{}: every record's MAC is valid.", of_chosen), green};
}

/// What a status is called, with the colour of it.
Conclusion headline(const EndReason& reason, const Summary& summary) {
    switch (reason.status) {
        case static_cast<int>(Status::Invalid):
            return {options_do_not_fit(summary) ? "NOT VERIFIED: the options do not fit."
                                                : fmt::format("FAIL: {}.", reason.words),
                    red};
        case static_cast<int>(Status::Incomplete):
            return {fmt::format("INCOMPLETE: {}.", reason.words), red};
        case static_cast<int>(Status::Unverified):
            if (summary.operation == "generate" && summary.records != 0) {
                const std::uint64_t open = summary.records - summary.classes.of(RecordClass::Valid);
                return {fmt::format("UNFINISHED: no MAC could be made for {}.", plural(open, "record")), yellow};
            }
            return {fmt::format("UNVERIFIED: {}{}.", summary.records != 0 ? "no MAC is wrong, but " : "", reason.words),
                    yellow};
        case static_cast<int>(Status::BackendFailed):
            return {fmt::format("ERROR: {}, and no results were written.", reason.words), red};
        default:
            return {fmt::format("INTERRUPTED by {}: the counts above cover what was done so far.",
                                signal_name(reason.status - static_cast<int>(Status::Interrupted))),
                    red};
    }
}

}    // namespace

std::string closing_text(const Summary& summary, bool colored) {
    std::string out;
    for (std::size_t i = 1; i < summary.reasons.size(); ++i) {
        out += fmt::format("also: {}\n", summary.reasons[i].words);
    }
    if (summary.part) {
        out += fmt::format("this is part {} of {}: hmacsweep merge joins the summaries of all parts\n",
                           summary.part->number, summary.part->of);
    }
    const auto [words, color] = summary.reasons.empty() ? when_ok(summary) : headline(summary.reasons.front(), summary);
    out += colored ? fmt::format("{}{}{}\n", color, words, plain) : fmt::format("{}\n", words);
    const std::string hint = closing_hint(summary);
    return out + (hint.empty() ? "" : fmt::format("{}\n", hint));
}

}    // namespace hmacsweep::report
