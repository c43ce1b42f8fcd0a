#include "host/aws/skeleton.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/value_json.hpp"
#include "host/keys/kms_text.hpp"

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

Value sample_value(const Member& member) {
    switch (member.type) {
        case MemberType::Text:
            return Value(member.sample);
        case MemberType::TextList:
            return Value(Array{Value("")});
        case MemberType::Boolean:
            return Value(true);
        case MemberType::Blob:
            break;
    }
    return {};
}

/// The line of a member in YAML without its comment.
std::string yaml_line(const Member& member) {
    switch (member.type) {
        case MemberType::Text:
            return fmt::format("{}: {}", member.name, member.sample.empty() ? "''" : member.sample);
        case MemberType::TextList:
            return fmt::format("{}:", member.name);
        case MemberType::Boolean:
            return fmt::format("{}: true", member.name);
        case MemberType::Blob:
            break;
    }
    return fmt::format("{}: !!binary ''", member.name);
}

constexpr const char* bad_generate_mac_sample =
    "Parameter validation failed:\nInvalid type for parameter Mac, value: None, type: <class 'NoneType'>, valid types: "
    "<class 'bytes'>, <class 'bytearray'>, file-like object";

constexpr const char* bad_describe_key_sample =
    "Parameter validation failed:\n"
    "Invalid length for parameter KeyMetadata.Arn, value: 3, valid min length: 20\n"
    "Invalid length for parameter KeyMetadata.CloudHsmClusterId, value: 17, valid min length: 19\n"
    "Invalid length for parameter KeyMetadata.MultiRegionConfiguration.PrimaryKey.Arn, value: 3, valid min length: 20\n"
    "Invalid length for parameter KeyMetadata.MultiRegionConfiguration.ReplicaKeys[0].Arn, value: 3, valid min length: "
    "20\n"
    "Invalid value for parameter KeyMetadata.PendingDeletionWindowInDays, value: 0, valid min value: 1";

}    // namespace

std::string json_skeleton(const Operation& operation) {
    Object skeleton;
    for (const Member& member : operation.members) {
        skeleton.set(member.name, sample_value(member));
    }
    Budget budget;
    return indented_json(Value(std::move(skeleton)), budget) + "\n";
}

std::string yaml_skeleton(const Operation& operation) {
    std::string text;
    for (const Member& member : operation.members) {
        text += fmt::format("{}{}# {}\n", yaml_line(member), text.empty() ? "  " : " ", member.comment);
        text += member.type == MemberType::TextList ? "- ''\n" : "";
    }
    return text;
}

Value sample_response(const Operation& operation) {
    if (operation.name != keys::verify_mac) {
        throw Failure(usage_error,
                      operation.name == keys::generate_mac ? bad_generate_mac_sample : bad_describe_key_sample);
    }
    return Value(Object{{"KeyId", Value("KeyId")}, {"MacValid", Value(true)}, {"MacAlgorithm", Value("MacAlgorithm")}});
}

}    // namespace hmacsweep::aws
