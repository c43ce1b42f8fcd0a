#include "host/cli/commands/job_finder.hpp"

#include "host/cli/commands/job_settler.hpp"
#include "host/cli/commands/profile_jobs.hpp"
#include "host/diagnosis/job/readings.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

namespace hmacsweep::cli {
namespace {

using diagnosis::MacLengths;
using diagnosis::Settings;

constexpr std::size_t lines_looked_at = 40;
constexpr std::size_t lines_of_document = 20'000;
constexpr std::size_t records_searched = 24;
constexpr std::uint64_t profile_records = 50;
constexpr std::size_t most_readings = 8;
constexpr std::size_t most_places = 4;
/// After this stage, lines of text are good enough for what may be a table.
constexpr std::size_t enough_stages = 8;

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
          tries_(diagnosis::key_tries(keys.store, preferred_key())),
          chain_(chain_facts(given)),
          settler_(given, keys, backend, tries_, chain_, runs_, limits.first) {
        budget_.left = limits.num_macs;
        budget_.texts = limits.texts;
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
        found_.num_forms = budget_.num_forms;
        found_.is_cut_short = budget_.left == 0 || budget_.texts.left == 0;
        for (const diagnosis::KeyTry& key : tries_) {
            if (!key.encoding.empty() &&
                std::ranges::find(found_.key_readings, key.encoding) == found_.key_readings.end()) {
                found_.key_readings.push_back(key.encoding);
            }
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] std::uint32_t preferred_key() const {
        return keys_.find(diagnosis::value_of(given_.job, "--key-id"));
    }
    static diagnosis::ChainFacts chain_facts(const CommandWords& given) {
        diagnosis::ChainFacts chain;
        if (const std::string_view order = diagnosis::value_of(given.job, "--chain-order"); !order.empty()) {
            chain.is_reversed = order == "reverse";
        }
        chain.start = diagnosis::value_of(given.job, "--chain-start");
        return chain;
    }
    [[nodiscard]] bool is_enough() const {
        return found_.best && 2 * found_.best->counts.valid > found_.best->counts.records;
    }

    void try_as_given() {
        Settings all = given_.format;
        diagnosis::append(all, given_.job);
        found_.as_given = runs_.judge(all);
        if (!found_.as_given.error.empty() && std::erase_if(all, is_chain_fact) != 0) {
            found_.as_given = runs_.judge(all);    // the records are not said to be chained
        }
        if (found_.as_given.valid != 0) {
            found_.best = FoundJob{std::move(all), found_.as_given};
        }
    }

    /// The lines as they are: a --where does not fit the template.
    void read_lines() {
        CommandWords whole = given_;
        std::erase_if(whole.others, [](const diagnosis::Setting& setting) { return setting.name == "--where"; });
        const SampleRuns runs(whole, keys_, key_files_, backend_, first_);
        for (const std::size_t most : {lines_looked_at, lines_of_document}) {
            lines_.clear();
            for (const diagnosis::Sample& sample :
                 runs.samples({{"--line", "{Message} {Mac}"}}, most, LongRecords::Cut)) {
                lines_.emplace_back(as_text(sample.bytes()));
            }
            if (!is_in_document()) {
                break;
            }
        }
        if (lines_.empty()) {
            found_.error = found_.as_given.error;
        }
    }

    /// Whether the lines are the beginning of a JSON document that goes over many of them.
    [[nodiscard]] bool is_in_document() const {
        const std::string_view first = lines_.empty() ? std::string_view() : trim_blanks(lines_.front());
        return lines_.size() == lines_looked_at && (first == "{" || first == "[");
    }

    /// Keeps the better one: the one that explains more, or leaves less unexplained. Of two equal ones, the earlier
    /// one.
    void offer(FoundJob job) {
        const auto rest = [](const SampleCounts& counts) { return counts.records - counts.valid; };
        const SampleCounts& counts = job.counts;
        const bool is_as_good = found_.best && counts.valid == found_.best->counts.valid;
        if (counts.valid > (found_.best ? found_.best->counts.valid : 0) ||
            (is_as_good && counts.valid != 0 && rest(counts) < rest(found_.best->counts))) {
            found_.best = std::move(job);
        }
    }
    /// Whether no table may fit better: as lines of text, a table's header is one record more, and wrong.
    [[nodiscard]] bool is_clean(const std::vector<Settings>& readings) const {
        const auto is_line = [](const Settings& settings) { return !diagnosis::value_of(settings, "--line").empty(); };
        return found_.best->counts.valid == found_.best->counts.records || !is_line(found_.best->settings) ||
               std::ranges::all_of(readings, is_line);
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

    void settle(Attempt& attempt) {
        attempt.is_settled = true;
        if (std::optional<FoundJob> job = settler_(attempt)) {
            offer(std::move(*job));
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
                if (!attempt.is_settled && attempt.search->run(stage)) {
                    settle(attempt);
                }
                if (is_enough() && (is_clean(readings) || stage >= enough_stages)) {
                    return;
                }
            }
        }
        for (Attempt& attempt : attempts) {
            if (!attempt.is_settled && attempt.search->found()) {
                settle(attempt);
            }
        }
    }

    void add_attempts(const Settings& reading, MacLengths lengths, std::deque<Attempt>& attempts) {
        const std::vector<diagnosis::Sample> samples = runs_.samples(reading, records_searched);
        diagnosis::RecordTexts records(samples, budget_.texts);
        const std::vector<diagnosis::JobField> fields = diagnosis::fields_of(records);
        for (const diagnosis::JobField& field : fields) {
            if (std::ranges::find(found_.field_names, field.name) == found_.field_names.end()) {
                found_.field_names.push_back(field.name);
            }
        }
        std::vector<diagnosis::MacPlace> places;
        if (diagnosis::value_of(reading, "--line").find("{Mac") != std::string_view::npos) {
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
            attempt.records = std::make_unique<diagnosis::RecordTexts>(attempt.samples, budget_.texts);
            attempt.fields = diagnosis::fields_of(*attempt.records);
            Attempt& added = attempts.emplace_back(std::move(attempt));
            added.search = std::make_unique<diagnosis::CoverSearch>(*added.records, added.fields, lengths, tries_,
                                                                    keys_, budget_, chain_);
            if (added.search->has_macs()) {
                if (std::ranges::find(found_.mac_names, places[i].name) == found_.mac_names.end()) {
                    found_.mac_names.push_back(places[i].name);
                }
            } else {
                attempts.pop_back();
            }
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
    diagnosis::ChainFacts chain_;
    JobSettler settler_;
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
