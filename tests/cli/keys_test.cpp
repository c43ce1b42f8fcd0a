// `hmacsweep keys`: files are made, filled and listed, and material never shows.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <thread>

#include <sys/stat.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

nlohmann::json keys_in(const std::string& file) {
    return nlohmann::json::parse(read_file(file))["Keys"];
}

ProcessResult import(const std::string& input, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"keys", "import"});
    ProcessOptions options;
    options.input = input;
    return program(std::move(arguments), options);
}

}    // namespace

TEST_CASE("keys create makes a new file for its owner alone, with random material of the spec's length") {
    const TempDir dir;
    const std::string file = dir.file("keys.json");
    const ProcessResult made = program({"keys", "create", "--id", "audit", "--alias", "alias/a", "--alias", "alias/b",
                                        "--key-spec", "HMAC_384", "-o", file});
    CAPTURE(made.err);
    CHECK(made.status == 0);
    struct stat status{};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    const nlohmann::json key = keys_in(file)[0];
    CHECK(key["Aliases"] == nlohmann::json({"alias/a", "alias/b"}));
    CHECK(key["KeyMaterial"].get<std::string>().size() == 64);    // 48 bytes

    const std::string before = read_file(file);
    const ProcessResult again = program({"keys", "create", "--id", "other", "-o", file});
    CHECK(again.status == 2);
    CHECK(again.err.find("not overwritten") != std::string::npos);
    CHECK(read_file(file) == before);
    CHECK(program({"keys", "create", "--id", "other", "-o", dir.file("other.json")}).status == 0);
    CHECK(keys_in(dir.file("other.json"))[0]["KeyMaterial"] != key["KeyMaterial"]);
}

TEST_CASE("keys create refuses what KMS would refuse, and leaves no file") {
    const TempDir dir;
    const std::string file = dir.file("keys.json");
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"--key-spec", "HMAC_256", "--bytes", "31"},
                                               {"--key-spec", "RSA_2048"},
                                               {"--bytes", "129"},
                                               {"--bytes", "0"},
                                               {"--alias", ""}}) {
        std::vector<std::string> command{"keys", "create", "--id", "audit", "-o", file};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const ProcessResult result = program(command);
        CAPTURE(arguments, result.err);
        CHECK(result.status == 2);
        CHECK(!std::filesystem::exists(file));
    }
}

TEST_CASE("a key file is never standard output, nor a file with the name that stands for it") {
    const TempDir dir;
    for (const char* const command : {"create", "import", "remove"}) {
        std::vector<std::string> arguments{"keys", command, "-o", "-"};
        const std::vector<std::string> last = command == std::string_view("remove")
                                                  ? std::vector<std::string>{"audit"}
                                                  : std::vector<std::string>{"--id", "audit"};
        arguments.insert(arguments.end(), last.begin(), last.end());
        ProcessOptions options;
        options.input = "SmVmZQ==";
        options.folder = dir.path();
        const ProcessResult result = program(arguments, options);
        CAPTURE(command, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find("a key file needs a name") != std::string::npos);
        CHECK(std::filesystem::is_empty(dir.path()));
    }
}

TEST_CASE("keys import takes material in every encoding and adds it to what the file holds") {
    const TempDir dir;
    const std::string file = dir.file("keys.json");
    CHECK(import("Jefe\n", {"--id", "text", "--encoding", "text", "-o", file}).status == 0);
    CHECK(import(" 4a65\t6665\n", {"--id", "spaced", "--encoding", "hex", "-o", file}).status == 2);
    CHECK(import(" 0x4A656665\n", {"--id", "hex", "--encoding", "hex", "-o", file}).status == 0);
    CHECK(import("SmVmZQ==\r\n", {"--id", "base64", "-o", file}).status == 0);
    CHECK(import("SmVmZQ", {"--id", "url", "--encoding", "base64url", "-o", file}).status == 0);
    CHECK(import("Jefe\n", {"--id", "raw", "--encoding", "raw", "-o", file}).status == 0);
    const nlohmann::json keys = keys_in(file);
    REQUIRE(keys.size() == 5);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(keys[i]["KeyMaterial"] == "SmVmZQ==");
    }
    CHECK(keys[4]["KeyMaterial"] == "SmVmZQo=");    // raw keeps the line end

    const std::string before = read_file(file);
    const ProcessResult twice = import("other", {"--id", "hex", "--encoding", "text", "-o", file});
    CHECK(twice.status == 2);
    CHECK(twice.err.find("given twice") != std::string::npos);
    CHECK(import("", {"--id", "empty", "-o", file}).status == 2);
    CHECK(import("x", {"--encoding", "text", "-o", file}).status == 2);
    CHECK(read_file(file) == before);
}

TEST_CASE("a key file that others can read gets a warning, from verify and from keys import") {
    const TempDir dir;
    const std::string file = dir.write("keys.json", R"({"Keys":[{"KeyId":"a","KeyMaterial":"AAAA"}]})");
    for (const mode_t mode : {0644U, 0600U}) {
        REQUIRE(::chmod(file.c_str(), mode) == 0);
        const bool is_warned = mode == 0644;
        const ProcessResult verified = program({"verify", "--keys", file, "--allow-empty"});
        CHECK(verified.status == 0);
        CHECK((verified.err.find("other users can read key file") != std::string::npos) == is_warned);
        const ProcessResult imported = import("SmVmZQ==", {"--id", is_warned ? "b" : "c", "-o", file});
        CHECK(imported.status == 0);
        CHECK((imported.err.find("other users can read key file") != std::string::npos) == is_warned);
    }
}

TEST_CASE("keys import keeps the rest of a key file as it stands") {
    const TempDir dir;
    const std::string file = dir.write("keys.json",
                                       "{\"Note\": \"ours\",\n \"Keys\": [ {\"KeyId\": \"a\", \"Extra\": [1, \"]\"], "
                                       "\"KeyMaterial\": \"QQ==\"} ],\n \"More\": {}}\n");
    REQUIRE(import("SmVmZQ==", {"--id", "b", "-o", file}).status == 0);
    const nlohmann::json whole = nlohmann::json::parse(read_file(file));
    CHECK(whole["Note"] == "ours");
    CHECK(whole["More"].is_object());
    CHECK(whole["Keys"][0]["Extra"][1] == "]");
    CHECK(whole["Keys"][1]["KeyId"] == "b");
    const std::string empty = dir.write("empty.json", R"({"Keys":[]})");
    CHECK(import("SmVmZQ==", {"--id", "b", "-o", empty}).status == 0);
    CHECK(keys_in(empty).size() == 1);
}

TEST_CASE("a JWK, a JWK Set and a Vault export become keys under their own names") {
    const TempDir dir;
    // The key of RFC 7515, appendix A.1.
    const std::string k = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    const std::string jwk = R"({"kty":"oct","kid":"rfc7515","alg":"HS256","k":")" + k + "\"}";
    const std::string file = dir.file("keys.json");
    CHECK(import(jwk, {"--from", "jwk", "-o", file}).status == 0);
    CHECK(import(R"({"keys":[)" + jwk + "]}", {"--from", "jwk", "-o", dir.file("set.json")}).status == 0);
    const std::string vault = R"({"data":{"name":"audit","type":"aes256-gcm96","keys":{"1":"SmVmZQ==","2":"QQ=="}}})";
    CHECK(import(vault, {"--from", "vault", "-o", file}).status == 0);
    CHECK(import(vault, {"--from", "jwk", "-o", file}).status == 2);
    CHECK(import(jwk, {"--from", "vault", "-o", file}).status == 2);
    const nlohmann::json keys = keys_in(file);
    REQUIRE(keys.size() == 3);
    CHECK(keys[0]["KeyId"] == "rfc7515");
    CHECK(keys[1]["KeyId"] == "audit:v1");
    CHECK(keys[2]["KeyId"] == "audit:v2");

    // RFC 7515, A.1: the MAC of its signing input under that key.
    ProcessOptions options;
    options.input =
        R"({"KeyId":"rfc7515","MacAlgorithm":"HMAC_SHA_256","Message":"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ","Mac":"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"})";
    const ProcessResult result =
        program({"verify", "--keys", file, "--message-encoding", "text", "--mac-encoding", "base64url"}, options);
    CAPTURE(result.out);
    CHECK(result.status == 0);
}

TEST_CASE("a JWK's alg fixes the algorithm of the imported key, without KMS's limits") {
    const TempDir dir;
    const std::string file = dir.file("keys.json");
    REQUIRE(import(R"({"kty":"oct","kid":"web","alg":"HS384","k":"c2VjcmV0"})", {"--from", "jwk", "-o", file}).status ==
            0);
    const nlohmann::json key = keys_in(file)[0];
    CHECK_FALSE(key.contains("KeySpec"));
    CHECK(key["MacAlgorithms"] == nlohmann::json{"HMAC_SHA_384"});
    const std::string message(5000, 'm');
    const auto verify = [&](Algorithm algorithm) {
        const ByteVector mac = reference_hmac(algorithm, as_bytes("secret"), as_bytes(message));
        ProcessOptions options;
        options.input = nlohmann::json{
            {"KeyId", "web"},
            {"MacAlgorithm", std::string(name_of(algorithm))},
            {"Message", base64(as_bytes(message))},
            {"Mac",
             base64(mac)}}.dump();
        return json_lines(program({"verify", "--keys", file}, options).out).at(0);
    };
    CHECK(verify(Algorithm::HmacSha384)["MacValid"] == true);
    CHECK(verify(Algorithm::HmacSha256)["Error"]["Code"] == "InvalidKeyUsageException");
    for (const char* const bad : {R"("HMAC_SHA_384")", R"(["HS384"])", "[5]"}) {
        const std::string broken =
            dir.write("broken.json", std::string(R"({"Keys":[{"KeyId":"a","KeyMaterial":"AAAA",)") +
                                         R"("MacAlgorithms":)" + bad + "}]}");
        CHECK(program({"keys", "list", "--keys", broken}).status == 2);
    }
}

TEST_CASE("imports by several processes at once lose no key") {
    const TempDir dir;
    const std::string file = dir.file("keys.json");
    constexpr int num_processes = 24;
    std::vector<int> statuses(num_processes, -1);
    std::vector<std::thread> threads;
    for (int i = 0; i < num_processes; ++i) {
        threads.emplace_back([&, i] {
            statuses[static_cast<std::size_t>(i)] =
                import("secret", {"--id", "key-" + std::to_string(i), "--encoding", "text", "-o", file}).status;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(statuses == std::vector<int>(num_processes, 0));
    CHECK(keys_in(file).size() == num_processes);
}

TEST_CASE("keys list shows names, states and fingerprints, and never material") {
    const TempDir dir;
    const std::string file = dir.write("keys.json", read_file(sample("keys.json")));
    const nlohmann::json keys = keys_in(file);
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"keys", "list", "--keys", file}, {"keys", "list", "--json", "--keys", file}}) {
        const ProcessResult result = program(command);
        CHECK(result.status == 0);
        for (const nlohmann::json& key : keys) {
            CHECK(result.out.find(key["KeyId"].get<std::string>()) != std::string::npos);
            CHECK((result.out + result.err).find(key["KeyMaterial"].get<std::string>().substr(0, 12)) ==
                  std::string::npos);
        }
    }
    CHECK(json_lines(program({"keys", "list", "--json", "--keys", file}).out).size() == keys.size());
}

TEST_CASE("a broken key file is refused whole, with the key's place and none of its contents") {
    const TempDir dir;
    const std::string marker = "TWFya2VyTWFya2Vy";
    const std::vector<std::string> broken{
        "",
        "{",
        "[]",
        R"({"Keys":[{"KeyId":"a","KeyMaterial":")" + marker + R"("},{"KeyId":"b"}]})",
        R"({"Keys":[{"KeyId":"a","KeyMaterial":")" + marker + R"(!"}]})",
        R"({"Keys":[{"KeyId":"a","KeyMaterial":")" + marker + R"("},{"KeyId":"a","KeyMaterial":")" + marker + R"("}]})",
        R"({"Keys":[{"KeyMaterial":")" + marker + R"("}]})",
        R"({"Keys":[{"KeyId":"a","KeySpec":"HMAC_1","KeyMaterial":")" + marker + R"("}]})",
        R"({"Keys":[{"KeyId":"a","KeySpec":"HMAC_512","KeyMaterial":")" + marker + R"("}]})",
    };
    for (const std::string& text : broken) {
        const std::string file = dir.write("keys.json", text);
        ProcessOptions options;
        options.input = "{}\n";
        const ProcessResult result = program({"verify", "--keys", file}, options);
        CAPTURE(text, result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find("keys.json") != std::string::npos);
        CHECK(result.err.find(marker) == std::string::npos);
    }
}

TEST_CASE("a record that names a replica gets the replica's ARN as KeyId, as KMS answers") {
    const Workplace place;
    const auto arn = [](const std::string& region) { return "arn:aws:kms:" + region + ":111122223333:key/mrk-12"; };
    const std::string keys = place.dir.write(
        "regions.json", R"({"Keys":[{"KeyId":"mrk-12","Arn":")" + arn("us-east-1") +
                            R"(","KeyMaterial":"MDEyMzQ1Njc4OQ==","MultiRegionConfiguration":{"PrimaryKey":{"Arn":")" +
                            arn("us-east-1") + R"("},"ReplicaKeys":[{"Arn":")" + arn("eu-west-1") + "\"}]}}]}");
    ::chmod(keys.c_str(), 0600);
    const std::vector<std::string> names{arn("us-east-1"), arn("eu-west-1"), arn("eu-west-1"), "mrk-12",
                                         arn("eu-west-1")};
    std::string records;
    for (const std::string& name : names) {
        std::string record = place.record("m");
        records += record.replace(record.find("\"plain\""), 7, '"' + name + '"');
    }
    records += place.forged("m").replace(place.forged("m").find("\"plain\""), 7, '"' + arn("eu-west-1") + '"');
    ProcessOptions options;
    options.input = records;
    const ProcessResult result = program({"verify", "--keys", keys, "--cross-check", "all"}, options);
    CAPTURE(result.out, result.err);
    CHECK(result.status == 1);
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 6);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i]["KeyId"] == arn(i == 0 || i == 3 ? "us-east-1" : "eu-west-1"));
        CHECK(lines[i]["MacValid"] == (i != 5));
    }
    options.input = R"({"Message":"bQ==","MacAlgorithm":"HMAC_SHA_256"})";
    const ProcessResult by_option = program({"generate", "--keys", keys, "--key-id", arn("eu-west-1")}, options);
    CHECK(json_lines(by_option.out).at(0)["KeyId"] == arn("eu-west-1"));
    for (const std::string name : {"us-east-1", "eu-west-1"}) {
        const ProcessResult one =
            program({"generate-mac", "--keys", keys, "--key-id", arn(name), "--message", "bQ==", "--mac-algorithm",
                     "HMAC_SHA_256", "--query", "KeyId", "--output", "text"});
        CHECK(one.out == arn(name) + "\n");
    }
}

TEST_CASE("devices lists every backend with its self-test") {
    const ProcessResult result = program({"devices"});
    CHECK(result.status == 0);
    for (const std::string name : {"simd", "scalar", "openssl", "cuda"}) {
        CHECK(result.out.find("\n" + name + " ") != std::string::npos);
    }
    CHECK(result.out.find("FAILED") == std::string::npos);
}
