// Changes to key files: the question how hex digits are meant, keys that are replaced and removed, and lists of files.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A folder with a key file, `keys.json`, in which a note and odd blanks must survive.
class Changes {
public:
    Changes() { write(R"({"Note": ["]}"], "Keys": [ ], "After": 1})"); }

    void write(const std::string& text) { ::chmod(dir_.write("keys.json", text).c_str(), 0600); }

    [[nodiscard]] ProcessResult run(std::vector<std::string> arguments, const std::string& input = "") const {
        ProcessOptions options;
        options.folder = dir_.path();
        options.input = input;
        return program(std::move(arguments), options);
    }
    /// keys import into the file.
    [[nodiscard]] ProcessResult import(const std::string& secret, const std::string& id,
                                       std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"keys", "import", "--id", id, "-o", "keys.json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments, secret);
    }
    [[nodiscard]] nlohmann::json file() const { return nlohmann::json::parse(dir_.read("keys.json")); }
    /// The KeyIds of the file, in order.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        const nlohmann::json whole = file();
        for (const nlohmann::json& key : whole["Keys"]) {
            names.push_back(key["KeyId"]);
        }
        return names;
    }
    [[nodiscard]] const TempDir& dir() const { return dir_; }

private:
    TempDir dir_;
};

using Names = std::vector<std::string>;

}    // namespace

TEST_CASE("hex digits of a digest's length are not imported before --encoding says what they are") {
    const Changes changes;
    for (const std::size_t digits : {56U, 64U, 96U, 128U}) {
        const std::string hex = std::string(digits - 2, 'A') + "0f";
        const ProcessResult asked = changes.import(hex + "\n", "a key");
        CAPTURE(digits, asked.err);
        CHECK(asked.status == 2);
        CHECK(asked.err.find("holds " + std::to_string(digits) + " hex digits") != std::string::npos);
        CHECK(asked.err.find("\n  hmacsweep keys import --id 'a key' -o keys.json --encoding hex\n") !=
              std::string::npos);
        CHECK(asked.err.find("\n  hmacsweep keys import --id 'a key' -o keys.json --encoding text\n") !=
              std::string::npos);
        CHECK(asked.err.find("AAAA") == std::string::npos);
        CHECK(changes.names().empty());
        for (const std::string encoding : {"hex", "text", "base64", "raw"}) {
            CHECK(changes.import(hex, encoding + std::to_string(digits), {"--encoding", encoding}).status == 0);
        }
        changes.dir().write("keys.json", R"({"Keys":[]})");
    }
    // Other lengths, and digits that are none of hex, are base64, as ever.
    CHECK(changes.import(std::string(60, 'A'), "short").status == 0);
    CHECK(changes.import(std::string(63, 'A') + "z", "no hex").status == 0);
}

TEST_CASE("keys import --derive makes the key of the secret, whose text no message quotes") {
    const Changes changes;
    REQUIRE(
        changes
            .import("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n", "sigv4",
                    {"--derive", "prefix:AWS4,hmac:20150830", "--derive", "hmac:us-east-1,hmac:iam,hmac:aws4_request"})
            .status == 0);
    CHECK(changes.file()["Keys"][0]["KeyMaterial"] == "xK+xzFdx2HF2Ojk+RLcDVxtVzChCTRpehtpu08FUpLk=");
    // A secret of another application's, in a file.
    changes.dir().write("pepper", "WebAppData\n");
    REQUIRE(
        changes.import("123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", "app", {"--derive", "hmac-of:@pepper"}).status ==
        0);
    CHECK(changes.file()["Keys"][1]["KeyMaterial"] == "oOXfzmnQ4OIxECjLucXnS/R24IoIswBjAZr23xyotjg=");
    // An encoding may be said all the same, and hex digits are asked about.
    REQUIRE(changes.import("4a656665", "hex", {"--derive", "suffix:!", "--encoding", "hex"}).status == 0);
    CHECK(changes.file()["Keys"][2]["KeyMaterial"] == "SmVmZSE=");
    CHECK(changes.import(std::string(64, 'a'), "asked", {"--derive", "sha256"}).err.find("64 hex digits") !=
          std::string::npos);
    const ProcessResult undecodable = changes.import("MarkerMarker!", "bad", {"--derive", "sha256,text,hex"});
    CHECK(undecodable.status == 2);
    CHECK(undecodable.err.find("cannot import from -: step 3 of the derivation meets a text that ") !=
          std::string::npos);
    CHECK(undecodable.err.find("Marker") == std::string::npos);
    const ProcessResult unknown = changes.import("secret", "bad", {"--derive", "md5"});
    CHECK(unknown.status == 2);
    CHECK(unknown.err.find("--derive, step 1 (md5): there is no such step") != std::string::npos);
    CHECK(changes.names() == Names{"sigv4", "app", "hex"});
}

TEST_CASE("every encoding that keys import names is taken, and no other") {
    const Changes changes;
    const std::string help = changes.run({"keys", "import", "--help"}).out;
    for (const std::string encoding : {"raw", "hex", "base64", "base64url", "base64url-nopad", "base64-mime", "text"}) {
        CHECK(help.find(encoding) != std::string::npos);
        CHECK(changes.import("abcd", encoding, {"--encoding", encoding}).status == 0);
    }
    const ProcessResult other = changes.import("abcd", "other", {"--encoding", "utf16"});
    CHECK(other.status == 2);
    CHECK(other.err.find("takes one of raw, hex, base64, base64url, base64url-nopad, base64-mime, text, not") !=
          std::string::npos);
}

TEST_CASE("keys import --replace takes the place of the key of that name, and of no other") {
    const Changes changes;
    const std::vector<std::string> text{"--encoding", "text"};
    REQUIRE(changes.import("one", "a", text).status == 0);
    REQUIRE(changes.import("two", "b", {"--encoding", "text", "--alias", "alias/b"}).status == 0);
    CHECK(changes.import("three", "a", text).status == 2);
    const ProcessResult replaced = changes.import("three", "a", {"--encoding", "text", "--replace"});
    CHECK(replaced.status == 0);
    CHECK(replaced.err.find("replaced a (5 bytes, ") != std::string::npos);
    CHECK(changes.names() == Names{"b", "a"});
    CHECK(changes.file()["Keys"][1]["KeyMaterial"] == "dGhyZWU=");
    CHECK(changes.file()["Note"][0] == "]}");
    CHECK(changes.file()["After"] == 1);
    // Where there is none it is added; an alias is no KeyId, so its key is not replaced.
    CHECK(changes.import("four", "c", {"--encoding", "text", "--replace"}).err.find("imported c ") !=
          std::string::npos);
    CHECK(changes.import("five", "alias/b", {"--encoding", "text", "--replace"}).status == 2);
    CHECK(changes.names() == Names{"b", "a", "c"});
    struct stat status{};
    REQUIRE(::stat(changes.dir().file("keys.json").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("keys remove takes keys out by any of their names, and leaves the rest of the file unchanged") {
    Changes changes;
    const std::string arn = "arn:aws:kms:us-east-1:111122223333:key/mrk-1";
    const std::string other = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1";
    const auto text = [&] {
        return R"({"Note": "Keys", "Keys": [ {"KeyId":"a","KeyMaterial":"AAAA"},
  {"KeyId":"b", "Aliases":["alias/b","]"],"KeyMaterial":"AAAB"} , {"KeyId":"mrk-1","Arn":")" +
               arn + R"(","KeyMaterial":"AAAC"},{"KeyId":"mrk-1","Arn":")" + other +
               R"(","KeyMaterial":"AAAC"}, {"KeyId":"z","KeyMaterial":"AAAD"} ] , "After": 1.50})";
    };
    const auto left = [&](const std::vector<std::string>& names) {
        changes.write(text());
        std::vector<std::string> command{"keys", "remove", "-o", "keys.json"};
        command.insert(command.end(), names.begin(), names.end());
        const ProcessResult result = changes.run(command);
        CAPTURE(result.err);
        CHECK(result.status == 0);
        CHECK(result.err.find("removed ") != std::string::npos);
        const std::string after = changes.dir().read("keys.json");
        CHECK(after.starts_with("{\"Note\": \"Keys\", \"Keys\": ["));
        CHECK(after.ends_with("] , \"After\": 1.50}"));
        const ProcessResult list = changes.run({"keys", "list", "--json", "keys.json"});
        std::string keys;
        for (const nlohmann::json& key : json_lines(list.out)) {
            keys += key["KeyId"].get<std::string>() + (key.contains("Arn") && key["Arn"] == other ? "'" : "") + " ";
        }
        return keys;
    };
    CHECK(left({"a"}) == "b mrk-1 mrk-1' z ");
    CHECK(left({"alias/b"}) == "a mrk-1 mrk-1' z ");
    CHECK(left({"z"}) == "a b mrk-1 mrk-1' ");
    CHECK(left({other}) == "a b mrk-1 z ");
    CHECK(left({"mrk-1"}) == "a b z ");
    CHECK(left({"z", "a", "b"}) == "mrk-1 mrk-1' ");
    CHECK(left({"a", "b", "mrk-1", "z"}).empty());

    changes.write(text());
    const ProcessResult none = changes.run({"keys", "remove", "a", "nobody", "-o", "keys.json"});
    CHECK(none.status == 2);
    CHECK(none.err.find("no key has the name \"nobody\"") != std::string::npos);
    CHECK(changes.dir().read("keys.json") == text());
    CHECK(changes.run({"keys", "remove", "a", "-o", "missing.json"}).status == 2);
    CHECK_FALSE(changes.dir().has("missing.json"));
    changes.write(R"({"keys":[{"kty":"oct","kid":"a","k":"AAAA"},{"kty":"RSA"},{"kty":"oct","kid":"b","k":"AAAA"}]})");
    CHECK(changes.run({"keys", "remove", "b", "-o", "keys.json"}).status == 0);
    CHECK(changes.file()["keys"].size() == 2);
}

TEST_CASE("keys list and keys show take key files as operands") {
    const Changes changes;
    REQUIRE(changes.import("one", "a", {"--encoding", "text"}).status == 0);
    ::chmod(changes.dir().write("secret", "two").c_str(), 0600);
    for (const std::string command : {"list", "show"}) {
        const ProcessResult result = changes.run({"keys", command, "keys.json", "text:secret"});
        CHECK(result.status == 0);
        CHECK(result.out.find("\na ") != std::string::npos);
        CHECK(result.out.find("\nkey:") != std::string::npos);
    }
    CHECK(changes.run({"keys", "list", "keys.json", "--keys", "text:secret"}).out ==
          changes.run({"keys", "list", "--keys", "text:secret", "--keys", "keys.json"}).out);
    CHECK(changes.run({"keys", "list"}).status == 2);
}
