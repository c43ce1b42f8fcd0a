// generate-mac, verify-mac and describe-key as their users see them: exit status, standard output and standard error.
// Texts of usage errors and of parameters that the client refuses are those of the AWS CLI 2.9.19, recorded beside it;
// texts of exceptions are recorded from AWS KMS.
#include "host/aws/commands.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace {

using hmacsweep::aws::is_kms_command;
using hmacsweep::aws::run_kms_command;
using Arguments = std::vector<std::string>;

// Key material 00 01 .. 1f; MACs by Python's hmac.digest(bytes(range(32)), message, "sha256").
constexpr const char* key_material = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* mac_of_abc = "8BM3KcQWPe3oHiHNR4OSVtpYFxI4yKDYdDl8c7FOHkc=";
constexpr const char* mac_of_4096_x = "0/l++S/ryrSUapyBLq8SnZVlPucMEl56c4ulRIr5+Mk=";
constexpr const char* abc = "YWJj";

// RFC 4231 case 6: a key of 131 bytes aa, no KeySpec.
constexpr const char* case_6_message = "VGVzdCBVc2luZyBMYXJnZXIgVGhhbiBCbG9jay1TaXplIEtleSAtIEhhc2ggS2V5IEZpcnN0";
struct Case6 {
    const char* algorithm;
    const char* mac;
};
constexpr Case6 case_6[] = {
    {"HMAC_SHA_224", "lemg25Ygla2uvpstbw284tSZ8RLy0rcnP6aHDg=="},
    {"HMAC_SHA_256", "YOQxWR7gtn8Niiaqy/W3f44LxiE3KMUUBUYEDw7jf1Q="},
    {"HMAC_SHA_384", "Ts4IRIWBPpCI0sY6BBvFtE+e8QEqK1iPPNEfBQM6xMYMLvarQDD+gpYkjfFj9ElS"},
    {"HMAC_SHA_512", "gLJCY8fBo+u3FJPB3XvotJtG0fQbSu7BEhsBN4P481JrVtA34F8lmL0P0iFdah5SleZPc/Y/CuyLkVqYXXhlmA=="},
};

constexpr const char* audit_arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

std::string key_files_text() {
    const std::string arn = "arn:aws:kms:us-east-1:111122223333:key/";
    const std::string material = std::string(R"("KeyMaterial":")") + key_material + R"("})";
    const auto key_in_state = [&](const std::string& name, const std::string& state) {
        return R"({"KeyId":")" + name + R"(","Arn":")" + arn + name + R"(","KeySpec":"HMAC_256","KeyState":")" + state +
               R"(",)" + material;
    };
    return R"({"Keys":[{"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","Arn":")" + std::string(audit_arn) +
           R"(","Aliases":["alias/audit"],"AWSAccountId":"111122223333","KeySpec":"HMAC_256",)"
           R"("MacAlgorithms":["HMAC_SHA_256"],"MultiRegionConfiguration":{"ReplicaKeys":[]},"Enabled":true,)"
           R"("KeyUsage":"GENERATE_VERIFY_MAC","KeyState":"Enabled","Description":"a \"quoted\" word",)" +
           material + "," + key_in_state("disabled", "Disabled") + "," + key_in_state("deleted", "PendingDeletion") +
           "," + key_in_state("updating", "Updating") +
           R"(,{"KeyId":"waiting","KeySpec":"HMAC_256","KeyState":"PendingImport"})" +
           R"(,{"KeyId":"cipher","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT",)" + material +
           R"(,{"KeyId":"rfc4231","KeyMaterial":"qqqq)" + std::string(168, 'q') + R"(qqo="}]})";
}

constexpr const char* jwk_set = R"({"keys":[{"kty":"oct","kid":"jwk-1","alg":"HS256","k":"AAECAwQFBgcICQoLDA0ODw"}]})";

/// Sets a variable, or unsets it for a null pointer, and puts back what was there.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        const char* const before = std::getenv(name);    // NOLINT(concurrency-mt-unsafe)
        had_value_ = before != nullptr;
        before_ = had_value_ ? before : "";
        set(value);
    }
    ~Variable() { set(had_value_ ? before_.c_str() : nullptr); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    Variable(Variable&&) = delete;
    Variable& operator=(Variable&&) = delete;

private:
    void set(const char* value) {
        if (value == nullptr) {
            ::unsetenv(name_);    // NOLINT(concurrency-mt-unsafe)
        } else {
            ::setenv(name_, value, 1);    // NOLINT(concurrency-mt-unsafe)
        }
    }

    const char* name_;
    bool had_value_ = false;
    std::string before_;
};

struct Outcome {
    int status = 0;
    std::string out;
    std::string err;
};

/// A folder with a key file, and an environment that names nothing.
class Commands {
public:
    Commands() : keys_(write_secret("keys.json", key_files_text())) {}

    [[nodiscard]] std::string write_secret(const std::string& name, const std::string& text) const {
        namespace fs = std::filesystem;
        std::string path = folder_.write(name, text);
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        return path;
    }

    static Outcome run(const std::string& command, const Arguments& arguments) {
        std::ostringstream out;
        std::ostringstream err;
        const int status = hmacsweep::aws::run_kms_command(command, arguments, out, err);
        return {status, out.str(), err.str()};
    }

    [[nodiscard]] Outcome with_keys(const std::string& command, Arguments arguments) const {
        arguments.insert(arguments.end(), {"--keys", keys_});
        return run(command, arguments);
    }

    /// generate-mac of "abc" under alias/audit, with more arguments.
    [[nodiscard]] Outcome generate(const Arguments& more) const {
        Arguments arguments{"--message", abc, "--key-id", "alias/audit", "--mac-algorithm", "HMAC_SHA_256"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return with_keys("generate-mac", arguments);
    }

    /// verify-mac of "abc" under alias/audit and its right MAC, with more arguments.
    [[nodiscard]] Outcome verify(const Arguments& more) const {
        Arguments arguments{"--message",    abc,     "--key-id", "alias/audit", "--mac-algorithm",
                            "HMAC_SHA_256", "--mac", mac_of_abc};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return with_keys("verify-mac", arguments);
    }

    [[nodiscard]] const hmacsweep::tests::TempDir& folder() const { return folder_; }
    [[nodiscard]] const std::string& keys() const { return keys_; }

private:
    hmacsweep::tests::TempDir folder_;
    std::string keys_;
    Variable no_keys_{"HMACSWEEP_KEYS", nullptr};
    Variable no_region_{"AWS_REGION", nullptr};
    Variable no_default_region_{"AWS_DEFAULT_REGION", nullptr};
    Variable no_output_{"AWS_DEFAULT_OUTPUT", nullptr};
};

std::string generated(const std::string& mac) {
    return "{\n    \"Mac\": \"" + mac + "\",\n    \"MacAlgorithm\": \"HMAC_SHA_256\",\n    \"KeyId\": \"" + audit_arn +
           "\"\n}\n";
}

std::string verified() {
    return std::string("{\n    \"KeyId\": \"") + audit_arn +
           "\",\n    \"MacValid\": true,\n    \"MacAlgorithm\": \"HMAC_SHA_256\"\n}\n";
}

std::string service_error(const std::string& code, const std::string& operation, const std::string& text) {
    return "\nAn error occurred (" + code + ") when calling the " + operation + " operation: " + text + "\n";
}

std::string usage_error(const std::string& command, const std::string& complaint) {
    return "\nusage: hmacsweep " + command +
           " [parameters]\nTo see help text, you can run:\n\n  hmacsweep --help\n  hmacsweep " + command +
           " help\n\nhmacsweep: error: " + complaint + "\n\n";
}

void check_success(const Outcome& outcome, const std::string& out) {
    CHECK(outcome.status == 0);
    CHECK(outcome.out == out);
    CHECK(outcome.err.empty());
}

void check_failure(const Outcome& outcome, int status, const std::string& err) {
    CHECK(outcome.status == status);
    CHECK(outcome.out.empty());
    CHECK(outcome.err == err);
}

}    // namespace

TEST_CASE("the KMS commands are generate-mac, verify-mac and describe-key") {
    CHECK(hmacsweep::aws::is_kms_command("generate-mac"));
    CHECK(hmacsweep::aws::is_kms_command("verify-mac"));
    CHECK(hmacsweep::aws::is_kms_command("describe-key"));
    CHECK_FALSE(hmacsweep::aws::is_kms_command("verify"));
    CHECK_FALSE(hmacsweep::aws::is_kms_command("GenerateMac"));
    CHECK_FALSE(hmacsweep::aws::is_kms_command(""));
}

TEST_CASE("generate-mac and verify-mac answer as KMS does, with the key's ARN whatever name was asked with") {
    const Commands commands;
    for (const char* const name : {"alias/audit", "1234abcd-12ab-34cd-56ef-1234567890ab", audit_arn,
                                   "arn:aws:kms:us-east-1:111122223333:alias/audit"}) {
        CAPTURE(name);
        check_success(commands.generate({"--key-id", name}), generated(mac_of_abc));
        check_success(commands.verify({"--key-id", name}), verified());
    }
}

TEST_CASE("RFC 4231 case 6 comes out under all four algorithms of a key without a KeySpec") {
    const Commands commands;
    for (const Case6& row : case_6) {
        CAPTURE(row.algorithm);
        const Arguments arguments{"--message", case_6_message, "--key-id", "rfc4231", "--mac-algorithm", row.algorithm};
        const std::string algorithm = row.algorithm;
        check_success(commands.with_keys("generate-mac", arguments), std::string("{\n    \"Mac\": \"") + row.mac +
                                                                         "\",\n    \"MacAlgorithm\": \"" + algorithm +
                                                                         "\",\n    \"KeyId\": \"rfc4231\"\n}\n");
        Arguments with_mac = arguments;
        with_mac.insert(with_mac.end(), {"--mac", row.mac});
        check_success(commands.with_keys("verify-mac", with_mac),
                      "{\n    \"KeyId\": \"rfc4231\",\n    \"MacValid\": true,\n    \"MacAlgorithm\": \"" + algorithm +
                          "\"\n}\n");
    }
}

TEST_CASE("any wrong MAC is a KMSInvalidMacException with an empty text") {
    const Commands commands;
    const std::string wrong = service_error("KMSInvalidMacException", "VerifyMac", "");
    SECTION("a bit flipped in the first byte") {
        check_failure(commands.verify({"--mac", "8RM3KcQWPe3oHiHNR4OSVtpYFxI4yKDYdDl8c7FOHkc="}), 254, wrong);
    }
    SECTION("a bit flipped in the last byte") {
        check_failure(commands.verify({"--mac", "8BM3KcQWPe3oHiHNR4OSVtpYFxI4yKDYdDl8c7FOHkY="}), 254, wrong);
    }
    SECTION("another message") {
        check_failure(commands.verify({"--message", "YWI="}), 254, wrong);
    }
    SECTION("another key") {
        check_failure(commands.verify({"--key-id", "rfc4231"}), 254, wrong);
    }
    SECTION("the first half of the right MAC") {
        check_failure(commands.verify({"--mac", "8BM3KcQWPe3oHiHNR4OSVg=="}), 254, wrong);
    }
    SECTION("the right MAC and one byte more") {
        check_failure(commands.verify({"--mac", "8BM3KcQWPe3oHiHNR4OSVtpYFxI4yKDYdDl8c7FOHkcA"}), 254, wrong);
    }
    SECTION("as long as KMS takes") {
        const std::string file = commands.folder().write("mac", std::string(6144, 'x'));
        check_failure(commands.verify({"--mac", "fileb://" + file}), 254, wrong);
    }
}

TEST_CASE("messages of 1 to 4096 bytes and MACs of 1 to 6144 bytes are taken, whatever the key declares") {
    const Commands commands;
    const std::string most = "fileb://" + commands.folder().write("most", std::string(4096, 'x'));
    const std::string more = "fileb://" + commands.folder().write("more", std::string(4097, 'x'));
    const std::string long_mac = "fileb://" + commands.folder().write("mac", std::string(6145, 'x'));
    const std::string at = "1 validation error detected: Value at '";
    const std::string too_long = "' failed to satisfy constraint: Member must have length less than or equal to ";
    const std::string too_short = "' failed to satisfy constraint: Member must have length greater than or equal to 1";

    const std::string long_message =
        service_error("ValidationException", "GenerateMac", at + "message" + too_long + "4096");
    const std::string no_message = service_error("ValidationException", "GenerateMac", at + "message" + too_short);

    check_success(commands.generate({"--message", most}), generated(mac_of_4096_x));
    for (const char* const key : {"alias/audit", "rfc4231"}) {
        CAPTURE(key);
        check_failure(commands.generate({"--key-id", key, "--message", more}), 254, long_message);
        check_failure(commands.generate({"--key-id", key, "--message", ""}), 254, no_message);
    }
    check_failure(commands.verify({"--mac", long_mac}), 254,
                  service_error("ValidationException", "VerifyMac", at + "mac" + too_long + "6144"));
    check_failure(commands.verify({"--mac", ""}), 254,
                  service_error("ValidationException", "VerifyMac", at + "mac" + too_short));
}

TEST_CASE("a MacAlgorithm that KMS does not have is a ValidationException") {
    const Commands commands;
    for (const char* const name : {"HMAC_SHA_1", "hmac_sha_256", ""}) {
        check_failure(commands.generate({"--mac-algorithm", name}), 254,
                      service_error("ValidationException", "GenerateMac",
                                    std::string("1 validation error detected: Value '") + name +
                                        "' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum "
                                        "value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]"));
    }
}

TEST_CASE("several violations stand in one ValidationException") {
    const Commands commands;
    const std::string too_short = "failed to satisfy constraint: Member must have length greater than or equal to 1";
    check_failure(commands.verify({"--message", "", "--mac", ""}), 254,
                  service_error("ValidationException", "VerifyMac",
                                "2 validation errors detected: Value at 'message' " + too_short + "; Value at 'mac' " +
                                    too_short));
}

TEST_CASE("a KeyId of more than 2048 bytes and grant tokens beyond KMS's limits are ValidationExceptions") {
    const Commands commands;
    const std::string at = "1 validation error detected: Value at '";
    const std::string most = "' failed to satisfy constraint: Member must have length less than or equal to ";
    const Arguments eleven(11, "t");
    Arguments tokens{"--grant-tokens"};
    tokens.insert(tokens.end(), eleven.begin(), eleven.end());
    check_failure(commands.generate({"--key-id", std::string(2049, 'k')}), 254,
                  service_error("ValidationException", "GenerateMac", at + "keyId" + most + "2048"));
    check_failure(commands.generate(tokens), 254,
                  service_error("ValidationException", "GenerateMac", at + "grantTokens" + most + "10"));
    check_failure(commands.generate({"--grant-tokens", std::string(8193, 't')}), 254,
                  service_error("ValidationException", "GenerateMac", at + "grantTokens" + most + "8192"));
}

TEST_CASE("an unknown key is a NotFoundException in the words for its form, with the Region that the user names") {
    const Commands commands;
    const auto not_found = [](const std::string& text) {
        return service_error("NotFoundException", "GenerateMac", text);
    };
    check_failure(commands.generate({"--key-id", "key_id"}), 254, not_found("Invalid keyId 'key_id'"));
    check_failure(commands.generate({"--key-id", "alias/none"}), 254,
                  not_found("Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found."));
    check_failure(commands.generate({"--key-id", "00000000-0000-0000-0000-000000000000"}), 254,
                  not_found("Key 'arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000' does "
                            "not exist"));
    check_failure(commands.generate({"--key-id", "arn:aws:kms:us-west-2:111122223333:key/x"}), 254,
                  not_found("Invalid arn us-west-2"));

    check_failure(commands.generate({"--key-id", "alias/none", "--region", "eu-west-1"}), 254,
                  not_found("Alias arn:aws:kms:eu-west-1:111122223333:alias/none is not found."));
    const Variable second("AWS_DEFAULT_REGION", "eu-west-3");
    check_failure(commands.generate({"--key-id", "alias/none"}), 254,
                  not_found("Alias arn:aws:kms:eu-west-3:111122223333:alias/none is not found."));
    const Variable first("AWS_REGION", "eu-west-2");
    check_failure(commands.generate({"--key-id", "alias/none"}), 254,
                  not_found("Alias arn:aws:kms:eu-west-2:111122223333:alias/none is not found."));
    check_failure(commands.generate({"--key-id", "alias/none", "--region", "eu-west-1"}), 254,
                  not_found("Alias arn:aws:kms:eu-west-1:111122223333:alias/none is not found."));
}

TEST_CASE("a Region that cannot be one is refused as the client refuses it") {
    const Commands commands;
    for (const char* const region : {"a b", "b_c", "a-", "123"}) {
        check_failure(commands.generate({std::string("--region=") + region}), 255,
                      std::string("\nProvided region_name '") + region + "' doesn't match a supported format.\n");
    }
}

TEST_CASE("a key that cannot be used answers with its state, its usage or its spec") {
    const Commands commands;
    const std::string arn = "arn:aws:kms:us-east-1:111122223333:key/";
    check_failure(commands.generate({"--key-id", "disabled"}), 254,
                  service_error("DisabledException", "GenerateMac", arn + "disabled is disabled."));
    check_failure(commands.verify({"--key-id", "disabled"}), 254,
                  service_error("DisabledException", "VerifyMac", arn + "disabled is disabled."));
    check_failure(commands.verify({"--key-id", "deleted"}), 254,
                  service_error("KMSInvalidStateException", "VerifyMac", arn + "deleted is pending deletion."));
    check_failure(commands.generate({"--key-id", "waiting"}), 254,
                  service_error("KMSInvalidStateException", "GenerateMac", "waiting is pending import."));
    check_failure(commands.generate({"--key-id", "cipher"}), 254,
                  service_error("InvalidKeyUsageException", "GenerateMac",
                                "cipher key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac."));
    check_failure(commands.verify({"--mac-algorithm", "HMAC_SHA_512"}), 254,
                  service_error("InvalidKeyUsageException", "VerifyMac",
                                "Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256."));
    CHECK(commands.verify({"--key-id", "updating"}).status == 0);
}

TEST_CASE("checks run in KMS's order: parameters, look-up, state, usage, comparison, dry run") {
    const Commands commands;
    const auto code_of = [](const Outcome& outcome) {
        const std::size_t begin = outcome.err.find('(') + 1;
        return outcome.err.substr(begin, outcome.err.find(')') - begin);
    };
    CHECK(code_of(commands.verify({"--mac", "", "--key-id", "none"})) == "ValidationException");
    CHECK(code_of(commands.verify({"--mac", "AAAA", "--key-id", "none"})) == "NotFoundException");
    CHECK(code_of(commands.verify({"--mac", "AAAA", "--key-id", "disabled", "--mac-algorithm", "HMAC_SHA_512"})) ==
          "DisabledException");
    CHECK(code_of(commands.verify({"--mac", "AAAA", "--mac-algorithm", "HMAC_SHA_512"})) == "InvalidKeyUsageException");
    CHECK(code_of(commands.verify({"--mac", "AAAA", "--dry-run"})) == "KMSInvalidMacException");
}

TEST_CASE("a dry run that would have succeeded is a DryRunOperationException") {
    const Commands commands;
    const std::string text = "The request would have succeeded, but the DryRun option is set.";
    check_failure(commands.generate({"--dry-run"}), 254,
                  service_error("DryRunOperationException", "GenerateMac", text));
    check_failure(commands.verify({"--dry-run"}), 254, service_error("DryRunOperationException", "VerifyMac", text));
    check_failure(commands.verify({"--no-dry-run", "--dry"}), 254,
                  service_error("DryRunOperationException", "VerifyMac", text));
    check_success(commands.verify({"--dry-run", "--no-dry-run"}), verified());
}

TEST_CASE("base64 is read as leniently as the AWS CLI reads it") {
    const Commands commands;
    const std::string mac = mac_of_abc;
    for (const char* const message : {"YWJj", "YW Jj", "YW\nJj", "YWJj!", "Y=WJj", "YW=Jj", "*YWJj*"}) {
        CAPTURE(message);
        check_success(commands.verify({"--message", message}), verified());
    }
    check_success(commands.verify({"--mac", mac + "AAAA"}), verified());                // after the padding
    check_success(commands.verify({"--mac", mac.substr(0, 42) + "d="}), verified());    // unused bits set
    CHECK(commands.generate({"--message", "YW=JjYW=Jj"}).out == commands.generate({"--message", "YWJjYWJj"}).out);
    for (const char* const message : {"abc", "Y", "YQ", "YQ=", "Y===", "YWJjYW"}) {
        CAPTURE(message);
        check_failure(commands.generate({"--message", message}), 255,
                      std::string("\nInvalid base64: \"") + message + "\"\n");
    }
    check_failure(commands.generate({"--message", "YWJj\xc3\xa9"}), 255,
                  "\nstring argument should contain only ASCII characters\n");
}

TEST_CASE("blobs come from files as text or as they are") {
    const Commands commands;
    const std::string text = commands.folder().write("abc.b64", "YWJj\n");
    const std::string binary = commands.folder().write("abc", "abc");
    check_success(commands.generate({"--message", "file://" + text}), generated(mac_of_abc));
    check_success(commands.generate({"--message", "fileb://" + binary}), generated(mac_of_abc));
    {
        const Variable folder("HMACSWEEP_TEST_FOLDER", commands.folder().path().c_str());
        const Variable home("HOME", commands.folder().path().c_str());
        check_success(commands.generate({"--message", "fileb://$HMACSWEEP_TEST_FOLDER/abc"}), generated(mac_of_abc));
        check_success(commands.generate({"--message", "fileb://${HMACSWEEP_TEST_FOLDER}/abc"}), generated(mac_of_abc));
        check_success(commands.generate({"--message", "fileb://~/abc"}), generated(mac_of_abc));
    }
    check_failure(commands.generate({"--message", "file:///no/such"}), 252,
                  "\nError parsing parameter '--message': Unable to load paramfile file:///no/such: [Errno 2] No such "
                  "file or directory: '/no/such'\n");
    const std::string folder = commands.folder().path().string();
    check_failure(commands.verify({"--mac", "fileb://" + folder}), 252,
                  "\nError parsing parameter '--mac': Unable to load paramfile fileb://" + folder +
                      ": [Errno 21] Is a directory: '" + folder + "'\n");
    const std::string not_text = commands.folder().write("bin", "\xff\xfe");
    check_failure(commands.generate({"--message", "file://" + not_text}), 252,
                  "\nError parsing parameter '--message': Unable to load paramfile (" + not_text +
                      "), text contents could not be decoded.  If this is a binary file, please use the fileb:// "
                      "prefix instead of the file:// prefix.\n");
}

TEST_CASE("a complaint about base64 from a file names the file and never quotes it") {
    const Commands commands;
    const std::string secret = commands.folder().write("secret", "hunter2hunter");
    check_failure(commands.generate({"--message", "file://" + secret}), 255,
                  "\nInvalid base64: \"file://" + secret + "\"\n");
}

TEST_CASE("raw-in-base64-out takes message and MAC as they are, files with their line ends made LF") {
    const Commands commands;
    const std::string raw = "--cli-binary-format=raw-in-base64-out";
    check_success(commands.generate({"--message", "abc", raw}), generated(mac_of_abc));
    check_failure(commands.verify({"--message", "abc", raw}), 254,
                  service_error("KMSInvalidMacException", "VerifyMac", ""));
    const std::string unix_text = "fileb://" + commands.folder().write("lf", "a\nb\nc\n");
    const std::string mixed_text = "file://" + commands.folder().write("crlf", "a\r\nb\rc\n");
    CHECK(commands.generate({"--message", mixed_text, raw}).out == commands.generate({"--message", unix_text}).out);
    CHECK(commands.generate({"--message", "\xff", raw}).status == 255);
}

TEST_CASE("missing and unknown options are refused with 252") {
    check_failure(
        Commands::run("generate-mac", {}), 252,
        usage_error("generate-mac", "the following arguments are required: --message, --key-id, --mac-algorithm"));
    check_failure(Commands::run("verify-mac", {"--message", "x"}), 252,
                  usage_error("verify-mac", "the following arguments are required: --key-id, --mac-algorithm, --mac"));
    check_failure(Commands::run("describe-key", {"--message", "x"}), 252,
                  usage_error("describe-key", "the following arguments are required: --key-id"));
    const Commands commands;
    const std::string unknown = usage_error("generate-mac", "x");
    const std::string usage = unknown.substr(0, unknown.find("\nhmacsweep: error"));
    check_failure(commands.generate({"--bogus=1", "-x"}), 252, usage + "\nUnknown options: --bogus=1, -x\n\n");
    check_failure(commands.generate({"a", "b", "c"}), 252, usage + "\nUnknown options: b, c, a\n\n");
}

TEST_CASE("unique beginnings of options will do, and ambiguous ones are refused") {
    const Commands commands;
    check_success(commands.generate({"--mess", "YWJj", "--key=alias/audit", "--mac", "HMAC_SHA_256", "--reg", "x"}),
                  generated(mac_of_abc));
    check_failure(commands.generate({"--m", abc}), 252,
                  usage_error("generate-mac", "ambiguous option: --m could match --message, --mac-algorithm"));
    check_failure(commands.verify({"--ma=x"}), 252,
                  usage_error("verify-mac", "ambiguous option: --ma=x could match --mac-algorithm, --mac"));
    check_failure(commands.generate({"--no"}), 252,
                  usage_error("generate-mac",
                              "ambiguous option: --no could match --no-verify-ssl, --no-paginate, --no-sign-request, "
                              "--no-cli-pager, --no-cli-auto-prompt"));
}

TEST_CASE("the last of a repeated option wins, and values may stand after an equals sign") {
    const Commands commands;
    check_success(commands.generate({"--message", "YWI=", "--message=YWJj"}), generated(mac_of_abc));
    check_success(commands.generate({"--key-id", "none", "--key-id", "alias/audit"}), generated(mac_of_abc));
}

TEST_CASE("a value that begins with a dash is taken for an option, unless it is a number, has a blank or follows =") {
    const Commands commands;
    const std::string no_value = usage_error("generate-mac", "argument --message: expected one argument");
    for (const char* const value : {"-x", "--", "-5.x", "--key-id"}) {
        CAPTURE(value);
        check_failure(commands.generate({"--message", value}), 252, no_value);
    }
    check_failure(commands.generate({"--message"}), 252, no_value);
    check_failure(commands.generate({"--message", "-5"}), 255, "\nInvalid base64: \"-5\"\n");
    check_failure(commands.generate({"--message", "-.5"}), 255, "\nInvalid base64: \"-.5\"\n");
    check_failure(commands.generate({"--message", "-a b"}), 255, "\nInvalid base64: \"-a b\"\n");
    check_failure(commands.generate({"--message=-x"}), 255, "\nInvalid base64: \"-x\"\n");
    check_success(commands.generate({"--message", "--output", "json", "YWJj"}), generated(mac_of_abc));
}

TEST_CASE("choices and flags are checked as the client checks them") {
    const Commands commands;
    check_failure(commands.generate({"--color", "blue"}), 252,
                  usage_error("generate-mac", "argument --color: Invalid choice, valid choices are:\n\non" +
                                                  std::string(38, ' ') + " | off" + std::string(37, ' ') + "\nauto" +
                                                  std::string(36, ' ')));
    check_failure(commands.generate({"--no-verify-ssl=it's"}), 252,
                  usage_error("generate-mac", "argument --no-verify-ssl: ignored explicit argument \"it's\""));
    check_failure(commands.generate({"--cli-read-timeout", "x"}), 255,
                  "\ninvalid literal for int() with base 10: 'x'\n");
}

TEST_CASE("network options are accepted and have nothing to do") {
    const Commands commands;
    check_success(
        commands.generate({"--endpoint-url", "http://192.0.2.1", "--no-verify-ssl", "--profile", "none", "--ca-bundle",
                           "/no/such", "--cli-read-timeout", "1", "--cli-connect-timeout", " 1_0 ", "--no-sign-request",
                           "--no-paginate", "--no-cli-pager", "--color", "off", "--output", "json"}),
        generated(mac_of_abc));
    const Outcome debugged = commands.generate({"--debug"});
    CHECK(debugged.status == 0);
    CHECK(debugged.out == generated(mac_of_abc));
    CHECK(debugged.err == "hmacsweep: nothing goes over a network, so --debug has nothing to show\n");
}

TEST_CASE("under --debug the options of a network are named, and --cli-auto-prompt says that it does nothing") {
    const Commands commands;
    const Outcome debugged = commands.generate({"--debug", "--no-verify-ssl", "--endpoint-url", "http://192.0.2.1"});
    CHECK(debugged.status == 0);
    CHECK(debugged.err ==
          "hmacsweep: nothing goes over a network, so --endpoint-url, --no-verify-ssl have nothing to do\n");
    const Outcome prompted = commands.generate({"--cli-auto-prompt"});
    CHECK(prompted.status == 0);
    CHECK(prompted.out == generated(mac_of_abc));
    CHECK(prompted.err == "hmacsweep: --cli-auto-prompt does nothing: there is no prompt\n");
    check_failure(commands.generate({"--cli-auto-prompt", "--no-cli-auto-prompt"}), 252,
                  "\nBoth --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.\n");
    check_failure(commands.generate({"--endpoint-url", "x"}), 252,
                  "\nBad value for --endpoint-url \"x\": scheme is missing.  Must be of the form http://<hostname>/ or "
                  "https://<hostname>/\n");
}

TEST_CASE("responses come in every format, by --output or AWS_DEFAULT_OUTPUT") {
    const Commands commands;
    const std::string arn = audit_arn;
    check_success(commands.verify({"--output", "text"}), arn + "\tHMAC_SHA_256\tTrue\n");
    check_success(commands.verify({"--output", "yaml"}),
                  "KeyId: " + arn + "\nMacAlgorithm: HMAC_SHA_256\nMacValid: true\n");
    check_success(commands.verify({"--output", "yaml-stream"}),
                  "- KeyId: " + arn + "\n  MacAlgorithm: HMAC_SHA_256\n  MacValid: true\n");
    // Printed by the AWS CLI 2.9.19 for this response.
    check_success(commands.verify({"--output", "table"}),
                  R"(-------------------------------------------------------------------------------------------------
|                                           VerifyMac                                           |
+--------------+--------------------------------------------------------------------------------+
|  KeyId       |  arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab   |
|  MacAlgorithm|  HMAC_SHA_256                                                                  |
|  MacValid    |  True                                                                          |
+--------------+--------------------------------------------------------------------------------+
)");
    {
        const Variable output("AWS_DEFAULT_OUTPUT", "text");
        check_success(commands.verify({}), arn + "\tHMAC_SHA_256\tTrue\n");
        CHECK(commands.verify({"--output", "json"}).out == verified());
    }
    const Variable output("AWS_DEFAULT_OUTPUT", "xml");
    check_failure(commands.verify({}), 255, "\nUnknown output type: xml\n");
    CHECK(commands.verify({"--mac", "AAAA"}).status == 254);
}

TEST_CASE("--query is JMESPath over the response, then printed in the format") {
    const Commands commands;
    const std::string arn = audit_arn;
    check_success(commands.generate({"--query", "Mac"}), std::string("\"") + mac_of_abc + "\"\n");
    check_success(commands.generate({"--query", "Mac", "--output", "text"}), std::string(mac_of_abc) + "\n");
    check_success(commands.verify({"--query", "[MacValid, KeyId]", "--output", "text"}), "True\t" + arn + "\n");
    check_success(commands.verify({"--query", "Nope"}), "null\n");
    check_success(commands.verify({"--query", "Nope", "--output", "text"}), "None\n");
    check_success(commands.verify({"--query", "Nope", "--output", "table"}), "");
    check_failure(commands.verify({"--query", "Mac["}), 252,
                  "\nBad value for --query Mac[: Invalid jmespath expression: Incomplete expression:\n\"Mac[\"\n     "
                  "^\n");
    check_failure(commands.verify({"--query", "nope(@)"}), 255, "\nUnknown function: nope()\n");
    check_failure(commands.verify({"--query", "\xff"}), 252, "\nBad value for --query: it is not UTF-8\n");
    CHECK(commands.verify({"--query", "Mac[", "--mac", "AAAA"}).status == 252);
    CHECK(commands.verify({"--query", "nope(@)", "--mac", "AAAA"}).status == 254);
}

TEST_CASE("hostile queries end cleanly, soon") {
    const Commands commands;
    const auto repeated = [](const std::string& part, std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            text += part;
        }
        return text;
    };
    for (const std::string& query :
         {std::string(100000, '('), std::string(100000, '['), repeated("{a:", 50000), std::string(100000, '!') + "a",
          repeated("[?", 50000), repeated("f(", 50000), repeated("a||", 50000) + "a", repeated("&", 100000),
          repeated("[@]|", 50000) + "@", repeated("a==", 50000) + "a", repeated("[*]", 50000),
          repeated("@.*.", 50000) + "a"}) {
        CAPTURE(query.substr(0, 20));
        CHECK(commands.verify({"--query=" + query}).status == 252);
    }
    // Results that double with every step, and would fill any memory.
    const std::string doubling = repeated("[@,@]|", 60) + "@";
    for (const std::string& query : {doubling, doubling + "[][][][]", repeated("join('',[@,@])|", 60) + "@",
                                     "to_string(@)|" + repeated("join('',[@,@])|", 60) + "@"}) {
        for (const char* const format : {"json", "text", "table"}) {
            CHECK(commands.verify({"--query=" + query, "--output", format}).status == 255);
        }
    }
    CHECK(commands.verify({"--query=" + doubling, "--output", "yaml"}).status == 0);
    CHECK(commands.verify({"--query=a." + repeated("b.", 10000) + "c"}).out == "null\n");
    CHECK(commands.verify({"--query=`[1]`[" + std::string(5000, '9') + "]"}).out == "null\n");
    CHECK(commands.verify({"--query=`1" + std::string(400, '0') + "`"}).status <= 252);
}

TEST_CASE("--cli-input-json gives parameters that options override") {
    const Commands commands;
    const std::string request =
        R"({"Message":"YWJj","KeyId":"alias/audit","MacAlgorithm":"HMAC_SHA_256","GrantTokens":["t"]})";
    check_success(commands.with_keys("generate-mac", {"--cli-input-json", request}), generated(mac_of_abc));
    const std::string file = commands.folder().write("request.json", request);
    check_success(commands.with_keys("generate-mac", {"--cli-input-json", "file://" + file}), generated(mac_of_abc));
    check_failure(commands.with_keys("generate-mac", {"--cli-input-json", request, "--key-id", "key_id"}), 254,
                  service_error("NotFoundException", "GenerateMac", "Invalid keyId 'key_id'"));
    check_failure(commands.with_keys("generate-mac", {"--cli-input-json", "{}", "--message", abc}), 252,
                  "\nParameter validation failed:\nMissing required parameter in input: \"KeyId\"\nMissing required "
                  "parameter in input: \"MacAlgorithm\"\n");
    check_failure(commands.generate({"--cli-input-json", R"({"Bogus":1})"}), 252,
                  "\nParameter validation failed:\nUnknown parameter in input: \"Bogus\", must be one of: Message, "
                  "KeyId, MacAlgorithm, GrantTokens, DryRun\n");
    check_failure(commands.generate({"--cli-input-json", "{"}), 252,
                  "\nError parsing parameter 'cli-input-json': Invalid JSON received.\n");
    check_failure(commands.generate({"--cli-input-json", "[]"}), 252,
                  "\nError parsing parameter '--cli-input-json': Invalid type: expecting map, received <class "
                  "'list'>\n");
    check_failure(commands.generate({"--cli-input-json", "{}", "--cli-input-yaml", "{}"}), 252,
                  "\nOnly one --cli-input- parameter may be specified.\n");
    check_failure(commands.generate({"--cli-input-json", R"({"DryRun":"yes"})"}), 252,
                  "\nParameter validation failed:\nInvalid type for parameter DryRun, value: yes, type: <class 'str'>, "
                  "valid types: <class 'bool'>\n");
    CHECK(commands.generate({"--cli-input-json", R"({"DryRun":true})"}).status == 254);
    CHECK(commands.generate({"--cli-input-json", R"({"DryRun":true})", "--no-dry-run"}).status == 0);
    CHECK(commands.generate({"--cli-input-json", std::string(100000, '[')}).status == 252);
    CHECK(commands.generate({"--cli-input-json", R"({"KeyId":1e999})"}).status == 252);
}

TEST_CASE("a complaint about --cli-input-json from a file never quotes its message") {
    const Commands commands;
    const std::string file = commands.folder().write("request.json", R"({"Message":"hunter2hunter"})");
    const Outcome outcome = commands.with_keys(
        "generate-mac", {"--cli-input-json", "file://" + file, "--key-id", "x", "--mac-algorithm", "x"});
    check_failure(outcome, 255, "\nInvalid base64: \"file://" + file + "\"\n");
    const std::string listed = commands.folder().write("listed.json", R"({"Message":["hunter2"]})");
    CHECK(commands
              .with_keys("generate-mac",
                         {"--cli-input-json", "file://" + listed, "--key-id", "x", "--mac-algorithm", "x"})
              .err.find("hunter2") == std::string::npos);
}

TEST_CASE("--cli-input-yaml gives parameters, binary ones too") {
    const Commands commands;
    const auto with_yaml = [&](const std::string& yaml) {
        return commands.with_keys("generate-mac", {"--cli-input-yaml", yaml});
    };
    const std::string rest = "\nKeyId: alias/audit\nMacAlgorithm: HMAC_SHA_256\n";
    if (with_yaml("{}").err.find("without yaml-cpp") != std::string::npos) {
        WARN("skipped: built without yaml-cpp, --cli-input-yaml is refused");
        CHECK(with_yaml("{}").status == 252);
        return;
    }
    check_success(with_yaml("Message: YWJj" + rest), generated(mac_of_abc));
    check_success(with_yaml("Message: !!binary YWJj" + rest), generated(mac_of_abc));
    check_success(with_yaml("Message: &a YWJj # a comment" + rest + "GrantTokens: [*a]\nDryRun: false\n"),
                  generated(mac_of_abc));
    check_success(with_yaml("<<: {MacAlgorithm: x, Message: YWJj}" + rest), generated(mac_of_abc));
    const std::string invalid = "\nError parsing parameter 'cli-input-yaml': Invalid YAML received.\n";
    for (const char* const yaml : {"a: [b", "{KeyId: a, KeyId: b}", "a: 1\n---\nb: 2", "a: *b", "&a [*a]", "a: !foo b",
                                   "a: \xff", "a: \x01", "{[a]: b}", "a: !!int x", "\"a: b"}) {
        CAPTURE(yaml);
        check_failure(with_yaml(yaml), 252, invalid);
    }
    check_failure(with_yaml("- a"), 252,
                  "\nError parsing parameter '--cli-input-yaml': Invalid type: expecting map, received <class "
                  "'list'>\n");
    check_failure(with_yaml("KeyId: 0x10\nMessage: YWJj\nMacAlgorithm: yes"), 252,
                  "\nParameter validation failed:\nInvalid type for parameter KeyId, value: 16, type: <class 'int'>, "
                  "valid types: <class 'str'>\n");
    // Deep, wide and self-multiplying documents.
    std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) {
            bomb += before + (k < 9 ? "," : "]\n");
        }
    }
    CHECK(with_yaml(bomb + "KeyId: *a29\n").status == 252);
    CHECK(with_yaml(bomb + "GrantTokens: *a29\n").status == 252);
    CHECK(with_yaml(std::string(100000, '[')).status == 252);
    CHECK(with_yaml(std::string(100000, '{')).status == 252);
    CHECK(with_yaml(std::string(50000, '-') + " a").status == 252);
}

TEST_CASE("skeletons are printed without keys, and one that is filled in is a request") {
    check_success(Commands::run("generate-mac", {"--generate-cli-skeleton"}),
                  "{\n    \"Message\": null,\n    \"KeyId\": \"\",\n    \"MacAlgorithm\": \"HMAC_SHA_224\",\n    "
                  "\"GrantTokens\": [\n        \"\"\n    ],\n    \"DryRun\": true\n}\n");
    check_success(Commands::run("describe-key", {"--generate-cli-skeleton", "input"}),
                  "{\n    \"KeyId\": \"\",\n    \"GrantTokens\": [\n        \"\"\n    ]\n}\n");
    check_success(Commands::run("describe-key", {"--generate-cli-skeleton", "yaml-input"}),
                  "KeyId: ''  # [REQUIRED] Describes the specified KMS key.\nGrantTokens: # A list of grant tokens.\n- "
                  "''\n");
    const Arguments call{"--message", abc, "--key-id", "x", "--mac-algorithm", "x", "--generate-cli-skeleton",
                         "output"};
    CHECK(Commands::run("generate-mac", call).status == 252);
    Arguments verify = call;
    verify.insert(verify.end(), {"--mac", abc});
    check_success(Commands::run("verify-mac", verify),
                  "{\n    \"KeyId\": \"KeyId\",\n    \"MacValid\": true,\n    \"MacAlgorithm\": \"MacAlgorithm\"\n}\n");
    CHECK(Commands::run("verify-mac", {"--generate-cli-skeleton", "output"}).status == 252);
}

TEST_CASE("a mistyped choice is answered with what was meant") {
    const Commands commands;
    const Outcome outcome = commands.generate({"--output", "jsn"});
    CHECK(outcome.status == 252);
    CHECK(outcome.err.find("\n\n\nInvalid choice: 'jsn', maybe you meant:\n\n  * json\n") != std::string::npos);
}

TEST_CASE("grant tokens are a list or a JSON list, checked as the client checks them") {
    const Commands commands;
    const std::string begin = "\nParameter validation failed:\n";
    const std::string empty = "Invalid length for parameter GrantTokens[1], value: 0, valid min length: 1\n";
    check_success(commands.generate({"--grant-tokens", "a", "b"}), generated(mac_of_abc));
    check_success(commands.generate({"--grant-tokens", R"(["a", "b"])"}), generated(mac_of_abc));
    check_success(commands.generate({"--grant-tokens"}), generated(mac_of_abc));
    check_failure(commands.generate({"--grant-tokens", "a", ""}), 252, begin + empty);
    check_failure(commands.generate({"--grant-tokens", R"(["a", ""])"}), 252, begin + empty);
    check_failure(commands.generate({"--grant-tokens", R"([1, "a"])"}), 252,
                  begin +
                      "Invalid type for parameter GrantTokens[0], value: 1, type: <class 'int'>, valid types: "
                      "<class 'str'>\n");
    check_failure(commands.generate({"--key-id", "", "--grant-tokens", "a", ""}), 252,
                  begin + "Invalid length for parameter KeyId, value: 0, valid min length: 1\n" + empty);
    CHECK(commands.generate({"--grant-tokens", R"(["a")"}).status == 252);
}

TEST_CASE("files are loaded before base64 is decoded, and base64 before lengths are checked") {
    const Commands commands;
    CHECK(commands.verify({"--message", "abc", "--mac", "file:///no/such"}).status == 252);
    check_failure(commands.verify({"--message", "abc", "--mac", "x", "--key-id", ""}), 255,
                  "\nInvalid base64: \"abc\"\n");
    check_failure(
        Commands::run("generate-mac", {"--message", abc, "--key-id", "", "--mac-algorithm", "x", "--keys", "/no/such"}),
        252,
        "\nParameter validation failed:\nInvalid length for parameter KeyId, value: 0, valid min "
        "length: 1\n");
}

TEST_CASE("HMACSWEEP_KEYS lists key files, and --keys stands in their place") {
    const Commands commands;
    const std::string more = commands.write_secret("jwk.json", jwk_set);
    const Arguments call{"--message", abc, "--key-id", "alias/audit", "--mac-algorithm", "HMAC_SHA_256"};
    check_failure(Commands::run("generate-mac", call), 255,
                  "\nUnable to locate keys. You can name key files with --keys FILE or in HMACSWEEP_KEYS.\n");
    {
        const Variable keys("HMACSWEEP_KEYS", (more + "::" + commands.keys() + ":").c_str());
        check_success(Commands::run("generate-mac", call), generated(mac_of_abc));
    }
    {
        const Variable keys("HMACSWEEP_KEYS", "/no/such");
        check_success(commands.generate({}), generated(mac_of_abc));
        check_success(commands.generate({"--keys", more}), generated(mac_of_abc));
        const Outcome outcome = Commands::run("generate-mac", call);
        CHECK(outcome.status == 255);
        CHECK(outcome.err == "\ncannot open /no/such: No such file or directory\n");
    }
}

TEST_CASE("a broken key file ends with 255 and its error, and a readable one with a warning") {
    const Commands commands;
    const std::string broken = commands.write_secret("broken.json", R"({"Keys":[{"KeyId":"k"}]})");
    check_failure(
        commands.generate({"--keys", broken}), 255,
        "\n" + broken + ": key 1 (k): KeyMaterial is missing or empty; only a key in PendingImport may lack it\n");

    const std::string open = commands.write_secret("open.json", jwk_set);
    std::filesystem::permissions(open, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    const Outcome outcome = commands.generate({"--keys", open});
    CHECK(outcome.status == 0);
    CHECK(outcome.out == generated(mac_of_abc));
    CHECK(outcome.err == "hmacsweep: warning: other users can read key file " + open + "; chmod 600 " + open + "\n");
}

TEST_CASE("describe-key prints the members that the key file has, in KMS's order, and never the material") {
    const Commands commands;
    const std::string expected = R"({
    "KeyMetadata": {
        "AWSAccountId": "111122223333",
        "KeyId": "1234abcd-12ab-34cd-56ef-1234567890ab",
        "Arn": "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "Enabled": true,
        "Description": "a \"quoted\" word",
        "KeyUsage": "GENERATE_VERIFY_MAC",
        "KeyState": "Enabled",
        "KeySpec": "HMAC_256",
        "MultiRegionConfiguration": {
            "ReplicaKeys": []
        },
        "MacAlgorithms": [
            "HMAC_SHA_256"
        ]
    }
}
)";
    for (const char* const name : {"alias/audit", audit_arn}) {
        check_success(commands.with_keys("describe-key", {"--key-id", name}), expected);
    }
    CHECK(commands.with_keys("describe-key", {"--key-id", "disabled"}).status == 0);
    check_failure(commands.with_keys("describe-key", {"--key-id", "alias/none"}), 254,
                  service_error("NotFoundException", "DescribeKey",
                                "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found."));
}

TEST_CASE("describe-key of a key from a JWK Set prints its KeyId") {
    const Commands commands;
    const std::string jwk = commands.write_secret("jwk.json", jwk_set);
    check_success(Commands::run("describe-key", {"--key-id", "jwk-1", "--keys", jwk}),
                  "{\n    \"KeyMetadata\": {\n        \"KeyId\": \"jwk-1\"\n    }\n}\n");
}

TEST_CASE("nothing that is printed holds key material") {
    const Commands commands;
    const std::string material = key_material;
    for (const char* const name :
         {"alias/audit", "disabled", "deleted", "updating", "waiting", "cipher", "rfc4231", "none"}) {
        for (const Outcome& outcome :
             {commands.generate({"--key-id", name}), commands.verify({"--key-id", name, "--debug"}),
              commands.with_keys("describe-key", {"--key-id", name})}) {
            CAPTURE(name);
            CHECK(outcome.out.find(material) == std::string::npos);
            CHECK(outcome.err.find(material) == std::string::npos);
            CHECK(outcome.out.find("KeyMaterial") == std::string::npos);
            CHECK(outcome.out.find("qqqq") == std::string::npos);
        }
    }
}

TEST_CASE("a wrong MAC's answer never holds the right one") {
    const Commands commands;
    const Outcome outcome = commands.verify({"--mac", "AAAA", "--debug"});
    CHECK(outcome.status == 254);
    CHECK(outcome.err.find(mac_of_abc) == std::string::npos);
}

TEST_CASE("help is printed with examples wherever the client would print its own") {
    for (const char* const command : {"generate-mac", "verify-mac", "describe-key"}) {
        for (const Arguments& arguments :
             {Arguments{"help"}, Arguments{"--help"}, Arguments{"-h"}, Arguments{"--message", "x", "--hel"}}) {
            const Outcome outcome = Commands::run(command, arguments);
            CHECK(outcome.status == 0);
            CHECK(outcome.err.empty());
            CHECK(outcome.out.find(std::string("usage: hmacsweep ") + command) == 0);
            CHECK(outcome.out.find("Examples:\n  hmacsweep ") != std::string::npos);
        }
    }
    const Commands commands;
    CHECK(commands.generate({"help"}).out == Commands::run("generate-mac", {"help"}).out);
    CHECK(Commands::run("generate-mac", {"help", "x"}).status == 252);
    CHECK(Commands::run("generate-mac", {"--version"}).out.find("hmacsweep ") == 0);
}
