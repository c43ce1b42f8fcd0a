#include "host/cli/commands/diagnose_command.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/options/validation.hpp"
#include "host/diagnosis/diagnosis.hpp"
#include "host/format/table_header.hpp"
#include "host/input/slab_reader.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/keys/key_file.hpp"
#include "host/report/diagnosis_text.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
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
};

Result<DiagnoseRequest> make_request(const Given& given) {
    DiagnoseRequest request;
    Validation validation;
    validation.set(request.reading, make_batch_request(given, rules::Operation::Verify));
    const format::Shape& shape = request.reading.run.shape;
    validation.require(shape.candidates.is_empty(),
                       "diagnose takes one --key-id: it tries the other keys of the key files by itself");
    validation.require(!shape.is_chained(),
                       "diagnose looks at each record by itself, and these are chained ({prev.Mac}, --chain-link)");
    validation.require(shape.mac_prefix_bytes == 0, "diagnose knows no MACs behind a prefix (--mac-prefix-bytes)");
    validation.require(!shape.recipe.uses_keys(), "diagnose knows no messages with keys in them ({key(NAME)})");
    validation.set(request.first, parse_number("--first", given.text("--first"), 1));
    validation.set(request.sample, parse_number("--sample", given.text("--sample"), 1, most_samples));
    if (!validation.error().empty()) {
        return Error{validation.error()};
    }
    // A column that is not there may be what is wrong, and then another is meant.
    request.reading.run.shape.needs_columns = false;
    request.reading.run.cross_check = rules::CrossCheck::None;
    return request;
}

/// Whether what was taken for a table's header is more likely its first row: no one calls a column by a number or a
/// MAC.
bool is_like_row(const format::Shape& shape) {
    constexpr std::size_t least_mac_bytes = 16;
    const auto is_number = [](std::string_view name) {
        return !name.empty() && name.find_first_not_of("0123456789.-") == std::string_view::npos &&
               name.find_first_of("0123456789") != std::string_view::npos;
    };
    const auto is_mac = [](std::string_view name) {
        return std::ranges::any_of(std::array{Encoding::Hex, Encoding::Base64}, [&](Encoding encoding) {
            std::vector<std::uint8_t> bytes(decoded_room(name.size()));
            const DecodeResult decoded = decode(encoding, name, bytes.data());
            // Words are base64, too, but no long ones with digits in them.
            return decoded.reason.empty() && decoded.bytes >= least_mac_bytes &&
                   name.find_first_of("0123456789") != std::string_view::npos;
        });
    };
    return shape.has_header && std::ranges::any_of(shape.column_names, [&](const std::string& name) {
               return is_number(name) || is_mac(name);
           });
}

/// The request for a table without a header, where columns have numbers: it is to be found out which one is which.
std::optional<DiagnoseRequest> without_header(DiagnoseRequest request) {
    format::Shape& shape = request.reading.run.shape;
    shape.has_header = false;
    const format::Shape usual;
    for (const format::Field field : format::all_fields) {
        shape.place(field).name = usual.name(field);
        shape.place(field).is_mapped = false;
    }
    Result<format::Shape> numbered = format::number_columns(shape);
    if (!numbered) {
        return std::nullopt;    // a recipe has names
    }
    shape = std::move(*numbered);
    return request;
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
            is_like_row_ = is_like_row_ || is_like_row(*slab.shape);
            judge.judge(slab, result, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
            result.cut(std::min<std::uint64_t>(result.outcomes.size(), request_.first - num_records_));
            num_records_ += result.outcomes.size();
            sampler.add(slab, result);
        }
        return sampler.take_rest();
    }

    [[nodiscard]] std::uint64_t num_records() const { return num_records_; }
    /// Whether the first line of a table looks like a row, and was not judged.
    [[nodiscard]] bool has_row_for_header() const { return is_like_row_; }
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
    bool is_like_row_ = false;
};

/// What came of a diagnosis.
struct Told {
    std::string text;
    report::Status status = report::Status::Ok;
    bool has_findings = false;
};

/// `option`: what every finding needs in addition to its own options; may be empty.
Told diagnose_all(FirstRecords& records, const DiagnoseRequest& request, const keys::KeyStore& keys,
                  const std::string& option) {
    const std::vector<diagnosis::SampleGroup> groups = records();
    report::Status status = report::Status::Ok;
    std::string text;
    std::size_t num_unexplained = 0;
    bool has_findings = false;
    for (const diagnosis::SampleGroup& group : groups) {
        diagnosis::Diagnosis found = diagnosis::diagnose(
            group, keys, request.reading.run,
            num_unexplained < diagnosis::enough_unexplained ? diagnosis::full_search : diagnosis::brief_search);
        for (diagnosis::Finding& finding : found.findings) {
            if (!option.empty()) {
                finding.options.insert(finding.options.begin(), option);
            }
        }
        num_unexplained += found.findings.empty() ? 1 : 0;
        has_findings = has_findings || !found.findings.empty();
        text += fmt::format("{}{}", text.empty() ? "" : "\n", report::diagnosis_text(found, keys));
        status = found.is_explained() ? status : report::Status::Invalid;
    }
    if (records.num_records() == 0) {
        status = report::Status::Unverified;
        text = "the input has no records\n";
    } else if (groups.empty()) {
        text = fmt::format("of the first {} records none fails in a way that another reading could mend\n",
                           grouped(records.num_records()));
    }
    for (const input::PassedOver& file : records.inputs().passed_over) {
        if (!file.is_accepted) {
            warn(printable(fmt::format("passed over: {} {}", file.name, file.reason), 400));
        }
    }
    for (const input::Source& source : records.inputs().sources) {
        if (!source.error.empty()) {
            complain(printable(source.error, 400));
            status = report::Status::Incomplete;
        }
    }
    return {std::move(text), status, has_findings};
}

/// Diagnoses and prints; the status. Where a table's first line looks like a row, that it is one is tried before.
int tell(const DiagnoseRequest& request, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend) {
    FirstRecords records(request, keys, backend);
    Told told = diagnose_all(records, request, keys.store, "");
    if (records.has_row_for_header()) {
        told.text =
            "the table's first line looks like a row, not like names, and was not judged: with --no-header it is\n" +
            told.text;
        const bool can_read_again = std::ranges::all_of(records.inputs().sources,
                                                        [](const input::Source& source) { return source.is_regular; });
        const std::optional<DiagnoseRequest> other = can_read_again ? without_header(request) : std::nullopt;
        if (other) {
            FirstRecords rows(*other, keys, backend);
            Told of_rows = diagnose_all(rows, *other, keys.store, "--no-header");
            if (of_rows.status == report::Status::Ok || of_rows.has_findings) {
                told = std::move(of_rows);
                told.text = "the table has no header line: its first line is a row\n" + told.text;
            }
        }
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
    return tell(*request, *keys, *backend);
}

}    // namespace hmacsweep::cli
