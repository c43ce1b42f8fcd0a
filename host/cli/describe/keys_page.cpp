#include "host/cli/describe/roff.hpp"
#include "host/cli/describe/topic_pages.hpp"
#include "host/keys/key_member_names.hpp"

namespace hmacsweep::cli {
namespace {

constexpr std::string_view example = R"({"Keys":[{"KeyId":"orders", "Aliases":["alias/orders"],
          "KeyMaterial":"c2VjcmV0IG9mIHRoZSBvcmRlcnM="}]}
)";

std::string members_of(bool is_jwk) {
    std::string text;
    for (const keys::KeyMember& member : keys::key_members) {
        if (member.is_of_jwk == is_jwk) {
            text += roff_term(member.name, member.about);
        }
    }
    return text;
}

}    // namespace

std::string keys_body() {
    return roff_section("DESCRIPTION") +
           roff_lines(
               "A key file is JSON. It is an object with a list Keys, whose elements have the members of the "
               "KeyMetadata of KMS DescribeKey and the key's bytes; or it is a JWK Set (RFC 7517).") +
           roff_paragraph(
               "hmacsweep-keys-create(1) and hmacsweep-keys-import(1) write key files, and "
               "hmacsweep-keys-list(1) lists them without the keys' bytes. A file with one bad key is "
               "refused as a whole. So is a file with a name that two keys have. No message quotes a key "
               "file.") +
           roff_paragraph(
               "A key file is for its owner alone, mode 0600. One that others can read or change gets a "
               "warning. A key file may be a pipe: --keys <(gpg --decrypt keys.json.gpg).") +
           roff_section("MEMBERS OF A KEY") + members_of(false) +
           roff_paragraph(
               "Other members of KeyMetadata are kept for hmacsweep-describe-key(1), and all others are "
               "ignored.") +
           roff_section("MEMBERS OF A JWK") + members_of(true) + roff_section("FINGERPRINT") +
           roff_lines(
               "The fingerprint is the only trace of a key in any output. It is the first 16 hex digits of the "
               "HMAC of the text \"hmacsweep key fingerprint v1\" under the key's algorithm, or under "
               "HMAC-SHA-256 if the key allows several.") +
           roff_section("ENVIRONMENT") +
           roff_term("HMACSWEEP_KEYS", "The key files and bare secrets to use without --keys, separated by colons.") +
           roff_section("EXAMPLES") + roff_verbatim(example);
}

}    // namespace hmacsweep::cli
