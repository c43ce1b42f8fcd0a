#include "host/base/encoding.hpp"
#include "host/base/folder_lock.hpp"
#include "host/base/json_tokens.hpp"
#include "host/cli/commands/key_commands.hpp"
#include "host/cli/commands/key_file_update.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/key_options.hpp"
#include "host/keys/key_material.hpp"
#include "host/keys/key_writer.hpp"

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// The question how hex digits are meant, with the two commands that answer it.
Error which_encoding(const std::string& command, const std::string& path, std::size_t digits) {
    return {
        fmt::format("{} holds {} hex digits; does the application take them as {} bytes in hex, or as a text of {} "
                    "bytes? Say which:\n  {} --encoding hex\n  {} --encoding text",
                    path == "-" ? "standard input" : path, digits, digits / 2, digits, command, command)};
}

/// The keys that an import brings, with their material; an error is a usage error.
Result<std::vector<keys::Key>> imported_keys(const Invocation& invocation, const MaterialOptions& options) {
    const Given& given = invocation.given;
    const std::string& path = given.text("--in");
    Result<SecretBytes> text = read_secret_file(path);
    if (!text) {
        return text.error();
    }
    if (options.is_encoding_open && keys::is_like_hex_key(as_text(text->bytes()))) {
        return which_encoding(command_line(invocation.arguments), path, trim_blanks(as_text(text->bytes())).size());
    }
    std::vector<std::string> notices;
    Result<std::vector<keys::ImportedMaterial>> imported =
        keys::read_material(std::move(*text), options.format, options.encoding, options.is_raw, options.salt, &notices);
    if (!imported) {
        return Error{fmt::format("cannot import from {}: {}", path, imported.error().message)};
    }
    for (const std::string& notice : notices) {
        warn(notice);
    }
    std::vector<keys::Key> keys;
    for (keys::ImportedMaterial& entry : *imported) {
        Result<keys::Key> key = described_key(given);
        if (!key) {
            return key.error();
        }
        if (key->key_id.empty() || imported->size() > 1) {
            key->key_id = entry.name;
        }
        if (key->key_id.empty()) {
            return Error{"the key needs a name: give --id"};
        }
        if (entry.algorithm && !key->algorithm) {
            key->algorithm = entry.algorithm;
        }
        Result<SecretBytes> material = keys::derive_key(std::move(entry.material), options.derivation);
        if (!material) {
            return Error{fmt::format("cannot import from {}: {}", path, material.error().message)};
        }
        key->material = std::move(*material);
        key->state = entry.state;
        keys.push_back(std::move(*key));
    }
    return keys;
}

/// The text of a key file in which none of the keys is; and which of them were.
Result<SecretBytes> without_keys(SecretBytes existing, std::span<const keys::Key> keys, std::vector<bool>& were_there) {
    for (std::size_t i = 0; i < keys.size() && !existing.empty(); ++i) {
        Result<keys::ThinnedKeyFile> thinned = keys::without_key(std::move(existing), keys[i].key_id, {});
        if (!thinned) {
            return thinned.error();
        }
        existing = std::move(thinned->text);
        were_there[i] = thinned->num_removed != 0;
    }
    return existing;
}

}    // namespace

int run_key_import(const Invocation& invocation) {
    const Given& given = invocation.given;
    const std::string& path = given.text("--out");
    const Result<MaterialOptions> options = read_material_options(given);
    if (!options) {
        return fail(report::Status::Usage, options.error().message);
    }
    const Result<std::vector<keys::Key>> keys = imported_keys(invocation, *options);
    if (!keys) {
        return fail(report::Status::Usage, keys.error().message);
    }
    // What another import adds meanwhile would be lost.
    const Result<Fd> lock = lock_folder_of(path);
    if (!lock) {
        warn(fmt::format("{}; of two imports at once one may be lost", lock.error().message));
    }
    Result<SecretBytes> existing = existing_key_file(path);
    std::vector<bool> were_there(keys->size());
    if (existing && given.has("--replace")) {
        existing = without_keys(std::move(*existing), *keys, were_there);
    }
    if (!existing) {
        return fail(report::Status::Usage, fmt::format("cannot add to {}: {}", path, existing.error().message));
    }
    const Result<SecretBytes> whole = checked_key_file(std::move(*existing), *keys, path);
    if (!whole) {
        return fail(report::Status::Usage, whole.error().message);
    }
    if (const int status = replace_key_file(path, whole->bytes()); status != as_int(report::Status::Ok)) {
        return status;
    }
    for (std::size_t i = 0; i < keys->size(); ++i) {
        report_key(were_there[i] ? "replaced" : "imported", (*keys)[i], "in", path);
    }
    return as_int(report::Status::Ok);
}

}    // namespace hmacsweep::cli
