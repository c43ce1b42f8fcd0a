// The options that say what computes, and what the terminal shows meanwhile.
#include "host/backend/registry.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr Choices<When, 3> when_choices{{{"auto", When::Auto}, {"always", When::Always}, {"never", When::Never}}};
constexpr std::uint64_t most_devices = 255;
constexpr std::uint64_t most_threads = 1024;

std::vector<std::string> listed_backend_names() {
    std::vector<std::string> names{"auto"};
    for (const backend::BackendInfo& info : backend::backends()) {
        if (info.name.find(':') == std::string_view::npos) {    // a bash word ends at a colon
            names.emplace_back(info.name);
        }
    }
    return names;
}

void set_backend(BatchRequest& request, const Given& given, Validation& validation) {
    request.backend = given.text("--backend");
    const std::vector<std::string> names = listed_backend_names();
    const std::vector<std::string_view> words(names.begin(), names.end());
    validation.require(backend::is_backend_name(request.backend),
                       fmt::format("--backend takes one of {}, not \"{}\"{}", backend::backend_names(), request.backend,
                                   question(request.backend, words)));
}

void set_devices(BatchRequest& request, const Given& given, Validation& validation) {
    for (const std::string& word : entries_of(given.list("--device"))) {
        std::uint64_t index = 0;
        validation.set(index, parse_number("--device", word, 0, most_devices));
        if (std::ranges::find(request.devices, static_cast<int>(index)) == request.devices.end()) {
            request.devices.push_back(static_cast<int>(index));
        }
    }
    validation.require(request.backend == "auto" || request.backend == "cuda",
                       fmt::format("--device chooses among GPUs, and --backend {} uses none", request.backend));
}

void set_threads(BatchRequest& request, const Given& given, Validation& validation) {
    std::uint64_t number = 0;
    validation.set(number, parse_number("--threads", given.text("--threads"), 1, most_threads));
    request.run.threads = static_cast<std::uint32_t>(number);
}

}    // namespace

Options machine_options() {
    return {
        {.names = "--backend",
         .commands = batch_commands,
         .group = Group::Machine,
         .value = "NAME",
         .help = fmt::format("{} [auto]", backend::backend_names()),
         .fallback = "auto",
         .words = listed_backend_names(),
         .set = set_backend},
        {.names = "--device",
         .commands = batch_commands,
         .group = Group::Machine,
         .takes = Takes::Each,
         .value = "LIST",
         .help = "Which GPUs, by number: 0,2 [all]",
         .set = set_devices},
        {.names = "--threads",
         .commands = batch_commands,
         .group = Group::Machine,
         .value = "N",
         .help = "CPU threads [all]",
         .set = set_threads},
    };
}

Options terminal_options() {
    return {
        {.names = "--progress",
         .commands = batch_commands,
         .group = Group::Machine,
         .value = "WHEN",
         .help = "auto, always, never [auto: on a terminal]",
         .fallback = "auto",
         .words = words_of(when_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.progress, "--progress", given.text("--progress"), when_choices);
             }},
        {.names = "--color",
         .commands = batch_commands,
         .group = Group::Machine,
         .value = "WHEN",
         .help = "auto, always, never [auto]",
         .fallback = "auto",
         .words = words_of(when_choices),
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 validation.choose(request.color, "--color", given.text("--color"), when_choices);
             }},
        {.names = "-q,--quiet",
         .commands = batch_commands,
         .group = Group::Machine,
         .takes = Takes::Nothing,
         .help = "No summary on standard error",
         .set = [](BatchRequest& request, const Given&, Validation&) { request.is_quiet = true; }},
    };
}

}    // namespace hmacsweep::cli
