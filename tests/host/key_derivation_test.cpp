// Keys that are derived from secrets: published vectors, and steps that make no sense.
#include "host/keys/key_derivation.hpp"

#include "host/base/encoding.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace hmacsweep::tests {
namespace {

/// What the steps make of a secret, in hex; else the error.
std::string derived(Bytes secret, const std::vector<std::string>& texts) {
    std::vector<keys::DerivationStep> steps;
    for (const std::string& text : texts) {
        if (const std::optional<Error> error = keys::parse_derivation(text, steps)) {
            return error->message;
        }
    }
    const Result<SecretBytes> key = keys::derive_key(SecretBytes(secret), steps);
    return key ? to_hex(key->bytes()) : key.error().message;
}

std::string derived(std::string_view secret, const std::string& steps) {
    return derived(as_bytes(secret), {steps});
}

std::string file_of(const TempDir& dir, const std::string& name, const ByteVector& bytes) {
    return "@" + dir.write(name, as_text(bytes));
}

}    // namespace

TEST_CASE("HKDF is that of RFC 5869, appendix A") {
    const TempDir dir;
    const std::string salt = file_of(dir, "salt", from_hex("000102030405060708090a0b0c"));
    const std::string info = file_of(dir, "info", from_hex("f0f1f2f3f4f5f6f7f8f9"));
    const ByteVector secret(22, 0x0b);
    CHECK(derived(secret, {"hkdf:" + salt + ":" + info + ":42"}) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    CHECK(derived(secret, {"hkdf:::42"}) ==
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    // A.4, with SHA-1.
    CHECK(derived(ByteVector(11, 0x0b), {"hkdf-sha1:" + salt + ":" + info + ":42"}) ==
          "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896");
}

TEST_CASE("PBKDF2 is that of RFC 7914, 11, and RFC 6070") {
    CHECK(derived("passwd", "pbkdf2:1:salt:64") ==
          "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
          "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
    CHECK(derived("password", "pbkdf2-sha1:4096:salt:20") == "4b007901b765489abead49d926f721d065a429c1");
    CHECK(derived("passwordPASSWORDpassword", "pbkdf2-sha1:4096:saltSALTsaltSALTsaltSALTsaltSALTsalt:25") ==
          "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
}

TEST_CASE("the signing key of AWS's Signature Version 4 is that of its documentation") {
    // AWS General Reference, "Examples of how to derive a signing key for Signature Version 4".
    CHECK(derived("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                  "prefix:AWS4,hmac:20120215,hmac:us-east-1,hmac:iam,hmac:aws4_request") ==
          "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
}

TEST_CASE("keys are those that the real software derives") {
    // botocore 1.43.11, SigV4Auth; AWS's documentation has the same for this request of IAM's.
    CHECK(derived("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                  "prefix:AWS4,hmac:20150830,hmac:us-east-1,hmac:iam,hmac:aws4_request") ==
          "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    // itsdangerous 2.2.0, Signer("secret-key", salt="cookie-session", key_derivation, digest_method).derive_key():
    // first django-concat, which is the default, then concat and hmac.
    const std::string secret = "secret-key";
    CHECK(derived(secret, "prefix:cookie-sessionsigner,sha1") == "10b7776769d5f295ae91ef07a80487661fd246c7");
    CHECK(derived(secret, "prefix:cookie-sessionsigner,sha256") ==
          "fa0ce585ea4e0ce5deba25607ce9ec67f46da741944faf6663e782fa46d44ce3");
    CHECK(derived(secret, "prefix:cookie-session,sha256") ==
          "badefffc5a307eb21d34a5adf11edfd2b83b4d158b6895a77cbaedcb00dd23aa");
    CHECK(derived(secret, "hmac-sha1:cookie-session") == "c7f868a9a538dd5793a788a0fdc7ffcc702ddb50");
    CHECK(derived(secret, "hmac:cookie-session") == "322eb64c5e666e417a09e06e927a3e98a1ad37f2ec34e25fc676c02852da7170");
    CHECK(derived(secret, "hmac-sha512:cookie-session") ==
          "991a91b3cf18bcda49faaabe65a3bfd89ec44e8dc59b02cb605fa48a69262e13"
          "bb2d6f5f951d2a54059be23f935e9efb3fc5e71bebcc4d7c39f81b099ab3ebf3");
    // As Telegram documents its login widget and its Mini Apps, and Plug its KeyGenerator; by Python's hashlib and
    // hmac.
    const std::string token = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";
    CHECK(derived(token, "sha256") == "731fa294d036e54f19df879bfcd4fe72d967dc6327800c5f74a48414a3f258c9");
    CHECK(derived(token, "hmac-of:WebAppData") == "a0e5dfce69d0e0e2311028cbb9c5e74bf476e08a08b30063019af6df1ca8b638");
    CHECK(derived("secret_key_base", "pbkdf2:1000:signed cookie:32") ==
          "0c65b0e05d8e9ad5c0923d6eefe01f31447b7d1751fb7768be61bcc911f23ebf");
}

TEST_CASE("digests, HMACs and encodings are done left to right, whether in one text or in several") {
    CHECK(derived("abc", "sha256") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(derived("abc", "sha1") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(derived("abc", "sha1,to-hex") == to_hex(as_bytes("a9993e364706816aba3e25717850c26c9cd0d89d")));
    CHECK(derived("abc", "sha1,to-hex,hex") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(derived("YWJj\n", "base64,suffix:d,prefix:_") == to_hex(as_bytes("_abcd")));
    CHECK(derived("abc", "to-base64") == to_hex(as_bytes("YWJj")));
    CHECK(derived("-_8=", "base64url") == "fbff");
    CHECK(derived("abc\r\n", "text") == to_hex(as_bytes("abc")));
    // RFC 4231, case 2, from both sides.
    const std::string mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    CHECK(derived("Jefe", "hmac:what do ya want for nothing?") == mac);
    CHECK(derived("what do ya want for nothing?", "hmac-of:Jefe") == mac);
    CHECK(derived("Jefe", "hmac-sha384:what do ya want for nothing?") ==
          "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    CHECK(derived(as_bytes("Jefe"), {"prefix:", "hmac:what do ya want for nothing?"}) == mac);
}

TEST_CASE("a text of a step may be in a file, less one line end, so that a secret is on no command line") {
    const TempDir dir;
    const std::string file = dir.write("text", "a,b:c\n");
    CHECK(derived("s", "prefix:@" + file) == to_hex(as_bytes("a,b:cs")));
    CHECK(derived("s", "prefix:@" + file + ".missing").find("step 1 (prefix): ") == 0);
}

TEST_CASE("steps that make no sense are errors that name the step and quote no text of it") {
    const auto refused = [](const std::string& steps, const std::string& words) {
        CAPTURE(steps);
        const std::string error = derived("abc", steps);
        CHECK(error.find(words) != std::string::npos);
        CHECK(error.find("secret") == std::string::npos);
    };
    refused("", "step 1 (): there is no such step");
    refused("sha256,", "step 2 (): there is no such step");
    refused("sha3", "step 1 (sha3): there is no such step (a comma ends a step); there are sha1, sha256, ");
    refused("sha256-sha1", "there is no such step");
    refused("sha256:secret", "step 1 (sha256): nothing follows its name");
    refused("sha1,hmac", "step 2 (hmac): a colon and its text follow its name");
    refused("hkdf:secret:32", "step 1 (hkdf): it is written hkdf:SALT:INFO:LEN");
    refused("hkdf:secret::0", "LEN must be a number from 1 to 1024");
    refused("hkdf:secret::1025", "LEN must be a number");
    refused("pbkdf2:0:secret:32", "ROUNDS must be a number from 1 to 100000000");
    refused("pbkdf2:1000", "LEN must be a number");
    refused("pbkdf2:-1:secret:32", "ROUNDS must");
    refused("hex", "step 1 of the derivation meets a text that ");
    CHECK(derived("\n", "sha256,to-hex").size() == 128);
    CHECK(derived("\n", "prefix:,text") == "step 2 of the derivation makes nothing");
}

}    // namespace hmacsweep::tests
