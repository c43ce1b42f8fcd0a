#include "host/cli/commands/show_command.hpp"

#include "host/base/encoding.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/key_id_option.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/options/wanted_records.hpp"
#include "host/cli/profiles/profile.hpp"
#include "host/html/text.hpp"
#include "host/input/archive/open_archives.hpp"
#include "host/input/record_finder.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_source.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/result_lines.hpp"
#include "host/rules/candidates.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

/// Millions of result lines.
constexpr std::size_t max_result_lines_bytes = std::size_t{1} << 30;

constexpr std::size_t max_text_columns = 1000;

Result<std::vector<WantedRecord>> wanted_records(const Given& given) {
    const std::vector<std::string>& inputs = given.list("INPUT");
    if (inputs.size() > 1) {
        return Error{"show takes one INPUT at a time"};
    }
    if (given.has("--record")) {
        const Result<std::uint64_t> number = parse_number("--record", given.text("--record"), 1);
        if (!number) {
            return number.error();
        }
        return std::vector<WantedRecord>{{inputs.empty() ? "-" : inputs[0], *number, std::nullopt}};
    }
    if (::isatty(STDIN_FILENO) != 0) {
        say("hmacsweep: reading result lines from the terminal; Ctrl-D ends them (--record N needs none)\n");
    }
    const Result<SecretBytes> text = read_all(STDIN_FILENO, "standard input", max_result_lines_bytes);
    if (!text) {
        return text.error();
    }
    return parse_result_lines(as_text(text->bytes()), inputs.empty() ? std::string() : inputs[0]);
}

/// Whether standard input is asked for at most once: as an input, for result lines, and as a key file.
bool is_input_read_once(const Given& given) {
    const std::vector<std::string>& inputs = given.list("INPUT");
    const bool has_result_lines = !given.has("--record");
    const bool is_source = !has_result_lines && (inputs.empty() || inputs[0] == "-");
    return keys::count_standard_input(given.list("--keys")) + (has_result_lines || is_source ? 1 : 0) <= 1;
}

/// Leaves of the sources of a folder or an archive those that have records.
void leave_readable(std::vector<input::Source>& sources) {
    std::erase_if(sources, [](const input::Source& source) { return source.is_archive; });
}

/// What to type in place of a folder or an archive of which the sources are these.
std::string name_one_of(const std::string& name, const std::vector<input::Source>& sources) {
    constexpr std::size_t most_named = 5;
    std::vector<std::string> named;
    for (const input::Source& source : std::span(sources).first(std::min(sources.size(), most_named))) {
        named.push_back(html::shell_word(source.name));
    }
    return fmt::format("{} is a folder or an archive, and show takes one file or member{}{}{}", name,
                       named.empty() ? "; nothing in it can be read" : ": ", fmt::join(named, ", "),
                       sources.size() > named.size() ? ", ..." : "");
}

/// Finds records one after another, and reads a source anew only to go back in it.
class RecordSearch {
public:
    /// `options` must outlive the object.
    RecordSearch(const rules::RunOptions& options, std::string charset)
        : options_(options), charset_(std::move(charset)) {}

    Result<input::FoundRecord> find(const WantedRecord& wanted) {
        if (!finder_ || source_ != wanted.source || record_ > wanted.record) {
            std::vector<input::Source> sources = open(wanted.source);
            if (sources.size() != 1) {
                leave_readable(sources);
            }
            if (sources.size() != 1) {
                return Error{name_one_of(wanted.source, sources)};
            }
            sources[0].charset = charset_;
            finder_.emplace(std::move(sources[0]),
                            input::SlabReaderOptions{.slab_bytes = options_.slab_bytes,
                                                     .max_record_bytes = options_.max_record_bytes,
                                                     .shape = options_.shape},
                            stop_);
            source_ = wanted.source;
        }
        record_ = wanted.record;
        std::optional<input::FoundRecord> found = finder_->find(wanted.record);
        if (found) {
            return std::move(*found);
        }
        const std::string& error = finder_->source().error;
        return Error{error.empty() ? fmt::format("{} has no record {}", wanted.source, wanted.record) : error};
    }

private:
    [[nodiscard]] std::vector<input::Source> open(const std::string& name) const {
        if (!input::names_member(name)) {
            const std::vector<std::string> names{name};
            return input::open_sources(names, options_.shape.format);
        }
        std::vector<input::Source> sources;
        sources.push_back(input::open_member(name, options_.shape, charset_));
        return sources;
    }

    const rules::RunOptions& options_;
    std::string charset_;    ///< of --input-charset; may be empty
    const StopFlag stop_;
    std::optional<input::RecordFinder> finder_;
    std::string source_;          ///< that finder_ reads
    std::uint64_t record_ = 0;    ///< that it found last
};

/// Why records fail, under the keys that were given.
class Explainer {
public:
    Explainer(rules::RunOptions options, keys::LoadedKeys keys, const backend::ChosenBackend& backend)
        : options_(std::move(options)),
          keys_(std::move(keys)),
          table_(keys_.store),
          candidates_(rules::find_candidates(options_, table_).value()),    // the names are settled
          backend_(backend::open_backend(backend, table_)),
          context_{options_, table_, *backend_, candidates_ ? &*candidates_ : nullptr},
          judge_(context_) {}

    /// A line for a person; nothing when backend and checker disagree.
    std::optional<std::string> operator()(const input::Slab& slab) {
        if (slab.size == 0 && slab.shape->has_elements()) {
            const reader::Record& record = reader_.read(*slab.shape, slab.data(), 0);
            return fmt::format("{}: {}\n", keys::code_of(Verdict::Malformed), record.malformed);
        }
        judge::SlabResult result;
        judge_.judge(slab, result, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
        if (result.outcomes.size() != 1 || !result.disagreements.empty()) {
            return std::nullopt;
        }
        const judge::Outcome& outcome = result.outcomes[0];
        if (!outcome.is_chosen) {
            return "not chosen by --where, and not verified\n";
        }
        std::string key;
        if (outcome.key != core::no_key) {
            key = fmt::format(" (key {}{})", printable(keys_.store[outcome.key].result_name()),
                              outcome.algorithm ? fmt::format(", {}", name_of(*outcome.algorithm)) : "");
        }
        if (outcome.verdict == Verdict::Valid) {
            return fmt::format("valid{}\n", key);
        }
        return fmt::format("{}: {}{}\n", keys::code_of(outcome.verdict),
                           printable(report::reason_of(result, outcome), max_text_columns), key);
    }

private:
    rules::RunOptions options_;
    keys::LoadedKeys keys_;
    keys::KeyTable table_;
    std::optional<rules::Candidates> candidates_;
    std::unique_ptr<backend::Backend> backend_;
    judge::RunContext context_;
    judge::SlabJudge judge_;
    reader::Reader reader_;
};

/// The explainer, where there are keys; the status to end with when something is wrong with them.
std::optional<int> load_keys(const Given& given, rules::RunOptions& options, std::unique_ptr<Explainer>& explainer) {
    const std::vector<std::string>& named = given.list("--keys");
    const Result<std::vector<std::string>> listed = keys::listed_key_sources();
    if (named.empty() && !listed) {
        return fail(report::Status::Usage, listed.error().message);
    }
    const std::vector<std::string> names = named.empty() ? *listed : named;
    if (names.empty()) {
        return std::nullopt;
    }
    Result<keys::LoadedKeys> keys = keys::load_key_files(names);
    if (!keys) {
        return fail(report::Status::Usage, keys.error().message);
    }
    for (const std::string& notice : keys->notices) {
        warn(notice);
    }
    if (const std::optional<Error> error = settle_key_ids(given.list("--key-id"), keys->store, options)) {
        return fail(report::Status::Usage, error->message);
    }
    const Result<backend::ChosenBackend> backend = backend::choose_backend({.name = "scalar"});
    if (!backend) {
        return fail(report::Status::BackendFailed, backend.error().message);
    }
    explainer = std::make_unique<Explainer>(options, std::move(*keys), *backend);
    return std::nullopt;
}

/// The record's bytes on standard output: as they are, or, on a terminal, with nothing in them that steers it.
bool write_record(const input::Slab& slab) {
    const std::string_view bytes = as_text(Bytes(slab.data(), slab.size));
    return write_out((::isatty(STDOUT_FILENO) != 0 ? visible(bytes) : std::string(bytes)) + '\n');
}

/// Shows the record that was found; the status.
int show(const WantedRecord& wanted, const input::FoundRecord& found, const rules::RunOptions& options,
         Explainer* explainer) {
    const input::Slab& slab = found.slab;
    if (wanted.offset && *wanted.offset != slab.offset) {
        return fail(
            report::Status::Incomplete,
            fmt::format("record {} of {} begins at offset {}, and the result line says {}: this is not the input "
                        "that it is about",
                        wanted.record, printable(wanted.source), slab.offset, *wanted.offset));
    }
    const std::string line = slab.shape->has_lines() ? fmt::format("line {}, ", found.before.lines + 1) : "";
    say(fmt::format("{}: record {}, {}offset {}, {}\n", printable(wanted.source), wanted.record, line, slab.offset,
                    slab.kind == input::SlabKind::Records ? fmt::format("{} bytes", slab.size) : "too long"));
    if (slab.kind != input::SlabKind::Records) {
        return fail(report::Status::Incomplete,
                    fmt::format("the record is longer than --max-record-bytes ({}); a larger number "
                                "shows it",
                                options.max_record_bytes));
    }
    if (!write_record(slab)) {
        return as_int(report::Status::Incomplete);
    }
    if (explainer != nullptr) {
        const std::optional<std::string> reason = (*explainer)(slab);
        if (!reason) {
            return fail(report::Status::BackendFailed, "our own HMAC and OpenSSL's differ on this record");
        }
        say(*reason);
    }
    return static_cast<int>(report::Status::Ok);
}

}    // namespace

Options show_options() {
    return {
        {.names = "--record",
         .commands = {Command::Show},
         .value = "N",
         .help = "The record's number, 1 being the first; without it, result lines of verify on standard input name "
                 "the records"},
    };
}

int run_show(const Invocation& invocation) {
    Given given = invocation.given;
    if (!is_input_read_once(given)) {
        return fail(report::Status::Usage, "standard input (-) can be read only once");
    }
    const Result<std::vector<WantedRecord>> wanted = wanted_records(given);
    if (!wanted) {
        return fail(report::Status::Usage, wanted.error().message);
    }
    std::vector<std::string> inputs;
    std::ranges::transform(*wanted, std::back_inserter(inputs), &WantedRecord::source);
    given.set("INPUT", std::move(inputs));
    if (const Result<ProfileEntries> added = apply_profile(given); !added) {
        return fail(report::Status::Usage, added.error().message);
    }
    add_bare_key_ids(given);
    Result<BatchRequest> request = read_options(given, rules::Operation::Verify);
    if (!request) {
        return fail(report::Status::Usage, request.error().message);
    }
    rules::RunOptions& options = request->run;
    options.cross_check = rules::CrossCheck::All;
    std::unique_ptr<Explainer> explainer;
    if (const std::optional<int> status = load_keys(given, options, explainer)) {
        return *status;
    }
    RecordSearch search(options, request->folders.charset);
    for (const WantedRecord& record : *wanted) {
        const Result<input::FoundRecord> found = search.find(record);
        if (!found) {
            return fail(report::Status::Incomplete, printable(found.error().message, max_text_columns));
        }
        if (const int status = show(record, *found, options, explainer.get()); status != 0) {
            return status;
        }
    }
    return static_cast<int>(report::Status::Ok);
}

}    // namespace hmacsweep::cli
