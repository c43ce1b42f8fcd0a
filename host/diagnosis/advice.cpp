#include "host/diagnosis/advice.hpp"

#include "host/base/encoding.hpp"
#include "host/diagnosis/cautions.hpp"
#include "host/keys/key_source.hpp"
#include "host/reader/mac_reader.hpp"
#include "host/rules/mac_length.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::string_view no_option =
    "hmacsweep has no option for that: what makes the records must write the message as the MAC covers it";

/// A value of an option for a shell.
std::string for_shell(std::string_view value) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=,+-";
    if (!value.empty() && value.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(value);
    }
    std::string quoted = "'";
    for (const char c : printable(value, keys::max_key_name_bytes)) {
        if (c == '\'') {
            quoted += "'\\'";    // the shell's own quote, for which its string is left for a moment
        }
        quoted += c;
    }
    quoted += '\'';
    return quoted;
}

bool is_quoted(Part part) {
    return part == Part::MessageField || part == Part::MessageChange || part == Part::MacField || part == Part::Key;
}

/// Writes the advice of one finding.
class Adviser {
public:
    Adviser(Finding& finding, const AdviceContext& context)
        : finding_(finding), context_(context), shape_(*context.sample.shape) {}

    void operator()() {
        if (finding_.guesses.empty()) {
            as_they_stand();
            return;
        }
        for (const Guess& guess : finding_.guesses) {
            const Mistake& mistake = mistakes()[guess.mistake];
            const std::string shown = printable(guess.parameter);
            finding_.words += finding_.words.empty() ? "" : ", and ";
            finding_.words += fmt::format(fmt::runtime(mistake.words),
                                          is_quoted(mistake.part) ? fmt::format("\"{}\"", shown) : shown);
        }
        columns();
        message();
        mac();
        key();
        formula();
        for (const std::string_view words : cautions(finding_, context_)) {
            remark(words);
        }
    }

private:
    [[nodiscard]] const Guess* guess_of(Part part) const {
        const auto found = std::ranges::find(finding_.guesses, part,
                                             [](const Guess& guess) { return mistakes()[guess.mistake].part; });
        return found == finding_.guesses.end() ? nullptr : &*found;
    }
    [[nodiscard]] static const Mistake& mistake_of(const Guess& guess) { return mistakes()[guess.mistake]; }

    void option(std::string_view name, std::string_view value) {
        finding_.options.push_back(fmt::format("{} {}", name, for_shell(value)));
    }
    void remark(std::string_view words) {
        if (std::ranges::find(finding_.remarks, words) == finding_.remarks.end()) {
            finding_.remarks.emplace_back(words);
        }
    }

    /// Records verify though they are not valid: something else than their MAC stands in the way.
    void as_they_stand() {
        finding_.words = "only their MAC counts";
        if (context_.parts.is_malformed) {
            remark("something else is wrong with them; their result lines say what");
        } else if (context_.sample.verdict == Verdict::Malformed) {
            option("--limits", "none");
        } else {
            remark("the key's KeySpec or KeyUsage forbids their algorithm");
        }
    }

    /// Whether the message is told by --message, so that no other option may say what it is.
    [[nodiscard]] bool has_recipe() const {
        const Guess* const change = guess_of(Part::MessageChange);
        const Guess* const field = guess_of(Part::MessageField);
        return (change != nullptr && !mistake_of(*change).advice.empty()) ||
               (field != nullptr && (!shape_.recipe.is_empty() || mistake_of(*field).name == "message-object"));
    }

    void columns() {
        std::string list;
        const auto add = [&](std::string_view field, const std::string& name) {
            const Result<std::optional<format::InnerName>> inner = format::parse_inner_name(name);
            if (name.find(',') != std::string::npos || !inner || *inner) {
                remark(
                    fmt::format("--columns cannot say the name \"{}\": it has a comma in it, or looks like a name "
                                "within JSON",
                                printable(name)));
                return;
            }
            list += fmt::format("{}{}={}", list.empty() ? "" : ",", field, member_pointer(name));
        };
        const Guess* const message = guess_of(Part::MessageField);
        if (message != nullptr && !has_recipe()) {
            add("message", message->parameter);
        }
        if (const Guess* const mac = guess_of(Part::MacField)) {
            add("mac", mac->parameter);
        }
        if (!list.empty()) {
            option("--columns", list);
        }
    }

    void message() {
        const Guess* const encoding = guess_of(Part::MessageEncoding);
        const Guess* const change = guess_of(Part::MessageChange);
        if (has_recipe()) {
            recipe(encoding, change);
            if (shape_.place(format::Field::Message).is_mapped ||
                (shape_.message_encoding != Encoding::Base64 && shape_.kind() != format::RecordKind::Line)) {
                remark("--message takes the place of --columns message=... and of --message-encoding");
            }
        } else if (encoding != nullptr && mistake_of(*encoding).advice.empty()) {
            remark(no_option);
        } else if (encoding != nullptr) {
            this->encoding("--message-encoding", format::Field::Message, mistake_of(*encoding).advice);
        }
        if (change != nullptr && mistake_of(*change).advice.empty()) {
            remark(no_option);
        }
    }

    void encoding(std::string_view name, format::Field field, std::string_view value) {
        if (shape_.kind() == format::RecordKind::Line) {
            remark(fmt::format("in --line, write {{{}:{}}}", printable(shape_.name(field)), value));
        } else {
            option(name, value);
        }
    }

    /// The message as a recipe: a joined one, or the field itself and what stands behind it.
    void recipe(const Guess* encoding, const Guess* change) {
        const Guess* const field = guess_of(Part::MessageField);
        if (change != nullptr && !change->parameter.empty()) {
            option("--message", change->parameter);
            return;
        }
        if (field != nullptr && mistake_of(*field).name == "message-object") {
            option("--message", field->parameter);
            if (change != nullptr) {
                remark(no_option);
            }
            return;
        }
        const std::string_view behind = change == nullptr ? std::string_view() : mistake_of(*change).advice;
        if (field == nullptr && !shape_.recipe.is_empty()) {
            remark(fmt::format("end the recipe of --message with {}", behind));
            return;
        }
        const std::optional<Encoding> guessed =
            encoding == nullptr ? shape_.message_encoding : parse_encoding(mistake_of(*encoding).advice);
        if (!guessed) {
            remark(no_option);
            return;
        }
        const std::string& name = field == nullptr ? context_.parts.message_name : field->parameter;
        option("--message", fmt::format("{}{}", in_braces(name, *guessed), behind));
    }

    /// The first record's MAC as it stands there, in whatever field that is.
    [[nodiscard]] std::string_view mac_text() const {
        const Guess* const field = guess_of(Part::MacField);
        if (field == nullptr) {
            return context_.parts.mac;
        }
        const auto found = std::ranges::find(context_.parts.fields, field->parameter, &reader::NamedText::name);
        return found == context_.parts.fields.end() ? std::string_view() : std::string_view(found->text);
    }

    /// Whether the given --mac template reads that text. No option is needed then.
    [[nodiscard]] bool fits_template() const {
        const std::optional<Algorithm> algorithm =
            context_.parts.algorithm ? context_.parts.algorithm : shape_.default_algorithm;
        return !shape_.mac.is_empty() && algorithm && reader::MacReader().read(shape_, mac_text(), algorithm).empty();
    }

    void mac() {
        const Guess* const encoding = guess_of(Part::MacEncoding);
        if (encoding == nullptr) {
            return;
        }
        if (mistake_of(*encoding).name == "mac-prefix") {
            if (!fits_template()) {
                option("--mac", template_of_prefixed(mac_text()));
            }
        } else if (mistake_of(*encoding).advice.empty()) {
            remark("hmacsweep has no option for MACs in that form: write them in hex or base64");
        } else {
            this->encoding("--mac-encoding", format::Field::Mac, mistake_of(*encoding).advice);
        }
    }

    void key() {
        for (const Guess& guess : finding_.guesses) {
            const Mistake& mistake = mistake_of(guess);
            if (mistake.part != Part::Key) {
                continue;
            }
            if (mistake.name != "key-other") {
                read_key_as(mistake.advice);
            } else if (context_.parts.key_id.empty() || context_.parts.key_id == shape_.default_key_id) {
                option("--key-id", guess.parameter);
            } else {
                remark(
                    fmt::format("the records themselves name the key \"{}\": give \"{}\" that name in the key file, as "
                                "an alias",
                                printable(context_.parts.key_id), printable(guess.parameter)));
            }
        }
    }

    /// The key's bytes are what the text is in another encoding.
    void read_key_as(std::string_view encoding) {
        const keys::Key* const key = context_.key == core::no_key ? nullptr : &context_.keys[context_.key];
        const std::string name = key == nullptr || key->aliases.empty() ? "" : key->aliases.front();
        if (const keys::KeySource source = keys::parse_key_source(name); source.is_bare_secret()) {
            option("--keys", fmt::format("{}:{}", encoding, source.path));
        } else {
            finding_.options.push_back(fmt::format("keys import --encoding {}", encoding));
        }
    }

    void formula() {
        for (const Guess& guess : finding_.guesses) {
            const Mistake& mistake = mistake_of(guess);
            if (mistake.name == "mac-truncated") {
                option("--min-mac-bytes", guess.parameter);
            } else if (mistake.name == "lookalike") {
                remark("hmacsweep verifies " + algorithm_list(" and ") + ", and nothing else");
            } else if (mistake.name == "algorithm") {
                algorithm(guess.parameter);
            }
        }
    }

    void algorithm(const std::string& name) {
        const std::optional<Algorithm> said = context_.parts.algorithm;
        if (!said || said == shape_.default_algorithm) {
            option("--mac-algorithm", name);
        } else {
            remark(fmt::format("the records themselves name {}", name_of(*said)));
        }
        if (context_.key != core::no_key && !context_.keys[context_.key].allows(*parse_algorithm(name))) {
            remark("the key's KeySpec allows only another algorithm");
        }
    }

    Finding& finding_;
    const AdviceContext& context_;
    const format::Shape& shape_;
};

}    // namespace

bool is_representation(const Mistake& mistake) {
    return mistake.part == Part::MacEncoding || (mistake.part == Part::Key && mistake.name != "key-other");
}

void advise(Finding& finding, const AdviceContext& context) {
    Adviser(finding, context)();
}

std::string remark_on_lengths(const std::vector<std::size_t>& lengths) {
    if (lengths.empty() || std::ranges::any_of(lengths, [&](std::size_t size) { return size != lengths[0]; })) {
        return {};
    }
    const rules::ForeignMac* const foreign = rules::foreign_mac(lengths[0]);
    return foreign == nullptr
               ? std::string()
               : fmt::format("the MACs have {} bytes, as those of {} do, which hmacsweep does not verify",
                             foreign->bytes, foreign->name);
}

std::string remark_on_key(const keys::Key& key) {
    constexpr std::size_t faulty_export_bytes = 32;
    constexpr std::string_view digits = "0123456789";
    const std::size_t last = key.key_id.find_last_not_of(digits);
    const bool is_named_by_vault = last != std::string::npos && last + 1 < key.key_id.size() &&
                                   std::string_view(key.key_id).substr(0, last + 1).ends_with(":v");
    return is_named_by_vault && key.material.size() == faulty_export_bytes
               ? "it is named as an export of Vault, which before 1.13.3 exported 32 bytes that it does not use for "
                 "keys of type hmac (issue 20804 there): export the key anew from a later Vault, or take it from "
                 "transit/backup"
               : "";
}

}    // namespace hmacsweep::diagnosis
