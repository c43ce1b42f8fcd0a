#include "host/keys/key_source.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::keys {

KeySource parse_key_source(const std::string& name) {
    const std::size_t colon = name.find(':');
    if (colon != std::string::npos) {
        if (const MaterialEncoding* const encoding = find_material_encoding(name.substr(0, colon))) {
            return {name.substr(colon + 1), encoding};
        }
    }
    return {name};
}

std::optional<Error> refuse_listed_secret(std::span<const std::string> names) {
    const auto word =
        std::ranges::find_if(names, [](const std::string& name) { return find_material_encoding(name) != nullptr; });
    if (word == names.end()) {
        return std::nullopt;
    }
    return Error{
        "HMACSWEEP_KEYS lists key files with colons between them, so it cannot have a bare secret: give --keys " +
        *word + ":FILE, or ./" + *word + " for a key file of that name"};
}

std::ptrdiff_t count_standard_input(std::span<const std::string> names) {
    return std::ranges::count_if(names, [](const std::string& name) { return parse_key_source(name).path == "-"; });
}

Result<Key> read_bare_secret(SecretBytes text, const KeySource& source, const std::string& name) {
    Result<std::vector<ImportedMaterial>> read =
        read_material(std::move(text), MaterialFormat::Plain, source.bare_secret->encoding, source.bare_secret->is_raw);
    if (!read) {
        return Error{"cannot use the secret " + name + ": " + read.error().message};
    }
    Key key;
    key.material = std::move(read->front().material);
    key.key_id = "key:" + fingerprint(key);
    key.aliases.push_back(name);
    return key;
}

}    // namespace hmacsweep::keys
