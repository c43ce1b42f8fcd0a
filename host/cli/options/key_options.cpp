#include "host/cli/options/key_options.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"

#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t default_key_bytes = 32;

constexpr Choices<keys::MaterialFormat, 9> material_formats{
    {{"plain", keys::MaterialFormat::Plain},
     {"jwk", keys::MaterialFormat::Jwk},
     {"vault", keys::MaterialFormat::Vault},
     {"tink", keys::MaterialFormat::Tink},
     {"standard-webhooks", keys::MaterialFormat::StandardWebhooks},
     {"django", keys::MaterialFormat::Django},
     {"django-cookie", keys::MaterialFormat::DjangoCookie},
     {"rails", keys::MaterialFormat::Rails},
     {"rails-sha256", keys::MaterialFormat::RailsSha256}}};

std::vector<std::string> key_spec_words() {
    std::vector<std::string> names;
    names.reserve(all_algorithms.size());
    for (const Algorithm algorithm : all_algorithms) {
        names.emplace_back(core::row_of(algorithm).key_spec);
    }
    return names;
}

std::vector<std::string> material_encoding_words() {
    std::vector<std::string> names;
    names.reserve(keys::material_encodings.size());
    for (const keys::MaterialEncoding& encoding : keys::material_encodings) {
        names.emplace_back(encoding.name);
    }
    return names;
}

constexpr Commands new_key_commands{Command::KeyCreate, Command::KeyImport};

/// What `keys list` shows.
Options list_options() {
    return {
        {.names = "FILE",
         .commands = {Command::KeyList},
         .takes = Takes::Operands,
         .help = "Key file, as with --keys",
         .is_file = true},
        {.names = "--keys",
         .commands = {Command::KeyList},
         .takes = Takes::Each,
         .value = "FILE",
         .help = "Key file, or a bare secret as text:FILE, hex:FILE or base64:FILE; repeatable [$HMACSWEEP_KEYS]",
         .is_file = true},
        {.names = "--json",
         .commands = {Command::KeyList},
         .takes = Takes::Nothing,
         .help = "One JSON object a line in place of a table"},
    };
}

/// The key file that is written, and a new key's properties.
Options property_options() {
    return {
        {.names = "KEY",
         .commands = {Command::KeyRemove},
         .takes = Takes::Operands,
         .help = "A key's KeyId, ARN or alias",
         .is_required = true},
        {.names = "--id",
         .commands = {Command::KeyCreate},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "The key's name",
         .is_required = true},
        {.names = "--id",
         .commands = {Command::KeyImport},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "The key's name [the JWK's kid, or Vault's NAME:vN]"},
        {.names = "-o,--out",
         .commands = {Command::KeyCreate, Command::KeyImport, Command::KeyRemove},
         .takes = Takes::One,
         .value = "FILE",
         .help = "The key file",
         .is_file = true,
         .is_required = true},
        {.names = "--arn",
         .commands = new_key_commands,
         .takes = Takes::One,
         .value = "TEXT",
         .help = "The key's ARN in KMS"},
        {.names = "--alias",
         .commands = new_key_commands,
         .takes = Takes::Each,
         .value = "TEXT",
         .help = "An alias, as alias/audit; repeatable"},
        {.names = "--key-spec",
         .commands = new_key_commands,
         .takes = Takes::One,
         .value = "TEXT",
         .help = key_spec_list(" or ") + ": KMS's rules hold for the key",
         .words = key_spec_words()},
        {.names = "--bytes",
         .commands = {Command::KeyCreate},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "Bytes of key material [the spec's, else 32]"},
    };
}

/// Where imported material comes from.
Options import_options() {
    return {
        {.names = "--in",
         .commands = {Command::KeyImport},
         .takes = Takes::One,
         .value = "FILE",
         .help = "File that holds the material; - is standard input [-]",
         .fallback = "-",
         .is_file = true},
        {.names = "--encoding",
         .commands = {Command::KeyImport},
         .takes = Takes::One,
         .value = "TEXT",
         .help = fmt::format("{} [base64; with --derive text]", fmt::join(material_encoding_words(), ", ")),
         .words = material_encoding_words()},
        {.names = "--from",
         .commands = {Command::KeyImport},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "plain; jwk: a JWK or JWK Set; vault: an export of a transit HMAC key; tink: a cleartext keyset; "
                 "standard-webhooks: whsec_...; django, django-cookie, rails, rails-sha256: the application's secret, "
                 "that the key is derived from [plain]",
         .fallback = "plain",
         .words = words_of(material_formats)},
        {.names = "--salt",
         .commands = {Command::KeyImport},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "What the application derives the key with, as 'signed cookie'"},
        {.names = "--derive",
         .commands = {Command::KeyImport},
         .takes = Takes::Each,
         .value = "STEPS",
         .help = "What makes the key of the secret, left to right, as prefix:AWS4,hmac:20150830: sha1, sha256, sha384, "
                 "sha512, "
                 "hmac:TEXT, hmac-of:TEXT (TEXT is the key), hkdf:SALT:INFO:LEN, pbkdf2:ROUNDS:SALT:LEN, prefix:TEXT, "
                 "suffix:TEXT, hex, base64, base64url, text, to-hex, to-base64; hmac-sha512 and the like; @FILE for a "
                 "TEXT"},
        {.names = "--replace",
         .commands = {Command::KeyImport},
         .takes = Takes::Nothing,
         .help = "Take a key of the same name out of the file"},
    };
}

}    // namespace

Options key_options() {
    Options options = list_options();
    for (const auto& part : {property_options, import_options}) {
        Options more = part();
        options.insert(options.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return options;
}

Result<keys::Key> described_key(const Given& given) {
    keys::Key key;
    key.key_id = given.text("--id");
    key.arn = given.text("--arn");
    key.aliases = given.list("--alias");
    key.key_spec = given.text("--key-spec");
    key.algorithm = algorithm_of_key_spec(given.text("--key-spec"));
    if (!given.text("--key-spec").empty() && !key.algorithm) {
        return Error{
            fmt::format("--key-spec takes one of {}, not \"{}\"", key_spec_list(", "), given.text("--key-spec"))};
    }
    return key;
}

Result<std::uint64_t> material_bytes(const Given& given, const keys::Key& key) {
    if (given.has("--bytes")) {
        return parse_number("--bytes", given.text("--bytes"), 1, keys::kms_max_key_bytes);
    }
    return key.algorithm ? core::digest_bytes(*key.algorithm) : default_key_bytes;
}

Result<MaterialOptions> read_material_options(const Given& given) {
    const std::string& from = given.text("--from");
    const Result<keys::MaterialFormat> format = parse_choice<keys::MaterialFormat>("--from", from, material_formats);
    if (!format) {
        return format.error();
    }
    MaterialOptions options{.format = *format, .salt = given.text("--salt")};
    if (keys::is_derived(*format) == options.salt.empty()) {
        return Error{
            options.salt.empty()
                ? fmt::format("--from {} derives the key with a --salt TEXT, which the application knows", from)
                : fmt::format("--salt is for keys that are derived, not for --from {}", from)};
    }
    for (const std::string& steps : given.list("--derive")) {
        if (const std::optional<Error> error = keys::parse_derivation(steps, options.derivation)) {
            return Error{fmt::format("--derive, {}", error->message)};
        }
    }
    options.is_encoding_open = *format == keys::MaterialFormat::Plain && !given.has("--encoding");
    const std::string usual = options.derivation.empty() ? "base64" : "text";
    const std::string& name = given.has("--encoding") ? given.text("--encoding") : usual;
    const keys::MaterialEncoding* const encoding = keys::find_material_encoding(name);
    if (encoding == nullptr) {
        return Error{fmt::format("--encoding takes one of {}, not \"{}\"", fmt::join(material_encoding_words(), ", "),
                                 printable(name))};
    }
    options.encoding = encoding->encoding;
    options.is_raw = encoding->is_raw;
    return options;
}

}    // namespace hmacsweep::cli
