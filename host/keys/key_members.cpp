#include "host/keys/key_members.hpp"

#include "host/keys/key_member_names.hpp"
#include "host/keys/key_store.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep::keys {

namespace dom = simdjson::dom;

KeyMembers::KeyMembers(dom::object object) : object_(object) {
    for (const KeyMember& own : key_members) {
        const auto times = std::ranges::count_if(object_, [&](const auto& member) { return member.key == own.name; });
        if (times > 1) {
            fail(std::string(own.name) + " appears twice");
        }
    }
}

std::optional<std::string_view> KeyMembers::text(std::string_view name) {
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

std::string KeyMembers::required_name(std::string_view name) {
    const std::optional<std::string_view> value = text(name);
    if (!value) {
        fail(std::string(name) + " is missing");
        return {};
    }
    check_name(name, *value);
    return std::string(*value);
}

void KeyMembers::check_name(std::string_view member, std::string_view value) {
    if (value.empty() || value.size() > max_key_name_bytes) {
        fail(std::string(member) + " must have 1 to " + std::to_string(max_key_name_bytes) + " bytes");
    }
}

std::vector<std::string> KeyMembers::aliases() {
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

std::vector<std::string> KeyMembers::region_arns(std::string_view key_id) {
    std::vector<std::string> arns;
    dom::object configuration;
    if (object_["MultiRegionConfiguration"].get_object().get(configuration) != simdjson::SUCCESS) {
        return arns;
    }
    const auto add = [&](dom::element key) {
        std::string_view arn;
        if (key["Arn"].get_string().get(arn) != simdjson::SUCCESS ||
            parse_kms_arn(arn).resource != "key/" + std::string(key_id)) {
            fail("MultiRegionConfiguration must have ARNs of this key");
            return;
        }
        arns.emplace_back(arn);
    };
    dom::element primary;
    if (configuration["PrimaryKey"].get(primary) == simdjson::SUCCESS) {
        add(primary);
    }
    dom::array replicas;
    if (configuration["ReplicaKeys"].get_array().get(replicas) == simdjson::SUCCESS) {
        for (const dom::element replica : replicas) {
            add(replica);
        }
    }
    return arns;
}

std::optional<Algorithm> KeyMembers::mac_algorithm() {
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

SecretBytes KeyMembers::material(std::string_view member, Encoding encoding) {
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

void KeyMembers::fail(std::string reason) {
    if (error_.empty()) {
        error_ = std::move(reason);
    }
}

}    // namespace hmacsweep::keys
