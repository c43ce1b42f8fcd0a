#include "host/cli/commands/diagnose_command.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/cli/commands/command_table.hpp"
#include "host/cli/commands/command_words.hpp"
#include "host/cli/commands/job_finder.hpp"
#include "host/cli/commands/repeated_input.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/options/validation.hpp"
#include "host/diagnosis/diagnosis.hpp"
#include "host/html/text.hpp"
#include "host/input/slab_reader.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/diagnosis_text.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_samples = 100;
constexpr std::size_t max_sampled_record_bytes = std::size_t{256} << 10;

/// A validated request.
struct DiagnoseRequest {
    BatchRequest reading;
    std::uint64_t first = 0;     ///< how many records to look at
    std::uint64_t sample = 0;    ///< how many failing ones of a key to try
    bool tells_all = false;      ///< whether all that was tried is told
};

Result<DiagnoseRequest> make_request(const Given& given) {
    DiagnoseRequest request;
    Validation validation;
    validation.set(request.reading, make_batch_request(given, rules::Operation::Verify));
    validation.require(!request.reading.run.shape.recipe.uses_files,
                       "diagnose does not read the files that records name; verify says what is wrong with each");
    validation.require(!request.reading.run.shape.recipe.uses_keys(),
                       "diagnose knows no messages with keys in them ({key(NAME)})");
    validation.set(request.first, parse_number("--first", given.text("--first"), 1));
    validation.set(request.sample, parse_number("--sample", given.text("--sample"), 1, most_samples));
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    request.tells_all = given.has("--all");
    if (!request.reading.run.shape.is_chained()) {
        request.reading.run.shape.chain = {};    // what is known of a chain is for the search
    }
    // A column that is not there may be what is wrong, and then another is meant.
    request.reading.run.shape.needs_columns = false;
    request.reading.run.cross_check = rules::CrossCheck::None;
    return request;
}

/// Whether the usual mistakes can be tried one by one: not in chains, nor behind the prefix of a MAC, nor under several
/// candidates for the key.
bool can_try_mistakes(const format::Shape& shape) {
    return shape.candidates.is_empty() && !shape.is_chained() && shape.mac_prefix_bytes == 0;
}

/// Reads and judges the first records of the sources.
class FirstRecords {
public:
    FirstRecords(const DiagnoseRequest& request, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend)
        : request_(request),
          keys_(keys.store),
          table_(keys.store),
          backend_(backend::open_backend(backend, table_)),
          inputs_(input::open_inputs(request.reading.inputs, request.reading.run.shape, rules_of(request, keys))) {}

    /// Their failing ones.
    std::vector<diagnosis::SampleGroup> operator()() {
        const rules::RunOptions& options = request_.reading.run;
        const judge::RunContext context{options, table_, *backend_};
        judge::SlabJudge judge(context);
        input::SlabReader reader(
            inputs_.sources,
            {.slab_bytes = options.slab_bytes, .max_record_bytes = options.max_record_bytes, .shape = options.shape},
            stop_);
        diagnosis::FailureSampler sampler(keys_.size(), {.group_records = std::numeric_limits<std::uint64_t>::max(),
                                                         .max_samples = request_.sample,
                                                         .max_record_bytes = max_sampled_record_bytes,
                                                         .has_valid = true});
        input::Slab slab;
        judge::SlabResult result;
        while (num_records_ < request_.first && reader.next(slab)) {
            judge.judge(slab, result, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
            result.cut(std::min<std::uint64_t>(result.outcomes.size(), request_.first - num_records_));
            num_records_ += result.outcomes.size();
            sampler.add(slab, result);
        }
        return sampler.take_rest();
    }

    [[nodiscard]] std::uint64_t num_records() const { return num_records_; }
    [[nodiscard]] const input::Inputs& inputs() const { return inputs_; }

private:
    static input::FolderRules rules_of(const DiagnoseRequest& request, const keys::LoadedKeys& keys) {
        input::FolderRules rules = request.reading.folders;
        rules.key_files = keys.identities;
        return rules;
    }

    const DiagnoseRequest& request_;
    const keys::KeyStore& keys_;
    keys::KeyTable table_;
    std::unique_ptr<backend::Backend> backend_;
    input::Inputs inputs_;
    const StopFlag stop_;
    std::uint64_t num_records_ = 0;
};

/// What came of a diagnosis.
struct Told {
    std::string text;
    report::Status status = report::Status::Ok;
};

/// What the usual mistakes, tried one by one, say of the records as the request reads them.
/// `is_known`: whether the inputs could be read by other options, so that it tells nothing where these read nothing.
Told try_mistakes(const DiagnoseRequest& request, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend,
                  bool is_known) {
    FirstRecords records(request, keys, backend);
    Told told;
    std::size_t num_unexplained = 0;
    for (const diagnosis::SampleGroup& group : records()) {
        const diagnosis::Diagnosis found = diagnosis::diagnose(
            group, keys.store, request.reading.run,
            num_unexplained < diagnosis::enough_unexplained ? diagnosis::full_search : diagnosis::brief_search);
        if (is_known && found.num_computed == 0 && !request.tells_all) {
            told.status = report::Status::Invalid;
            continue;
        }
        num_unexplained += found.findings.empty() ? 1 : 0;
        told.text += fmt::format("{}{}", told.text.empty() ? "" : "\n",
                                 report::diagnosis_text(found, keys.store, request.tells_all));
        told.status = found.is_explained() ? told.status : report::Status::Invalid;
    }
    for (const input::PassedOver& file : records.inputs().passed_over) {
        if (!file.is_accepted && !is_known) {
            warn(printable(fmt::format("passed over: {} {}", file.name, file.reason), 400));
        }
    }
    for (const input::Source& source : records.inputs().sources) {
        if (!source.error.empty() && !is_known) {
            complain(printable(source.error, 400));
            told.status = report::Status::Incomplete;
        }
    }
    return told;
}

/// What was tried, where nothing was found.
std::string tell_nothing(const JobSearch& search, std::size_t num_keys) {
    constexpr std::size_t most_names = 12;
    const auto list = [&](std::vector<std::string> names) {
        const bool has_more = names.size() > most_names;
        names.resize(std::min(names.size(), most_names));
        std::ranges::transform(names, names.begin(), [](const std::string& name) { return printable(name, 40); });
        return fmt::format("{}{}", fmt::join(names, ", "), has_more ? ", ..." : "");
    };
    std::string text = "no command was found that verifies the first records\n";
    if (search.mac_names.empty()) {
        text += search.field_names.empty()
                    ? "nothing could be tried: no fields were found in records of up to 256 KiB\n"
                    : fmt::format("nothing could be tried: no field looks like a MAC of SHA-2; there are {}\n",
                                  list(search.field_names));
    } else {
        const std::string readings = list(search.key_readings);
        text += fmt::format("tried: {}{}, {} of messages, {} for {}, over {}\n", plural(num_keys, "key"),
                            readings.empty() ? "" : fmt::format(" (also read as {})", readings),
                            plural(search.num_forms, "form"), plural(search.num_computed, "MAC"),
                            list(search.mac_names), list(search.field_names));
        text +=
            search.is_cut_short
                ? "none fits so far: the search ended before it had tried all, as it would take too long or too much "
                  "memory; give the options that you know, or the key may be the wrong one\n"
                : "none fits: the key may be the wrong one, or the message has a part that is not in these records\n";
    }
    return text;
}

/// Searches, and prints what was found; the status.
int tell(const DiagnoseRequest& request, const CommandWords& given, const CommandWords& read,
         const keys::LoadedKeys& keys, const backend::ChosenBackend& backend) {
    const JobSearch search = find_job(read, keys, backend, {.first = request.first});
    Told told;
    if (search.best) {
        const SampleCounts& counts = search.best->counts;
        told = {text_of(*search.best, given),
                counts.valid == counts.records ? report::Status::Ok : report::Status::Invalid};
        if (!counts.error.empty()) {
            complain(printable(counts.error, 400));
            told.status = report::Status::Incomplete;
        }
    } else if (search.as_given.records == 0 && search.mac_names.empty() && search.as_given.error.empty() &&
               !request.reading.run.shape.filters.empty()) {
        told = {"--where chooses none of the first records\n", report::Status::Unverified};
    } else if (search.as_given.records == 0 && search.num_lines == 0 && search.error.empty()) {
        told = {"the input has no records\n", report::Status::Unverified};
    } else {
        told = {search.num_lines != 0 ? tell_nothing(search, keys.store.size()) : "", report::Status::Invalid};
    }
    if (can_try_mistakes(request.reading.run.shape) && (!search.best || request.tells_all) &&
        told.status != report::Status::Unverified) {
        DiagnoseRequest other = request;
        other.reading.inputs = read.inputs.empty() ? request.reading.inputs : read.inputs;
        const Told more = try_mistakes(other, keys, backend, search.best || !search.mac_names.empty());
        told.text += search.best && !more.text.empty() ? "by the options as they were given:\n" : "";
        told.text += more.text;
        const bool is_silent = more.text.empty() && more.status == report::Status::Ok;
        const bool is_told = search.best || (is_silent && !told.text.empty());
        told.status = is_told && more.status != report::Status::Incomplete ? told.status : more.status;
    }
    if (told.text.empty() && told.status == report::Status::Ok) {
        told = {"nothing could be tried: these options read no record that a command could verify\n",
                report::Status::Unverified};
    }
    return as_int(write_out(told.text) ? told.status : report::Status::Incomplete);
}

}    // namespace

Options diagnose_options() {
    return {
        {.names = "--first",
         .commands = {Command::Diagnose},
         .value = "N",
         .help = "How many records to look at [1000]",
         .fallback = "1000"},
        {.names = "--all",
         .commands = {Command::Diagnose},
         .takes = Takes::Nothing,
         .help = "Also tell every mistake that was tried, and of how many records it makes some verify"},
        {.names = "--sample",
         .commands = {Command::Diagnose},
         .value = "N",
         .help = "How many failing records of a key to try [16]",
         .fallback = "16"},
    };
}

int run_diagnose(const Invocation& invocation) {
    const Result<DiagnoseRequest> request = make_request(invocation.given);
    if (!request) {
        complain(request.error().message);
        say("Try hmacsweep diagnose --help\n");
        return as_int(report::Status::Usage);
    }
    const Result<keys::LoadedKeys> keys = keys::load_key_files(request->reading.keys);
    if (!keys) {
        complain(keys.error().message);
        return as_int(report::Status::Usage);
    }
    for (const std::string& notice : keys->notices) {
        warn(notice);
    }
    if (request->reading.inputs == std::vector<std::string>{"-"} && ::isatty(STDIN_FILENO) != 0) {
        say("hmacsweep: reading records from the terminal; Ctrl-D ends them\n");
    }
    const Result<backend::ChosenBackend> backend = backend::choose_backend({.name = "scalar"});
    if (!backend) {
        complain(backend.error().message);
        return as_int(report::Status::BackendFailed);
    }
    CommandWords given = sort_words(invocation.arguments.subspan(1));
    CommandWords read = given;
    Result<Fd> copy = Fd();
    if (request->reading.inputs == std::vector<std::string>{"-"}) {
        copy = copy_of_lines(STDIN_FILENO, request->first + 1);
        given.inputs = {"-"};
    } else if (const Fd rows = behind_separator_line(request->reading.inputs)) {
        copy = copy_of_lines(rows.get(), request->first + 1);
        given.before = fmt::format("tail -n +2 {} | ", html::shell_word(request->reading.inputs[0]));
        given.inputs.clear();
    }
    if (!copy) {
        return fail(report::Status::Incomplete, copy.error().message);
    }
    if (*copy) {
        read.inputs = {fmt::format("/proc/self/fd/{}", copy->get())};
    }
    return tell(*request, given, read, *keys, *backend);
}

}    // namespace hmacsweep::cli
