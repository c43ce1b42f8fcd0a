#include "host/cli/commands/key_commands.hpp"

#include "host/base/folder_lock.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/cli/options/option_table.hpp"
#include "host/cli/options/validation.hpp"
#include "host/cli/terminal.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_writer.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::cli {
namespace {

constexpr int success = 0;
constexpr mode_t key_file_mode = 0600;
constexpr std::uint64_t default_key_bytes = 32;
constexpr std::size_t max_key_file_bytes = std::size_t{1} << 30;

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

int refuse(std::string_view text) {
    return fail(report::Status::Usage, text);
}

std::vector<std::string> key_spec_words() {
    std::vector<std::string> names;
    for (const Algorithm algorithm : all_algorithms) {
        names.emplace_back(core::row_of(algorithm).key_spec);
    }
    return names;
}

/// A key with everything but its material from the options.
Result<keys::Key> described_key(const Given& given) {
    keys::Key key;
    key.key_id = given.text("--id");
    key.arn = given.text("--arn");
    key.aliases = given.list("--alias");
    key.key_spec = given.text("--key-spec");
    key.algorithm = algorithm_of_key_spec(given.text("--key-spec"));
    if (!given.text("--key-spec").empty() && !key.algorithm) {
        return Error{fmt::format("--key-spec takes one of HMAC_224, HMAC_256, HMAC_384, HMAC_512, not \"{}\"",
                                 given.text("--key-spec"))};
    }
    return key;
}

/// The text of a key file with the keys added to what `existing` holds, checked by loading it.
Result<SecretBytes> checked_key_file(SecretBytes existing, std::span<const keys::Key> keys, const std::string& name) {
    Result<SecretBytes> text = keys::write_key_file(std::move(existing), keys);
    if (!text) {
        return Error{fmt::format("cannot add to {}: {}", name, text.error().message)};
    }
    keys::LoadedKeys loaded;
    if (const Result<std::size_t> result = keys::parse_key_file(SecretBytes(text->bytes()), name, {}, loaded);
        !result) {
        return result.error();
    }
    return text;
}

/// Writes all of `text` and has the file appear; the exit status.
int write_whole(OutputFile& output, Bytes text) {
    if (output.write(as_text(text)) != WriteOutcome::Ok || output.commit() != WriteOutcome::Ok) {
        complain(output.error());
        return static_cast<int>(report::Status::Incomplete);
    }
    return success;
}

/// The text of a key file that may not exist yet.
Result<SecretBytes> existing_text(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) {
        return SecretBytes();
    }
    if (const std::string notice = keys::notice_of_rights(path, status); !notice.empty()) {
        warn(notice);
    }
    Result<Fd> file = open_for_reading(path);
    if (!file) {
        return file.error();
    }
    return read_all(file->get(), path, max_key_file_bytes);
}

void report_key(std::string_view verb, const keys::Key& key, const std::string& path) {
    say(fmt::format("{} {} ({} bytes, fingerprint {}) in {}\n", verb, printable(key.result_name()), key.material.size(),
                    keys::fingerprint(key), printable(path)));
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += text.empty() ? printable(word) : fmt::format(",{}", printable(word));
    }
    return text.empty() ? "-" : text;
}

std::string json_row(const keys::Key& key) {
    std::string json = "{\"KeyId\":";
    append_json_string(json, key.key_id);
    if (!key.arn.empty()) {
        json += ",\"Arn\":";
        append_json_string(json, key.arn);
    }
    json += ",\"Aliases\":[";
    for (const std::string& alias : key.aliases) {
        json += json.ends_with('[') ? "" : ",";
        append_json_string(json, alias);
    }
    json += "]";
    if (!key.key_spec.empty()) {
        json += fmt::format(",\"KeySpec\":\"{}\"", key.key_spec);
    }
    json += fmt::format(",\"KeyUsage\":\"{}\",\"KeyState\":\"{}\",\"MaterialBytes\":{}", key.key_usage,
                        keys::name_of(key.state), key.material.size());
    if (!key.material.empty()) {
        json += fmt::format(",\"Fingerprint\":\"{}\"", keys::fingerprint(key));
    }
    return json + "}\n";
}

using Row = std::array<std::string, 6>;

Row table_row(const keys::Key& key) {
    const std::string algorithm = key.algorithm ? std::string(name_of(*key.algorithm)) : "-";
    return {printable(key.result_name()),
            joined(key.aliases),
            key.key_spec.empty() ? algorithm : key.key_spec,
            std::string(keys::name_of(key.state)),
            std::to_string(key.material.size()),
            key.material.empty() ? "-" : keys::fingerprint(key)};
}

std::string table(const keys::KeyStore& keys) {
    std::vector<Row> rows{{"KEY", "ALIASES", "SPEC", "STATE", "BYTES", "FINGERPRINT"}};
    for (const keys::Key& key : keys.keys()) {
        rows.push_back(table_row(key));
    }
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            text += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        text += fmt::format("{}\n", row.back());
    }
    return text;
}

constexpr Commands new_key_commands{Command::KeyCreate, Command::KeyImport};

}    // namespace

Options key_options() {
    return {
        {.names = "--keys",
         .commands = {Command::KeyList},
         .takes = Takes::Each,
         .value = "FILE",
         .help = "Key file, repeatable [$HMACSWEEP_KEYS]",
         .is_file = true},
        {.names = "--json",
         .commands = {Command::KeyList},
         .takes = Takes::Nothing,
         .help = "One JSON object a line in place of a table"},
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
         .commands = new_key_commands,
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
         .help = "HMAC_224, HMAC_256, HMAC_384 or HMAC_512: KMS's rules hold for the key",
         .words = key_spec_words()},
        {.names = "--bytes",
         .commands = {Command::KeyCreate},
         .takes = Takes::One,
         .value = "TEXT",
         .help = "Bytes of key material [the spec's, else 32]"},
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
         .help = "raw, hex, base64, base64url, text [base64]",
         .fallback = "base64",
         .words = {"raw", "hex", "base64", "base64url", "text"}},
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
    };
}

int run_key_list(const Invocation& invocation) {
    const Given& given = invocation.given;
    const Result<std::vector<std::string>> names = key_file_names(given.list("--keys"));
    if (!names) {
        return refuse(names.error().message);
    }
    const Result<keys::LoadedKeys> keys = keys::load_key_files(*names);
    if (!keys) {
        return refuse(keys.error().message);
    }
    for (const std::string& notice : keys->notices) {
        warn(notice);
    }
    std::string text;
    if (given.has("--json")) {
        for (const keys::Key& key : keys->store.keys()) {
            text += json_row(key);
        }
    } else {
        text = table(keys->store);
    }
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
        complain("cannot write to standard output");
        return static_cast<int>(report::Status::Incomplete);
    }
    return success;
}

int run_key_create(const Invocation& invocation) {
    const Given& given = invocation.given;
    Result<keys::Key> key = described_key(given);
    if (!key) {
        return refuse(key.error().message);
    }
    std::uint64_t bytes = key->algorithm ? core::digest_bytes(*key->algorithm) : default_key_bytes;
    if (!given.text("--bytes").empty()) {
        const Result<std::uint64_t> number = parse_number("--bytes", given.text("--bytes"), 1, keys::kms_max_key_bytes);
        if (!number) {
            return refuse(number.error().message);
        }
        bytes = *number;
    }
    key->material = keys::random_material(bytes);
    const Result<SecretBytes> text = checked_key_file({}, std::span(&*key, 1), given.text("--out"));
    if (!text) {
        return refuse(text.error().message);
    }
    Result<OutputFile> output = OutputFile::create(given.text("--out"), "; `keys import` adds to a key file");
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, text->bytes()); status != success) {
        return status;
    }
    report_key("created", *key, given.text("--out"));
    return success;
}

int run_key_import(const Invocation& invocation) {
    const Given& given = invocation.given;
    const Result<keys::MaterialFormat> format =
        parse_choice<keys::MaterialFormat>("--from", given.text("--from"), material_formats);
    if (!format) {
        return refuse(format.error().message);
    }
    if (keys::is_derived(*format) == given.text("--salt").empty()) {
        return refuse(
            given.text("--salt").empty()
                ? fmt::format("--from {} derives the key with a --salt TEXT, which the application knows",
                              given.text("--from"))
                : fmt::format("--salt is for keys that are derived, not for --from {}", given.text("--from")));
    }
    const bool is_raw = given.text("--encoding") == "raw";
    const std::optional<Encoding> encoding = is_raw ? Encoding::Text : parse_encoding(given.text("--encoding"));
    if (!encoding) {
        return refuse(fmt::format("--encoding takes one of raw, hex, base64, base64url, text, not \"{}\"",
                                  given.text("--encoding")));
    }
    Result<Fd> file = open_for_reading(given.text("--in"));
    if (!file) {
        return refuse(file.error().message);
    }
    Result<SecretBytes> text = read_all(file->get(), given.text("--in"), max_key_file_bytes);
    if (!text) {
        return refuse(text.error().message);
    }
    std::vector<std::string> notices;
    Result<std::vector<keys::ImportedMaterial>> imported =
        keys::read_material(std::move(*text), *format, *encoding, is_raw, given.text("--salt"), &notices);
    if (!imported) {
        return refuse(fmt::format("cannot import from {}: {}", given.text("--in"), imported.error().message));
    }

    for (const std::string& notice : notices) {
        warn(notice);
    }
    std::vector<keys::Key> keys;
    for (keys::ImportedMaterial& entry : *imported) {
        Result<keys::Key> key = described_key(given);
        if (!key) {
            return refuse(key.error().message);
        }
        if (key->key_id.empty() || imported->size() > 1) {
            key->key_id = entry.name;
        }
        if (key->key_id.empty()) {
            return refuse("the key needs a name: give --id");
        }
        if (entry.algorithm && !key->algorithm) {
            key->algorithm = entry.algorithm;
        }
        key->material = std::move(entry.material);
        key->state = entry.state;
        keys.push_back(std::move(*key));
    }
    // What another import adds meanwhile would be lost.
    const Result<Fd> lock = lock_folder_of(given.text("--out"));
    if (!lock) {
        warn(fmt::format("{}; of two imports at once one may be lost", lock.error().message));
    }
    Result<SecretBytes> existing = existing_text(given.text("--out"));
    if (!existing) {
        return refuse(existing.error().message);
    }
    const Result<SecretBytes> whole = checked_key_file(std::move(*existing), keys, given.text("--out"));
    if (!whole) {
        return refuse(whole.error().message);
    }
    Result<OutputFile> output = OutputFile::open(given.text("--out"), {}, key_file_mode);
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, whole->bytes()); status != success) {
        return status;
    }
    for (const keys::Key& key : keys) {
        report_key("imported", key, given.text("--out"));
    }
    return success;
}

}    // namespace hmacsweep::cli
