#include "host/cli/commands/job_finder.hpp"

#include "host/base/encoding.hpp"
#include "host/cli/commands/profile_jobs.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/diagnosis/job/cover_settings.hpp"
#include "host/diagnosis/job/readings.hpp"
#include "host/keys/key_source.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

using diagnosis::MacLengths;
using diagnosis::Settings;

constexpr std::size_t lines_looked_at = 40;
constexpr std::size_t records_searched = 24;
constexpr std::uint64_t profile_records = 50;
constexpr std::size_t most_readings = 8;
constexpr std::size_t most_places = 4;

/// A reading, a place of the MAC in it, and the search for what the MAC covers.
struct Attempt {
    Settings place;    ///< with the reading
    std::vector<diagnosis::Sample> samples;
    std::unique_ptr<diagnosis::RecordTexts> records;
    std::vector<diagnosis::JobField> fields;
    std::unique_ptr<diagnosis::CoverSearch> search;
};

class JobFinder {
public:
    JobFinder(const CommandWords& given, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend,
              const JobLimits& limits)
        : given_(given),
          keys_(keys.store),
          key_files_(keys.identities),
          backend_(backend),
          first_(limits.first),
          runs_(given, keys.store, keys.identities, backend, limits.first),
          few_(given, keys.store, keys.identities, backend, std::min(limits.first, profile_records)),
          tries_(diagnosis::key_tries(keys.store, preferred_key())) {
        budget_.left = limits.num_macs;
    }

    JobSearch operator()() {
        try_as_given();
        if (is_enough()) {
            return std::move(found_);
        }
        read_lines();
        found_.num_lines = lines_.size();
        try_profiles();
        for (const MacLengths lengths : {MacLengths::Whole, MacLengths::Truncated}) {
            if (!is_enough()) {
                search(lengths);
            }
        }
        found_.num_computed = budget_.num_computed;
        return std::move(found_);
    }

private:
    [[nodiscard]] std::uint32_t preferred_key() const {
        return keys_.find(diagnosis::value_of(given_.job, "--key-id"));
    }
    [[nodiscard]] bool is_enough() const {
        return found_.best && 2 * found_.best->counts.valid > found_.best->counts.records;
    }

    void try_as_given() {
        Settings all = given_.format;
        diagnosis::append(all, given_.job);
        found_.as_given = runs_.judge(all);
        if (found_.as_given.valid != 0) {
            found_.best = FoundJob{std::move(all), found_.as_given};
        }
    }

    /// The lines as they are: whatever chooses records among them (--where, --records) does not fit the template.
    void read_lines() {
        CommandWords whole = given_;
        std::erase_if(whole.others, [](const diagnosis::Setting& setting) {
            return setting.name == "--where" || setting.name == "--records";
        });
        const SampleRuns runs(whole, keys_, key_files_, backend_, first_);
        for (const diagnosis::Sample& sample : runs.samples({{"--line", "{Message} {Mac}"}}, lines_looked_at)) {
            lines_.emplace_back(as_text(sample.bytes()));
        }
        if (lines_.empty()) {
            found_.error = found_.as_given.error;
        }
    }

    /// Keeps the better one. Of two that explain as much, the earlier one.
    void offer(FoundJob job) {
        if (job.counts.valid > (found_.best ? found_.best->counts.valid : 0)) {
            found_.best = std::move(job);
        }
    }

    /// Profiles of whole records.
    void try_profiles() {
        for (const Settings& settings : lines_.empty() ? std::vector<Settings>() : jobs_of_profiles(given_, keys_)) {
            try_few(settings);
            if (is_enough()) {
                return;
            }
        }
    }

    /// Judges a few records at first.
    void try_few(const Settings& settings) {
        const SampleCounts few = few_.judge(settings);
        if (few.valid != 0 && 2 * few.valid > few.records) {
            offer({settings, runs_.judge(settings), {}});
        }
    }

    void search(MacLengths lengths) {
        std::deque<Attempt> attempts;    // searches refer to them
        std::vector<Settings> readings = diagnosis::readings_of(lines_, given_.format, lengths);
        if (readings.size() > most_readings) {
            readings.resize(most_readings);
        }
        for (const Settings& reading : readings) {
            add_attempts(reading, lengths, attempts);
        }
        for (std::size_t stage = 0; stage < diagnosis::num_stages && budget_.left != 0; ++stage) {
            for (Attempt& attempt : attempts) {
                if (attempt.search->run(stage)) {
                    settle(attempt);
                    if (is_enough()) {
                        return;
                    }
                }
            }
        }
        for (Attempt& attempt : attempts) {
            if (attempt.search->found()) {
                settle(attempt);
            }
        }
    }

    void add_attempts(const Settings& reading, MacLengths lengths, std::deque<Attempt>& attempts) {
        const std::vector<diagnosis::Sample> samples = runs_.samples(reading, records_searched);
        diagnosis::RecordTexts records(samples);
        const std::vector<diagnosis::JobField> fields = diagnosis::fields_of(records);
        for (const diagnosis::JobField& field : fields) {
            if (std::ranges::find(found_.field_names, field.name) == found_.field_names.end()) {
                found_.field_names.push_back(field.name);
            }
        }
        std::vector<diagnosis::MacPlace> places;
        if (records.is_line()) {
            places.push_back({"the end of the line", {}, 0});
        } else {
            places = diagnosis::mac_places(fields, lengths);
        }
        for (const Settings& settings : jobs_of_tokens(reading, fields, given_, keys_)) {
            try_few(settings);
        }
        for (std::size_t i = 0; i < std::min(places.size(), most_places); ++i) {
            Attempt attempt;
            attempt.place = reading;
            diagnosis::append(attempt.place, places[i].settings);
            attempt.samples = runs_.samples(attempt.place, records_searched);
            attempt.records = std::make_unique<diagnosis::RecordTexts>(attempt.samples);
            attempt.fields = diagnosis::fields_of(*attempt.records);
            Attempt& added = attempts.emplace_back(std::move(attempt));
            added.search = std::make_unique<diagnosis::CoverSearch>(*added.records, added.fields, lengths, tries_,
                                                                    keys_, budget_, can_reverse());
            if (added.search->has_macs()) {
                if (std::ranges::find(found_.mac_names, places[i].name) == found_.mac_names.end()) {
                    found_.mac_names.push_back(places[i].name);
                }
            } else {
                attempts.pop_back();
            }
        }
    }

    [[nodiscard]] static bool can_reverse() {
        return std::ranges::find(all_options(), "--chain-order", &Option::name) != all_options().end();
    }

    /// Checks what a search has found, whole, and the variants of it that may explain more.
    void settle(const Attempt& attempt) {
        diagnosis::Cover cover = *attempt.search->found();
        diagnosis::cover_what_digests_cover(cover, *attempt.records, attempt.fields);
        FoundJob job{
            diagnosis::settings_of(cover, *attempt.search, *attempt.records, attempt.fields, keys_, attempt.place),
            {},
            {}};
        add_notes(cover, attempt, job);
        if (!cover.key_encoding.empty()) {
            settle_with_other_key(cover, std::move(job));
            return;
        }
        job.counts = runs_.judge(job.settings);
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
        if (cover.is_reversed && job.counts.valid < job.counts.records) {
            for (const std::string& start : diagnosis::chain_starts()) {
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
        for (const std::string_view name : {"--input-format", "--mac-encoding", "--mac-algorithm", "--key-id"}) {
            drop_unneeded(job, name);
        }
        offer(std::move(job));
    }

    /// The same where the key was imported in the wrong encoding: it is judged with the key that it should be.
    void settle_with_other_key(const diagnosis::Cover& cover, FoundJob job) {
        const std::uint32_t wrong = cover.keys.front();
        keys::KeyStore store;
        for (std::uint32_t k = 0; k < keys_.size(); ++k) {
            const auto found = std::ranges::find_if(tries_, [&](const diagnosis::KeyTry& key) {
                return key.key == k && key.encoding == (k == wrong ? cover.key_encoding : "");
            });
            if (found == tries_.end() || !store.add(with_material(keys_[k], found->material.bytes()))) {
                return;
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
        std::erase_if(job.settings, [&](const auto& setting) {
            return setting.name == "--key-id" && !job.replaced_key.first.empty();
        });
        offer(std::move(job));
    }

    static keys::Key with_material(const keys::Key& key, Bytes material) {
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

    static bool replace(Settings& settings, std::string_view name, std::string_view value) {
        const auto found = std::ranges::find(settings, name, &diagnosis::Setting::name);
        if (found == settings.end() || found->value == value) {
            return false;
        }
        found->value = value;
        return true;
    }

    /// Leaves out a setting without which as much is explained.
    void drop_unneeded(FoundJob& job, std::string_view name) {
        FoundJob other = job;
        if (std::erase_if(other.settings, [&](const auto& setting) { return setting.name == name; }) != 0) {
            other.counts = runs_.judge(other.settings);
            if (other.counts.valid == job.counts.valid && other.counts.invalid == job.counts.invalid &&
                other.counts.records == job.counts.records) {
                job = std::move(other);
            }
        }
    }

    static void add_notes(const diagnosis::Cover& cover, const Attempt& attempt, FoundJob& job) {
        if (const diagnosis::JobField* const digest = diagnosis::digest_in(cover, attempt.fields)) {
            job.notes.push_back(
                fmt::format("\"{}\" is a digest itself: only the digest is covered, not what it was made of",
                            printable(digest->name)));
        }
        if (!cover.algorithms.empty() && cover.mac_bytes < core::digest_bytes(cover.algorithms.front())) {
            job.notes.push_back(fmt::format(
                "the MACs are truncated to {} bytes: ask who made them whether they must be", cover.mac_bytes));
        }
    }

    const CommandWords& given_;
    const keys::KeyStore& keys_;
    const std::vector<FileIdentity>& key_files_;
    const backend::ChosenBackend& backend_;
    std::uint64_t first_;
    SampleRuns runs_;
    SampleRuns few_;
    std::vector<diagnosis::KeyTry> tries_;
    diagnosis::Budget budget_;
    std::vector<std::string> lines_;
    JobSearch found_;
};

}    // namespace

JobSearch find_job(const CommandWords& given, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend,
                   const JobLimits& limits) {
    return JobFinder(given, keys, backend, limits)();
}

}    // namespace hmacsweep::cli
