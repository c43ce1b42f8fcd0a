#include "host/cli/profiles/profiles.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::cli {
namespace {

constexpr std::array<BuiltInProfile, 31> profiles{{
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
    {"paddle", "Paddle's webhooks: header Paddle-Signature and body, as for github",
     R"(columns = {mac = "/headers/Paddle-Signature"}
ignore-name-case = true
message = "{ts:int}:{/body}"
mac = "ts={ts};h1={Mac}"
mac-separator = ";"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"workos", "WorkOS' webhooks: header WorkOS-Signature and body, as for github",
     R"(columns = {mac = "/headers/WorkOS-Signature"}
ignore-name-case = true
message = "{t:int}.{/body}"
mac = "t={t}, v1={Mac}"
mac-separator = ", "
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"zoom", "Zoom's webhooks: headers x-zm-signature and x-zm-request-timestamp, and body, as for github",
     R"(columns = {mac = "/headers/x-zm-signature"}
ignore-name-case = true
message = "v0:{/headers/x-zm-request-timestamp:int}:{/body}"
mac = "v0={Mac}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"razorpay", "Razorpay's webhooks: header X-Razorpay-Signature and body, as for github",
     R"(columns = {message = "/body", mac = "/headers/X-Razorpay-Signature"}
ignore-name-case = true
message-encoding = "text"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"paystack", "Paystack's webhooks: header X-Paystack-Signature (SHA-512) and body, as for github",
     R"(columns = {message = "/body", mac = "/headers/X-Paystack-Signature"}
ignore-name-case = true
message-encoding = "text"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_512"
)"},
    {"line", "LINE's webhooks: header X-Line-Signature and body, as for github",
     R"(columns = {message = "/body", mac = "/headers/X-Line-Signature"}
ignore-name-case = true
message-encoding = "text"
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"square", "Square's webhooks: header X-Square-HmacSha256-Signature, url (the notification URL) and body",
     R"(columns = {mac = "/headers/X-Square-HmacSha256-Signature"}
ignore-name-case = true
message = "{/url}{/body}"
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"hubspot", "HubSpot's requests, version 3: headers, method, url and body; the signature is base64",
     R"(columns = {mac = "/headers/X-HubSpot-Signature-v3"}
ignore-name-case = true
message = "{/method}{/url}{/body}{/headers/X-HubSpot-Request-Timestamp:int}"
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"mailgun", "Mailgun's webhooks: bodies whose member `signature` has timestamp, token and signature",
     R"(columns = {mac = "/signature/signature"}
message = "{/signature/timestamp:int}{/signature/token:is(hex)}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"adyen", "Adyen's notification items: {\"NotificationRequestItem\":{...}} with additionalData.hmacSignature",
     R"(columns = {mac = "/NotificationRequestItem/additionalData/hmacSignature"}
message = "{/NotificationRequestItem/pspReference}:{/NotificationRequestItem/originalReference?}:{/NotificationRequestItem/merchantAccountCode}:{/NotificationRequestItem/merchantReference}:{/NotificationRequestItem/amount/value}:{/NotificationRequestItem/amount/currency}:{/NotificationRequestItem/eventCode}:{/NotificationRequestItem/success}"
mac-encoding = "base64"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"mercado-pago", "Mercado Pago's webhooks: headers x-signature and x-request-id, and id (data.id of the URL)",
     R"(columns = {mac = "/headers/x-signature"}
ignore-name-case = true
message = "{(id:{/id:lower:no(;)};)?}{(request-id:{/headers/x-request-id:no(;)};)?}ts:{ts:int};"
mac = "ts={ts},v1={Mac}"
mac-separator = ","
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"telegram-login", "Telegram's login: objects with `hash`; the key is the SHA-256 of the bot's token",
     R"(columns = {mac = "hash"}
message = '{raw:members:without(hash):sort:join(\n)}'
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"telegram-app",
     "Telegram's mini apps: `initData` as text; the key is HMAC-SHA-256(\"WebAppData\", the bot's token)",
     R"toml(columns = {mac = "initData:pairs(url):value(hash)"}
message = '{initData:pairs(url):without(hash):sort:join(\n)}'
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)toml"},
    {"discourse", "DiscourseConnect: `sso` and `sig`, percent-decoded once, as a table or objects",
     R"(columns = {message = "sso", mac = "sig"}
message-encoding = "text"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"shopify-proxy", "Shopify's app proxy: `query`, a query's text with `signature`",
     R"toml(columns = {mac = "query:pairs(url):value(signature)"}
message = "{query:pairs(url):without(signature):sort:join()}"
mac-encoding = "hex"
mac-algorithm = "HMAC_SHA_256"
)toml"},
    {"express-cookie", "Cookies signed by Express' cookie-signature, one a line: s:value.signature",
     R"(line = "s:{Message}.{Mac}"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"plug", "Tokens of Elixir's Plug.Crypto, as Phoenix.Token's, one a line; the key is derived from the secret",
     R"(line = "SFMyNTY.{Payload}.{Mac}"
message = "SFMyNTY.{Payload:is(base64url-nopad)}"
mac-encoding = "base64url-nopad"
mac-algorithm = "HMAC_SHA_256"
)"},
    {"imgproxy", "Paths of imgproxy's signed URLs, one a line: /signature/path; the salt is the key imgproxy-salt",
     R"(line = "/{Mac}/{Path...}"
message = "{key(imgproxy-salt)}/{Path}"
mac-encoding = "base64url-nopad"
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
    {"manifest",
     "files and their MACs, a line each: openssl dgst -hmac, BSD's style and sha256sum's; the file is the message",
     R"(line = "{Line}"
columns = {mac = 'Line:manifest(mac)', mac-algorithm = 'Line:manifest(algorithm)'}
message = "{Line:manifest(name):file}"
mac-encoding = "hex"
algorithm-names = {SHA224 = "HMAC_SHA_224", SHA256 = "HMAC_SHA_256", SHA384 = "HMAC_SHA_384", SHA512 = "HMAC_SHA_512", SHA2-224 = "HMAC_SHA_224", SHA2-256 = "HMAC_SHA_256", SHA2-384 = "HMAC_SHA_384", SHA2-512 = "HMAC_SHA_512"}
)"},
    {"fips-hmac", "sidecars of FIPS modules: .NAME.hmac has the MAC of the file NAME beside it, in hex",
     R"(line = "{Mac}"
message = "{input.name:after(.):before(.hmac):file}"
mac-encoding = "hex"
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
