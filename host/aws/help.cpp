#include "host/aws/help.hpp"

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::string_view generate_mac_help =
    R"(usage: hmacsweep generate-mac --message BLOB --key-id ID --mac-algorithm ALGORITHM [parameters]

Computes the HMAC of a message, as `aws kms generate-mac` does, offline and under your own keys.

  --message BLOB          1 to 4096 bytes: base64, file://NAME (base64 in a file) or fileb://NAME (the bytes of a file)
  --key-id ID             key ID, key ARN, alias name or alias ARN
  --mac-algorithm NAME    HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384 or HMAC_SHA_512
  --grant-tokens A B ...  accepted; keys at home need no grants
  --dry-run               answer DryRunOperationException where the request would have succeeded
)";

constexpr std::string_view verify_mac_help =
    R"(usage: hmacsweep verify-mac --message BLOB --key-id ID --mac-algorithm ALGORITHM --mac BLOB [parameters]

Verifies the HMAC of a message, as `aws kms verify-mac` does, offline and under your own keys. A MAC that does not fit
is a KMSInvalidMacException and exit status 254.

  --message BLOB          1 to 4096 bytes: base64, file://NAME (base64 in a file) or fileb://NAME (the bytes of a file)
  --key-id ID             key ID, key ARN, alias name or alias ARN
  --mac-algorithm NAME    HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384 or HMAC_SHA_512
  --mac BLOB              the MAC to verify, written like the message
  --grant-tokens A B ...  accepted; keys at home need no grants
  --dry-run               answer DryRunOperationException where the request would have succeeded
)";

constexpr std::string_view describe_key_help = R"(usage: hmacsweep describe-key --key-id ID [parameters]

Answers what the key file says about a key, as `aws kms describe-key` does; never its material.

  --key-id ID             key ID, key ARN, alias name or alias ARN
  --grant-tokens A B ...  accepted; keys at home need no grants
)";

constexpr std::string_view common_help = R"(
  --cli-input-json TEXT   the parameters as a JSON object, or file://NAME of one; options override its members
  --cli-input-yaml TEXT   the same in YAML
  --generate-cli-skeleton [input|yaml-input|output]
                          print parameters to fill in, or a sample of the response; nothing is looked up

  --keys FILE             key file, repeatable (default: the files that HMACSWEEP_KEYS lists, separated by colons)
  --region NAME           Region in texts (AWS_REGION, AWS_DEFAULT_REGION, else the first key's)
  --cli-binary-format F   base64, or raw-in-base64-out for blobs that are given as they are (base64)
  --output FORMAT         json, text, table, yaml or yaml-stream (AWS_DEFAULT_OUTPUT, else json)
  --query EXPRESSION      print only what a JMESPath expression finds in the response
  --color on|off|auto     colours in tables (auto: on a terminal)
  --version

Any unique beginning of an option will do. These options of the AWS CLI are accepted and have nothing to do offline;
--debug names those that were given:
  --endpoint-url --no-verify-ssl --profile --ca-bundle --cli-read-timeout --cli-connect-timeout --no-sign-request
  --no-paginate --no-cli-pager --cli-auto-prompt --no-cli-auto-prompt --debug

Exit status: 0 success; 252 wrong usage; 254 an exception of KMS; 255 anything else (base64, key files).

Examples:
  hmacsweep generate-mac --keys keys.json --key-id alias/audit --mac-algorithm HMAC_SHA_256 \
      --message fileb://invoice.pdf --query Mac --output text
  hmacsweep verify-mac --keys keys.json --key-id alias/audit --mac-algorithm HMAC_SHA_256 \
      --message fileb://invoice.pdf --mac fileb://invoice.mac
  hmacsweep verify-mac --keys keys.json --cli-input-json file://request.json
  HMACSWEEP_KEYS=keys.json hmacsweep describe-key --key-id alias/audit --output table
)";

std::string_view own_help(std::string_view command) {
    if (command == "generate-mac") {
        return generate_mac_help;
    }
    return command == "verify-mac" ? verify_mac_help : describe_key_help;
}

}    // namespace

std::string help_text(std::string_view command) {
    return fmt::format("{}{}", own_help(command), common_help);
}

}    // namespace hmacsweep::aws
