#include "host/cli/app.hpp"

#include "host/aws/commands.hpp"
#include "host/base/encoding.hpp"
#include "host/base/version.hpp"
#include "host/cli/commands/batch_command.hpp"
#include "host/cli/commands/bench_command.hpp"
#include "host/cli/commands/devices_command.hpp"
#include "host/cli/commands/diagnose_command.hpp"
#include "host/cli/commands/key_commands.hpp"
#include "host/cli/commands/report_command.hpp"
#include "host/cli/commands/show_command.hpp"
#include "host/cli/describe/description_commands.hpp"
#include "host/cli/profiles/profiles_command.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr int usage_status = static_cast<int>(report::Status::Usage);

constexpr const char* description =
    R"(hmacsweep verifies stored HMACs in bulk, offline: it recomputes the HMAC-SHA-2 of every
record under your keys, compares in constant time, checks itself against OpenSSL, and
writes results as AWS KMS does.)";

constexpr const char* footer = R"(One record, with the flags, output and exit codes of `aws kms`:
  generate-mac, verify-mac, describe-key

Examples:
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl --summary summary.json
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl --report report.html
  hmacsweep generate --input-format lines app.log --keys keys.json \
      --key-id alias/log --mac-algorithm HMAC_SHA_256 --with-message -o app.jsonl
  hmacsweep keys list --keys keys.json

`hmacsweep COMMAND --help`, or `hmacsweep help COMMAND`, tells a command's options and gives examples.)";

constexpr const char* verify_footer = R"(A record is a KMS VerifyMac request, one JSON object a line:
  {"Id":"row-17","KeyId":"alias/audit","MacAlgorithm":"HMAC_SHA_256","Message":"<base64>","Mac":"<base64>"}

Exit status: 0 every record is valid; 1 a MAC is wrong; 2 usage or key file; 3 an input not read whole, a result
not written, or an unexpected count; 4 no wrong MAC, but a record that could not be verified, or none at all;
5 a backend failed or disagreed with OpenSSL; 129, 130, 143 interrupted. Of several, 5 wins, then results that
were not written, then 1, then 3, then 4; the summary lists them all.

Examples:
  hmacsweep verify audit.jsonl --keys keys.json
  hmacsweep verify logs/ --keys keys.json --results failures -o failures.jsonl --summary summary.json
  hmacsweep verify --keys keys.json --columns message=payload,mac=signature --mac-encoding hex \
      --key-id alias/audit --mac-algorithm HMAC_SHA_256 < rows.jsonl
  hmacsweep verify orders.csv --keys keys.json --columns id=id,message=payload,mac=hmac \
      --message-encoding text --mac-encoding hex --key-id orders --mac-algorithm HMAC_SHA_256
  hmacsweep verify orders.csv --keys keys.json --columns mac=row_hmac --message 'orders|{id}|{payload}' \
      --mac-encoding hex --key-id orders --mac-algorithm HMAC_SHA_256
  hmacsweep verify app.log --keys keys.json --line '{Message} hmac={Mac:hex}' \
      --key-id app-log --mac-algorithm HMAC_SHA_256
  hmacsweep verify rotated.log.gz --keys keys.json --line '{Message} hmac={Mac:hex}' \
      --key-id any --mac-algorithm HMAC_SHA_256
  hmacsweep verify hooks.jsonl --keys keys.json --profile github --key-id hook
  hmacsweep verify old.jsonl --keys keys.json --ignore-key-state --expect-records 1000000)";

constexpr const char* generate_footer = R"(Examples:
  hmacsweep generate messages.jsonl --keys keys.json -o macs.jsonl
  hmacsweep generate --input-format lines app.log --keys keys.json --key-id alias/log \
      --mac-algorithm HMAC_SHA_256 --with-message -o app.jsonl
  hmacsweep verify app.jsonl --keys keys.json)";

constexpr const char* show_footer =
    R"(The record's bytes go to standard output, its place and, where there are keys, why it failed, to standard error.
No MAC that was computed is ever shown.

Exit status: 0 shown; 2 usage or key file; 3 there is no such record, or the input cannot be read that far.

Examples:
  hmacsweep show audit.jsonl.gz --record 1017
  hmacsweep show audit.jsonl --record 1017 --keys keys.json > record.json
  grep -m 1 KMSInvalidMacException results.jsonl | hmacsweep show audit.jsonl --keys keys.json)";

constexpr const char* diagnose_footer =
    R"(Looks at the first records, and tries on those that fail, key by key, what people usually get wrong: encodings, line
ends, JSON written anew, columns, keys as text or decoded, algorithms, truncation; alone, and up to three together. What
makes records verify comes first, with the options to use. No MAC that was computed is ever shown, nor a key or a message.
The options are those of verify that say how records are read and judged.

Exit status: 0 nothing fails, or of every key one explanation makes all records of the sample verify; 1 some are not
explained; 2 usage or key file; 3 an input cannot be read; 4 there are no records.

Examples:
  hmacsweep diagnose orders.csv --keys keys.json --columns message=payload,mac=signature \
      --key-id webhook --mac-algorithm HMAC_SHA_256
  zcat log.jsonl.gz | hmacsweep diagnose --keys keys.json --first 100000)";

constexpr const char* report_footer =
    R"(The page is that of verify --report: the verdict in words, what it rests on, the findings in groups and the first
of them one by one, what is not proved, and how to do it again. Results are read as a stream, however many there are;
where they do not fit the summary, page and standard error say so.

Exit status: 0 written; 2 usage, or a file that cannot be opened; 3 a file that is not what it should be, files that do
not fit each other, or a page that could not be written.

Examples:
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl --summary summary.json
  hmacsweep report summary.json results.jsonl -o report.html)";

constexpr const char* keys_footer = R"(Examples:
  hmacsweep keys create --id audit-2026 --alias alias/audit --key-spec HMAC_256 -o keys.json
  hmacsweep keys import --id webhook --in secret.txt --encoding text -o keys.json
  vault read -format=json transit/export/hmac-key/audit | hmacsweep keys import --from vault -o keys.json
  hmacsweep keys list --keys keys.json)";

constexpr const char* profiles_footer =
    R"(A profile is a set of options of verify, one a line, each under its long name. A file of one's own is TOML, as
printed here, or a JSON object of the same names: --profile ./mine.toml. Options on the command line win.

Examples:
  hmacsweep profiles github
  hmacsweep verify hooks.jsonl --keys keys.json --profile github --key-id hook
  hmacsweep profiles stripe > mine.toml)";

constexpr const char* bench_footer =
    R"(Records are random, under one key, one MAC in 1,024 wrong; the verdicts of every timed run are counted. bench/on_cpu
and bench/on_gpu measure more, against other programs and against what the machine can do.

Exit status: 0 measured; 2 usage; 3 no memory, or the JSON cannot be written; 5 a backend cannot be used, or its
verdicts are wrong.

Examples:
  hmacsweep bench
  hmacsweep bench --backend simd,openssl --mac-algorithm all --message-bytes 1024 --json bench.json
  hmacsweep bench --message-bytes 16,64,256,1024,4096,mixed --report bench.html)";

/// The flags of every command, filled while CLI11 parses.
struct Flags {
    BatchFlags verify;
    BatchFlags generate;
    ShowFlags show;
    ReportFlags report;
    DiagnoseFlags diagnose;
    KeyListFlags list;
    NewKeyFlags create;
    NewKeyFlags import;
    std::string profile;    ///< of `profiles`
    BenchFlags bench;
    DescriptionFlags description;
};

int run_batch_command(const CLI::App& command, const BatchFlags& flags, rules::Operation operation,
                      std::span<const std::string> arguments) {
    Result<BatchRequest> request = make_batch_request(command, flags, operation);
    if (!request) {
        complain(request.error().message);
        say(fmt::format("Try hmacsweep {} --help\n", command.get_name()));
        return usage_status;
    }
    request->command = {"hmacsweep"};
    request->command.insert(request->command.end(), arguments.begin(), arguments.end());
    return run_batch(*request);
}

/// CLI11's text and status for help, version and errors: usage errors end with 2, whatever CLI11 calls them.
int exit_parse(const CLI::App& app, const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    const int status = app.exit(error, out, err);
    std::cout << out.str() << std::flush;
    if (status == 0) {
        return 0;
    }
    std::string text = err.str();
    text.erase(std::min(text.find_last_not_of('\n') + 1, text.size()));
    complain(text);

    return usage_status;
}

int run_cli11(std::span<const std::string> arguments) {
    Flags flags;
    CLI::App app(description, "hmacsweep");
    app.footer(footer);
    app.set_version_flag("-V,--version", fmt::format("hmacsweep {}", version()));
    app.require_subcommand(1);
    app.get_formatter()->column_width(34);

    CLI::App* const verify = app.add_subcommand("verify", "One VerifyMac per record of a batch");
    add_batch_options(*verify, flags.verify, rules::Operation::Verify);
    verify->footer(verify_footer);
    CLI::App* const generate = app.add_subcommand("generate", "One GenerateMac per record of a batch");
    add_batch_options(*generate, flags.generate, rules::Operation::Generate);
    generate->footer(generate_footer);
    CLI::App* const show = app.add_subcommand("show", "One record, where it stands, and why it failed");
    add_show_options(*show, flags.show);
    show->footer(show_footer);
    CLI::App* const diagnose =
        app.add_subcommand("diagnose", "Why everything fails: the usual mistakes, tried on a sample");
    add_diagnose_options(*diagnose, flags.diagnose);
    diagnose->footer(diagnose_footer);
    CLI::App* const report = app.add_subcommand("report", "A report for people, from a stored summary and its results");
    add_report_options(*report, flags.report);
    report->footer(report_footer);
    CLI::App* const keys = app.add_subcommand("keys", "What a key file holds (never its material); make or fill one");
    keys->require_subcommand(1);
    keys->footer(keys_footer);
    CLI::App* const list = keys->add_subcommand("list", "Names, state and fingerprint of every key");
    add_key_list_options(*list, flags.list);
    list->footer(keys_footer);
    CLI::App* const create = keys->add_subcommand("create", "A new key file with one random key, mode 0600");
    add_key_create_options(*create, flags.create);
    create->footer(keys_footer);
    CLI::App* const import = keys->add_subcommand("import", "Add key material from elsewhere to a key file");
    add_key_import_options(*import, flags.import);
    import->footer(keys_footer);
    CLI::App* const profiles =
        app.add_subcommand("profiles", "What the profiles of --profile stand for, as the text of a profile file");
    profiles->add_option("NAME", flags.profile, "One of them [all]")->type_name("");
    profiles->footer(profiles_footer);
    CLI::App* const bench = app.add_subcommand("bench", "Every backend against the others, on records made for it");
    add_bench_options(*bench, flags.bench);
    bench->footer(bench_footer);
    CLI::App* const devices = app.add_subcommand("devices", "Backends found, and whether each passes its self-test");
    devices->footer("Example:\n  hmacsweep devices");

    add_description_commands(app, flags.description);

    const auto is_command = [&](const std::string& name) {
        return std::ranges::any_of(app.get_subcommands({}),
                                   [&](const CLI::App* command) { return command->check_name(name); });
    };
    if (!arguments.empty() && !arguments[0].starts_with('-') && !is_command(arguments[0])) {
        complain(fmt::format("there is no command \"{}\"", printable(arguments[0])));
        say(fmt::format("\n{}", app.help()));
        return usage_status;
    }
    if (arguments.empty()) {
        say(app.help());
        return usage_status;
    }
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());    // as CLI11 wants them
    try {
        app.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
        return exit_parse(app, error);
    }
    if (verify->parsed()) {
        return run_batch_command(*verify, flags.verify, rules::Operation::Verify, arguments);
    }
    if (generate->parsed()) {
        return run_batch_command(*generate, flags.generate, rules::Operation::Generate, arguments);
    }
    if (show->parsed()) {
        return run_show(flags.show);
    }
    if (report->parsed()) {
        return run_report(flags.report);
    }
    if (profiles->parsed()) {
        return run_profiles(flags.profile);
    }
    if (diagnose->parsed()) {
        return run_diagnose(*diagnose, flags.diagnose);
    }
    if (bench->parsed()) {
        return run_bench(flags.bench, arguments);
    }
    if (app.got_subcommand("completion")) {
        return run_completion(app, flags.description);
    }
    if (app.got_subcommand("man")) {
        return run_man(app, flags.description);
    }
    if (list->parsed()) {
        return run_key_list(flags.list);
    }
    if (create->parsed()) {
        return run_key_create(flags.create);
    }
    return import->parsed() ? run_key_import(flags.import) : run_devices();
}

/// `help COMMAND` and `version` as the flags that they stand for.
std::vector<std::string> without_words(std::span<const std::string> given) {
    std::vector<std::string> arguments(given.begin(), given.end());
    if (arguments.empty() || (arguments[0] != "help" && arguments[0] != "version")) {
        return arguments;
    }
    const bool is_help = arguments[0] == "help";
    arguments.erase(arguments.begin());
    const bool is_kms = !arguments.empty() && aws::is_kms_command(arguments[0]);
    arguments.insert(is_help ? arguments.end() : arguments.begin(),
                     is_kms ? "help" : (is_help ? "--help" : "--version"));
    return arguments;
}

}    // namespace

int run_app(std::span<const std::string> given) {
    const std::vector<std::string> arguments = without_words(given);
    if (!arguments.empty() && aws::is_kms_command(arguments[0])) {
        return aws::run_kms_command(arguments[0], std::span(arguments).subspan(1), std::cout, std::cerr);
    }
    return run_cli11(arguments);
}

}    // namespace hmacsweep::cli
