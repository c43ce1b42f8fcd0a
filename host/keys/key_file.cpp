#include "host/keys/key_file.hpp"

#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/jwk.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t max_key_file_bytes = std::size_t{1} << 30;

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

/// Reads the members of one key's object: remembers the first thing that is wrong, in words that quote no value.
class MemberReader {
public:
    explicit MemberReader(dom::object object) : object_(object) {
        for (const std::string_view own :
             {"KeyId", "Arn", "Aliases", "KeySpec", "KeyUsage", "KeyState", "MacAlgorithms", "KeyMaterial", "kid",
              "kty", "k", "alg", "use", "key_ops"}) {
            const auto times = std::ranges::count_if(object_, [&](const auto& member) { return member.key == own; });
            if (times > 1) {
                fail(std::string(own) + " stands there twice");
            }
        }
    }

    /// The string member `name`; nothing when it is absent or null.
    std::optional<std::string_view> text(std::string_view name) {
        const auto member = object_[name];
        if (member.error() != simdjson::SUCCESS || member.is_null()) {
            return std::nullopt;
        }
        const auto value = member.get_string();
        if (value.error() != simdjson::SUCCESS) {
            fail(std::string(name) + " must be a string");
            return std::nullopt;
        }
        return value.value_unsafe();
    }

    /// As text(), but required, and a name that a record can use: 1..2048 bytes.
    std::string required_name(std::string_view name) {
        const std::optional<std::string_view> value = text(name);
        if (!value) {
            fail(std::string(name) + " is missing");
            return {};
        }
        check_name(name, *value);
        return std::string(*value);
    }

    void check_name(std::string_view member, std::string_view value) {
        if (value.empty() || value.size() > max_key_name_bytes) {
            fail(std::string(member) + " must have 1 to " + std::to_string(max_key_name_bytes) + " bytes");
        }
    }

    std::vector<std::string> aliases() {
        std::vector<std::string> names;
        const auto member = object_["Aliases"];
        if (member.error() != simdjson::SUCCESS || member.is_null()) {
            return names;
        }
        const auto list = member.get_array();
        if (list.error() != simdjson::SUCCESS) {
            fail("Aliases must be a list of strings");
            return names;
        }
        for (const dom::element entry : list.value_unsafe()) {
            const auto alias = entry.get_string();
            if (alias.error() != simdjson::SUCCESS) {
                fail("Aliases must be a list of strings");
                return names;
            }
            check_name("an alias", alias.value_unsafe());
            names.emplace_back(alias.value_unsafe());
        }
        return names;
    }

    /// The one algorithm of MacAlgorithms; nothing where that is not there or names several.
    std::optional<Algorithm> mac_algorithm() {
        dom::array list;
        const auto member = object_["MacAlgorithms"];
        if (member.error() != simdjson::SUCCESS || member.is_null()) {
            return std::nullopt;
        }
        const auto fail_list = [this] { fail("MacAlgorithms must be a list of " + algorithm_list(" or ")); };
        if (member.get_array().get(list) != simdjson::SUCCESS) {
            fail_list();
            return std::nullopt;
        }
        std::optional<Algorithm> algorithm;
        for (const dom::element entry : list) {
            std::string_view name;
            algorithm = entry.get_string().get(name) == simdjson::SUCCESS ? parse_algorithm(name) : std::nullopt;
            if (!algorithm) {
                fail_list();
            }
        }
        return list.size() == 1 ? algorithm : std::nullopt;
    }

    SecretBytes material(std::string_view member, Encoding encoding) {
        const std::optional<std::string_view> value = text(member);
        if (!value) {
            return {};
        }
        SecretBytes material(decoded_room(value->size()));
        const DecodeResult decoded = decode(encoding, *value, material.data());
        if (!decoded.reason.empty()) {
            fail(std::string(member) + " " + std::string(decoded.reason));
            return {};
        }
        material.shrink(decoded.bytes);
        return material;
    }

    void fail(std::string reason) {
        if (error_.empty()) {
            error_ = std::move(reason);
        }
    }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    dom::object object_;
    std::string error_;
};

/// KMS's rules for a key: names that KMS has, and the length of HMAC material.
void check_rules(const Key& key, MemberReader& members) {
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

Key read_kms_key(dom::object object, MemberReader& members, const KeyFileOptions& options) {
    Key key;
    key.key_id = members.required_name("KeyId");
    if (const auto arn = members.text("Arn")) {
        members.check_name("Arn", *arn);
        key.arn = *arn;
    }
    key.aliases = members.aliases();
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
Key read_jwk(dom::object object, MemberReader& members, std::string& skipped) {
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

std::string json_error(simdjson::error_code code) {
    return code == simdjson::EMPTY ? "it is empty"
                                   : std::string("it is not valid JSON (") + simdjson::error_message(code) + ")";
}

std::string place(const std::string& file, std::size_t position, const std::string& key_id) {
    std::string text = file + ": key " + std::to_string(position);
    if (!key_id.empty()) {
        text += " (" + printable(key_id) + ")";
    }
    return text;
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
    WipingParser parser;
    const auto document = parser.parse(text);
    if (document.error() != simdjson::SUCCESS) {
        return Error{"cannot use key file " + name + ": " + json_error(document.error())};
    }
    const auto root = document.value_unsafe();
    const bool is_jwk_set = root["Keys"].error() != simdjson::SUCCESS && root["keys"].error() == simdjson::SUCCESS;
    const auto list = root[is_jwk_set ? "keys" : "Keys"].get_array();
    if (list.error() != simdjson::SUCCESS) {
        return Error{"cannot use key file " + name +
                     ": it must be an object with a list \"Keys\" (or \"keys\", for a JWK Set)"};
    }

    std::size_t position = 0;
    std::size_t added = 0;
    for (const dom::element element : list.value_unsafe()) {
        ++position;
        const auto object = element.get_object();
        if (object.error() != simdjson::SUCCESS) {
            return Error{place(name, position, "") + ": it must be an object"};
        }
        MemberReader members(object.value_unsafe());
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

Result<LoadedKeys> load_key_files(std::span<const std::string> paths, const KeyFileOptions& options) {
    LoadedKeys keys;
    for (const std::string& path : paths) {
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
        if (const Result<std::size_t> added = parse_key_file(std::move(*text), path, options, keys); !added) {
            return added.error();
        }
    }
    return keys;
}

}    // namespace hmacsweep::keys
