#include "host/keys/jwk.hpp"

#include "host/base/algorithm_names.hpp"

#include <algorithm>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

bool is_there(dom::object key, std::string_view name) {
    const auto member = key[name];
    return member.error() == simdjson::SUCCESS && !member.is_null();
}

/// The text of a member; empty where that is no string.
std::string_view text_of(dom::object key, std::string_view name) {
    std::string_view text;
    return key[name].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

bool has_operation_of_macs(dom::object key) {
    dom::array operations;
    if (key["key_ops"].get_array().get(operations) != simdjson::SUCCESS) {
        return false;
    }
    return std::ranges::any_of(operations, [](const dom::element& operation) {
        std::string_view name;
        return operation.get_string().get(name) == simdjson::SUCCESS && (name == "verify" || name == "sign");
    });
}

}    // namespace

std::string_view jwk_misfit(dom::object key) {
    if (text_of(key, "kty") != "oct") {
        return "its kty is not oct";
    }
    if (is_there(key, "use") && text_of(key, "use") != "sig") {
        return "its use is not sig";
    }
    if (is_there(key, "key_ops") && !has_operation_of_macs(key)) {
        return "its key_ops have neither verify nor sign";
    }
    if (is_there(key, "alg") && !algorithm_of_jwk(text_of(key, "alg"))) {
        return "its alg is not HS256, HS384 or HS512";
    }
    return {};
}

}    // namespace hmacsweep::keys
