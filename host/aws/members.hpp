// The members of requests, from botocore's model of KMS.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hmacsweep::aws {

enum class MemberType : std::uint8_t { Text, Blob, TextList, Boolean };

struct Member {
    std::string_view name;    ///< `KeyId`
    MemberType type = MemberType::Text;
    bool is_required = false;
    std::size_t min_length = 0;    ///< the least length that the AWS CLI accepts
    std::string_view comment;      ///< the member's comment in the YAML skeleton
    std::string_view sample;       ///< the text's value in skeletons
};

inline constexpr std::string_view first_algorithm = "HMAC_SHA_224";
inline constexpr Member grant_tokens_member{
    "GrantTokens", MemberType::TextList, false, 0, "A list of grant tokens.", ""};
inline constexpr Member dry_run_member{"DryRun", MemberType::Boolean, false, 0, "Checks if your request will succeed.",
                                       ""};

inline constexpr std::array generate_mac_members{
    Member{"Message", MemberType::Blob, true, 0, "[REQUIRED] The message to be hashed.", ""},
    Member{"KeyId", MemberType::Text, true, 1, "[REQUIRED] The HMAC KMS key to use in the operation.", ""},
    Member{"MacAlgorithm", MemberType::Text, true, 0,
           "[REQUIRED] The MAC algorithm used in the operation. Valid values are: HMAC_SHA_224, HMAC_SHA_256, "
           "HMAC_SHA_384, HMAC_SHA_512.",
           first_algorithm},
    grant_tokens_member, dry_run_member};

inline constexpr std::array verify_mac_members{
    Member{"Message", MemberType::Blob, true, 0, "[REQUIRED] The message that will be used in the verification.", ""},
    Member{"KeyId", MemberType::Text, true, 1, "[REQUIRED] The KMS key that will be used in the verification.", ""},
    Member{"MacAlgorithm", MemberType::Text, true, 0,
           "[REQUIRED] The MAC algorithm that will be used in the verification. Valid values are: HMAC_SHA_224, "
           "HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512.",
           first_algorithm},
    Member{"Mac", MemberType::Blob, true, 0, "[REQUIRED] The HMAC to verify.", ""},
    grant_tokens_member,
    dry_run_member};

inline constexpr std::array describe_key_members{
    Member{"KeyId", MemberType::Text, true, 1, "[REQUIRED] Describes the specified KMS key.", ""}, grant_tokens_member};

}    // namespace hmacsweep::aws
