// --line: lines of text, and where their parts are.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/field_names.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/format/name_hint.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The encoding or the steps behind the name of a part, as in `{Mac:hex}`.
void set_part_steps(format::Shape& shape, const format::PatternField& part, std::string_view template_text,
                    const Given& given, Validation& validation) {
    if (part.steps.empty()) {
        return;
    }
    Result<std::vector<format::Step>> steps = format::make_steps(part.steps, template_text);
    if (!steps) {
        validation.require(false, fmt::format("--line {}", steps.error().message));
        return;
    }
    const auto* const field =
        std::ranges::find(format::all_fields, part.name, [&](format::Field one) { return shape.name(one); });
    if (field == format::all_fields.end()) {
        validation.require(false, fmt::format("--line decodes the record's own fields, not {{{}:{}}}; --message may "
                                              "have steps for any part",
                                              printable(part.name), printable(part.steps[0].word)));
        return;
    }
    const std::optional<Encoding> encoding = format::sole_encoding(*steps);
    const auto set = [&](Encoding& place, std::string_view option) {
        place = *encoding;
        validation.require(!given.has(option) || given.text(option) == name_of(*encoding),
                           fmt::format("--line and {} say two encodings of {}", option, part.name));
    };
    if (encoding && *field == format::Field::Message) {
        set(shape.message_encoding, "--message-encoding");
    } else if (encoding && *field == format::Field::Mac) {
        set(shape.mac_encoding, "--mac-encoding");
        shape.mac_form = format::MacForm::Told;
    } else {
        validation.require(shape.place(*field).steps.empty(),
                           fmt::format("--line and --columns both have steps for {}", printable(part.name)));
        set_steps(shape, *field, std::move(*steps), given, validation);
    }
}

void set_line(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    const Result<format::Pattern> pattern = format::parse_pattern(given.text("--line"));
    if (!pattern) {
        validation.require(false, fmt::format("--line {}", pattern.error().message));
        return;
    }
    Result<format::LineTemplate> line = format::make_line_template(*pattern, shape.name(format::Field::Message));
    if (!line) {
        validation.require(false, fmt::format("--line {}", line.error().message));
        return;
    }
    for (const format::PatternField& part : pattern->fields) {
        set_part_steps(shape, part, pattern->text, given, validation);
    }
    for (const format::Field field : format::all_fields) {
        if (shape.is_mac_part(field)) {
            continue;
        }
        const auto found = std::ranges::find(line->names, shape.name(field));
        if (found != line->names.end()) {
            shape.place(field).column = static_cast<std::uint32_t>(found - line->names.begin());
        }
        validation.require(found != line->names.end() || !shape.needs(field),
                           fmt::format("--line has no {{{}}}; {}{}", shape.name(field), format::advice_for(field),
                                       format::name_hint(shape.name(field), line->names)));
    }
    for (format::RecipeName& part : shape.recipe.names) {
        const std::string& name = part.name;
        const auto found = std::ranges::find(line->names, name);
        if (std::ranges::find(shape.mac.names, name) != shape.mac.names.end()) {
            continue;
        }
        validation.require(found != line->names.end(),
                           fmt::format("--line has no {{{0}}}, which {1} uses{2}", printable(name),
                                       name == given.text("--chain-link") ? "--chain-link" : "--message",
                                       format::name_hint(name, line->names)));
        part.column = static_cast<std::uint32_t>(found - line->names.begin());
    }
    shape.line = std::move(*line);
    if (!given.has("--message") && !shape.recipe.pieces.empty()) {
        shape.recipe.pieces[0].encoding = shape.message_encoding;    // made by --chain-link, before --line said how
    }
}

}    // namespace

Options line_options() {
    return {
        {.names = "--line",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "TEMPLATE",
         .help = "Lines of text and where their parts are, as '{Message} hmac={Mac:hex}'",
         .is_in_profiles = true,
         .stage = Stage::Names,
         .set = set_line},
    };
}

}    // namespace hmacsweep::cli
