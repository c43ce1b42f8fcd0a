#include "host/keys/key_file.hpp"

#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/jwk.hpp"
#include "host/keys/key_members.hpp"
#include "host/keys/key_source.hpp"

#include <array>
#include <optional>
#include <utility>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t max_key_file_bytes = std::size_t{1} << 30;

/// KMS's rules for a key: names that KMS has, and the length of HMAC material.
void check_rules(const Key& key, KeyMembers& members) {
    if (!key.key_spec.empty() && !is_key_spec(key.key_spec)) {
        members.fail("KeySpec is none that KMS has (" + key_spec_list(", ") + ", ...)");
    }
    if (!is_key_usage(key.key_usage)) {
        members.fail("KeyUsage is none that KMS has (GENERATE_VERIFY_MAC, ...)");
    }
    if (key.material.empty()) {
        if (key.state != KeyState::PendingImport) {
            members.fail("KeyMaterial is missing or empty; only a key in PendingImport may lack it");
        }
        return;
    }
    if (const std::optional<Algorithm> algorithm = algorithm_of_key_spec(key.key_spec)) {
        const std::size_t least = core::digest_bytes(*algorithm);
        if (key.material.size() < least || key.material.size() > kms_max_key_bytes) {
            members.fail("KeyMaterial has " + std::to_string(key.material.size()) + " bytes; " + key.key_spec +
                         " takes " + std::to_string(least) + " to " + std::to_string(kms_max_key_bytes) +
                         " (leave KeySpec out for a key that is not from KMS)");
        }
    }
}

/// The members of KMS KeyMetadata, in the order in which DescribeKey answers them.
constexpr std::array<std::string_view, 25> metadata_members{"AWSAccountId",
                                                            "KeyId",
                                                            "Arn",
                                                            "CreationDate",
                                                            "Enabled",
                                                            "Description",
                                                            "KeyUsage",
                                                            "KeyState",
                                                            "DeletionDate",
                                                            "ValidTo",
                                                            "Origin",
                                                            "CustomKeyStoreId",
                                                            "CloudHsmClusterId",
                                                            "ExpirationModel",
                                                            "KeyManager",
                                                            "CustomerMasterKeySpec",
                                                            "KeySpec",
                                                            "EncryptionAlgorithms",
                                                            "SigningAlgorithms",
                                                            "KeyAgreementAlgorithms",
                                                            "MultiRegion",
                                                            "MultiRegionConfiguration",
                                                            "PendingDeletionWindowInDays",
                                                            "MacAlgorithms",
                                                            "XksKeyConfiguration"};

std::string metadata_json(dom::object object) {
    std::string json = "{";
    for (const std::string_view name : metadata_members) {
        const auto member = object[name];
        if (member.error() == simdjson::SUCCESS) {
            json += json.size() > 1 ? ",\"" : "\"";
            json += name;
            json += "\":";
            json += simdjson::minify(member.value_unsafe());
        }
    }
    return json + "}";
}

Key read_kms_key(dom::object object, KeyMembers& members, const KeyFileOptions& options) {
    Key key;
    key.key_id = members.required_name("KeyId");
    if (const auto arn = members.text("Arn")) {
        members.check_name("Arn", *arn);
        key.arn = *arn;
    }
    key.aliases = members.aliases();
    key.region_arns = members.region_arns(key.key_id);
    key.key_spec = members.text("KeySpec").value_or("");
    key.key_usage = members.text("KeyUsage").value_or(mac_key_usage);
    const std::optional<KeyState> state = parse_key_state(members.text("KeyState").value_or("Enabled"));
    if (!state) {
        members.fail("KeyState is none that KMS has (Enabled, Disabled, PendingDeletion, ...)");
    }
    key.state = state.value_or(KeyState::Enabled);
    key.algorithm = key.key_spec.empty() ? members.mac_algorithm() : algorithm_of_key_spec(key.key_spec);
    key.material = members.material("KeyMaterial", Encoding::Base64);
    check_rules(key, members);
    if (options.keep_metadata) {
        key.metadata = metadata_json(object);
    }
    return key;
}

/// Reads one JWK; a reason in `skipped` when it is no key for us.
Key read_jwk(dom::object object, KeyMembers& members, std::string& skipped) {
    Key key;
    skipped = jwk_misfit(object);
    if (!skipped.empty()) {
        key.key_id = members.text("kid").value_or("");
        return key;
    }
    key.key_id = members.required_name("kid");
    if (const auto alg = members.text("alg")) {
        key.algorithm = algorithm_of_jwk(*alg);
    }
    key.material = members.material("k", Encoding::Base64Url);
    if (key.material.empty()) {
        members.fail("k is missing or empty");
    }
    return key;
}

/// Whether a text may have been meant as a bare secret: it begins as no JSON does that holds keys.
bool is_like_bare_secret(const SecretBytes& text) {
    const std::string_view trimmed = trim_blanks(as_text(text.bytes()));
    return !trimmed.empty() && trimmed.front() != '{' && trimmed.front() != '[';
}

std::string json_error(simdjson::error_code code, bool is_like_secret) {
    if (code == simdjson::EMPTY) {
        return "it is empty";
    }
    if (is_like_secret) {
        return "it is not valid JSON; a bare secret has its encoding before it: text:FILE, hex:FILE or base64:FILE";
    }
    return std::string("it is not valid JSON (") + simdjson::error_message(code) + ")";
}

std::string place(const std::string& file, std::size_t position, const std::string& key_id) {
    std::string text = file + ": key " + std::to_string(position);
    if (!key_id.empty()) {
        text += " (" + printable(key_id) + ")";
    }
    return text;
}

std::optional<Error> add_bare_secret(SecretBytes text, const KeySource& source, const std::string& name,
                                     LoadedKeys& keys) {
    Result<Key> key = read_bare_secret(std::move(text), source, name);
    if (!key) {
        return key.error();
    }
    if (const Result<std::uint32_t> added = keys.store.add(std::move(*key)); !added) {
        return Error{"cannot use the secret " + name + ": " + added.error().message};
    }
    return std::nullopt;
}

}    // namespace

std::string notice_of_rights(const std::string& path, const struct stat& status) {
    const bool can_read = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    const bool can_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    if (!S_ISREG(status.st_mode) || (!can_read && !can_write)) {
        return {};
    }
    return std::string("other users can ") + (can_read ? "read" : "") + (can_read && can_write ? " and " : "") +
           (can_write ? "change" : "") + " key file " + path + "; chmod 600 " + path;
}

Result<std::size_t> parse_key_file(SecretBytes text, const std::string& name, const KeyFileOptions& options,
                                   LoadedKeys& keys) {
    const bool is_like_secret = is_like_bare_secret(text);
    WipingParser parser;
    const auto document = parser.parse(text);
    if (document.error() != simdjson::SUCCESS) {
        return Error{"cannot use key file " + name + ": " + json_error(document.error(), is_like_secret)};
    }
    const auto root = document.value_unsafe();
    const bool is_jwk_set = root["Keys"].error() != simdjson::SUCCESS && root["keys"].error() == simdjson::SUCCESS;
    const auto list = root[is_jwk_set ? "keys" : "Keys"].get_array();
    if (list.error() != simdjson::SUCCESS) {
        const bool is_of_vault = root["data"]["keys"].error() == simdjson::SUCCESS;
        return Error{
            "cannot use key file " + name + ": it must be an object with a list \"Keys\" (or \"keys\", for a JWK Set)" +
            (is_of_vault ? "; hmacsweep keys import --from vault --in " + name + " -o keys.json makes one of it" : "")};
    }

    std::size_t position = 0;
    std::size_t added = 0;
    for (const dom::element element : list.value_unsafe()) {
        ++position;
        const auto object = element.get_object();
        if (object.error() != simdjson::SUCCESS) {
            return Error{place(name, position, "") + ": it must be an object"};
        }
        KeyMembers members(object.value_unsafe());
        std::string skipped;
        Key key = is_jwk_set ? read_jwk(object.value_unsafe(), members, skipped)
                             : read_kms_key(object.value_unsafe(), members, options);
        const std::string where = place(name, position, key.key_id);
        if (!skipped.empty()) {
            keys.notices.push_back(where + " is skipped: " + skipped);
            continue;
        }
        if (!members.error().empty()) {
            return Error{where + ": " + members.error()};
        }
        if (const Result<std::uint32_t> result = keys.store.add(std::move(key)); !result) {
            return Error{where + ": " + result.error().message};
        }
        ++added;
    }
    return added;
}

Result<LoadedKeys> load_key_files(std::span<const std::string> names, const KeyFileOptions& options) {
    LoadedKeys keys;
    for (const std::string& name : names) {
        const KeySource source = parse_key_source(name);
        const std::string& path = source.path;
        Result<Fd> file = open_for_reading(path);
        if (!file) {
            return file.error();
        }
        struct stat status{};
        if (::fstat(file->get(), &status) == 0) {
            keys.identities.push_back(identity_of(status));
            if (std::string notice = notice_of_rights(path, status); !notice.empty()) {
                keys.notices.push_back(std::move(notice));
            }
        }
        Result<SecretBytes> text = read_all(file->get(), path, max_key_file_bytes);
        if (!text) {
            return text.error();
        }
        if (source.is_bare_secret()) {
            if (const std::optional<Error> error = add_bare_secret(std::move(*text), source, name, keys)) {
                return *error;
            }
        } else if (const Result<std::size_t> added = parse_key_file(std::move(*text), path, options, keys); !added) {
            return added.error();
        }
    }
    keys.store.add_region_arns();
    return keys;
}

}    // namespace hmacsweep::keys
