#include "host/aws/service.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/timestamp.hpp"
#include "host/aws/value_json.hpp"
#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/reader/record.hpp"
#include "host/rules/reasons.hpp"
#include "host/rules/rules.hpp"
#include "reference/hmac.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::aws {
namespace {

constexpr std::size_t max_grant_tokens = 10;
constexpr std::size_t max_grant_token_bytes = 8192;

/// The ValidationException for everything that is wrong with the parameters.
class Violations {
public:
    void add(const std::string& text) { texts_.push_back(text.substr(one_error.size())); }
    void check_length(std::string_view member, std::size_t size, std::size_t max) {
        if (size == 0 || size > max) {
            add(keys::length_violation(member, size, max));
        }
    }
    void throw_if_any(std::string_view operation) const {
        if (texts_.size() == 1) {
            throw service_failure("ValidationException", operation, fmt::format("{}{}", one_error, texts_.front()));
        }
        if (!texts_.empty()) {
            throw service_failure(
                "ValidationException", operation,
                fmt::format("{} validation errors detected: {}", texts_.size(), fmt::join(texts_, "; ")));
        }
    }

private:
    static constexpr std::string_view one_error = "1 validation error detected: ";

    std::vector<std::string> texts_;
};

void check_grant_tokens(const Request& request, Violations& violations) {
    if (request.grant_tokens.size() > max_grant_tokens) {
        violations.add(keys::length_violation("grantTokens", request.grant_tokens.size(), max_grant_tokens));
    }
    for (const std::string& token : request.grant_tokens) {
        if (token.size() > max_grant_token_bytes) {
            violations.add(keys::length_violation("grantTokens", token.size(), max_grant_token_bytes));
        }
    }
}

/// Parameters of GenerateMac and VerifyMac, in the request's order.
void check_parameters(const Operation& operation, const Request& request) {
    Violations violations;
    violations.check_length("message", request.message.size(), keys::max_message_bytes);
    violations.check_length("keyId", request.key_id.size(), keys::max_key_name_bytes);
    if (!parse_algorithm(request.mac_algorithm)) {
        violations.add(keys::enum_violation(request.mac_algorithm));
    }
    if (operation.name == keys::verify_mac) {
        violations.check_length("mac", request.mac.size(), keys::max_mac_bytes);
    }
    check_grant_tokens(request, violations);
    violations.throw_if_any(operation.name);
}

[[noreturn]] void throw_not_found(const Operation& operation, const Request& request, const keys::KeyStore& keys,
                                  std::string_view region) {
    throw service_failure("NotFoundException", operation.name,
                          hmacsweep::rules::key_not_found(request.key_id, keys, region));
}

/// The key that may be used for the call: look-up, state, usage and algorithm, by the rules of batches.
const keys::Key& usable_key(const Operation& operation, const Request& request, const keys::KeyStore& keys,
                            std::string_view region) {
    rules::RunOptions options;
    options.operation = operation.name == keys::verify_mac ? hmacsweep::rules::Operation::Verify
                                                           : hmacsweep::rules::Operation::Generate;
    options.limits = rules::Limits::None;    // check_parameters() has seen to them
    reader::Record record;
    record.key_id = request.key_id;
    record.algorithm = parse_algorithm(request.mac_algorithm);
    record.message = request.message;
    record.mac = request.mac;
    record.has_mac = true;
    const rules::Ruling ruling = rules::Rules(options, keys).rule(record);
    if (ruling.verdict == Verdict::KeyNotFound) {
        throw_not_found(operation, request, keys, region);
    }
    if (ruling.verdict != Verdict::NotJudged) {
        throw service_failure(keys::code_of(ruling.verdict), operation.name, ruling.reason);
    }
    return keys[ruling.key];
}

void check_dry_run(const Operation& operation, const Request& request) {
    if (request.is_dry_run) {
        throw service_failure("DryRunOperationException", operation.name,
                              "The request would have succeeded, but the DryRun option is set.");
    }
}

/// The key's name in an answer: the ARN of a replica that was asked for, as the replica's Region answers; else the
/// key's own.
const std::string& answered_name(const Request& request, const keys::Key& key) {
    return key.is_replica_arn(request.key_id) ? request.key_id : key.result_name();
}

Value generate_mac(const Operation& operation, const Request& request, const keys::Key& key) {
    check_dry_run(operation, request);
    reference::Hmac hmac(request.mac_algorithm, key.material.bytes());
    std::array<std::uint8_t, core::max_digest_bytes> mac{};
    const std::span<std::uint8_t> written = std::span(mac).first(hmac.mac_bytes());
    hmac.compute(request.message, written);
    std::string base64;
    append_base64(base64, written);
    return Value(Object{{"Mac", Value(std::move(base64))},
                        {"MacAlgorithm", Value(request.mac_algorithm)},
                        {"KeyId", Value(answered_name(request, key))}});
}

Value verify_mac(const Operation& operation, const Request& request, const keys::Key& key) {
    reference::Hmac hmac(request.mac_algorithm, key.material.bytes());
    if (request.mac.size() != hmac.mac_bytes() || !hmac.matches(request.message, request.mac)) {
        throw service_failure("KMSInvalidMacException", operation.name, "");
    }
    check_dry_run(operation, request);
    return Value(Object{{"KeyId", Value(answered_name(request, key))},
                        {"MacValid", Value(true)},
                        {"MacAlgorithm", Value(request.mac_algorithm)}});
}

Value describe_key(const Operation& operation, const Request& request, const keys::KeyStore& keys,
                   std::string_view region) {
    Violations violations;
    violations.check_length("keyId", request.key_id.size(), keys::max_key_name_bytes);
    check_grant_tokens(request, violations);
    violations.throw_if_any(operation.name);
    const std::uint32_t index = keys.find(request.key_id);
    if (index == core::no_key) {
        throw_not_found(operation, request, keys, region);
    }
    const keys::Key& key = keys[index];
    const std::optional<Value> metadata =
        key.metadata.empty() ? Value(Object{{"KeyId", Value(key.key_id)}}) : parse_json(key.metadata);
    if (!metadata) {
        throw Failure(general_error,
                      fmt::format("the metadata of key {} holds a number of more than 64 bits", printable(key.key_id)));
    }
    return Value(Object{{"KeyMetadata", with_times(*metadata)}});
}

}    // namespace

Value answer(const Operation& operation, const Request& request, const keys::KeyStore& keys, std::string_view region) {
    if (operation.name == describe_key_name) {
        return describe_key(operation, request, keys, region);
    }
    check_parameters(operation, request);
    const keys::Key& key = usable_key(operation, request, keys, region);
    return operation.name == keys::verify_mac ? verify_mac(operation, request, key)
                                              : generate_mac(operation, request, key);
}

}    // namespace hmacsweep::aws
