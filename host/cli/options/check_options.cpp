// The options for checks beyond each MAC, and for what ends a run.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<rules::CrossCheck, 3> cross_check_choices{
    {{"none", rules::CrossCheck::None}, {"sample", rules::CrossCheck::Sample}, {"all", rules::CrossCheck::All}}};

}    // namespace

Options check_options() {
    return {
        {.names = "--cross-check",
         .commands = batch_commands,
         .group = Group::Checks,
         .value = "WHICH",
         .help = "What OpenSSL recomputes in addition to every invalid record: none, sample (1 %), all [sample]",
         .fallback = "sample",
         .words = words_of(cross_check_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.run.cross_check, "--cross-check", given.text("--cross-check"),
                                   cross_check_choices);
             }},
        {.names = "--cross-check-seed",
         .commands = batch_commands,
         .group = Group::Checks,
         .value = "N",
         .help = "Which records the sample takes, to repeat a run [random]",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.set(request.run.seed, parse_number("--cross-check-seed", given.text("--cross-check-seed")));
             }},
        {.names = "--expect-records",
         .commands = batch_commands,
         .group = Group::Checks,
         .value = "N",
         .help = "Status 3 unless there are exactly this many records",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.set(request.expectations.records.emplace(),
                                parse_number("--expect-records", given.text("--expect-records")));
             }},
        {.names = "--allow-empty",
         .commands = batch_commands,
         .group = Group::Checks,
         .takes = Takes::Nothing,
         .help = "No records at all are fine",
         .set = [](BatchRequest& request, const Given&, Validation&) { request.expectations.allow_empty = true; }},
    };
}

Options ending_options() {
    return {
        {.names = "--max-invalid",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .value = "N",
         .help = "Stop, with status 1, after this many records with a wrong MAC [never]",
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.set(request.run.max_invalid, parse_number("--max-invalid", given.text("--max-invalid"), 1));
             }},
        {.names = "--accept",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .value = "CLASS",
         .help = "untagged: records without a MAC leave status 0",
         .words = {"untagged"},
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 request.expectations.accept_untagged = given.text("--accept") == "untagged";
                 validation.require(request.expectations.accept_untagged,
                                    fmt::format("--accept takes untagged, not \"{}\"", given.text("--accept")));
             }},
    };
}

}    // namespace hmacsweep::cli
