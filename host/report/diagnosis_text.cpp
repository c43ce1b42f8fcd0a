#include "host/report/diagnosis_text.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// From so many records without a valid one on, it is worth saying that no usual mistake explains them.
constexpr std::uint64_t many_records = 16;

std::string whose(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys) {
    return diagnosis.key == core::no_key ? "records whose key is not known"
                                         : fmt::format("key {}", printable(keys[diagnosis.key].result_name()));
}

std::string records(std::uint64_t count) {
    return fmt::format("{} record{}", grouped(count), count == 1 ? "" : "s");
}

/// `16 of 16 verify if the MAC is written in hex`.
std::string sentence(const diagnosis::Finding& finding, std::uint64_t num_sampled) {
    return fmt::format("{} of {} {} if {}", finding.num_verified, num_sampled,
                       finding.num_verified == 1 ? "verifies" : "verify", finding.words);
}

/// The options of a finding and what else is to be done, each line with `margin` before it.
std::string what_to_do(const diagnosis::Finding& finding, std::string_view margin) {
    std::string text;
    std::string options;
    for (const std::string& option : finding.options) {
        options += fmt::format(" {}", option);
    }
    if (!options.empty()) {
        text += fmt::format("{}use{}\n", margin, options);
    }
    for (const std::string& remark : finding.remarks) {
        text += fmt::format("{}{}\n", margin, remark);
    }
    return text;
}

/// What was tried alone, and of how many records it made some verify; what did so first.
std::string table_of_counts(const diagnosis::Diagnosis& diagnosis) {
    const auto has_verified = [](const diagnosis::MistakeCount& count) { return count.num_verified != 0; };
    std::vector<diagnosis::MistakeCount> counts;
    std::ranges::copy_if(diagnosis.counts, std::back_inserter(counts), has_verified);
    std::ranges::copy_if(diagnosis.counts, std::back_inserter(counts), std::not_fn(has_verified));
    std::string text =
        fmt::format("  {:<24}{:>6} {:>9}   {}\n", "mistake, alone", "tried", "verified", "what it would mean");
    for (const diagnosis::MistakeCount& count : counts) {
        const diagnosis::Mistake& mistake = diagnosis::mistakes()[count.mistake];
        const bool is_tried = count.num_tried != 0;
        text += fmt::format("  {:<24}{:>6} {:>9}   {}\n", mistake.name, is_tried ? grouped(count.num_tried) : "-",
                            is_tried ? grouped(count.num_verified) : "-",
                            mistake.in_general.empty() ? mistake.words : mistake.in_general);
    }
    return text;
}

}    // namespace

bool explains_most(const diagnosis::Diagnosis& diagnosis) {
    return !diagnosis.findings.empty() && 2 * diagnosis.findings[0].num_verified > diagnosis.num_sampled;
}

std::string hint_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys, bool is_known) {
    constexpr std::string_view margin = "hmacsweep: hint: ";
    const bool is_explained = explains_most(diagnosis);
    if (!is_explained && diagnosis.remark.empty() && diagnosis.num_records < many_records) {
        return {};
    }
    std::string text = fmt::format(
        "{}{}: none of {} is valid; ", margin, whose(diagnosis, keys),
        diagnosis.num_records == 1 ? "1 record" : fmt::format("the first {}", records(diagnosis.num_records)));
    if (is_known) {
        text += "the same as above\n";
        return text;
    }
    if (!is_explained) {
        text += fmt::format("no usual mistake explains most of {} of them{}{}\n", diagnosis.num_sampled,
                            diagnosis.remark.empty() ? "" : ", but ", diagnosis.remark);
        text += fmt::format("{}hmacsweep diagnose, with the same options, tries more and tells what\n", margin);
        return text;
    }
    bool is_first = true;
    for (const diagnosis::Finding& finding : diagnosis.findings) {
        text += fmt::format("{}{}\n{}", is_first ? "" : margin, sentence(finding, diagnosis.num_sampled),
                            what_to_do(finding, margin));
        is_first = false;
    }
    return text;
}

std::string diagnosis_text(const diagnosis::Diagnosis& diagnosis, const keys::KeyStore& keys, bool has_table) {
    std::string text =
        fmt::format("{}: {} looked at, {} valid; {} of the others tried\n", whose(diagnosis, keys),
                    records(diagnosis.num_records), grouped(diagnosis.num_valid), grouped(diagnosis.num_sampled));
    for (const diagnosis::Finding& finding : diagnosis.findings) {
        text += fmt::format("  {}\n{}", sentence(finding, diagnosis.num_sampled), what_to_do(finding, "    "));
    }
    if (diagnosis.findings.empty()) {
        text += diagnosis.num_computed == 0 ? "  by these options they have no message and MAC that could be compared\n"
                                            : "  no usual mistake, nor two or three of them together, explains any\n";
    }
    if (!diagnosis.remark.empty()) {
        text += fmt::format("  {}\n", diagnosis.remark);
    }
    if (diagnosis.num_unreadable != 0) {
        text += fmt::format("  in {} no field could be found: is the input in another format (--input-format)?\n",
                            records(diagnosis.num_unreadable));
    }
    if (diagnosis.num_computed != 0) {
        text += fmt::format("  {} computed{}\n", plural(diagnosis.num_computed, "MAC"),
                            diagnosis.is_cut_short ? ", and then no more: it would have taken too long" : "");
    }
    return has_table ? fmt::format("{}\n{}", text, table_of_counts(diagnosis)) : text;
}

}    // namespace hmacsweep::report
