// Why everything fails: records that are wrong in one way each, made by OpenSSL, are found by that way's name; tampered
// ones by none.
#include "host/diagnosis/diagnosis.hpp"
#include "reference/lookalike.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include <openssl/evp.h>

namespace hmacsweep::tests {
namespace {

using diagnosis::Diagnosis;

/// What a record has in place of a right message and MAC.
struct Texts {
    std::string message;
    std::string mac;
    std::string note;    ///< another member, unless empty
};

/// One way of being wrong.
struct Wrong {
    std::string name;       ///< the mistake's
    std::string options;    ///< that mend it, in the order told
    std::function<Texts(int)> make;
    std::string stored_key = "a secret text";    ///< what the key file holds
    std::function<void(rules::RunOptions&)> read = {};
};

std::string number(int i) {
    return std::to_string(i);
}

std::string hex(Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        text += digits[byte / 16];
        text += digits[byte % 16];
    }
    return text;
}

std::string plain(int i) {
    return std::string("payment no. ") + number(i) + " of today";
}

ByteVector mac_of(std::string_view message, std::string_view key = "a secret text",
                  Algorithm algorithm = Algorithm::HmacSha256) {
    return reference_hmac(algorithm, as_bytes(key), as_bytes(message));
}

std::string mac_text(std::string_view message, std::string_view key = "a secret text") {
    return base64(mac_of(message, key));
}

std::string as_url(std::string text) {
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text.substr(0, text.find('='));
}

std::string line_of(const Texts& texts) {
    nlohmann::ordered_json line{{"KeyId", "k"}, {"MacAlgorithm", "HMAC_SHA_256"}};
    line["Message"] = texts.message;
    line["Mac"] = texts.mac;
    if (!texts.note.empty()) {
        line["note"] = texts.note;
    }
    return line.dump() + "\n";
}

/// The MAC is over `covered`, and the message says `stored`.
Wrong message_wrong(std::string name, std::string options, std::function<std::string(int)> stored,
                    std::function<std::string(int)> covered) {
    return {std::move(name), std::move(options),
            [stored, covered](int i) { return Texts{stored(i), mac_text(covered(i)), ""}; }};
}

/// The message and the MAC are right, and the MAC is written by `write`.
Wrong mac_wrong(std::string name, std::string options, std::function<std::string(const ByteVector&)> write,
                Encoding encoding = Encoding::Base64) {
    return {std::move(name), std::move(options),
            [write](int i) { return Texts{plain(i), write(mac_of(plain(i))), ""}; }, "a secret text",
            [encoding](rules::RunOptions& run) { run.shape.mac_encoding = encoding; }};
}

/// The application's key is `used`, and the key file's is `stored`.
Wrong key_wrong(std::string name, std::string options, const std::string& stored, const std::string& used) {
    return {std::move(name), std::move(options),
            [used](int i) { return Texts{plain(i), mac_text(plain(i), used), ""}; }, stored};
}

Wrong encoding_wrong(std::string name, std::string options, std::function<std::string(const std::string&)> write) {
    return {std::move(name), std::move(options), [write](int i) {
                const std::string message = plain(i) + "\xc3\xbf\xc3\xbe>>??";
                return Texts{write(message), mac_text(message), ""};
            }};
}

std::string base64_of(const std::string& text) {
    return base64(as_bytes(text));
}

std::string in_lines(std::string text) {
    return text.insert(20, "\n");
}

/// As Python, PHP and JavaScript write these; by hand.
std::vector<Wrong> json_wrongs() {
    const auto unsorted = [](int i) { return R"({"b":)" + number(i) + R"(,"a":"é, :"})"; };
    return {
        message_wrong(
            "json-compact", "", [](int i) { return "{ \"b\": " + number(i) + ",\n\"a\": \"x  y\" }"; },
            [](int i) { return R"({"b":)" + number(i) + R"(,"a":"x  y"})"; }),
        message_wrong("json-spaced", "", unsorted,
                      [](int i) { return R"({"b": )" + number(i) + R"(, "a": "\u00e9, :"})"; }),
        message_wrong("json-sorted", "", unsorted, [](int i) { return R"({"a":"\u00e9, :","b":)" + number(i) + "}"; }),
        message_wrong("json-sorted-utf8", "", unsorted, [](int i) { return R"({"a":"é, :","b":)" + number(i) + "}"; }),
        message_wrong("json-sorted-spaced", "", unsorted,
                      [](int i) { return R"({"a": "\u00e9, :", "b": )" + number(i) + "}"; }),
        message_wrong(
            "json-jcs", "", [](int i) { return R"({"b":1e3,"a":"é)" + number(i) + "\"}"; },
            [](int i) { return R"({"a":"é)" + number(i) + R"(","b":1000})"; }),
        message_wrong(
            "json-php", "", [](int i) { return R"({"u":"http://x/é","n":)" + number(i) + "}"; },
            [](int i) { return R"({"u":"http:\/\/x\/\u00e9","n":)" + number(i) + "}"; }),
        message_wrong(
            "slashes-escaped", "", [](int i) { return R"({"u":"a/b", "n": )" + number(i) + "}"; },
            [](int i) { return R"({"u":"a\/b", "n": )" + number(i) + "}"; }),
        message_wrong(
            "slashes-plain", "", [](int i) { return R"({"u":"a\/b", "n": )" + number(i) + "}"; },
            [](int i) { return R"({"u":"a/b", "n": )" + number(i) + "}"; }),
    };
}

std::vector<Wrong> message_wrongs() {
    std::vector<Wrong> wrongs{
        {"message-field", "--columns message=note",
         [](int i) { return Texts{"something else", mac_text(plain(i)), plain(i)}; }},
        {"message-object", "--message json-without:Mac",
         [](int i) {
             const std::string object = R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":")" + plain(i) + "\"}";
             return Texts{plain(i), mac_text(object), ""};
         }},
        {"message-text", "--message-encoding text", [](int i) { return Texts{plain(i), mac_text(plain(i)), ""}; },
         "a secret text", [](rules::RunOptions& run) { run.shape.message_encoding = Encoding::Base64; }},
        encoding_wrong("message-base64", "--message-encoding base64", base64_of),
        encoding_wrong("message-hex", "--message-encoding hex", [](const auto& text) { return hex(as_bytes(text)); }),
        encoding_wrong("message-base64url", "--message-encoding base64url",
                       [](const auto& text) { return as_url(base64_of(text)); }),
        encoding_wrong("message-base64-mime", "--message-encoding base64-mime",
                       [](const auto& text) { return in_lines(base64_of(text)); }),
        encoding_wrong("message-base64-twice", "", [](const auto& text) { return base64_of(base64_of(text)); }),
        {"message-joined", "--message '{note}.{Message}'",
         [](int i) {
             const std::string time = "17000000" + number(i);
             return Texts{plain(i), mac_text(time + "." + plain(i)), time};
         }},
        message_wrong("message-newline-added", "--message '{Message}\\n'", plain,
                      [](int i) { return plain(i) + "\n"; }),
        message_wrong(
            "message-newline-dropped", "", [](int i) { return plain(i) + "\r\n"; }, plain),
        message_wrong(
            "message-crlf-to-lf", "", [](int i) { return "a\r\nb\r\n" + plain(i); },
            [](int i) { return "a\nb\n" + plain(i); }),
        message_wrong(
            "message-lf-to-crlf", "", [](int i) { return "a\nb\r\n" + plain(i); },
            [](int i) { return "a\r\nb\r\n" + plain(i); }),
        message_wrong(
            "message-trimmed", "", [](int i) { return "  " + plain(i) + " "; }, plain),
        message_wrong("message-as-base64", "", plain, [](int i) { return base64_of(plain(i)); }),
        message_wrong("message-as-hex", "", plain, [](int i) { return hex(as_bytes(plain(i))); }),
    };
    for (Wrong& wrong : json_wrongs()) {
        wrongs.push_back(std::move(wrong));
    }
    return wrongs;
}

std::vector<Wrong> mac_wrongs() {
    const auto in_base64 = [](const ByteVector& mac) { return base64(mac); };
    return {
        {"mac-field", "--columns mac=note",
         [](int i) { return Texts{plain(i), base64(pattern(32)), mac_text(plain(i))}; }},
        mac_wrong("mac-hex", "--mac-encoding hex", [](const ByteVector& mac) { return hex(mac); }),
        mac_wrong("mac-base64", "--mac-encoding base64", in_base64, Encoding::Hex),
        mac_wrong("mac-base64url", "--mac-encoding base64url", [&](const auto& mac) { return as_url(base64(mac)); }),
        mac_wrong("mac-base64-mime", "--mac-encoding base64-mime",
                  [](const auto& mac) { return in_lines(base64(mac)); }),
        mac_wrong("mac-unpadded", "", [](const auto& mac) { return base64(mac).substr(0, 43); }),
        mac_wrong("mac-prefix", "--mac 'vault:v1:{Mac:base64}'",
                  [](const auto& mac) { return "vault:v1:" + base64(mac); }),
        mac_wrong(
            "mac-prefix", "--mac 'sha256={Mac:hex}'", [](const auto& mac) { return "sha256=" + hex(mac); },
            Encoding::Hex),
        mac_wrong("mac-hex-in-base64", "", [](const auto& mac) { return base64_of(hex(mac)); }),
        mac_wrong("mac-base64-twice", "", [](const auto& mac) { return base64_of(base64(mac)); }),
        mac_wrong(
            "mac-base64-in-hex", "", [](const auto& mac) { return hex(as_bytes(base64(mac))); }, Encoding::Hex),
    };
}

std::vector<Wrong> key_wrongs() {
    const ByteVector material = from_hex("fbefbeff00112233445566778899aabbccddeefffbefbeff");
    const std::string bytes(as_text(material));
    const std::string text = base64(material);    // with + and / in it
    return {
        key_wrong("key-hex", "keys import --encoding hex", hex(material), bytes),
        key_wrong("key-base64", "keys import --encoding base64", text, bytes),
        key_wrong("key-base64url", "keys import --encoding base64url", as_url(text), bytes),
        key_wrong("key-newline-dropped", "keys import --encoding text", "secret\n", "secret"),
        key_wrong("key-newline-added", "keys import --encoding raw", "secret", "secret\n"),
        key_wrong("key-as-hex", "keys import --encoding text", bytes, hex(material)),
        key_wrong("key-as-upper-hex", "keys import --encoding text", "\xab\xcd\xef?", "ABCDEF3F"),
        key_wrong("key-as-base64", "keys import --encoding text", bytes, text),
        key_wrong("key-whsec", "keys import --encoding base64", "whsec_" + text, bytes),
        key_wrong("key-other", "", "a secret text", "the other key"),
    };
}

/// A value of `function` by OpenSSL's own calls.
ByteVector foreign_mac(const char* digest, std::string_view key, std::string_view message) {
    ByteVector mac(64);
    std::size_t size = 0;
    REQUIRE(EVP_Q_mac(nullptr, "HMAC", nullptr, digest, nullptr, key.data(), key.size(),
                      reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(), mac.size(),
                      &size) != nullptr);
    mac.resize(size);
    return mac;
}

ByteVector hash(const char* digest, std::string_view text) {
    ByteVector value(64);
    std::size_t size = 0;
    REQUIRE(EVP_Q_digest(nullptr, digest, nullptr, text.data(), text.size(), value.data(), &size) == 1);
    value.resize(size);
    return value;
}

std::vector<Wrong> formula_wrongs() {
    const auto with = [](std::string name, std::string options, std::function<ByteVector(std::string)> make) {
        return Wrong{std::move(name), std::move(options),
                     [make](int i) { return Texts{plain(i), base64(make(plain(i))), ""}; }};
    };
    const std::string key = "a secret text";
    return {
        with("algorithm", "", [=](const auto& m) { return mac_of(m, key, Algorithm::HmacSha512); }),
        with("algorithm", "", [=](const auto& m) { return mac_of(m, key, Algorithm::HmacSha224); }),
        with("mac-truncated", "--min-mac-bytes 16",
             [=](const auto& m) {
                 ByteVector mac = mac_of(m, key);
                 mac.resize(16);
                 return mac;
             }),
        with("lookalike", "", [=](const auto& m) { return foreign_mac("SHA1", key, m); }),
        with("lookalike", "", [=](const auto& m) { return foreign_mac("MD5", key, m); }),
        with("lookalike", "", [=](const auto& m) { return foreign_mac("SHA3-256", key, m); }),
        with("lookalike", "", [=](const auto& m) { return foreign_mac("SHA512-256", key, m); }),
        with("lookalike", "", [=](const auto& m) { return hash("SHA256", m); }),
        with("lookalike", "", [=](const auto& m) { return hash("SHA256", key + m); }),
        with("lookalike", "", [=](const auto& m) { return hash("SHA256", m + key); }),
        with("lookalike", "", [=](const auto& m) { return hash("SHA1", key + m); }),
    };
}

std::vector<Wrong> all_wrongs() {
    std::vector<Wrong> all;
    for (std::vector<Wrong>& some : std::array{message_wrongs(), mac_wrongs(), key_wrongs(), formula_wrongs()}) {
        std::ranges::move(some, std::back_inserter(all));
    }
    return all;
}

keys::KeyStore keys_of(const std::string& material) {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", as_bytes(material)));
    keys.push_back(make_key("other", as_bytes("the other key")));
    return make_store(std::move(keys));
}

rules::RunOptions text_options() {
    rules::RunOptions options;
    options.shape.message_encoding = Encoding::Text;
    return options;
}

std::vector<diagnosis::Diagnosis> diagnoses_of(const std::string& text, const keys::KeyStore& keys,
                                               const rules::RunOptions& options) {
    return run_text(text, keys, options, backend_named("scalar"), ParsedLines::Unwanted).report.diagnoses;
}

std::string names_of(const diagnosis::Finding& finding) {
    std::string names;
    for (const diagnosis::Guess& guess : finding.guesses) {
        names += (names.empty() ? "" : " ") + std::string(diagnosis::mistakes()[guess.mistake].name);
    }
    return names;
}

std::string options_of(const diagnosis::Finding& finding) {
    std::string options;
    for (const std::string& option : finding.options) {
        options += (options.empty() ? "" : " ") + option;
    }
    return options;
}

std::string text_of(const Wrong& wrong, int num_records) {
    std::string text;
    for (int i = 0; i < num_records; ++i) {
        text += line_of(wrong.make(i));
    }
    return text;
}

}    // namespace

TEST_CASE("every usual mistake is found by its name, and mended by its option") {
    std::set<std::string> covered{"mac-text"};    // which JSON cannot hold; below
    for (const Wrong& wrong : all_wrongs()) {
        CAPTURE(wrong.name);
        covered.insert(wrong.name);
        rules::RunOptions options = text_options();
        if (wrong.read) {
            wrong.read(options);
        }
        const std::vector<diagnosis::Diagnosis> found =
            diagnoses_of(text_of(wrong, 20), keys_of(wrong.stored_key), options);
        REQUIRE(found.size() == 1);
        CHECK(found[0].num_records == 20);
        CHECK(found[0].num_sampled == 16);
        REQUIRE(found[0].findings.size() == 1);
        CHECK(found[0].is_explained());
        CHECK(names_of(found[0].findings[0]) == wrong.name);
        CHECK(options_of(found[0].findings[0]) == wrong.options);
        // Without an option that mends it, there are words about what to do.
        CHECK((!wrong.options.empty() || !found[0].findings[0].remarks.empty()));
        for (const diagnosis::MistakeCount& count : found[0].counts) {
            if (diagnosis::mistakes()[count.mistake].name == wrong.name) {
                CHECK(count.num_tried == 16);
                CHECK(count.num_verified == 16);
            }
        }
    }
    for (const diagnosis::Mistake& mistake : diagnosis::mistakes()) {
        INFO(mistake.name << " has no test");
        CHECK(covered.contains(std::string(mistake.name)));
    }
}

TEST_CASE("the page about diagnose lists every mistake that is tried") {
    const std::string page = read_file(std::string(HMACSWEEP_SOURCE_DIR) + "/host/diagnosis/README.md");
    for (const diagnosis::Mistake& mistake : diagnosis::mistakes()) {
        CHECK_THAT(page, has_text("`" + std::string(mistake.name) + "`"));
    }
}

TEST_CASE("a MAC that stands there as bytes is found in a table") {
    std::string text = "Message,Mac\n";
    for (int i = 0, num_records = 0; num_records < 5; ++i) {
        const ByteVector mac = mac_of(plain(i));
        const std::string_view bytes = as_text(mac);
        if (bytes.find_first_of("\",\r\n") == std::string_view::npos) {
            text += plain(i) + "," + std::string(bytes) + "\n";
            ++num_records;
        }
    }
    rules::RunOptions options = text_options();
    options.shape.format = format::InputFormat::Csv;
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), options);
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].findings.size() == 1);
    CHECK(names_of(found[0].findings[0]) == "mac-text");
    CHECK(options_of(found[0].findings[0]) == "--mac-encoding text");
    CHECK(found[0].findings[0].num_verified == 5);
}

TEST_CASE("advice depends on what the records say themselves") {
    const auto finding_of = [](const std::string& text, const rules::RunOptions& options) {
        const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), options);
        REQUIRE(found.size() == 1);
        REQUIRE(found[0].findings.size() == 1);
        return found[0].findings[0];
    };
    const auto record = [](std::string_view key, Algorithm algorithm) {
        return R"({"Message":"hello","Mac":")" + base64(mac_of("hello", key, algorithm)) + "\"}\n";
    };
    rules::RunOptions options = text_options();
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    CHECK(options_of(finding_of(record("a secret text", Algorithm::HmacSha384), options)) ==
          "--mac-algorithm HMAC_SHA_384");
    CHECK(options_of(finding_of(record("the other key", Algorithm::HmacSha256), options)) == "--key-id other");
    // Records that name nothing, and no options: a key and an algorithm are missing, which is no mistake of theirs.
    CHECK(options_of(finding_of(record("a secret text", Algorithm::HmacSha384), text_options())) ==
          "--key-id k --mac-algorithm HMAC_SHA_384");
    // Records that name a key that there is not.
    const diagnosis::Finding lost = finding_of(
        R"({"KeyId":"v1","MacAlgorithm":"HMAC_SHA_256","Message":"hello","Mac":")" + mac_text("hello") + "\"}\n",
        options);
    CHECK(names_of(lost) == "key-other");
    CHECK(lost.options.empty());
    REQUIRE(lost.remarks.size() == 1);
    CHECK_THAT(lost.remarks[0], has_text("\"v1\": give \"k\" that name"));
}

TEST_CASE("two mistakes at once are found together") {
    std::string text;
    for (int i = 0; i < 20; ++i) {
        // The application signed the line with its line feed, with the hex text of the key.
        text += line_of({plain(i), hex(mac_of(plain(i), "6b6579")), ""});
    }
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("key"), text_options());
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].findings.size() == 1);
    CHECK(names_of(found[0].findings[0]) == "mac-hex key-as-hex");
    CHECK(found[0].findings[0].num_verified == 16);
    CHECK(options_of(found[0].findings[0]) == "--mac-encoding hex keys import --encoding text");
}

TEST_CASE("swapped columns, and columns that nobody named, are found") {
    const auto finding_of = [](const std::string& text, rules::RunOptions options) {
        options.shape.default_key_id = "k";
        options.shape.default_algorithm = Algorithm::HmacSha256;
        const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), options);
        REQUIRE(found.size() == 1);
        REQUIRE(found[0].findings.size() == 1);
        return options_of(found[0].findings[0]);
    };
    std::string swapped;
    std::string unnamed;
    for (int i = 0; i < 3; ++i) {
        swapped += R"({"Message":")" + mac_text(plain(i)) + R"(","Mac":")" + plain(i) + "\"}\n";
        unnamed += R"({"body":")" + plain(i) + R"(","at":17,"signature":")" + hex(mac_of(plain(i))) + "\"}\n";
    }
    CHECK(finding_of(swapped, text_options()) == "--columns message=Mac,mac=Message");
    CHECK(finding_of(unnamed, {}) == "--columns message=body,mac=signature --message-encoding text --mac-encoding hex");
    rules::RunOptions numbered = text_options();
    numbered.shape.format = format::InputFormat::Csv;
    numbered.shape.has_header = false;
    numbered.shape.fields[3].name = "1";
    numbered.shape.fields[4].name = "2";
    numbered.shape.fields[3].is_mapped = numbered.shape.fields[4].is_mapped = true;
    CHECK(finding_of(plain(1) + ",x," + mac_text(plain(1)) + "\n", numbered) == "--columns mac=3");
}

TEST_CASE(
    "a given template that fits the MACs of another field is not proposed, and one that does not fit is replaced") {
    rules::RunOptions options;
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    options.shape.mac = *format::parse_mac_template("sha256={Mac:hex}", "");
    options.shape.fields[3].name = "payload_of_others";
    options.shape.fields[4].name = "signature_of_others";
    options.shape.fields[3].is_mapped = options.shape.fields[4].is_mapped = true;
    options.shape.message_encoding = Encoding::Text;
    const auto finding_of = [&](const std::string& mac) {
        const std::string text = R"({"payload":")" + plain(0) + R"(","signature":")" + mac + "\"}\n";
        const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), options);
        REQUIRE(found.size() == 1);
        REQUIRE(found[0].findings.size() == 1);
        for (const std::string& remark : found[0].findings[0].remarks) {
            CHECK_THAT(remark, !has_text("no option"));
        }
        return options_of(found[0].findings[0]);
    };
    CHECK(finding_of("sha256=" + hex(mac_of(plain(0)))) == "--columns message=payload,mac=signature");
    CHECK(finding_of("sha256=" + mac_text(plain(0))) ==
          "--columns message=payload,mac=signature --mac 'sha256={Mac:base64}'");
}

TEST_CASE("records that are truly tampered with are explained by nothing") {
    Random random("diagnosis");
    std::string text;
    for (int i = 0; i < 40; ++i) {
        ByteVector mac = mac_of(plain(i));
        mac[random.below(mac.size())] ^= 0x40;
        text += line_of({plain(i), base64(mac), "17000000"});
    }
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), text_options());
    REQUIRE(found.size() == 1);
    CHECK(found[0].findings.empty());
    CHECK(found[0].num_computed > 1000);
    CHECK_FALSE(found[0].is_cut_short);
    for (const diagnosis::MistakeCount& count : found[0].counts) {
        CHECK(count.num_verified == 0);
    }
}

TEST_CASE("of a sample in which some are tampered with, the rest is counted") {
    std::string text;
    for (int i = 0; i < 16; ++i) {
        text += line_of({plain(i), hex(mac_of(plain(i % 4 == 0 ? i + 1 : i))), ""});
    }
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), text_options());
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].findings.size() == 1);
    CHECK(found[0].findings[0].num_verified == 12);
    CHECK_FALSE(found[0].is_explained());
}

TEST_CASE("a key with one valid record among its first thousand is not diagnosed") {
    const auto wrong = [](int i) { return line_of({plain(i), hex(mac_of(plain(i))), ""}); };
    for (const int valid_at : {0, 500, 998, 999, 1000, -1}) {
        std::string text;
        for (int i = 0; i < 1001; ++i) {
            text += i == valid_at ? line_of({plain(i), mac_text(plain(i)), ""}) : wrong(i);
        }
        const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), text_options());
        CAPTURE(valid_at);
        const bool is_among_first = valid_at >= 0 && valid_at < 1000;
        REQUIRE(found.size() == (is_among_first ? 0U : 1U));
        if (!is_among_first) {
            CHECK(found[0].num_records == 1000);
            CHECK(names_of(found[0].findings[0]) == "mac-hex");
        }
    }
}

TEST_CASE("records that are broken, too long or without a known key are no key's failure") {
    rules::RunOptions options = text_options();
    options.max_record_bytes = 200;
    std::string text = line_of({plain(1), mac_text(plain(1)), ""});    // one is valid
    text += "{broken\n" + std::string(300, 'x') + "\n";
    text += R"({"KeyId":"lost","MacAlgorithm":"HMAC_SHA_256","Message":"a","Mac":"AAAA"})"
            "\n";
    CHECK(diagnoses_of(text, keys_of("a secret text"), options).empty());
    CHECK(diagnoses_of("", keys_of("a secret text"), options).empty());
    const std::vector<diagnosis::Diagnosis> found =
        diagnoses_of("{broken\nnothing\n", keys_of("a secret text"), options);
    REQUIRE(found.size() == 1);
    CHECK(found[0].num_unreadable == 2);
    CHECK(found[0].findings.empty());
}

TEST_CASE("keys that are out of use are not diagnosed") {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", as_bytes("a secret text")));
    keys.back().state = keys::KeyState::Disabled;
    const std::string text = line_of({plain(1), hex(mac_of(plain(1))), ""});
    CHECK(diagnoses_of(text, make_store(std::move(keys)), text_options()).empty());
}

TEST_CASE("where all fail under a key named as Vault's exports are, the fault of old exports is told") {
    const auto remark_of = [](const std::string& name, const ByteVector& material) {
        std::vector<keys::Key> keys;
        keys.push_back(make_key(name, material));
        std::string text;
        for (int i = 0; i < 20; ++i) {
            text += R"({"KeyId":")" + name + R"(","MacAlgorithm":"HMAC_SHA_256","Message":")" + plain(i) +
                    R"(","Mac":")" + base64(mac_of(plain(i), "the key that Vault used")) + "\"}\n";
        }
        const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, make_store(std::move(keys)), text_options());
        REQUIRE(found.size() == 1);
        CHECK(found[0].findings.empty());
        return found[0].remark;
    };
    CHECK_THAT(remark_of("app:v1", pattern(32)), has_text("issue 20804") && has_text("transit/backup"));
    CHECK(remark_of("app:v1", pattern(64)).empty());
    CHECK(remark_of("app", pattern(32)).empty());
}

TEST_CASE("messages over KMS's limit are told from wrong ones") {
    std::vector<keys::Key> keys;
    keys.push_back(make_kms_key("k", Algorithm::HmacSha256, pattern(32)));
    const std::string message(5000, 'm');
    const std::string text =
        line_of({message, base64(reference_hmac(Algorithm::HmacSha256, pattern(32), as_bytes(message))), ""});
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, make_store(std::move(keys)), text_options());
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].findings.size() == 1);
    CHECK(found[0].findings[0].guesses.empty());
    CHECK(options_of(found[0].findings[0]) == "--limits none");
}

TEST_CASE("a right MAC in a record that is malformed for another reason is no matter of limits") {
    const std::string mac = mac_text("a");
    const std::vector<diagnosis::Diagnosis> found =
        diagnoses_of(R"({"Id":[],"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"a","Mac":")" + mac + "\"}\n",
                     keys_of("a secret text"), text_options());
    REQUIRE(found.size() == 1);
    REQUIRE(found[0].findings.size() == 1);
    CHECK(found[0].findings[0].guesses.empty());
    CHECK(found[0].findings[0].options.empty());
    CHECK(found[0].findings[0].remarks.size() == 1);
}

TEST_CASE("a diagnosis is the same for every number of threads and size of slabs") {
    std::string text;
    for (int i = 0; i < 1500; ++i) {
        text += line_of({plain(i), i % 3 == 0 ? mac_text(plain(i) + "\n") : hex(mac_of(plain(i))), number(i)});
    }
    rules::RunOptions options = text_options();
    const std::vector<diagnosis::Diagnosis> expected = diagnoses_of(text, keys_of("a secret text"), options);
    REQUIRE(expected.size() == 1);
    REQUIRE(expected[0].findings.size() == 2);
    CHECK(names_of(expected[0].findings[0]) == "mac-hex");
    CHECK(expected[0].findings[0].num_verified == 10);
    CHECK(names_of(expected[0].findings[1]) == "message-newline-added");
    CHECK(expected[0].findings[1].num_verified == 6);
    for (const std::uint32_t threads : {1U, 4U}) {
        for (const std::size_t slab_bytes : {std::size_t{1000}, std::size_t{1} << 20}) {
            options.threads = threads;
            options.slab_bytes = slab_bytes;
            const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, keys_of("a secret text"), options);
            REQUIRE(found.size() == 1);
            CHECK(found[0].findings == expected[0].findings);
            CHECK(found[0].num_computed == expected[0].num_computed);
        }
    }
}

TEST_CASE("however many keys fail, only so many are diagnosed") {
    std::vector<keys::Key> keys;
    std::string text;
    for (int k = 0; k < 50; ++k) {
        keys.push_back(make_key(number(k), as_bytes("key" + number(k))));
        text += R"({"KeyId":")" + number(k) + R"(","MacAlgorithm":"HMAC_SHA_256","Message":"a","Mac":")" +
                hex(mac_of("a", "key" + number(k))) + "\"}\n";
    }
    const std::vector<diagnosis::Diagnosis> found = diagnoses_of(text, make_store(std::move(keys)), text_options());
    CHECK(found.size() == 16);
    for (const diagnosis::Diagnosis& diagnosis : found) {
        CHECK(diagnosis.is_explained());
    }
}

}    // namespace hmacsweep::tests
