// The options that say how a field holds a MAC: the text around the MAC, and its encoding.
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/encoding_choices.hpp"
#include "host/cli/options/option_table.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_prefix_bytes = 1024;

void set_mac(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    validation.require(shape.format != format::InputFormat::Lines || given.has("--line"),
                       "--mac has no field to look into: bare lines have no MAC");
    Result<format::MacTemplate> mac = format::parse_mac_template(given.text("--mac"), given.text("--mac-separator"));
    if (!mac) {
        validation.require(false, fmt::format("--mac {}", mac.error().message));
        return;
    }
    for (const format::MacItem& item : mac->items) {
        validation.require(
            !item.encoding || !given.has("--mac-encoding") || given.text("--mac-encoding") == name_of(*item.encoding),
            "--mac and --mac-encoding say two encodings of the MAC");
    }
    shape.mac = std::move(*mac);
}

void check_mac_separator(BatchRequest&, const Given& given, Validation& validation) {
    validation.require(given.has("--mac"),
                       "--mac-separator is for a list that --mac describes, as --mac 't={t},v1={Mac:hex}'");
}

/// `\x01{KeyId}`: bytes, and then a key's number in four.
void set_mac_prefix(BatchRequest& request, const Given& given, Validation& validation) {
    const Result<format::Pattern> pattern = format::parse_pattern(given.text("--mac-prefix"));
    const bool is_prefix = pattern && pattern->fields.size() == 1 && pattern->fields[0].name == "KeyId" &&
                           pattern->fields[0].steps.empty() && !pattern->fields[0].null &&
                           !pattern->fields[0].takes_rest && pattern->literals[1].empty();
    if (!is_prefix) {
        validation.require(false, "--mac-prefix takes bytes with {KeyId} behind them, as '\\x01{KeyId}'");
        return;
    }
    validation.require(!given.has("--mac-separator"), "--mac-prefix is for one MAC, not for a list of them");
    format::Shape& shape = request.run.shape;
    shape.mac_prefix = pattern->literals[0];
    shape.mac_prefix_bytes = static_cast<std::uint32_t>(shape.mac_prefix->size() + sizeof(std::uint32_t));
}

void set_mac_prefix_bytes(BatchRequest& request, const Given& given, Validation& validation) {
    std::uint64_t number = 0;
    validation.set(number, parse_number("--mac-prefix-bytes", given.text("--mac-prefix-bytes"), 0, most_prefix_bytes));
    request.run.shape.mac_prefix_bytes = static_cast<std::uint32_t>(number);
    validation.require(!given.has("--mac-prefix"), "--mac-prefix and --mac-prefix-bytes say two prefixes of the MAC");
}

void set_mac_encoding(BatchRequest& request, const Given& given, Validation& validation) {
    format::Shape& shape = request.run.shape;
    std::optional<Encoding> encoding = shape.mac_encoding;
    validation.choose(encoding, "--mac-encoding", given.text("--mac-encoding"), mac_encoding_choices);
    if (encoding) {
        shape.mac_encoding = shape.binary_mac_encoding = *encoding;
        return;
    }
    validation.require(!given.has("--min-mac-bytes"),
                       "--mac-encoding auto goes by the length of a whole MAC, which --min-mac-bytes leaves open: say "
                       "how MACs are written");
    shape.mac_form = format::MacForm::Found;
}

void set_min_mac_bytes(BatchRequest& request, const Given& given, Validation& validation) {
    std::uint64_t number = 0;
    validation.set(number, parse_number("--min-mac-bytes", given.text("--min-mac-bytes"), 1, core::max_digest_bytes));
    if (const std::optional<Algorithm> algorithm = request.run.shape.default_algorithm) {
        validation.require(number <= core::digest_bytes(*algorithm),
                           fmt::format("--min-mac-bytes {}: a MAC of {} has {} bytes", number, name_of(*algorithm),
                                       core::digest_bytes(*algorithm)));
    }
    request.run.min_mac_bytes = static_cast<std::uint32_t>(number);
}

Option mac_encoding_option(Commands commands, std::string help) {
    return {.names = "--mac-encoding",
            .commands = commands,
            .group = Group::Message,
            .value = "ENCODING",
            .help = std::move(help),
            .words = words_of(mac_encoding_choices),
            .is_in_profiles = true,
            .stage = Stage::Layout,
            .set = set_mac_encoding};
}

}    // namespace

Options mac_options() {
    return {
        {.names = "--mac",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "TEMPLATE",
         .help = "What is around the MAC in its field, as 'sha256={Mac:hex}'",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_mac},
        {.names = "--mac-separator",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "TEXT",
         .help = "The MAC's field is a list, as --mac 't={t},v1={Mac:hex}' with , here; any of its MACs may be right",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = check_mac_separator},
        {.names = "--mac-prefix",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "TEXT",
         .help = "What each MAC, decoded, begins with: bytes and the number of its key in four, as '\\x01{KeyId}'",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_mac_prefix},
        {.names = "--mac-prefix-bytes",
         .commands = reading_commands,
         .group = Group::Message,
         .value = "N",
         .help = "Pass over the first bytes of each MAC, decoded [0]",
         .is_in_profiles = true,
         .stage = Stage::Layout,
         .set = set_mac_prefix_bytes},
    };
}

Options mac_form_options() {
    return {
        mac_encoding_option(verifying_commands,
                            "As --message-encoding, for MACs, or auto: by their length [auto; base64 where Mac is not "
                            "mapped in JSON, and with --min-mac-bytes; in binary COPY text]"),
        mac_encoding_option({Command::Generate}, "As --message-encoding, for MACs in the input, which are ignored"),
        {.names = "--min-mac-bytes",
         .commands = verifying_commands,
         .group = Group::Message,
         .value = "N",
         .help = "Accept MACs truncated to at least this many bytes [full length only]",
         .is_in_profiles = true,
         .set = set_min_mac_bytes},
    };
}

}    // namespace hmacsweep::cli
