#include "host/cli/options/shard_option.hpp"

#include "host/base/environment.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/option_values.hpp"
#include "host/cli/options/validation.hpp"
#include "host/report/merge.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

Result<std::uint64_t> number_in(Variables variables, const char* name, std::uint64_t least, std::uint64_t most) {
    const std::string text = variables(name);
    return text.empty() ? Error{fmt::format("--shard auto: {} is not set", name)}
                        : parse_number(fmt::format("--shard auto: {}", name), text, least, most);
}

/// The number of a task in its array is not its ID: arrays may begin anywhere and have steps.
Result<input::Shard> shard_of_slurm(Variables variables) {
    constexpr std::uint64_t most = 0xffffffff;
    const Result<std::uint64_t> id = number_in(variables, "SLURM_ARRAY_TASK_ID", 0, most);
    const Result<std::uint64_t> least = number_in(variables, "SLURM_ARRAY_TASK_MIN", 0, most);
    const Result<std::uint64_t> greatest = number_in(variables, "SLURM_ARRAY_TASK_MAX", 0, most);
    const Result<std::uint64_t> step = number_in(variables, "SLURM_ARRAY_TASK_STEP", 1, most);
    const Result<std::uint64_t> count = number_in(variables, "SLURM_ARRAY_TASK_COUNT", 1, report::max_parts);
    for (const Result<std::uint64_t>* number : {&id, &least, &greatest, &step, &count}) {
        if (!*number) {
            return number->error();
        }
    }
    const bool is_even =
        *least <= *id && *id <= *greatest && (*id - *least) % *step == 0 && (*greatest - *least) / *step + 1 == *count;
    if (!is_even) {
        return Error{
            "--shard auto: the IDs of this array have gaps, as those of a part of an array that is submitted again; "
            "give "
            "the shard as --shard I/N"};
    }
    return input::Shard{((*id - *least) / *step) + 1, *count};
}

Result<input::Shard> shard_of_kubernetes(Variables variables) {
    const Result<std::uint64_t> count = number_in(variables, "JOB_COMPLETIONS", 1, report::max_parts);
    if (!count) {
        return Error{count.error().message +
                     "; Kubernetes does not set it: have the Job's manifest set it to spec.completions"};
    }
    const Result<std::uint64_t> index = number_in(variables, "JOB_COMPLETION_INDEX", 0, *count - 1);
    if (!index) {
        return index.error();
    }
    return input::Shard{*index + 1, *count};
}

}    // namespace

Result<input::Shard> parse_shard(std::string_view text, Variables variables) {
    if (text == "auto") {
        const bool is_slurm = !variables("SLURM_ARRAY_TASK_ID").empty();
        const bool is_kubernetes = !variables("JOB_COMPLETION_INDEX").empty();
        if (is_slurm == is_kubernetes) {
            return Error{is_slurm ? "--shard auto: SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set; give the "
                                    "shard as --shard I/N"
                                  : "--shard auto: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set"};
        }
        return is_slurm ? shard_of_slurm(variables) : shard_of_kubernetes(variables);
    }
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return Error{fmt::format("--shard takes auto or I/N, as 3/8, not \"{}\"", text)};
    }
    const Result<std::uint64_t> of = parse_number("N of --shard I/N", text.substr(slash + 1), 1, report::max_parts);
    if (!of) {
        return of.error();
    }
    const Result<std::uint64_t> number = parse_number("I of --shard I/N", text.substr(0, slash), 1, *of);
    if (!number) {
        return number.error();
    }
    return input::Shard{*number, *of};
}

Options shard_options() {
    return {
        {.names = "--shard",
         .commands = {Command::Verify},
         .group = Group::Input,
         .value = "I/N",
         .help = "Verify every Nth of all files, from the Ith of their sorted list; auto: as the array of Slurm or the "
                 "indexed Job of Kubernetes says; hmacsweep merge joins the summaries",
         .words = {"auto"},
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.set(request.shard.emplace(), parse_shard(given.text("--shard"), environment));
                 validation.require(given.has("--summary"),
                                    "--shard needs --summary FILE: hmacsweep merge joins the summaries of all shards");
                 // What these say holds for the whole alone.
                 for (const char* option : {"--expect-records", "--unique", "--sequence", "--one-chain", "--chain-end",
                                            "--no-other-files"}) {
                     validation.require(
                         !given.has(option),
                         fmt::format(
                             "{} is about all records, and --shard verifies a part of them{}", option,
                             std::string_view(option) == "--expect-records" ? ": give it to hmacsweep merge" : ""));
                 }
             }},
    };
}

}    // namespace hmacsweep::cli
