#include "host/cli/commands/job_settler.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/diagnosis/job/cover_settings.hpp"
#include "host/keys/key_source.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

using diagnosis::Settings;

keys::Key with_material(const keys::Key& key, Bytes material) {
    keys::Key other;
    other.key_id = key.key_id;
    other.arn = key.arn;
    other.aliases = key.aliases;
    other.key_spec = key.key_spec;
    other.key_usage = key.key_usage;
    other.state = key.state;
    other.algorithm = key.algorithm;
    other.material = SecretBytes(material);
    return other;
}

bool replace(Settings& settings, std::string_view name, std::string_view value) {
    const auto found = std::ranges::find(settings, name, &diagnosis::Setting::name);
    if (found == settings.end() || found->value == value) {
        return false;
    }
    found->value = value;
    return true;
}

void add_notes(const diagnosis::Cover& cover, const Attempt& attempt, FoundJob& job) {
    if (const diagnosis::JobField* const digest = diagnosis::digest_in(cover, attempt.fields)) {
        job.notes.push_back(fmt::format(
            "\"{}\" is a digest itself: only the digest is covered, not what it was made of", printable(digest->name)));
    }
    if (!cover.algorithms.empty() && cover.mac_bytes < core::digest_bytes(cover.algorithms.front())) {
        job.notes.push_back(
            fmt::format("the MACs are truncated to {} bytes: ask who made them whether they must be", cover.mac_bytes));
    }
}

}    // namespace

std::optional<FoundJob> JobSettler::operator()(const Attempt& attempt) const {
    diagnosis::Cover cover = *attempt.search->found();
    diagnosis::cover_what_digests_cover(cover, *attempt.records, attempt.fields);
    FoundJob job{
        diagnosis::settings_of(cover, *attempt.search, *attempt.records, attempt.fields, keys_, attempt.place), {}, {}};
    add_notes(cover, attempt, job);
    keep_chain_facts(cover, job);
    if (!cover.key_encoding.empty()) {
        return settle_with_other_key(cover, std::move(job));
    }
    job.counts = runs_.judge(job.settings);
    try_variants(cover, job);
    try_type(cover, job);
    for (const std::string_view name : {"--input-format", "--mac-encoding", "--mac-algorithm", "--key-id"}) {
        drop_unneeded(job, name);
    }
    return job;
}

/// What was given about a chain is taken as it is, if records are chained.
void JobSettler::keep_chain_facts(const diagnosis::Cover& cover, FoundJob& job) const {
    for (const diagnosis::Setting& fact : given_.job) {
        if (!is_chain_fact(fact)) {
            continue;
        }
        if (cover.is_chained) {
            std::erase_if(job.settings, [&](const auto& setting) { return setting.name == fact.name; });
            job.settings.push_back(fact);
        } else {
            job.notes.push_back(fmt::format("{} was left out: these records verify without being chained", fact.name));
        }
    }
}

/// Variants that may explain more.
void JobSettler::try_variants(const diagnosis::Cover& cover, FoundJob& job) const {
    const auto try_other = [&](auto&& change) {
        FoundJob other = job;
        if (change(other.settings)) {
            other.counts = runs_.judge(other.settings);
            if (other.counts.valid > job.counts.valid) {
                job = std::move(other);
            }
        }
    };
    if (job.counts.valid < job.counts.records && keys_.size() > 1) {
        try_other([](Settings& settings) { return replace(settings, "--key-id", "any"); });
    }
    // The oldest record of a reversed chain is not among those that were searched.
    if (cover.is_reversed && job.counts.valid < job.counts.records && chain_.start.empty()) {
        for (const std::string& start : diagnosis::chain_starts(chain_)) {
            try_other([&](Settings& settings) {
                settings.push_back({"--chain-start", start});
                return true;
            });
        }
    }
    const bool is_truncated = !diagnosis::value_of(job.settings, "--min-mac-bytes").empty();
    if (job.counts.valid < job.counts.records && is_truncated) {
        for (const char* encoding : {"base64", "base64url"}) {
            try_other([&](Settings& settings) { return replace(settings, "--mac-encoding", encoding); });
        }
    } else if (job.counts.valid < job.counts.records) {
        try_other([](Settings& settings) {
            settings.push_back({"--mac-encoding", "auto"});
            return true;
        });
    }
}

/// The records of one type, where no others are explained.
void JobSettler::try_type(const diagnosis::Cover& cover, FoundJob& job) const {
    if (cover.where.empty() || job.counts.valid == job.counts.records) {
        return;
    }
    FoundJob other = job;
    other.settings.push_back({"--where", cover.where});
    other.counts = runs_.judge(other.settings);
    const auto rest = [](const SampleCounts& counts) { return counts.records - counts.valid; };
    // Records with the same fields and a wrong MAC may be altered ones: few of them are not left out.
    const std::uint64_t hidden = job.counts.invalid - std::min(job.counts.invalid, other.counts.invalid);
    const bool may_hide = hidden != 0 && 5 * hidden < job.counts.records;
    if (!may_hide && other.counts.valid >= job.counts.valid && rest(other.counts) < rest(job.counts) &&
        10 * other.counts.valid >= 7 * other.counts.records) {
        other.notes.push_back(
            fmt::format("only records with {} verify so; --where leaves out all others, which need a command of their "
                        "own",
                        printable(cover.where)));
        if (hidden != 0) {
            other.notes.push_back(
                fmt::format("of the first {} records, {} that --where leaves out have wrong MACs by "
                            "this command: look at them before you trust a PASS",
                            grouped(job.counts.records), grouped(hidden)));
        }
        job = std::move(other);
    }
}

/// The job where the key was imported in the wrong encoding: it is judged with the key that it should be.
std::optional<FoundJob> JobSettler::settle_with_other_key(const diagnosis::Cover& cover, FoundJob job) const {
    const std::uint32_t wrong = cover.keys.front();
    keys::KeyStore store;
    for (std::uint32_t k = 0; k < keys_.size(); ++k) {
        const auto found = std::ranges::find_if(tries_, [&](const diagnosis::KeyTry& key) {
            return key.key == k && key.encoding == (k == wrong ? cover.key_encoding : "");
        });
        if (found == tries_.end() || !store.add(with_material(keys_[k], found->material.bytes()))) {
            return std::nullopt;
        }
    }
    const std::string name = keys_[wrong].aliases.empty() ? "" : keys_[wrong].aliases.front();
    if (const keys::KeySource source = keys::parse_key_source(name); source.is_bare_secret()) {
        job.replaced_key = {name, fmt::format("{}:{}", cover.key_encoding, source.path)};
    } else {
        job.notes.push_back(fmt::format(
            "the key {} was imported in the wrong encoding: import it again with --encoding {} before you run this",
            printable(keys_[wrong].result_name()), cover.key_encoding));
    }
    job.counts = SampleRuns(given_, store, key_files_, backend_, first_).judge(job.settings);
    std::erase_if(job.settings,
                  [&](const auto& setting) { return setting.name == "--key-id" && !job.replaced_key.first.empty(); });
    return job;
}

/// Leaves out a setting without which as much is explained.
void JobSettler::drop_unneeded(FoundJob& job, std::string_view name) const {
    FoundJob other = job;
    if (std::erase_if(other.settings, [&](const auto& setting) { return setting.name == name; }) != 0) {
        other.counts = runs_.judge(other.settings);
        if (other.counts.valid == job.counts.valid && other.counts.invalid == job.counts.invalid &&
            other.counts.records == job.counts.records) {
            job = std::move(other);
        }
    }
}

}    // namespace hmacsweep::cli
