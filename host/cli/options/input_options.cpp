// The options that say what is read: inputs, key files, and how long a record may be.
#include "host/base/encoding.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"
#include "host/input/charset.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<rules::Limits, 3> limits_choices{
    {{"auto", rules::Limits::Auto}, {"kms", rules::Limits::Kms}, {"none", rules::Limits::None}}};
constexpr std::uint64_t most_record_bytes = std::uint64_t{1} << 31;    // offsets within a slab have 32 bits
constexpr Commands batch_and_diagnose{Command::Verify, Command::Generate, Command::Diagnose};

}    // namespace

Options input_options() {
    return {
        {.names = "INPUT",
         .commands = reading_commands,
         .takes = Takes::Operands,
         .help = "Files, folders or archives of records, compressed or plain; - is standard input [-]",
         .is_file = true,
         .set = [](BatchRequest& request, const Given& given, Validation&) { request.inputs = given.list("INPUT"); }},
        // Its effect comes before all others: read_names_of_inputs().
        {.names = "--files0-from",
         .commands = batch_and_diagnose,
         .group = Group::Input,
         .value = "FILE",
         .help = "Read the inputs' names from FILE, each ended by a NUL; - is standard input",
         .is_file = true},
        {.names = "--include",
         .commands = batch_and_diagnose,
         .group = Group::Input,
         .takes = Takes::Each,
         .value = "GLOB",
         .help = "Of folders and archives, read only files whose path below the folder, or name, fits; repeatable",
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.folders.include = given.list("--include"); }},
        {.names = "--exclude",
         .commands = batch_and_diagnose,
         .group = Group::Input,
         .takes = Takes::Each,
         .value = "GLOB",
         .help = "Of these, leave out files and folders that fit; what is passed over unasked forbids a PASS",
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.folders.exclude = given.list("--exclude"); }},
        {.names = "--follow-links",
         .commands = batch_and_diagnose,
         .group = Group::Input,
         .takes = Takes::Nothing,
         .help = "In folders, read what links lead to",
         .set = [](BatchRequest& request, const Given&, Validation&) { request.folders.follows_links = true; }},
        {.names = "--input-charset",
         .commands = reading_commands,
         .group = Group::Input,
         .value = "NAME",
         .help = "Convert inputs from this charset, as latin1; UTF-16 with a byte-order mark needs none",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 request.folders.charset = given.text("--input-charset");
                 validation.require(
                     input::is_charset(request.folders.charset),
                     fmt::format("--input-charset {} is no charset that iconv knows (iconv -l lists them)",
                                 printable(request.folders.charset)));
             }},
        // Its effect comes after all others: key_file_names().
        {.names = "--keys",
         .commands = reading_commands,
         .takes = Takes::Each,
         .value = "FILE",
         .help = "Key file, repeatable; may be a pipe or /dev/fd/N; or a bare secret, as text:FILE, hex:FILE or "
                 "base64:FILE, for records that name no key [$HMACSWEEP_KEYS]",
         .is_file = true},
    };
}

Options limit_options() {
    return {
        {.names = "--limits",
         .commands = reading_commands,
         .group = Group::Checks,
         .value = "WHICH",
         .help = "kms: messages of 1 to 4096 bytes; none; auto: kms for keys with a KeySpec [auto]",
         .fallback = "auto",
         .words = words_of(limits_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.run.limits, "--limits", given.text("--limits"), limits_choices);
             }},
        {.names = "--max-record-bytes",
         .commands = reading_commands,
         .group = Group::Input,
         .value = "N",
         .help = "A longer record is malformed [16777216]",
         .fallback = "16777216",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.set(
                     request.run.max_record_bytes,
                     parse_number("--max-record-bytes", given.text("--max-record-bytes"), 1, most_record_bytes));
             }},
        {.names = "--ignore-key-state",
         .commands = reading_commands,
         .group = Group::Keys,
         .takes = Takes::Nothing,
         .help = "Use keys that are disabled or pending deletion",
         .set = [](BatchRequest& request, const Given&, Validation&) { request.run.ignore_key_state = true; }},
    };
}

}    // namespace hmacsweep::cli
