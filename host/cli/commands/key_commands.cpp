#include "host/cli/commands/key_commands.hpp"

#include "host/base/folder_lock.hpp"
#include "host/cli/commands/key_file_update.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/key_options.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_writer.hpp"

#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {

int run_key_create(const Invocation& invocation) {
    const Given& given = invocation.given;
    const std::string& path = given.text("--out");
    Result<keys::Key> key = described_key(given);
    if (!key) {
        return fail(report::Status::Usage, key.error().message);
    }
    const Result<std::uint64_t> bytes = material_bytes(given, *key);
    if (!bytes) {
        return fail(report::Status::Usage, bytes.error().message);
    }
    key->material = keys::random_material(*bytes);
    const Result<SecretBytes> text = checked_key_file({}, std::span(&*key, 1), path);
    if (!text) {
        return fail(report::Status::Usage, text.error().message);
    }
    Result<OutputFile> output = OutputFile::create(path, "; `keys import` adds to a key file");
    if (!output) {
        return fail(report::Status::Usage, output.error().message);
    }
    if (const int status = write_whole(*output, text->bytes()); status != as_int(report::Status::Ok)) {
        return status;
    }
    report_key("created", *key, "in", path);
    return as_int(report::Status::Ok);
}

int run_key_remove(const Invocation& invocation) {
    const std::string& path = invocation.given.text("--out");
    const Result<Fd> lock = lock_folder_of(path);
    if (!lock) {
        warn(fmt::format("{}; what another process writes meanwhile may be lost", lock.error().message));
    }
    Result<SecretBytes> text = existing_key_file(path);
    keys::LoadedKeys loaded;
    const Result<std::size_t> added =
        text ? keys::parse_key_file(SecretBytes(text->bytes()), path, {}, loaded) : Result<std::size_t>(text.error());
    if (!added) {
        return fail(report::Status::Usage, added.error().message);
    }
    std::vector<const keys::Key*> removed;
    for (const std::string& name : invocation.given.list("KEY")) {
        const std::uint32_t index = loaded.store.find(name);
        if (index == core::no_key) {
            return fail(report::Status::Usage, fmt::format("{}: no key has the name \"{}\"", path, printable(name)));
        }
        const keys::Key& key = loaded.store[index];
        Result<keys::ThinnedKeyFile> thinned =
            keys::without_key(std::move(*text), key.key_id, name == key.key_id ? "" : key.arn);
        if (!thinned) {
            return fail(report::Status::Usage, fmt::format("{}: {}", path, thinned.error().message));
        }
        text = std::move(thinned->text);
        removed.push_back(&key);
    }
    if (const int status = replace_key_file(path, text->bytes()); status != as_int(report::Status::Ok)) {
        return status;
    }
    for (const keys::Key* const key : removed) {
        report_key("removed", *key, "from", path);
    }
    return as_int(report::Status::Ok);
}

}    // namespace hmacsweep::cli
