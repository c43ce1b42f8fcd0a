#include "host/report/filter_words.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"

#include <fmt/format.h>

namespace hmacsweep::report {

std::string chosen_words(const Summary& summary) {
    std::string filters;
    for (const Summary::Filter& filter : summary.filters) {
        filters += fmt::format(" --where {}={}", printable(filter.field), printable(filter.text));
    }
    return fmt::format("{} of {}, chosen by{}", grouped(summary.records),
                       plural(summary.records + summary.num_not_chosen, "record"), filters);
}

std::string filter_remark(const Summary::Filter& filter) {
    const std::string field = printable(filter.field);
    return filter.is_covered
               ? fmt::format("A record whose {} was altered is not chosen: runs for its other values find it.", field)
               : fmt::format("The MAC does not cover {}: anyone who can change it can hide a record.", field);
}

std::string filters_text(const Summary& summary) {
    if (summary.filters.empty()) {
        return {};
    }
    std::string out = fmt::format("{} not chosen by --where, and not verified\n",
                                  plural(summary.num_not_chosen, "record", "was", "were"));
    for (const Summary::Filter& filter : summary.filters) {
        out += fmt::format("  {}\n", filter_remark(filter));
    }
    return out;
}

}    // namespace hmacsweep::report
