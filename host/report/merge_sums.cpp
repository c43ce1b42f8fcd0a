#include "host/report/merge_sums.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <tuple>
#include <unordered_map>

namespace hmacsweep::report {
namespace {

/// As many as summarize() keeps.
constexpr std::size_t most_kept = 1000;
constexpr std::size_t most_diagnoses = 16;

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from, std::size_t most = ~std::size_t{0}) {
    const std::size_t room = most - std::min(most, to.size());
    to.insert(to.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(std::min(room, from.size())));
}

/// The parts' rows, sorted by input. Rows of one input stay in the order of parts.
template <class Row>
void sort_by_source(std::vector<Row>& rows, std::size_t most) {
    std::vector<std::pair<std::string, std::size_t>> order;
    order.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if constexpr (requires { rows[i].source; }) {
            order.emplace_back(rows[i].source, i);
        } else {
            order.emplace_back(rows[i].name, i);
        }
    }
    std::ranges::sort(order);
    order.resize(std::min(order.size(), most));
    std::vector<Row> sorted;
    sorted.reserve(order.size());
    for (const auto& [name, index] : order) {
        sorted.push_back(std::move(rows[index]));
    }
    rows = std::move(sorted);
}

void add_counts(const Summary& part, Summary& sum) {
    sum.records += part.records;
    sum.classes.add(part.classes);
    for (std::size_t v = 0; v < sum.codes.by_verdict.size(); ++v) {
        sum.codes.by_verdict[v] += part.codes.by_verdict[v];
    }
    sum.without_key += part.without_key;
    sum.classes_without_key.add(part.classes_without_key);
    sum.unmatched += part.unmatched;
    sum.num_key_ranges += part.num_key_ranges;
    sum.num_breaks += part.num_breaks;
    sum.num_blank_lines += part.num_blank_lines;
    sum.is_stopped_early = sum.is_stopped_early || part.is_stopped_early;
    sum.num_disagreements += part.num_disagreements;
    sum.num_checked += part.num_checked;
    sum.candidate_checks.add(part.candidate_checks);
    sum.num_hashed += part.num_hashed;
    sum.num_long += part.num_long;
    sum.num_ignored_macs += part.num_ignored_macs;
    sum.num_not_chosen += part.num_not_chosen;
    sum.num_file_messages += part.num_file_messages;
    sum.file_message_bytes += part.file_message_bytes;
    std::ranges::transform(sum.foreign_lengths, part.foreign_lengths, sum.foreign_lengths.begin(), std::plus());
    sum.seconds += part.seconds;
    sum.results.bytes += part.results.bytes;
    sum.results.lines += part.results.lines;
}

void add_rows(const Summary& part, Summary& sum) {
    append(sum.first_failures, part.first_failures);
    append(sum.disagreeing, part.disagreeing);
    append(sum.sources, part.sources);
    append(sum.key_ranges, part.key_ranges);
    append(sum.breaks, part.breaks, most_kept);
    append(sum.cut_ends, part.cut_ends);
    append(sum.fallbacks, part.fallbacks, most_kept);
    for (const Summary::Diagnosis& diagnosis : part.diagnoses) {
        if (sum.diagnoses.size() < most_diagnoses &&
            std::ranges::find(sum.diagnoses, diagnosis.key, &Summary::Diagnosis::key) == sum.diagnoses.end()) {
            sum.diagnoses.push_back(diagnosis);
        }
    }
    for (const std::string& notice : part.notices) {
        if (sum.notices.size() < most_kept && std::ranges::find(sum.notices, notice) == sum.notices.end()) {
            sum.notices.push_back(notice);
        }
    }
    for (const Summary::Device& device : part.devices) {
        const auto found = std::ranges::find_if(sum.devices, [&](const Summary::Device& known) {
            return std::tie(known.name, known.detail, known.failure) ==
                   std::tie(device.name, device.detail, device.failure);
        });
        if (found == sum.devices.end()) {
            sum.devices.push_back(device);
        } else {
            found->records += device.records;
        }
    }
}

/// Texts that the whole has once: those of the first part that has any.
void add_texts(const Summary& part, Summary& sum) {
    const auto keep_first = [](std::string& kept, const std::string& text) {
        if (kept.empty()) {
            kept = text;
        }
    };
    keep_first(sum.candidates_notice, part.candidates_notice);
    keep_first(sum.results.error, part.results.error);
    keep_first(sum.accounting_error, part.accounting_error);
    keep_first(sum.backend_error, part.backend_error);
    if (part.rejects) {
        if (!sum.rejects) {
            sum.rejects.emplace(Summary::Rejects{});
            sum.rejects->name = "the parts' rejects";
        }
        sum.rejects->bytes += part.rejects->bytes;
        sum.rejects->records += part.rejects->records;
        sum.rejects->left_out += part.rejects->left_out;
        keep_first(sum.rejects->error, part.rejects->error);
    }
    if (sum.started.empty() || part.started < sum.started) {
        sum.started = part.started;
    }
}

void add_keys_and_algorithms(const std::vector<Attempt>& parts, Summary& sum) {
    std::unordered_map<std::string, std::size_t> places;
    for (const Attempt& part : parts) {
        for (const Summary::Key& key : part.summary.keys) {
            const auto [place, is_new] = places.emplace(key.name, sum.keys.size());
            if (is_new) {
                sum.keys.push_back(key);
            } else {
                sum.keys[place->second].records += key.records;
                sum.keys[place->second].classes.add(key.classes);
            }
        }
    }
    std::ranges::sort(sum.keys, {}, &Summary::Key::name);
    for (const Algorithm algorithm : all_algorithms) {
        ClassCounts counts;
        for (const Attempt& part : parts) {
            for (const auto& [name, classes] : part.summary.algorithms) {
                if (name == name_of(algorithm)) {
                    counts.add(classes);
                }
            }
        }
        if (counts.total() != 0) {
            sum.algorithms.emplace_back(name_of(algorithm), counts);
        }
    }
}

/// Every shard of a folder names the same files.
void add_passed_over(const std::vector<Attempt>& parts, Summary& sum) {
    std::set<std::tuple<bool, std::string, std::string>> all;
    for (const Attempt& part : parts) {
        for (const Summary::PassedOver& file : part.summary.passed_over) {
            all.emplace(file.is_accepted, file.name, file.reason);
        }
        sum.num_passed_over = std::max(sum.num_passed_over, part.summary.num_passed_over);
    }
    sum.num_passed_over = std::max<std::uint64_t>(sum.num_passed_over, all.size());
    for (const auto& [is_accepted, name, reason] : all) {
        if (sum.passed_over.size() < most_kept) {
            sum.passed_over.push_back({name, reason, is_accepted});
        }
    }
}

/// What is told of machines: the same of all, or how many there are.
void add_machines(const std::vector<Attempt>& parts, Summary& sum) {
    std::set<std::string> names;
    std::set<std::string> backends;
    std::set<std::string> details;
    for (const Attempt& part : parts) {
        names.insert(part.summary.host.name);
        backends.insert(part.summary.backend);
        details.insert(part.summary.backend_detail);
    }
    const auto only = [](const std::set<std::string>& all, const std::string& several) {
        return all.size() == 1 ? *all.begin() : several;
    };
    sum.backend = only(backends, "several");
    sum.backend_detail = only(details, "of the parts");
    if (names.size() == 1) {
        sum.host = parts.front().summary.host;
    } else {
        sum.host.name = plural(names.size(), "machine");
    }
}

VerdictCounts verdicts_of(const ClassCounts& classes) {
    VerdictCounts verdicts;
    verdicts.add(Verdict::Valid, classes.of(RecordClass::Valid));
    verdicts.add(Verdict::Invalid, classes.of(RecordClass::Invalid));
    verdicts.add(Verdict::KeyNotFound, classes.of(RecordClass::Unverifiable));
    verdicts.add(Verdict::Untagged, classes.of(RecordClass::Untagged));
    verdicts.add(Verdict::Malformed, classes.of(RecordClass::Malformed));
    return verdicts;
}

/// The names that no record of any part has.
std::vector<std::string> missing_names(const std::vector<Attempt>& parts) {
    // What follows a name in its sentence depends on the part's records.
    const auto name_in = [](const std::string& sentence) {
        return sentence.substr(0, sentence.find("; records have:"));
    };
    std::optional<std::set<std::string>> missing;
    for (const Attempt& attempt : parts) {
        const Part& part = *attempt.summary.part;
        if (!part.has_seen_names) {
            continue;
        }
        std::set<std::string> names;
        for (const std::string& sentence : part.missing_names) {
            names.insert(name_in(sentence));
        }
        if (!missing) {
            missing = std::move(names);
        } else {
            std::erase_if(*missing, [&](const std::string& name) { return !names.contains(name); });
        }
    }
    return missing ? std::vector<std::string>(missing->begin(), missing->end()) : std::vector<std::string>();
}

}    // namespace

Summary sum_of(const std::vector<Attempt>& parts) {
    const Summary& first = parts.front().summary;
    Summary sum;
    sum.operation = first.operation;
    sum.has_candidates = first.has_candidates;
    sum.cross_check = first.cross_check;
    sum.filters = first.filters;
    sum.is_complete = true;
    sum.results.name = "the parts' results";
    OrderFreeSum records_sum;
    bool has_records_sum = true;
    for (const Attempt& part : parts) {
        sum.is_complete = sum.is_complete && part.summary.is_complete;
        sum.is_chained = sum.is_chained || part.summary.is_chained;
        add_counts(part.summary, sum);
        add_rows(part.summary, sum);
        add_texts(part.summary, sum);
        const std::optional<OrderFreeSum> of_part = OrderFreeSum::parse(part.summary.records_sum);
        has_records_sum = has_records_sum && of_part;
        records_sum.add(of_part.value_or(OrderFreeSum()));
    }
    sum.records_sum = has_records_sum ? records_sum.hex() : "";
    sort_by_source(sum.sources, sum.sources.size());
    sort_by_source(sum.first_failures, Report::max_named);
    sort_by_source(sum.disagreeing, Report::max_named);
    sort_by_source(sum.key_ranges, KeyRanges::max_kept);
    add_keys_and_algorithms(parts, sum);
    add_passed_over(parts, sum);
    add_machines(parts, sum);
    return sum;
}

std::vector<EndReason> reasons_of(const Summary& summary, const std::vector<Attempt>& parts,
                                  const Expectations& expectations) {
    Report report;
    report.counts = verdicts_of(summary.classes);
    report.num_not_chosen = summary.num_not_chosen;
    report.num_disagreements = summary.num_disagreements;
    report.is_stopped_early = summary.is_stopped_early;
    report.backend_error = summary.backend_error;
    report.accounting_error = summary.accounting_error;
    report.results.error = summary.results.error;
    report.rejects.error = summary.rejects ? summary.rejects->error : "";
    report.without_key = verdicts_of(summary.classes_without_key);
    report.by_key.reserve(summary.keys.size());
    report.sources.reserve(summary.sources.size());
    report.passed_over.reserve(summary.passed_over.size());
    for (const Summary::Key& key : summary.keys) {
        report.by_key.push_back(verdicts_of(key.classes));
    }
    for (const Summary::Source& source : summary.sources) {
        SourceReport& row = report.sources.emplace_back();
        row.error = source.error;
        row.records = source.records;
        row.not_chosen = source.not_chosen;
        row.counts = verdicts_of(source.classes);
    }
    for (const Summary::PassedOver& file : summary.passed_over) {
        report.passed_over.push_back({file.name, file.reason, file.is_accepted});
    }
    report.missing_names = missing_names(parts);
    report.chain.cut_ends.resize(summary.cut_ends.size());
    for (const Attempt& part : parts) {
        report.num_partly_read += part.summary.part->num_partly_read;
    }
    return end_reasons(report, expectations);
}

}    // namespace hmacsweep::report
