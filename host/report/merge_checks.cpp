#include "host/report/merge_checks.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/order_free_sum.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// Options that say where things are or go, and on which machine: two parts may differ in them. Keys and inputs are
/// compared by themselves.
constexpr std::array<std::string_view, 18> free_options{
    "INPUT",     "--results",          "--shard",        "--keys",        "--files0-from", "--output",   "--rejects",
    "--summary", "--report",           "--backend",      "--device",      "--threads",     "--progress", "--color",
    "--quiet",   "--cross-check-seed", "--sign-summary", "--signing-keys"};

std::string text_of(bool value) {
    return value ? "yes" : "no";
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) {
        all += word + "\n";
    }
    return all;
}

auto counts_of(const Summary& summary) {
    return std::tuple(summary.records, summary.classes, summary.codes.by_verdict, summary.without_key);
}

auto of_key(const Summary::Key& key) {
    return std::tie(key.name, key.fingerprint, key.records, key.classes.counts);
}

auto of_source(const Summary::Source& source) {
    return std::tie(source.name, source.bytes, source.sha256, source.tree_sha256, source.content_bytes, source.records,
                    source.classes.counts);
}

template <class Row, class Of>
bool are_alike(const std::vector<Row>& one, const std::vector<Row>& other, Of&& of) {
    return std::ranges::equal(one, other, [&](const Row& a, const Row& b) { return of(a) == of(b); });
}

}    // namespace

std::string fault_of_part(const Summary& summary, const std::string& name) {
    const std::string shown = printable(name, 200);
    if (summary.merged) {
        return shown + " is a merged summary, not that of a part";
    }
    if (!summary.part) {
        return shown + " is the summary of a whole run, not of a part (--shard)";
    }
    const Part& part = *summary.part;
    if (part.number == 0 || (part.of != 0 && part.number > part.of)) {
        return fmt::format("{}: there is no part {} of {}", shown, part.number, part.of);
    }
    // Far more than there can be, and sums of it still fit.
    constexpr std::uint64_t most_records = std::uint64_t{1} << 48U;
    const auto is_more = [&](std::uint64_t count) { return count > summary.records; };
    if (part.of > max_parts || summary.records > most_records || std::ranges::any_of(summary.classes.counts, is_more)) {
        return shown + " has a count that cannot be";
    }
    for (const std::string& sum : {part.files_sum, part.all_files_sum, summary.records_sum}) {
        if (!sum.empty() && !OrderFreeSum::parse(sum)) {
            return fmt::format("{}: \"{}\" is no sum", shown, printable(sum, 40));
        }
    }
    if (!summary.value_checks.empty()) {
        return shown + " has --unique or --sequence, which cannot be joined";
    }
    if (const std::vector<std::string> faults = contradictions(summary); !faults.empty()) {
        return fmt::format("{}: {}", shown, std::string_view(faults.front()).substr(0, faults.front().size() - 1));
    }
    return {};
}

PartSettings settings_of(const Summary& summary) {
    const Part& part = *summary.part;
    PartSettings settings{{std::string(version_setting), summary.version},
                          {"the number of parts", std::to_string(part.of)},
                          {"the number of keys", std::to_string(part.num_keys)},
                          {"the digest of the keys' names and fingerprints", part.keys_sha256},
                          {"the number of files in the whole list", std::to_string(part.all_files)},
                          {"the sum over the whole list of files (names, sizes)", part.all_files_sum},
                          {"the cross-check", summary.cross_check},
                          {"whether no records are fine", text_of(part.allow_empty)},
                          {"whether records without a MAC are accepted", text_of(part.accept_untagged)},
                          {"candidate keys", text_of(summary.has_candidates)},
                          {"unproved boundaries", joined(summary.unproved_boundaries)}};
    for (const auto& [name, value] : summary.options) {
        if (std::ranges::find(free_options, name) == free_options.end()) {
            settings.emplace_back(name, value);
        }
    }
    return settings;
}

std::string difference_of(const PartSettings& one, const PartSettings& other) {
    const auto value_of = [](const PartSettings& settings, const std::string& name) -> std::string {
        const auto found = std::ranges::find(settings, name, &std::pair<std::string, std::string>::first);
        return found == settings.end() ? "not given" : printable(found->second, 80);
    };
    for (const PartSettings* settings : {&one, &other}) {
        for (const auto& [name, value] : *settings) {
            if (const std::string a = value_of(one, name), b = value_of(other, name); a != b) {
                return fmt::format("{} is {}, and {}", printable(name, 80), a, b);
            }
        }
    }
    return one == other ? "" : "their options are in another order";
}

std::string difference_of(const Summary& one, const Summary& other) {
    if (counts_of(one) != counts_of(other)) {
        return fmt::format("{} of which {} are valid, and {} of which {} are valid", plural(one.records, "record"),
                           grouped(one.classes.of(RecordClass::Valid)), plural(other.records, "record"),
                           grouped(other.classes.of(RecordClass::Valid)));
    }
    if (!are_alike(one.keys, other.keys, of_key)) {
        return "other counts by key";
    }
    if (!are_alike(one.sources, other.sources, of_source)) {
        return "other inputs, or inputs with another digest";
    }
    const auto sums = [](const Summary& summary) { return std::tie(summary.part->files, summary.part->files_sum); };
    if (sums(one) != sums(other)) {
        return "other files";
    }
    return one.records_sum == other.records_sum ? "" : "other records: the sums over them differ";
}

int rank_of(const Summary& summary) {
    if (is_interrupted(summary) || summary.status == static_cast<int>(Status::BackendFailed)) {
        return 0;
    }
    return summary.is_complete ? 2 : 1;
}

bool is_interrupted(const Summary& summary) {
    return summary.status > static_cast<int>(Status::Interrupted);
}

std::string number_list(const std::vector<std::uint64_t>& numbers) {
    constexpr std::size_t most_ranges = 10;
    std::string list;
    std::size_t num_ranges = 0;
    for (std::size_t i = 0, end = 0; i < numbers.size(); i = end) {
        for (end = i + 1; end < numbers.size() && numbers[end] == numbers[end - 1] + 1;) {
            ++end;
        }
        if (++num_ranges > most_ranges) {
            return fmt::format("{} and {} more", list, grouped(numbers.size() - i));
        }
        const std::string separator = list.empty() ? "" : ", ";
        list += end - i == 1 ? fmt::format("{}{}", separator, numbers[i])
                             : fmt::format("{}{} to {}", separator, numbers[i], numbers[end - 1]);
    }
    return list;
}

}    // namespace hmacsweep::report
