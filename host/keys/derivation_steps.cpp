#include "host/base/fd.hpp"
#include "host/keys/key_derivation.hpp"
#include "host/keys/secret_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace hmacsweep::keys {
namespace {

using Kind = DerivationStep::Kind;

constexpr std::size_t max_text_bytes = std::size_t{1} << 20;
constexpr std::uint32_t max_rounds = 100'000'000;
constexpr std::uint32_t max_derived_bytes = 1024;

/// What follows a step's name, after a colon each.
enum class Values : std::uint8_t { None, Text, Hkdf, Pbkdf2 };

struct StepName {
    std::string_view name;
    Kind kind;
    Values values = Values::None;
    bool has_hash = false;    ///< whether `-sha512` and the like may be behind the name
    DerivationHash hash = DerivationHash::Sha256;
    Encoding encoding = Encoding::Text;
};

constexpr std::array<StepName, 16> step_names{{
    {"sha1", Kind::Digest, Values::None, false, DerivationHash::Sha1},
    {"sha256", Kind::Digest, Values::None, false, DerivationHash::Sha256},
    {"sha384", Kind::Digest, Values::None, false, DerivationHash::Sha384},
    {"sha512", Kind::Digest, Values::None, false, DerivationHash::Sha512},
    {"hmac", Kind::Hmac, Values::Text, true},
    {"hmac-of", Kind::HmacOf, Values::Text, true},
    {"hkdf", Kind::Hkdf, Values::Hkdf, true},
    {"pbkdf2", Kind::Pbkdf2, Values::Pbkdf2, true},
    {"prefix", Kind::Prefix, Values::Text},
    {"suffix", Kind::Suffix, Values::Text},
    {"hex", Kind::Decode, Values::None, false, {}, Encoding::Hex},
    {"base64", Kind::Decode, Values::None, false, {}, Encoding::Base64},
    {"base64url", Kind::Decode, Values::None, false, {}, Encoding::Base64Url},
    {"text", Kind::Decode},
    {"to-hex", Kind::Encode, Values::None, false, {}, Encoding::Hex},
    {"to-base64", Kind::Encode, Values::None, false, {}, Encoding::Base64},
}};

constexpr std::array<std::pair<std::string_view, DerivationHash>, 4> hash_suffixes{
    {{"-sha1", DerivationHash::Sha1},
     {"-sha256", DerivationHash::Sha256},
     {"-sha384", DerivationHash::Sha384},
     {"-sha512", DerivationHash::Sha512}}};

/// The step of that name, without what follows it; nothing for another name.
std::optional<std::pair<const StepName*, DerivationHash>> find_step(std::string_view name) {
    for (const StepName& row : step_names) {
        if (row.name == name) {
            return std::pair(&row, row.hash);
        }
        for (const auto& [suffix, hash] : hash_suffixes) {
            if (row.has_hash && name.size() == row.name.size() + suffix.size() && name.starts_with(row.name) &&
                name.ends_with(suffix)) {
                return std::pair(&row, hash);
            }
        }
    }
    return std::nullopt;
}

/// The text itself, or that of the file that it names.
Result<SecretBytes> text_or_file(std::string_view text) {
    if (!text.starts_with('@')) {
        return SecretBytes(as_bytes(text));
    }
    const std::string path(text.substr(1));
    Result<Fd> file = open_for_reading(path);
    if (!file) {
        return file.error();
    }
    Result<SecretBytes> content = read_all(file->get(), path, max_text_bytes);
    if (content) {
        content->shrink(without_line_end(as_text(content->bytes())).size());
    }
    return content;
}

/// A whole number from 1 to `max`.
std::optional<std::uint32_t> number(std::string_view text, std::uint32_t max) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && value >= 1 && value <= max ? std::optional(value)
                                                                                                  : std::nullopt;
}

Error wrong_number(std::string_view name, std::uint32_t max) {
    return {std::string(name) + " must be a number from 1 to " + std::to_string(max)};
}

/// Reads what follows the name of a step.
std::optional<Error> read_values(std::string_view values, Values kind, DerivationStep& step) {
    std::string_view text = values;
    if (kind == Values::Pbkdf2) {
        const std::size_t colon = values.find(':');
        const std::optional<std::uint32_t> rounds = number(values.substr(0, colon), max_rounds);
        if (!rounds) {
            return wrong_number("ROUNDS", max_rounds);
        }
        step.rounds = *rounds;
        text = colon == std::string_view::npos ? std::string_view() : values.substr(colon + 1);
    }
    if (kind != Values::Text) {
        const std::size_t colon = text.rfind(':');
        const std::optional<std::uint32_t> bytes =
            colon == std::string_view::npos ? std::nullopt : number(text.substr(colon + 1), max_derived_bytes);
        if (!bytes) {
            return wrong_number("LEN", max_derived_bytes);
        }
        step.num_bytes = *bytes;
        text = text.substr(0, colon);
    }
    if (kind == Values::Hkdf) {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) {
            return Error{"it is written hkdf:SALT:INFO:LEN"};
        }
        Result<SecretBytes> info = text_or_file(text.substr(colon + 1));
        if (!info) {
            return info.error();
        }
        step.info = std::move(*info);
        text = text.substr(0, colon);
    }
    Result<SecretBytes> content = text_or_file(text);
    if (!content) {
        return content.error();
    }
    step.text = std::move(*content);
    return std::nullopt;
}

std::optional<Error> parse_step(std::string_view text, DerivationStep& step) {
    const std::size_t colon = text.find(':');
    const auto found = find_step(text.substr(0, colon));
    if (!found) {
        std::string names;
        for (const StepName& row : step_names) {
            names += (names.empty() ? "" : ", ") + std::string(row.name);
        }
        return Error{"there is no such step (a comma ends a step); there are " + names};
    }
    const StepName& row = *found->first;
    step.kind = row.kind;
    step.hash = found->second;
    step.encoding = row.encoding;
    if ((row.values == Values::None) != (colon == std::string_view::npos)) {
        return Error{row.values == Values::None ? "nothing follows its name" : "a colon and its text follow its name"};
    }
    return row.values == Values::None ? std::nullopt : read_values(text.substr(colon + 1), row.values, step);
}

}    // namespace

std::optional<Error> parse_derivation(std::string_view text, std::vector<DerivationStep>& steps) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        if (const std::optional<Error> error = parse_step(word, steps.emplace_back())) {
            return Error{"step " + std::to_string(steps.size()) + " (" + printable(word.substr(0, word.find(':'))) +
                         "): " + error->message};
        }
        begin = end + 1;
    }
    return std::nullopt;
}

}    // namespace hmacsweep::keys
