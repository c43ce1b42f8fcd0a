// The options that put a message together from fields, and those that chain records.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <algorithm>

#include <sys/stat.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// Whether the newest record is first.
constexpr Choices<bool, 2> chain_orders{{{"forward", false}, {"reverse", true}}};

void set_message(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    const std::string& text = given.text("--message");
    Result<format::Recipe> recipe = format::parse_recipe(text);
    if (!recipe) {
        validation.require(false, fmt::format("--message {}", recipe.error().message));
        return;
    }
    validation.require(
        !given.has("--message-encoding"),
        "--message-encoding is for messages that are one field; in --message, {name:hex} decodes a field");
    validation.require(!shape.place(format::Field::Message).is_mapped,
                       "--message and --columns message=... are two ways to say what the message is");
    validation.require(shape.format != format::InputFormat::Lines || given.has("--line") || recipe->names.empty(),
                       "--message can use nothing but {raw} of bare lines; --line names their parts");
    const bool is_json =
        shape.format == format::InputFormat::JsonLines || shape.format == format::InputFormat::Json ||
        (shape.format == format::InputFormat::Auto && !given.has("--no-header") && !given.has("--delimiter"));
    validation.require(recipe->object == format::ObjectForm::None || is_json,
                       fmt::format("--message {} is for records that are JSON objects", printable(text)));
    validation.require(request.run.operation == rules::Operation::Verify || !recipe->uses_previous,
                       "--message {prev...} is for verify: to generate such MACs, each record would have to wait for "
                       "the one before");
    validation.require(
        !recipe->uses_files || !given.has("--with-message"),
        "--with-message does not write the content of files; --message {path:file} takes them as messages");
    shape.recipe = std::move(*recipe);
}

void set_files(BatchRequest& request, const Given& given, Validation& validation) {
    for (const std::string_view other : {"--message", "--columns", "--line", "--profile", "--input-format", "--results",
                                         "--with-message", "--input-charset", "--message-encoding"}) {
        validation.require(!given.has(other),
                           fmt::format("--files and {} say two things of what is read or written", other));
    }
    validation.require(given.has("--files0-from") || !given.list("INPUT").empty(),
                       "--files takes files and folders, as . for this folder");
    validation.set(request.run.shape.recipe, format::parse_recipe("{raw:manifest(name):file}"));
    const bool is_absolute = !given.list("INPUT").empty() && given.list("INPUT")[0].starts_with('/');
    request.run.shape.base = is_absolute ? "/" : ".";
    request.run.shape.format = format::InputFormat::Lines;
    request.run.line_form = rules::LineForm::Manifest;
}

void set_base(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    shape.base = given.text("--base");
    validation.require(shape.recipe.uses_files, "--base is for messages in files: --message '{path:file}' reads them");
    struct stat status{};
    validation.require(::stat(shape.base.c_str(), &status) == 0 && S_ISDIR(status.st_mode),
                       fmt::format("--base {} is no folder", printable(shape.base)));
}

void set_no_other_files(BatchRequest& request, const Given&, Validation& validation) {
    request.run.wants_file_names = true;
    validation.require(request.run.shape.recipe.uses_files,
                       "--no-other-files is for messages in files: --message '{path:file}' reads them");
}

/// The field is one more name of the recipe, which is the message alone where --message gives none.
void set_chain_link(BatchRequest& request, const Given& given, Validation&) {
    format::Shape& shape = request.run.shape;
    format::Recipe& recipe = shape.recipe;
    const std::string& field = given.text("--chain-link");
    if (recipe.is_empty()) {
        recipe.names.push_back({std::string(shape.name(format::Field::Message))});
        recipe.pieces.emplace_back().kind = format::PieceKind::Field;
        recipe.pieces.back().encoding = shape.message_encoding;    // --line may say another, later
    }
    const auto found = std::ranges::find(recipe.names, field, &format::RecipeName::name);
    shape.chain.link = static_cast<std::uint32_t>(found - recipe.names.begin());
    if (found == recipe.names.end()) {
        recipe.names.push_back({field});
    }
}

/// `diagnose` takes what is known of a chain that it has yet to find.
void require_chain(const BatchRequest& request, const Given& given, std::string_view option, Validation& validation) {
    validation.require(request.run.shape.is_chained() || given.command() == Command::Diagnose,
                       fmt::format("{} is for records that are chained, by {{prev.Mac}} in --message or by "
                                   "--chain-link",
                                   option));
}

}    // namespace

Options message_options() {
    return {
        {.names = "--message",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "RECIPE",
         .help = "The message put together from fields, as 'orders|{id}|{payload}'",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_message},
    };
}

Options file_options() {
    return {
        {.names = "--base",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "DIR",
         .help = "The folder of the files in --message {path:file} [the folder of each input]",
         .is_file = true,
         .stage = Stage::Names,
         .set = set_base},
        {.names = "--no-other-files",
         .commands = {Command::Verify},
         .group = Group::Checks,
         .takes = Takes::Nothing,
         .help = "Status 3 if the folder of --message {path:file} has a file that no record names; --exclude leaves "
                 "files out",
         .stage = Stage::Names,
         .set = set_no_other_files},
        {.names = "--files",
         .commands = {Command::Generate},
         .group = Group::Message,
         .takes = Takes::Nothing,
         .help = "Each file is a message: write a manifest of all files in the inputs, for verify --profile manifest",
         .stage = Stage::Layout,
         .set = set_files},
    };
}

Options chain_options() {
    return {
        {.names = "--chain-link",
         .commands = verifying_commands,
         .group = Group::Message,
         .value = "FIELD",
         .help = "The field that repeats the MAC of the record before: records are chained by it",
         .stage = Stage::Layout,
         .set = set_chain_link},
        {.names = "--chain-start",
         .commands = verifying_commands,
         .group = Group::Message,
         .value = "MAC",
         .help = "What is used as the MAC before a chain's first record ({prev.Mac}, --chain-link)",
         .stage = Stage::Layout,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 require_chain(request, given, "--chain-start", validation);
                 request.run.shape.chain.start = given.text("--chain-start");
             }},
        {.names = "--chain-end",
         .commands = verifying_commands,
         .group = Group::Checks,
         .value = "MAC",
         .help = "Status 3 unless the chain's last record has this MAC",
         .stage = Stage::Layout,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 require_chain(request, given, "--chain-end", validation);
                 request.run.shape.chain.end = given.text("--chain-end");
             }},
        {.names = "--chain-order",
         .commands = verifying_commands,
         .group = Group::Message,
         .value = "ORDER",
         .help = "reverse: each input has its newest record first, and a record is linked to the one behind it",
         .words = words_of(chain_orders),
         .stage = Stage::Layout,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 bool& is_reversed = request.run.shape.chain.is_reversed;
                 validation.choose(is_reversed, "--chain-order", given.text("--chain-order"), chain_orders);
                 require_chain(request, given, "--chain-order", validation);
                 validation.require(!is_reversed || (!given.has("--one-chain") && !given.has("--records")),
                                    "--chain-order reverse is for one chain in each input, whose records are no "
                                    "elements of documents: neither --one-chain nor --records goes with it");
             }},
        {.names = "--one-chain",
         .commands = verifying_commands,
         .group = Group::Message,
         .takes = Takes::Nothing,
         .help = "One chain goes through all inputs, in their order",
         .stage = Stage::Layout,
         .set =
             [](BatchRequest& request, const Given& given, Validation& validation) {
                 require_chain(request, given, "--one-chain", validation);
                 request.run.shape.chain.is_one = true;
             }},
    };
}

}    // namespace hmacsweep::cli
