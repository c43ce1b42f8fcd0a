#include "host/cli/commands/key_commands.hpp"

#include "host/base/folder_lock.hpp"
#include "host/base/output_file.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/key_options.hpp"
#include "host/cli/terminal.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_material.hpp"
#include "host/keys/key_writer.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::cli {
namespace {

constexpr int success = 0;
constexpr mode_t key_file_mode = 0600;
constexpr std::size_t max_key_file_bytes = std::size_t{1} << 30;

int refuse(std::string_view text) {
    return fail(report::Status::Usage, text);
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

/// The keys that an import brings, with their material; an error is a usage error.
Result<std::vector<keys::Key>> imported_keys(const Given& given, const MaterialOptions& options) {
    const std::string& path = given.text("--in");
    Result<Fd> file = open_for_reading(path);
    if (!file) {
        return file.error();
    }
    Result<SecretBytes> text = read_all(file->get(), path, max_key_file_bytes);
    if (!text) {
        return text.error();
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
        key->material = std::move(entry.material);
        key->state = entry.state;
        keys.push_back(std::move(*key));
    }
    return keys;
}

}    // namespace

int run_key_create(const Invocation& invocation) {
    const Given& given = invocation.given;
    const std::string& path = given.text("--out");
    Result<keys::Key> key = described_key(given);
    if (!key) {
        return refuse(key.error().message);
    }
    const Result<std::uint64_t> bytes = material_bytes(given, *key);
    if (!bytes) {
        return refuse(bytes.error().message);
    }
    key->material = keys::random_material(*bytes);
    const Result<SecretBytes> text = checked_key_file({}, std::span(&*key, 1), path);
    if (!text) {
        return refuse(text.error().message);
    }
    Result<OutputFile> output = OutputFile::create(path, "; `keys import` adds to a key file");
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, text->bytes()); status != success) {
        return status;
    }
    report_key("created", *key, path);
    return success;
}

int run_key_import(const Invocation& invocation) {
    const Given& given = invocation.given;
    const std::string& path = given.text("--out");
    const Result<MaterialOptions> options = read_material_options(given);
    if (!options) {
        return refuse(options.error().message);
    }
    const Result<std::vector<keys::Key>> keys = imported_keys(given, *options);
    if (!keys) {
        return refuse(keys.error().message);
    }
    // What another import adds meanwhile would be lost.
    const Result<Fd> lock = lock_folder_of(path);
    if (!lock) {
        warn(fmt::format("{}; of two imports at once one may be lost", lock.error().message));
    }
    Result<SecretBytes> existing = existing_text(path);
    if (!existing) {
        return refuse(existing.error().message);
    }
    const Result<SecretBytes> whole = checked_key_file(std::move(*existing), *keys, path);
    if (!whole) {
        return refuse(whole.error().message);
    }
    Result<OutputFile> output = OutputFile::open(path, {}, key_file_mode);
    if (!output) {
        return refuse(output.error().message);
    }
    if (const int status = write_whole(*output, whole->bytes()); status != success) {
        return status;
    }
    for (const keys::Key& key : *keys) {
        report_key("imported", key, path);
    }
    return success;
}

}    // namespace hmacsweep::cli
