#include "host/report/merge.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/order_free_sum.hpp"
#include "host/report/merge_checks.hpp"
#include "host/report/merge_sums.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// `part 3 of 8`, `part 3`
std::string part_words(std::uint64_t number, std::uint64_t of) {
    return of == 0 ? fmt::format("part {}", number) : fmt::format("part {} of {}", number, of);
}

/// What says that an attempt counts rather than another that came as far: nothing that depends on the order of files.
auto order_of(const Attempt& attempt) {
    const Summary& summary = attempt.summary;
    return std::tie(summary.part->attempt, summary.started, summary.seconds, summary.host.name, attempt.name);
}

/// Whether the parts' files are, together, the whole list.
std::string fault_of_files(const std::vector<Attempt>& parts) {
    const Part& first = *parts.front().summary.part;
    if (first.all_files_sum.empty()) {
        return {};
    }
    OrderFreeSum sum;
    std::uint64_t count = 0;
    for (const Attempt& part : parts) {
        sum.add(OrderFreeSum::parse(part.summary.part->files_sum).value_or(OrderFreeSum()));
        count += part.summary.part->files;
    }
    if (count != first.all_files || sum.hex() != first.all_files_sum) {
        return fmt::format("the parts' files, {}, are not the files of the whole list, {}", grouped(count),
                           grouped(first.all_files));
    }
    return {};
}

/// The key of one name must be the same key in every part. (That all key files have the same keys is in the settings.)
std::string fault_of_keys(const std::vector<Attempt>& parts) {
    std::map<std::string, std::string> fingerprints;
    for (const Attempt& part : parts) {
        for (const Summary::Key& key : part.summary.keys) {
            const auto [known, is_new] = fingerprints.emplace(key.name, key.fingerprint);
            if (!is_new && known->second != key.fingerprint) {
                return fmt::format("the key {} has several fingerprints: {} and {}", printable(key.name, 80),
                                   printable(known->second, 40), printable(key.fingerprint, 40));
            }
        }
    }
    return {};
}

std::string missing_words(const MergedParts& taken, std::uint64_t of) {
    std::string words = taken.missing.size() == 1
                            ? fmt::format("part {} of {} is missing", taken.missing.front(), of)
                            : fmt::format("{} of {} parts are missing: {}", grouped(taken.missing.size()), grouped(of),
                                          number_list(taken.missing));
    if (taken.num_interrupted != 0) {
        words += fmt::format(" ({} interrupted)", plural(taken.num_interrupted, "part", "was", "were"));
    }
    return words;
}

}    // namespace

void Merge::add(Summary summary, std::string name) {
    if (std::string fault = fault_of_part(summary, name); !fault.empty()) {
        faults_.push_back(std::move(fault));
        return;
    }
    const std::uint64_t number = summary.part->number;
    const auto [settings, is_new] = settings_.emplace(settings_of(summary), std::string());
    if (is_new || name < settings->second) {
        settings->second = name;
    }
    summary.options = {};    // the settings have what counts
    summary.command = {};
    summary.version = {};
    summary.unproved_boundaries = {};
    parts_[number].push_back({std::move(summary), std::move(name), &settings->first});
}

std::string Merge::fault_of_settings() const {
    if (settings_.size() < 2) {
        return {};
    }
    // The settings of the first part are those that the others are held against.
    const auto name_and_settings = [](const Attempt& attempt) { return std::tie(attempt.name, *attempt.settings); };
    const Attempt* first = nullptr;
    for (const auto& [number, attempts] : parts_) {
        const auto least = std::ranges::min_element(attempts, {}, name_and_settings);
        first = first == nullptr ? &*least : first;
        const auto other = std::ranges::find_if(
            attempts, [&](const Attempt& attempt) { return *attempt.settings != *first->settings; });
        if (other == attempts.end()) {
            continue;
        }
        const Attempt* found = &*other;
        for (const Attempt& attempt : attempts) {
            if (*attempt.settings != *first->settings && name_and_settings(attempt) < name_and_settings(*found)) {
                found = &attempt;
            }
        }
        return fmt::format("{} ({}) and {} ({}) do not belong together: {}",
                           part_words(first->summary.part->number, first->summary.part->of),
                           printable(first->name, 200), part_words(number, found->summary.part->of),
                           printable(found->name, 200), difference_of(*first->settings, *found->settings));
    }
    return {};
}

std::string Merge::choose_attempts() {
    for (auto& [number, attempts] : parts_) {
        const auto is_better = [](const Attempt& a, const Attempt& b) {
            const int rank_a = rank_of(a.summary);
            const int rank_b = rank_of(b.summary);
            return rank_a != rank_b ? rank_a > rank_b : order_of(a) < order_of(b);
        };
        std::ranges::sort(attempts, is_better);
        const Attempt& best = attempts.front();
        for (std::size_t i = 1; i < attempts.size(); ++i) {
            const Attempt& other = attempts[i];
            const std::string both =
                fmt::format("{} was verified more than once ({} and {})", part_words(number, best.summary.part->of),
                            printable(best.name, 200), printable(other.name, 200));
            if (rank_of(other.summary) == 2) {
                if (const std::string difference = difference_of(best.summary, other.summary); !difference.empty()) {
                    return fmt::format("{}, and differently: {}", both, difference);
                }
                continue;
            }
            // An attempt that broke off has seen less. What it found wrong must be wrong again.
            if (other.summary.classes.of(RecordClass::Invalid) > best.summary.classes.of(RecordClass::Invalid)) {
                return fmt::format("{}, and the attempt that broke off has more wrong MACs", both);
            }
            notices_.push_back(
                fmt::format("{}: an attempt that ended with status {} does not count", both, other.summary.status));
        }
        num_replaced_ += attempts.size() - 1;
        attempts.erase(attempts.begin() + 1, attempts.end());
    }
    return {};
}

Result<std::uint64_t> Merge::num_parts(const MergeRequest& request) const {
    const std::uint64_t known = parts_.begin()->second.front().summary.part->of;
    if (request.parts && known != 0 && known != *request.parts) {
        return Error{fmt::format("{} expected, and the summaries say {}", plural(*request.parts, "part", "was", "were"),
                                 grouped(known))};
    }
    const std::uint64_t of = request.parts.value_or(known);
    if (of == 0) {
        return Error{"the summaries do not say how many parts there must be"};
    }
    if (of > max_parts) {
        return Error{fmt::format("there cannot be {} parts", grouped(of))};
    }
    if (parts_.rbegin()->first > of) {
        return Error{fmt::format("there is a part {}, and {} expected", parts_.rbegin()->first,
                                 plural(of, "part", "was", "were"))};
    }
    return of;
}

MergedParts Merge::take_parts(std::uint64_t of) {
    MergedParts taken;
    std::uint64_t expected = 1;
    for (auto& [number, attempts] : parts_) {
        for (; expected < number; ++expected) {
            taken.missing.push_back(expected);
        }
        ++expected;
        if (is_interrupted(attempts.front().summary)) {
            taken.missing.push_back(number);
            ++taken.num_interrupted;
        } else {
            taken.parts.push_back(std::move(attempts.front()));
        }
    }
    for (; expected <= of; ++expected) {
        taken.missing.push_back(expected);
    }
    return taken;
}

/// The whole's summary without what is missing.
Summary Merge::sum_up(const MergedParts& taken, const MergeRequest& request) const {
    Summary sum = sum_of(taken.parts);
    for (const auto& [name, value] : settings_.begin()->first) {
        if (name.starts_with("--")) {
            sum.options.emplace_back(name, value);
        } else if (name == version_setting) {
            sum.version = value;
        }
    }
    sum.notices.insert(sum.notices.end(), notices_.begin(), notices_.end());
    const Part& first = *taken.parts.front().summary.part;
    sum.reasons = reasons_of(sum, taken.parts, {request.records, first.allow_empty, first.accept_untagged});
    Merged& merged = sum.merged.emplace();
    merged.parts = taken.parts.size();
    merged.replaced = num_replaced_;
    merged.files = first.all_files;
    merged.files_sum = first.all_files_sum;
    merged.num_keys = first.num_keys;
    merged.keys_sha256 = first.keys_sha256;
    return sum;
}

Result<Summary> Merge::finish(const MergeRequest& request) {
    if (!faults_.empty()) {
        return Error{*std::ranges::min_element(faults_)};
    }
    if (parts_.empty()) {
        return Error{"there is no summary to merge"};
    }
    for (std::string fault : {fault_of_settings(), choose_attempts()}) {
        if (!fault.empty()) {
            return Error{std::move(fault)};
        }
    }
    const Result<std::uint64_t> of = num_parts(request);
    if (!of) {
        return of.error();
    }
    MergedParts taken = take_parts(*of);
    if (taken.parts.empty()) {
        return Error{"every part was interrupted"};
    }
    for (std::string fault : {fault_of_keys(taken.parts), taken.missing.empty() ? fault_of_files(taken.parts) : ""}) {
        if (!fault.empty()) {
            return Error{std::move(fault)};
        }
    }
    Summary sum = sum_up(taken, request);
    sum.merged->of = *of;
    // A part's cause that is not known here must not be lost.
    const auto failed = std::ranges::find_if(taken.parts, [](const Attempt& part) { return part.summary.status != 0; });
    if (sum.reasons.empty() && failed != taken.parts.end()) {
        sum.reasons.push_back({static_cast<int>(Status::Incomplete),
                               fmt::format("{} ended with status {}, which its counts do not explain",
                                           part_words(failed->summary.part->number, *of), failed->summary.status)});
    }
    if (!taken.missing.empty()) {
        sum.is_complete = false;
        const auto behind = std::ranges::find_if(sum.reasons, [](const EndReason& reason) {
            return reason.status != static_cast<int>(Status::BackendFailed);
        });
        sum.reasons.insert(behind, {static_cast<int>(Status::Incomplete), missing_words(taken, *of)});
        sum.merged->missing = std::move(taken.missing);
    }
    sum.status = sum.reasons.empty() ? 0 : sum.reasons.front().status;
    if (const std::vector<std::string> faults = contradictions(sum); !faults.empty()) {
        return Error{"the parts do not add up: " + faults.front()};
    }
    return sum;
}

}    // namespace hmacsweep::report
