#include "host/cli/commands/signing.hpp"

#include "host/base/encoding.hpp"
#include "host/cli/commands/status.hpp"
#include "host/report/signature.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

/// A summary tells of each input and of each key in a few hundred bytes.
constexpr std::size_t max_summary_bytes = std::size_t{1} << 28;

}    // namespace

void Signing::add_identities(std::vector<FileIdentity>& files) const {
    if (keys) {
        files.insert(files.end(), keys->identities.begin(), keys->identities.end());
    }
}

Result<Signing> open_signing(std::span<const std::string> files, const std::string& signer,
                             const keys::KeyStore& record_keys) {
    Signing signing;
    if (files.empty()) {
        return signing;
    }
    Result<keys::LoadedKeys> loaded = keys::load_key_files(files);
    if (!loaded) {
        return loaded.error();
    }
    for (const std::string& notice : loaded->notices) {
        warn(notice);
    }
    if (!signer.empty()) {
        const Result<std::uint32_t> index = report::find_signer(loaded->store, signer);
        if (!index) {
            return index.error();
        }
        const Bytes material = loaded->store[*index].material.bytes();
        for (const keys::Key& key : record_keys.keys()) {
            if (std::ranges::equal(key.material.bytes(), material)) {
                return Error{
                    fmt::format("the signing key {} is a key of the records, too: whoever can make a record's "
                                "MAC could sign any summary",
                                printable(signer, 200))};
            }
        }
        signing.signer = *index;
    }
    signing.keys = std::move(*loaded);
    return signing;
}

std::string summary_json(report::Summary summary, const Signing& signing) {
    return signing.signer ? report::to_signed_json(std::move(summary), signing.keys->store[*signing.signer])
                          : report::to_json(std::move(summary));
}

Result<report::Summary> parse_summary_json(std::string_view json, const Signing& signing) {
    Result<report::Summary> summary = report::parse_summary(json);
    if (!summary) {
        return Error{fmt::format("is no summary of hmacsweep verify: {}", printable(summary.error().message))};
    }
    if (signing.keys) {
        if (std::optional<Error> error = report::check_signature(json, signing.keys->store, *summary)) {
            return std::move(*error);
        }
    }
    return summary;
}

Result<report::Summary> read_stored_summary(const Fd& file, const std::string& shown, const Signing& signing) {
    const Result<SecretBytes> text = read_all(file.get(), shown, max_summary_bytes);
    if (!text) {
        return text.error();
    }
    Result<report::Summary> summary = parse_summary_json(as_text(text->bytes()), signing);
    if (!summary) {
        return Error{fmt::format("{} {}", shown, summary.error().message)};
    }
    return summary;
}

}    // namespace hmacsweep::cli
