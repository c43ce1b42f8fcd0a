#include "host/cli/commands/key_commands.hpp"

#include "host/base/folder_lock.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_options.hpp"
#include "host/cli/options/option_values.hpp"
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

constexpr std::array<std::pair<std::string_view, keys::MaterialFormat>, 9> material_formats{
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

/// A key with everything but its material from the flags.
Result<keys::Key> described_key(const NewKeyFlags& flags) {
    keys::Key key;
    key.key_id = flags.id;
    key.arn = flags.arn;
    key.aliases = flags.aliases;
    key.key_spec = flags.key_spec;
    key.algorithm = algorithm_of_key_spec(flags.key_spec);
    if (!flags.key_spec.empty() && !key.algorithm) {
        return Error{
            fmt::format("--key-spec takes one of HMAC_224, HMAC_256, HMAC_384, HMAC_512, not \"{}\"", flags.key_spec)};
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

void add_new_key_options(CLI::App& command, NewKeyFlags& flags) {
    command.add_option("-o,--out", flags.out, "The key file")->required()->type_name("FILE");
    command.add_option("--arn", flags.arn, "The key's ARN in KMS");
    command.add_option("--alias", flags.aliases, "An alias, as alias/audit; repeatable")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--key-spec", flags.key_spec,
                       "HMAC_224, HMAC_256, HMAC_384 or HMAC_512: KMS's rules hold for the key");
}

}    // namespace

void add_key_list_options(CLI::App& command, KeyListFlags& flags) {
    command.add_option("--keys", flags.keys, "Key file, repeatable [$HMACSWEEP_KEYS]")
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_flag("--json", flags.json, "One JSON object a line in place of a table");
}

void add_key_create_options(CLI::App& command, NewKeyFlags& flags) {
    command.add_option("--id", flags.id, "The key's name")->required();
    add_new_key_options(command, flags);
    command.add_option("--bytes", flags.bytes, "Bytes of key material [the spec's, else 32]");
}

void add_key_import_options(CLI::App& command, NewKeyFlags& flags) {
    command.add_option("--id", flags.id, "The key's name [the JWK's kid, or Vault's NAME:vN]");
    add_new_key_options(command, flags);
    command.add_option("--in", flags.in, "File that holds the material; - is standard input [-]");
    command.add_option("--encoding", flags.encoding, "raw, hex, base64, base64url, text [base64]");
    command.add_option(
        "--from", flags.from,
        "plain; jwk: a JWK or JWK Set; vault: an export of a transit HMAC key; tink: a cleartext keyset; "
        "standard-webhooks: whsec_...; django, django-cookie, rails, rails-sha256: the application's "
        "secret, that the key is derived from [plain]");
    command.add_option("--salt", flags.salt, "What the application derives the key with, as 'signed cookie'")
        ->type_name("TEXT");
}

int run_key_list(const KeyListFlags& flags) {
    const Result<std::vector<std::string>> names = key_file_names(flags.keys);
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
    if (flags.json) {
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

int run_key_create(const NewKeyFlags& flags) {
    Result<keys::Key> key = described_key(flags);
    if (!key) {
        return refuse(key.error().message);
    }
    std::uint64_t bytes = key->algorithm ? core::digest_bytes(*key->algorithm) : default_key_bytes;
    if (!flags.bytes.empty()) {
        const Result<std::uint64_t> number = parse_number("--bytes", flags.bytes, 1, keys::kms_max_key_bytes);
        if (!number) {
            return refuse(number.error().message);
        }
        bytes = *number;
    }
    key->material = keys::random_material(bytes);
    const Result<SecretBytes> text = checked_key_file({}, std::span(&*key, 1), flags.out);
    if (!text) {
        return refuse(text.error().message);
    }
    Result<OutputFile> output = OutputFile::create(flags.out, "; `keys import` adds to a key file");
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, text->bytes()); status != success) {
        return status;
    }
    report_key("created", *key, flags.out);
    return success;
}

int run_key_import(const NewKeyFlags& flags) {
    const Result<keys::MaterialFormat> format =
        parse_choice<keys::MaterialFormat>("--from", flags.from, material_formats);
    if (!format) {
        return refuse(format.error().message);
    }
    if (keys::is_derived(*format) == flags.salt.empty()) {
        return refuse(
            flags.salt.empty()
                ? fmt::format("--from {} derives the key with a --salt TEXT, which the application knows", flags.from)
                : fmt::format("--salt is for keys that are derived, not for --from {}", flags.from));
    }
    const bool is_raw = flags.encoding == "raw";
    const std::optional<Encoding> encoding = is_raw ? Encoding::Text : parse_encoding(flags.encoding);
    if (!encoding) {
        return refuse(
            fmt::format("--encoding takes one of raw, hex, base64, base64url, text, not \"{}\"", flags.encoding));
    }
    Result<Fd> file = open_for_reading(flags.in);
    if (!file) {
        return refuse(file.error().message);
    }
    Result<SecretBytes> text = read_all(file->get(), flags.in, max_key_file_bytes);
    if (!text) {
        return refuse(text.error().message);
    }
    std::vector<std::string> notices;
    Result<std::vector<keys::ImportedMaterial>> imported =
        keys::read_material(std::move(*text), *format, *encoding, is_raw, flags.salt, &notices);
    if (!imported) {
        return refuse(fmt::format("cannot import from {}: {}", flags.in, imported.error().message));
    }

    for (const std::string& notice : notices) {
        warn(notice);
    }
    std::vector<keys::Key> keys;
    for (keys::ImportedMaterial& entry : *imported) {
        Result<keys::Key> key = described_key(flags);
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
    const Result<Fd> lock = lock_folder_of(flags.out);
    if (!lock) {
        warn(fmt::format("{}; of two imports at once one may be lost", lock.error().message));
    }
    Result<SecretBytes> existing = existing_text(flags.out);
    if (!existing) {
        return refuse(existing.error().message);
    }
    const Result<SecretBytes> whole = checked_key_file(std::move(*existing), keys, flags.out);
    if (!whole) {
        return refuse(whole.error().message);
    }
    Result<OutputFile> output = OutputFile::open(flags.out, {}, key_file_mode);
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, whole->bytes()); status != success) {
        return status;
    }
    for (const keys::Key& key : keys) {
        report_key("imported", key, flags.out);
    }
    return success;
}

}    // namespace hmacsweep::cli
