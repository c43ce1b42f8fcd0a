#include "host/cli/commands/key_file_update.hpp"

#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/cli/commands/status.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_writer.hpp"

#include <cerrno>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::cli {
namespace {

constexpr mode_t key_file_mode = 0600;
constexpr std::size_t max_key_file_bytes = std::size_t{1} << 30;

/// Elsewhere "-" is standard output, where key material must not go.
std::optional<Error> refuse_stream(const std::string& path) {
    return path == "-" ? std::optional(Error{"a key file needs a name; ./- is a file that is named -"}) : std::nullopt;
}

}    // namespace

Result<SecretBytes> read_secret_file(const std::string& path) {
    Result<Fd> file = open_for_reading(path);
    if (!file) {
        return file.error();
    }
    return read_all(file->get(), path, max_key_file_bytes);
}

Result<SecretBytes> existing_key_file(const std::string& path) {
    if (const std::optional<Error> refusal = refuse_stream(path)) {
        return *refusal;
    }
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) {
        return SecretBytes();
    }
    if (const std::string notice = keys::notice_of_rights(path, status); !notice.empty()) {
        warn(notice);
    }
    return read_secret_file(path);
}

Result<SecretBytes> checked_key_file(SecretBytes existing, std::span<const keys::Key> keys, const std::string& name) {
    if (const std::optional<Error> refusal = refuse_stream(name)) {
        return *refusal;
    }
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

int write_whole(OutputFile& output, Bytes text) {
    if (output.write(as_text(text)) != WriteOutcome::Ok || output.commit() != WriteOutcome::Ok) {
        complain(output.error());
        return as_int(report::Status::Incomplete);
    }
    return as_int(report::Status::Ok);
}

int replace_key_file(const std::string& path, Bytes text) {
    Result<OutputFile> output = OutputFile::open(path, {}, key_file_mode);
    return output ? write_whole(*output, text) : fail(report::Status::Usage, output.error().message);
}

void report_key(std::string_view verb, const keys::Key& key, std::string_view preposition, const std::string& path) {
    say(fmt::format("{} {} ({} bytes, fingerprint {}) {} {}\n", verb, printable(key.result_name()), key.material.size(),
                    key.material.empty() ? "-" : keys::fingerprint(key), preposition, printable(path)));
}

}    // namespace hmacsweep::cli
