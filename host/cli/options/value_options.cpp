// --unique and --sequence: what the values of a field must be across all records.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

void add_value_checks(BatchRequest& request, const Given& given, Validation& validation, format::ValueRule rule) {
    const std::string option = fmt::format("--{}", format::name_of(rule));
    for (const std::string& text : given.list(option)) {
        Result<format::ValueCheck> check = format::parse_value_check(rule, text, request.run.shape);
        if (!check) {
            validation.require(false, fmt::format("{} {}", option, check.error().message));
            return;
        }
        validation.require(check->own != format::Field::Mac || !given.has("--min-mac-bytes"),
                           "--unique Mac is for MACs of full length: with --min-mac-bytes, a MAC cut shorter would not "
                           "be a repeat");
        request.run.value_checks.push_back(std::move(*check));
    }
}

void set_unique_limit(BatchRequest& request, const Given& given, Validation& validation) {
    validation.require(given.has("--unique"), "--unique-limit is for --unique FIELD");
    validation.set(request.run.max_unique_values, parse_number("--unique-limit", given.text("--unique-limit"), 1));
}

}    // namespace

Options value_options() {
    return {
        {.names = "--unique",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .takes = Takes::Each,
         .value = "FIELD",
         .help = "Status 1 where two valid records have the same FIELD, as Id or Mac; FIELD? may be missing",
         .is_in_profiles = true,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 add_value_checks(request, given, validation, format::ValueRule::Unique);
             }},
        {.names = "--unique-limit",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .value = "N",
         .help = "Status 3 past N different values, which take about 50 bytes each [25000000]",
         .set = set_unique_limit},
        {.names = "--sequence",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .takes = Takes::Each,
         .value = "FIELD",
         .help = "Status 1 unless FIELD, an integer, is 1 more in each valid record than in the one before",
         .is_in_profiles = true,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 add_value_checks(request, given, validation, format::ValueRule::Sequence);
             }},
    };
}

}    // namespace hmacsweep::cli
