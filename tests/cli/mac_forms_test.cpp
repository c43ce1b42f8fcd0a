// --mac-encoding auto: where MACs are mapped, a MAC's length tells how it is written.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cctype>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

ByteVector mac_of(std::string_view message) {
    return reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(message));
}

std::string base64_of(std::string_view message) {
    std::string text;
    append_base64(text, mac_of(message));
    return text;
}

std::string url_of(std::string_view message) {
    std::string text = base64_of(message);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

std::string bare(std::string text) {
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

std::string grouped(const std::string& hex, char separator) {
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        text += i == 0 ? "" : std::string(1, separator);
        text += hex.substr(i, 2);
    }
    return text;
}

/// One MAC in each of the forms.
std::vector<std::string> forms_of(std::string_view message) {
    const std::string hex = to_hex(mac_of(message));
    std::string upper = hex;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const std::string text = base64_of(message);
    return {hex,
            upper,
            "0x" + hex,
            "\\x" + hex,
            grouped(upper, '-'),
            grouped(hex, ':'),
            text,
            bare(text),
            url_of(message),
            bare(url_of(message)),
            text.substr(0, 20) + "\n" + text.substr(20) + "\n"};
}

const std::vector<std::string> key{"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"};

ProcessResult verify(const Workplace& place, const std::string& input, std::vector<std::string> more = {}) {
    more.insert(more.end(), key.begin(), key.end());
    return place.verify(input, more);
}

std::string row(const std::string& message, const std::string& mac) {
    return message + ",\"" + mac + "\"\n";
}

const std::string head = "payload,tag\n";
const std::vector<std::string> table{"--columns", "message=payload,mac=tag", "--message-encoding", "text"};

std::vector<std::string> with(std::vector<std::string> options, const std::vector<std::string>& more) {
    options.insert(options.end(), more.begin(), more.end());
    return options;
}

ProcessResult on_emulated_gpu(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HMACSWEEP_EMULATED_BINARY);
    ProcessOptions options;
    options.environment.emplace_back("HMACSWEEP_EMULATED_GPU", "devices=1");
    options.unset.emplace_back("HMACSWEEP_KEYS");
    return run_process(arguments, options);
}

/// 440 right MACs and 440 wrong ones in a table, in all forms.
std::string mixed_rows() {
    std::string rows = head;
    for (int i = 0; i < 40; ++i) {
        const std::string message = "m" + std::to_string(i);
        for (const std::string& form : forms_of(message)) {
            rows += row(message, form) + row("x" + message, form);
        }
    }
    return rows;
}

}    // namespace

TEST_CASE("a MAC in a table is read in whichever form its length shows, whatever form the other rows have") {
    const Workplace place;
    for (const std::string& form : forms_of("a")) {
        INFO(form);
        CHECK(verify(place, head + row("a", form) + row("a", form), table).status == 0);
        CHECK(verify(place, head + row("b", form), table).status == 1);
    }
    for (const char* const backend : {"simd", "openssl"}) {
        const ProcessResult result = verify(place, mixed_rows(), with(table, {"--backend", backend}));
        CHECK(result.status == 1);
        CHECK_THAT(result.err, has_text("valid                   440"));
        CHECK_THAT(result.err, has_text("invalid                 440"));
    }
}

TEST_CASE("a GPU, which reads texts itself, gives MACs in all forms the verdicts that a CPU gives them") {
    const Workplace place;
    const std::string input = place.dir.write("rows.csv", mixed_rows());
    std::vector<std::string> arguments = with(table, key);
    arguments.insert(arguments.begin(), {"verify", input, "--keys", place.key_file, "-q"});
    const ProcessResult expected = program(with(arguments, {"--backend", "openssl"}));
    const ProcessResult result = on_emulated_gpu(with(arguments, {"--backend", "cuda"}));
    CHECK(result.status == 1);
    CHECK(result.out == expected.out);
}

TEST_CASE("the summary counts the MACs of each input by their form, and says where an input has several") {
    const Workplace place;
    const std::string mixed = place.dir.write("mixed.csv", mixed_rows());
    const std::string plain = place.dir.write("plain.csv", head + row("a", url_of("a")) + row("b", base64_of("b")));
    const std::string summary = place.dir.file("summary.json");
    const auto check_counts = [&](const ProcessResult& result) {
        const nlohmann::json sources = nlohmann::json::parse(read_file(summary)).at("sources");
        CHECK(sources.at(0).at("mac_forms") == nlohmann::json{{"hex", 480}, {"base64", 400}});
        CHECK(sources.at(1).at("mac_forms") == nlohmann::json{{"base64", 2}});
        CHECK_THAT(result.err, has_text("MACs in " + mixed + " have several forms: 480 hex, 400 base64\n"));
        CHECK_THAT(result.err, !has_text("MACs in " + plain));
    };
    std::vector<std::string> arguments = with(table, key);
    arguments.insert(arguments.begin(), {"verify", mixed, plain, "--keys", place.key_file, "--summary", summary});
    for (const char* const backend : {"simd", "openssl"}) {
        INFO(backend);
        check_counts(program(with(arguments, {"--backend", backend})));
    }
    check_counts(on_emulated_gpu(with(arguments, {"--backend", "cuda"})));
    program(with(arguments, {"--mac-encoding", "hex"}));
    CHECK_FALSE(nlohmann::json::parse(read_file(summary)).at("sources").at(0).contains("mac_forms"));
}

TEST_CASE("lines, templates of the MAC and mapped JSON have MACs in any form") {
    const Workplace place;
    const std::string hex = to_hex(mac_of("a"));
    CHECK(verify(place, "a hmac=" + hex + "\na hmac=" + base64_of("a") + "\n", {"--line", "{Message} hmac={Mac}"})
              .status == 0);
    CHECK(verify(place, head + row("a", "sha256=" + hex) + row("a", "sha256=" + base64_of("a")),
                 with(table, {"--mac", "sha256={Mac}"}))
              .status == 0);
    const std::string json = R"({"p":"a","s":")";
    CHECK(verify(place, json + hex + "\"}\n" + json + url_of("a") + "\"}\n",
                 {"--columns", "message=p,mac=s", "--message-encoding", "text"})
              .status == 0);
    CHECK(verify(place, "a hmac=" + base64_of("a") + "\n", {"--line", "{Message} hmac={Mac:hex}"}).status == 4);
}

TEST_CASE("records as KMS names their fields keep base64, unless the option says auto") {
    const Workplace place;
    const std::string record = R"({"Message":"a","Mac":")" + to_hex(mac_of("a")) + "\"}\n";
    const std::vector<std::string> text{"--message-encoding", "text"};
    CHECK(verify(place, record, text).status == 1);
    CHECK(verify(place, record, with(text, {"--mac-encoding", "auto"})).status == 0);
    CHECK(verify(place, record, with(text, {"--columns", "mac=Mac"})).status == 0);
}

TEST_CASE("an encoding that is given is the only one") {
    const Workplace place;
    const std::string hex = head + row("a", to_hex(mac_of("a")));
    const std::string base64 = head + row("a", base64_of("a"));
    CHECK(verify(place, hex, with(table, {"--mac-encoding", "hex"})).status == 0);
    CHECK(verify(place, base64, with(table, {"--mac-encoding", "hex"})).status == 4);
    CHECK(verify(place, hex, with(table, {"--mac-encoding", "base64"})).status == 1);
    CHECK(verify(place, hex, with(table, {"--mac-encoding", "auto"})).status == 0);
}

TEST_CASE("a MAC of another length is a wrong one, and a text in no form is malformed and told which were tried") {
    const Workplace place;
    const ProcessResult sha1 = verify(place, head + row("a", std::string(40, 'a')), table);
    CHECK(sha1.status == 1);
    CHECK_THAT(sha1.out, has_text("20 bytes"));
    const ProcessResult none = verify(place, head + row("a", "v1=" + to_hex(mac_of("a"))), table);
    CHECK(none.status == 4);
    CHECK_THAT(none.out, has_text("is in none of the forms tried: hex"));
    CHECK_THAT(none.out, has_text("base64url"));
}

TEST_CASE("truncated MACs have no form to find by length") {
    const Workplace place;
    const std::string half = base64_of("a").substr(0, 24);    // 18 bytes
    CHECK(verify(place, head + row("a", half), with(table, {"--min-mac-bytes", "16"})).status == 0);
    CHECK(verify(place, head + row("a", to_hex(mac_of("a"))), with(table, {"--min-mac-bytes", "16"})).status == 1);
    const ProcessResult both =
        verify(place, head + row("a", half), with(table, {"--min-mac-bytes", "16", "--mac-encoding", "auto"}));
    CHECK(both.status == 2);
    CHECK_THAT(both.err, has_text("--min-mac-bytes"));
}

TEST_CASE("an algorithm that stands in the MAC's field is known too late to find a form") {
    const Workplace place;
    const std::string input = head + row("a", "HMAC_SHA_256=" + base64_of("a"));
    std::vector<std::string> options =
        with(table, {"--mac", "{a}={Mac}", "--columns", "mac-algorithm=a", "--key-id", "plain"});
    CHECK(place.verify(input, options).status == 0);
    CHECK(place.verify(input, with(options, {"--mac-encoding", "auto"})).status == 2);
}

TEST_CASE("links of a chain are compared as MACs, in whatever forms they are written") {
    const Workplace place;
    const std::string first = to_hex(mac_of("a"));
    const std::string input = "payload,link,tag\na,," + first + "\nb," + base64_of("a") + "," + base64_of("b") + "\n";
    const std::vector<std::string> chain = with(table, {"--chain-link", "link"});
    CHECK(verify(place, input, with(chain, {"--chain-end", to_hex(mac_of("b"))})).status == 0);
    CHECK(verify(place, input, with(chain, {"--chain-end", to_hex(mac_of("a"))})).status == 3);
}
