// The options that say what a batch command writes.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

namespace hmacsweep::cli {
namespace {

constexpr Choices<rules::ResultsFilter, 3> results_choices{{{"all", rules::ResultsFilter::All},
                                                            {"failures", rules::ResultsFilter::Failures},
                                                            {"none", rules::ResultsFilter::None}}};
constexpr Choices<InputDigest, 3> digest_choices{
    {{"sha256", InputDigest::Sha256}, {"tree", InputDigest::Tree}, {"none", InputDigest::None}}};

}    // namespace

Options result_options() {
    return {
        {.names = "-o,--output",
         .commands = batch_commands,
         .value = "FILE",
         .help = "Where result lines go; a file appears whole or not at all [standard output]",
         .fallback = "-",
         .is_file = true,
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.output = given.text("--output"); }},
        {.names = "--results",
         .commands = batch_commands,
         .value = "WHICH",
         .help = "Which records get a result line: all, failures, none [all; on a terminal the first 20 failures]",
         .words = words_of(results_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.run.results, "--results", given.text("--results"), results_choices);
             }},
    };
}

Options evidence_options() {
    return {
        {.names = "--report",
         .commands = {Command::Verify},
         .value = "FILE",
         .help = "Write a report for people to this file: one HTML page with verdict, evidence and findings",
         .is_file = true,
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.report = given.text("--report"); }},
        {.names = "--with-message",
         .commands = {Command::Generate},
         .takes = Takes::Nothing,
         .help = "Write whole VerifyMac requests, for verify to read",
         .set =
             [](BatchRequest& request, const Given&, Validation& validation) {
                 request.run.line_form = rules::LineForm::Request;
                 validation.require(!request.run.shape.recipe.uses_keys(),
                                    "--with-message would show the key that --message has in it");
             }},
        {.names = "--with-record",
         .commands = {Command::Generate},
         .group = Group::Results,
         .takes = Takes::Nothing,
         .help = "Write the input again with a MAC in each record: LINE hmac=HEX, a column mac, a JSON member Mac",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 request.run.line_form = rules::LineForm::Record;
                 validation.require(!given.has("--with-message"),
                                    "--with-record and --with-message exclude each other");
                 validation.require(!given.has("--results") || given.text("--results") == "all",
                                    "--with-record writes every record, whatever --results says");
             }},
        {.names = "--rejects",
         .commands = batch_commands,
         .group = Group::Results,
         .value = "FILE",
         .help = "Keep the records that are not valid, as they are in the input",
         .is_file = true,
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.rejects = given.text("--rejects"); }},
        {.names = "--summary",
         .commands = batch_commands,
         .value = "FILE",
         .help = "Write the summary as JSON to this file",
         .is_file = true,
         .set = [](BatchRequest& request, const Given& given,
                   Validation&) { request.summary = given.text("--summary"); }},
        {.names = "--sign-summary",
         .commands = {Command::Verify, Command::Generate, Command::Merge},
         .group = Group::Results,
         .value = "KEY-ID",
         .help = "Sign the summary with this key of --signing-keys, which must not be a key of the records",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 request.signer = given.text("--sign-summary");
                 validation.require(given.has("--summary") && given.has("--signing-keys"),
                                    "--sign-summary needs --summary and --signing-keys");
             }},
        {.names = "--signing-keys",
         .commands = {Command::Verify, Command::Generate, Command::Merge, Command::Report},
         .group = Group::Results,
         .takes = Takes::Each,
         .value = "FILE",
         .help = "Key file, as with --keys, for --sign-summary; in merge and report each summary must be signed by one "
                 "of its keys",
         .is_file = true,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 request.signing_keys = given.list("--signing-keys");
                 validation.require(given.has("--sign-summary"), "--signing-keys is for --sign-summary");
             }},
        // Its default depends on other options: make_batch_request().
        {.names = "--input-digest",
         .commands = batch_commands,
         .group = Group::Results,
         .value = "WHICH",
         .help = "Digests of inputs and results: sha256, tree (SHA-256 of the SHA-256 of each 64 KiB, which is "
                 "faster; of inputs), none [sha256 with --summary or --report]",
         .words = words_of(digest_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.digest, "--input-digest", given.text("--input-digest"), digest_choices);
             }},
    };
}

}    // namespace hmacsweep::cli
