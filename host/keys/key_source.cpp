#include "host/keys/key_source.hpp"

#include "host/base/environment.hpp"

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

Result<std::vector<std::string>> listed_key_sources() {
    std::vector<std::string> sources;
    std::string word;    // of a bare secret, with its colon
    for (const std::string& name : listed_key_files()) {
        if (word.empty() && find_material_encoding(name) != nullptr) {
            word = name + ":";
        } else {
            sources.push_back(word + name);
            word.clear();
        }
    }
    if (!word.empty()) {
        return Error{"HMACSWEEP_KEYS ends with " + word + ", and there is no file behind it: " + word +
                     "FILE is a bare secret, and ./" + word.substr(0, word.size() - 1) + " a key file of that name"};
    }
    return sources;
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
