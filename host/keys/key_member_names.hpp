// The members of a key in a key file: the names that KeyMembers knows, and what each means. The manual page is made of
// them.
#pragma once

#include <array>
#include <string_view>

namespace hmacsweep::keys {

/// A member that a key in a key file may have.
struct KeyMember {
    std::string_view name;
    bool is_of_jwk;            ///< whether keys of a JWK Set have it; else keys in the shape of KMS
    std::string_view about;    ///< sentences for a person
};

inline constexpr std::array<KeyMember, 15> key_members{{
    {"KeyId", false, "Required. The key's name, 1 to 2048 bytes of UTF-8. Records name the key by it."},
    {"KeyMaterial", false, "The key's bytes in base64. Required, except for a key in the state PendingImport."},
    {"Arn", false, "The key's ARN. Records may name the key by it, and results then name the key by it."},
    {"Aliases", false, "A list of further names, such as alias/audit."},
    {"KeySpec", false,
     "HMAC_224, HMAC_256, HMAC_384 or HMAC_512. KMS's rules then hold for the key: one algorithm, material of at least "
     "the spec's length and at most 128 bytes, messages of 1 to 4096 bytes. Without it the key may have any length."},
    {"KeyUsage", false, "GENERATE_VERIFY_MAC, which is the default. A key with another usage of KMS judges no record."},
    {"KeyState", false,
     "A state of KMS [Enabled]. Records under a key that is not enabled are unverifiable, unless --ignore-key-state is "
     "given."},
    {"MacAlgorithms", false,
     "A list of HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384 and HMAC_SHA_512. A key without KeySpec makes all four kinds "
     "of MAC, or only the one that a list of one name has."},
    {"MultiRegionConfiguration", false,
     "The primary key and the replicas of a multi-Region key, as KMS answers them. Records may name the key by their "
     "ARNs."},
    {"kty", true, "oct. Keys of another type are skipped with a notice."},
    {"kid", true, "Required. The key's name."},
    {"k", true, "Required. The key's bytes in base64url."},
    {"alg", true, "HS256, HS384 or HS512: the key's only algorithm. Keys with another one are skipped with a notice."},
    {"use", true, "sig. Keys with another use are skipped with a notice."},
    {"key_ops", true, "A list with verify or sign. Keys with neither are skipped with a notice."},
}};

}    // namespace hmacsweep::keys
