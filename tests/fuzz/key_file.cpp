// Fuzz target: a key file that is taken must be JSON for another parser, too, with each of its keys in it; written as a
// key file again it must give the same keys; and no words about one may quote it.
#include "host/keys/key_file.hpp"
#include "host/keys/key_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::abort();
}

/// How many members named `name` with that text there are anywhere in the list.
bool has_member(const Json& list, const char* name, const std::string& value) {
    return std::ranges::any_of(list, [&](const Json& key) {
        return key.is_object() && key.contains(name) && key[name].is_string() && key[name] == value;
    });
}

void check_against_json(std::string_view text, const keys::LoadedKeys& keys) {
    const Json root = Json::parse(text, nullptr, false);
    if (root.is_discarded() || !root.is_object()) {
        fail("took a key file that is no JSON object");
    }
    const bool is_jwk_set = !root.contains("Keys");
    const Json& list = root.at(is_jwk_set ? "keys" : "Keys");
    if (!list.is_array() || keys.store.size() > list.size()) {
        fail("found more keys than there are");
    }
    for (const keys::Key& key : keys.store.keys()) {
        if (!has_member(list, is_jwk_set ? "kid" : "KeyId", key.key_id)) {
            fail("found a key that is not there");
        }
    }
}

void check_written_again(const keys::LoadedKeys& keys) {
    Result<SecretBytes> text = keys::write_key_file({}, keys.store.keys());
    if (!text) {
        fail("cannot write what was read: " + text.error().message);
    }
    keys::LoadedKeys again;
    const Result<std::size_t> added = keys::parse_key_file(std::move(*text), "again", {}, again);
    if (!added || again.store.size() != keys.store.size()) {
        fail(added ? "other keys after writing" : "cannot read what was written: " + added.error().message);
    }
    for (std::uint32_t i = 0; i < keys.store.size(); ++i) {
        const keys::Key& before = keys.store[i];
        const keys::Key& after = again.store[i];
        if (before.key_id != after.key_id || before.arn != after.arn || before.aliases != after.aliases ||
            before.state != after.state || !std::ranges::equal(before.material.bytes(), after.material.bytes())) {
            fail("another key after writing");
        }
        if (again.store.find(before.key_id) != i) {
            fail("a key that is not found by its name");
        }
    }
}

/// Each key can be taken out of the text, and the others stay.
void check_removal(std::string_view text, const keys::LoadedKeys& keys) {
    for (const keys::Key& key : keys.store.keys()) {
        Result<keys::ThinnedKeyFile> thinned = keys::without_key(SecretBytes(as_bytes(text)), key.key_id, key.arn);
        if (!thinned || thinned->num_removed == 0) {
            fail("cannot take a key out of a file");
        }
        keys::LoadedKeys left;
        const Result<std::size_t> added = keys::parse_key_file(std::move(thinned->text), "thinned", {}, left);
        if (!added || left.store.size() + 1 != keys.store.size()) {
            fail(added ? "other keys after one was taken out" : "cannot read what is left: " + added.error().message);
        }
    }
}

}    // namespace

void check(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    keys::LoadedKeys keys;
    const Result<std::size_t> added = keys::parse_key_file(SecretBytes(Bytes(data, size)), "fuzz", {}, keys);
    if (added) {
        check_against_json(text, keys);
        check_removal(text, keys);
        // JWKs with an `alg` and replicas of one key have no other form that a key file could be written in.
        const bool is_plain = std::ranges::all_of(keys.store.keys(), [](const keys::Key& key) {
            return key.algorithm == algorithm_of_key_spec(key.key_spec) && !key.key_id.starts_with("mrk-");
        });
        if (is_plain) {
            check_written_again(keys);
        }
    }
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::check(data, size);
    return 0;
}
