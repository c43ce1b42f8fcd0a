#include "host/cli/profiles/profiles.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::cli {
namespace {

constexpr std::array<BuiltInProfile, 11> profiles{{
    {"kms", "AWS KMS VerifyMac requests, which is what records are without a profile",
     R"(message-encoding = "base64"
mac-encoding = "base64"
)"},
    {"vault", "HashiCorp Vault's transit/hmac: rows with `input` (base64) and `hmac`; keys are NAME:vN, as imported",
     R"(columns = {message = "input", mac = "hmac"}
mac = "vault:{KeyVersion}:{Mac}"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"jwt", "JSON Web Tokens, HS256, HS384 and HS512, one a line; keys by the header's `kid`, as in a JWK Set",
     R"(line = "{Header}.{Payload}.{Mac}"
message = "{Header}.{Payload:is(base64url-nopad)}"
mac-encoding = "base64url-nopad"
columns = {key-id = "Header:base64url-nopad/kid", mac-algorithm = "Header:base64url-nopad/alg"}
algorithm-names = {HS256 = "HMAC_SHA_256", HS384 = "HMAC_SHA_384", HS512 = "HMAC_SHA_512"}
refuse = ["Header:base64url-nopad/crit", "Header:base64url-nopad/b64"]
)"},
    {"github",
     "GitHub's webhooks: {\"headers\":{\"X-Hub-Signature-256\":...},\"body\":...} or a table of these columns",
     R"(columns = {message = "/body", mac = "/headers/X-Hub-Signature-256"}
ignore-name-case = true
message-encoding = "text"
mac = "sha256={Mac}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"stripe", "Stripe's webhooks: {\"headers\":{\"Stripe-Signature\":...},\"body\":...} or a table of these columns",
     R"(columns = {mac = "/headers/Stripe-Signature"}
ignore-name-case = true
message = "{t:int}.{/body}"
mac = "t={t},v1={Mac}"
mac-separator = ","
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"slack", "Slack's requests: headers X-Slack-Signature, X-Slack-Request-Timestamp and body, as for github",
     R"(columns = {mac = "/headers/X-Slack-Signature"}
ignore-name-case = true
message = "v0:{/headers/X-Slack-Request-Timestamp:int}:{/body}"
mac = "v0={Mac}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"shopify", "Shopify's webhooks: header X-Shopify-Hmac-Sha256 and body, as for github",
     R"(columns = {message = "/body", mac = "/headers/X-Shopify-Hmac-Sha256"}
ignore-name-case = true
message-encoding = "text"
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"standard-webhooks", "Standard Webhooks: headers webhook-id, -timestamp and -signature, and body, as for github",
     R"(columns = {mac = "/headers/webhook-signature"}
ignore-name-case = true
message = "{/headers/webhook-id:no(.)}.{/headers/webhook-timestamp:int}.{/body}"
mac = "v1,{Mac}"
mac-separator = " "
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"django-signed", "Values signed by Django's signing.Signer and its kin, one a line: value:signature",
     R"(line = "{Message}:{Mac}"
mac-encoding = "base64url"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"rails-message-verifier", "Values of Rails' MessageVerifier with SHA-256, one a line: base64--hex",
     R"(line = "{Message}--{Mac}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"tink",
     "Tink's MAC tags with the prefix 0x01 and the key's ID (TINK): tags of its templates, of 16 bytes and more",
     R"(mac-prefix = '\x01{KeyId}'
min-mac-bytes = 16
mac-algorithm = "HMAC_SHA_256"
)"},
}};

}    // namespace

std::span<const BuiltInProfile> built_in_profiles() {
    return profiles;
}

std::vector<std::string> profile_names() {
    std::vector<std::string> names;
    names.reserve(profiles.size());
    for (const BuiltInProfile& profile : profiles) {
        names.emplace_back(profile.name);
    }
    return names;
}

const BuiltInProfile* find_profile(std::string_view name) {
    const auto* const found = std::ranges::find(profiles, name, &BuiltInProfile::name);
    return found == profiles.end() ? nullptr : found;
}

}    // namespace hmacsweep::cli
