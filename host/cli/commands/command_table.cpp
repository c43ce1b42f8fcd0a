#include "host/cli/commands/command_table.hpp"

#include "host/cli/commands/batch_command.hpp"
#include "host/cli/commands/bench_command.hpp"
#include "host/cli/commands/devices_command.hpp"
#include "host/cli/commands/diagnose_command.hpp"
#include "host/cli/commands/key_commands.hpp"
#include "host/cli/commands/merge_command.hpp"
#include "host/cli/commands/report_command.hpp"
#include "host/cli/commands/show_command.hpp"
#include "host/cli/describe/description_commands.hpp"
#include "host/cli/profiles/profiles_command.hpp"
#include "host/html/text.hpp"

#include <array>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::string_view program_about =
    R"(hmacsweep verifies stored HMACs in bulk, offline: it recomputes the HMAC-SHA-2 of every
record under your keys, compares in constant time, checks itself against OpenSSL, and
writes results as AWS KMS does.)";

constexpr std::string_view program_text = R"(One record, with the flags, output and exit codes of `aws kms`:
  generate-mac, verify-mac, describe-key

Examples:
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl \
      --summary summary.json
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl \
      --report report.html
  hmacsweep generate --input-format lines app.log --keys keys.json \
      --key-id alias/log --mac-algorithm HMAC_SHA_256 --with-message \
      -o app.jsonl
  hmacsweep keys list keys.json

`hmacsweep COMMAND --help`, or `hmacsweep help COMMAND`, tells a command's options and gives examples.)";

constexpr std::string_view verify_text =
    R"(A record is a KMS VerifyMac request, one JSON object on one line (here on two):
  {"Id":"row-17","KeyId":"alias/audit","MacAlgorithm":"HMAC_SHA_256",
   "Message":"<base64>","Mac":"<base64>"}

Exit status: 0 every record is valid; 1 a MAC is wrong; 2 usage or key file; 3 an input not read whole, a result
not written, or an unexpected count; 4 no wrong MAC, but a record that could not be verified, or none at all;
5 a backend failed or disagreed with OpenSSL; 129, 130, 143 interrupted. Of several, 5 wins, then results that
were not written, then 1, then 3, then 4; the summary lists them all.

Examples:
  hmacsweep verify audit.jsonl --keys keys.json
  hmacsweep verify logs/ --keys keys.json --results failures \
      -o failures.jsonl --summary summary.json
  hmacsweep verify --keys keys.json --columns message=payload,mac=signature \
      --mac-encoding hex --key-id alias/audit --mac-algorithm HMAC_SHA_256 \
      < rows.jsonl
  hmacsweep verify orders.csv --keys keys.json \
      --columns id=id,message=payload,mac=hmac --message-encoding text \
      --mac-encoding hex --key-id orders --mac-algorithm HMAC_SHA_256
  hmacsweep verify orders.csv --keys keys.json --columns mac=row_hmac \
      --message 'orders|{id}|{payload}' --mac-encoding hex \
      --key-id orders --mac-algorithm HMAC_SHA_256
  hmacsweep verify app.log --keys keys.json --line '{Message} hmac={Mac:hex}' \
      --key-id app-log --mac-algorithm HMAC_SHA_256
  hmacsweep verify rotated.log.gz --keys keys.json \
      --line '{Message} hmac={Mac:hex}' --key-id any \
      --mac-algorithm HMAC_SHA_256
  hmacsweep verify hooks.jsonl --keys text:secret.txt --profile github
  hmacsweep verify mixed.jsonl --keys keys.json --where type=payment
  hmacsweep verify trail.json --keys keys.json --records /Records
  hmacsweep verify old.jsonl --keys keys.json --ignore-key-state \
      --expect-records 1000000)";

constexpr std::string_view generate_text =
    R"(Exit status: 0 every record got its MAC; 2 usage or key file; 3 an input not read whole, a result not written, or
an unexpected count; 4 a record that got no MAC, or no records; 5 a backend failed or disagreed with OpenSSL;
129, 130, 143 interrupted.

Examples:
  hmacsweep generate messages.jsonl --keys keys.json -o macs.jsonl
  hmacsweep generate --input-format lines app.log --keys keys.json \
      --key-id alias/log --mac-algorithm HMAC_SHA_256 --with-message \
      -o app.jsonl
  hmacsweep verify app.jsonl --keys keys.json)";

constexpr std::string_view show_text =
    R"(The record's bytes go to standard output, its place and, where there are keys, why it failed, to standard error.
No MAC that was computed is ever shown.

Exit status: 0 shown; 2 usage or key file; 3 there is no such record, or the input cannot be read that far.

Examples:
  hmacsweep show audit.jsonl.gz --record 1017
  hmacsweep show audit.jsonl --record 1017 --keys keys.json > record.json
  grep -m 1 KMSInvalidMacException results.jsonl |
      hmacsweep show audit.jsonl --keys keys.json)";

constexpr std::string_view diagnose_text =
    R"(Finds out how the records are written, where their MACs are and what they cover, and prints one command that
verifies them. It tries formats, profiles, fields, encodings, messages of several fields, chains, keys and algorithms on
the first records, the plainest first, and runs the command on them before it prints it. Options that are given come
first. With --all it also tells the usual mistakes that it tried on records that fail: encodings, line ends, JSON written
anew, columns, keys as text or decoded, algorithms, truncation. No MAC that was computed is ever shown, nor a key or a
message.

Exit status: 0 the command verifies all of the first records; 1 some are not explained; 2 usage or key file; 3 an input
cannot be read; 4 there are no records.

Examples:
  hmacsweep diagnose orders.csv --keys keys.json
  hmacsweep diagnose logs/ --keys text:secret.txt
  zcat log.jsonl.gz | hmacsweep diagnose --keys keys.json --first 100000)";

constexpr std::string_view report_text =
    R"(The page is that of verify --report: the verdict in words, what it rests on, the findings in groups and the first
of them one by one, what is not proved, and how to do it again. Results are read as a stream, however many there are;
where they do not fit the summary, page and standard error say so.

Exit status: 0 written; 2 usage, or a file that cannot be opened; 3 a file that is not what it should be, files that do
not fit each other, or a page that could not be written.

Examples:
  hmacsweep verify audit.jsonl --keys keys.json -o results.jsonl \
      --summary summary.json
  hmacsweep report summary.json results.jsonl -o report.html)";

constexpr std::string_view merge_text =
    R"(Every shard must be there, each once, under the same keys, options, version and list of files; the order of
summaries is of no account. A shard that was run again counts once. The merged summary lists what is missing.

Exit status: that of verify over all files; 3 where a part is missing, foreign or was verified twice with different
results, or where counts do not add up: the reason is the first line on standard error; 2 usage.

Examples:
  hmacsweep verify logs/ --keys keys.json --shard 1/2 --results none \
      --summary parts/1.json
  hmacsweep verify logs/ --keys keys.json --shard 2/2 --results none \
      --summary parts/2.json
  hmacsweep merge parts/ -o summary.json --report report.html)";

constexpr std::string_view keys_text =
    R"(Exit status: 0 done; 2 usage, or a file that cannot be read or used; 3 the output cannot be written.

Examples:
  hmacsweep keys create --id audit-2026 --alias alias/audit \
      --key-spec HMAC_256 -o keys.json
  hmacsweep keys import --id webhook --in secret.txt --encoding text \
      -o keys.json
  vault read -format=json transit/export/hmac-key/audit |
      hmacsweep keys import --from vault -o keys.json
  hmacsweep keys import --id webhook --in new.txt --encoding text --replace \
      -o keys.json
  hmacsweep keys list keys.json
  hmacsweep keys remove webhook -o keys.json)";

constexpr std::string_view profiles_text =
    R"(A profile is a set of options of verify, one a line, each under its long name. A file of one's own is TOML, as
printed here, or a JSON object of the same names: --profile ./mine.toml. Options on the command line win.

Exit status: 0 printed; 2 there is no such profile; 3 the output cannot be written.

Examples:
  hmacsweep profiles github
  hmacsweep verify hooks.jsonl --keys keys.json --profile github --key-id hook
  hmacsweep profiles stripe > mine.toml)";

constexpr std::string_view bench_text =
    R"(Records are random, under one key, one MAC in 1,024 wrong; the verdicts of every timed run are counted. bench/on_cpu
and bench/on_gpu measure more, against other programs and against what the machine can do.

Exit status: 0 measured; 2 usage; 3 no memory, or the JSON cannot be written; 5 a backend cannot be used, or its
verdicts are wrong.

Examples:
  hmacsweep bench
  hmacsweep bench --backend simd,openssl --mac-algorithm all \
      --message-bytes 1024 --json bench.json
  hmacsweep bench --message-bytes 16,64,256,1024,4096,mixed --report bench.html)";

constexpr std::string_view devices_text =
    R"(Exit status: 0 every backend that is here passes its self-test; 5 one fails.

Example:
  hmacsweep devices)";

constexpr std::array<CommandRow, 18> commands{{
    {"", std::nullopt, program_about, program_text},
    {"verify", Command::Verify, "One VerifyMac per record of a batch", verify_text, run_verify},
    {"generate", Command::Generate, "One GenerateMac per record of a batch", generate_text, run_generate},
    {"show", Command::Show, "One record, where it is, and why it failed", show_text, run_show},
    {"diagnose", Command::Diagnose, "The command that verifies an input, found on its first records", diagnose_text,
     run_diagnose},
    {"report", Command::Report, "A report for people, from a stored summary and its results", report_text, run_report},
    {"merge", Command::Merge, "The summaries of parts (--shard), joined and checked", merge_text, run_merge},
    {"keys", std::nullopt, "What a key file holds (never its material); make, fill or thin one", keys_text},
    {"keys list", Command::KeyList, "Names, state and fingerprint of every key", keys_text, run_key_list},
    {"keys show", Command::KeyList, "The same as keys list", keys_text, run_key_list},
    {"keys create", Command::KeyCreate, "A new key file with one random key, mode 0600", keys_text, run_key_create},
    {"keys import", Command::KeyImport, "Add key material from elsewhere to a key file", keys_text, run_key_import},
    {"keys remove", Command::KeyRemove, "Take keys out of a key file", keys_text, run_key_remove},
    {"profiles", Command::Profiles, "The options of the profiles of --profile, as the text of a profile file",
     profiles_text, run_profiles},
    {"bench", Command::Bench, "Every backend against the others, on records made for it", bench_text, run_bench},
    {"devices", Command::Devices, "Backends found, and whether each passes its self-test", devices_text, run_devices},
    {"completion", Command::Completion, "The completion script of bash, zsh or fish", "", run_completion, true},
    {"man", Command::Man, "A manual page", "", run_man, true},
}};

}    // namespace

std::span<const CommandRow> command_table() {
    return commands;
}

std::string command_line(std::span<const std::string> arguments) {
    std::string line = "hmacsweep";
    for (const std::string& argument : arguments) {
        line += fmt::format(" {}", html::shell_word(argument));
    }
    return line;
}

}    // namespace hmacsweep::cli
