// --where: which records are judged, what becomes of the others, and what is said of the field.
#include "host/base/encoding.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string last_line(const std::string& text) {
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
}

/// A record with a further member, which stands first.
std::string with(std::string_view member, const std::string& record) {
    return fmt::format("{{{},{}", member, record.substr(1));
}

/// Two payments, a record of another kind without a MAC, and one of which the type is not known.
std::string mixed(const Workplace& place) {
    return with(R"("type":"payment")", place.record("one")) + "{\"type\":\"ping\",\"n\":1}\n" + place.untagged("x") +
           with(R"("type":"p\u0061yment")", place.record("two"));
}

/// MACs of text under the key `plain`, in hex.
std::string mac_of(std::string_view text) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("0123456789"), as_bytes(text)));
}

}    // namespace

TEST_CASE("only the records that --where chooses are judged, and the verdict says so") {
    const Workplace place;
    CHECK(place.verify(mixed(place)).status == 4);
    const std::string summary = place.dir.file("summary.json");
    const ProcessResult result = place.verify(mixed(place), {"--where", "type=payment", "--summary", summary});
    CHECK(result.status == 0);
    CHECK(last_line(result.err) ==
          "PASS for 2 of 4 records, chosen by --where type=payment: every record's MAC is valid.\n");
    CHECK(has(result.err,
              "2 records were not chosen by --where, and not verified\n"
              "  The MAC does not cover type: anyone who can change it can hide a record.\n"));
    const std::vector<nlohmann::json> lines = json_lines(result.out);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1]["Record"] == 4);
    const nlohmann::json written = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(written["records"] == 2);
    CHECK(written["not_chosen"] == 2);
    CHECK(written["sources"][0]["not_chosen"] == 2);
    CHECK(written["where"][0] == nlohmann::json::parse(R"({"field":"type","text":"payment","covered":false})"));
}

TEST_CASE("a record that --where chooses is judged as without it") {
    const Workplace place;
    const std::string forged = with(R"("type":"payment")", place.forged("three"));
    const std::string rejects = place.dir.file("rejects.jsonl");
    const ProcessResult result = place.verify(
        mixed(place) + forged + with(R"("type":"payment")", place.untagged("y")),
        {"--where", "type=payment", "--rejects", rejects, "--results", "failures", "--cross-check", "all"});
    CHECK(result.status == 1);
    CHECK(json_lines(result.out).size() == 2);
    CHECK(json_lines(result.out)[0]["Line"] == 5);
    CHECK(json_lines(place.dir.read("rejects.jsonl")).size() == 2);
    CHECK(has(result.err, "2 records are not valid, kept in "));
}

TEST_CASE("a record of which it cannot be told whether --where chooses it is malformed, and does not vanish") {
    const Workplace place;
    for (const std::string& record :
         {with(R"("type":"ping","type":"payment")", place.record("one")), std::string("{\"type\":\"ping\"\n"),
          with(R"("type":"ping","typ\u0065":"payment")", place.record("one")), std::string("[\"ping\"]\n")}) {
        INFO(record);
        const ProcessResult result = place.verify(mixed(place) + record, {"--where", "type=payment"});
        CHECK(result.status == 4);
        CHECK(has(result.out, "ValidationException"));
    }
    const ProcessResult deep = place.verify(with(R"("data":{"type":"payment"})", place.record("one")) +
                                                with(R"("data":"payment")", place.record("two")) +
                                                with(R"("data":{"type":7})", place.record("three")),
                                            {"--where", "/data/type=payment"});
    CHECK(deep.status == 4);
    CHECK(has(deep.out, "leads through"));
}

TEST_CASE("several --where must all hold, and steps go before the comparison") {
    const Workplace place;
    const std::string text = with(R"("type":"A","n":1)", place.record("one")) +
                             with(R"("type":"a","n":2)", place.record("two")) +
                             with(R"("type":"b","n":1)", place.forged("three"));
    const ProcessResult result = place.verify(text, {"--where", "type:lower=a", "--where", "n=1"});
    CHECK(result.status == 0);
    CHECK(has(result.err, "PASS for 1 of 3 records, chosen by --where type:lower=a --where n=1: "));
}

TEST_CASE("a name that no record has, or a filter that chooses nothing, is no PASS") {
    const Workplace place;
    const ProcessResult misspelt = place.verify(mixed(place), {"--where", "typ=payment", "--allow-empty"});
    CHECK(misspelt.status == 3);
    CHECK(has(misspelt.err, "no record has \"typ\", which --where is about; records have: type"));
    const ProcessResult none = place.verify(mixed(place), {"--where", "type=refund"});
    CHECK(none.status == 4);
    CHECK(has(none.err, "UNVERIFIED: --where chooses none of 4 records: in none is that the field's whole text"));
    const ProcessResult few = place.verify(mixed(place), {"--where", "type=payment", "--expect-records", "3"});
    CHECK(few.status == 3);
    for (const char* const bad : {"type", "=a", "type:octal("}) {
        CHECK(place.verify(mixed(place), {"--where", bad}).status == 2);
    }
    CHECK(place.verify(mixed(place), {"--where", "type=a", "--message", "{prev.Mac}{type}"}).status == 2);
}

TEST_CASE("--where works in tables, in lines and with a part of the MAC's field") {
    const Workplace place;
    const std::vector<std::string> common{"--key-id",           "plain", "--mac-algorithm", "HMAC_SHA_256",
                                          "--message-encoding", "text"};
    const auto verify = [&](const std::string& text, std::vector<std::string> more) {
        more.insert(more.end(), common.begin(), common.end());
        return place.verify(text, more);
    };
    const std::string table =
        fmt::format("kind,text,mac\nx,one,{}\ny,two,00\n,three,00\n\"x\",four,{}\n", mac_of("one"), mac_of("four"));
    const std::vector<std::string> columns{"--input-format", "csv", "--columns", "message=text,mac=mac"};
    const auto with_columns = [&](std::vector<std::string> more) {
        more.insert(more.end(), columns.begin(), columns.end());
        return verify(table, std::move(more));
    };
    CHECK(with_columns({"--where", "kind=x"}).status == 0);
    CHECK(with_columns({"--where", "kind=y"}).status == 1);
    CHECK(with_columns({"--where", "kind=z"}).status == 4);
    const ProcessResult missing = with_columns({"--where", "kin=x"});
    CHECK(missing.status == 3);
    CHECK(has(missing.err, "has no column \"kin\" in its header line, which --where uses; its columns are \"kind\""));
    CHECK(verify(table, {"--input-format", "csv", "--no-header", "--columns", "message=2,mac=3", "--where", "1=x"})
              .status == 0);
    const std::string lines = fmt::format("a one {}\nb two 00\n", mac_of("one"));
    CHECK(verify(lines, {"--line", "{kind} {Message} {Mac}", "--where", "kind=a"}).status == 0);
    CHECK(verify(lines, {"--line", "{kind} {Message} {Mac}", "--where", "kin=a"}).status == 2);
    const std::string signed_lines =
        fmt::format("{{\"m\":\"one\",\"s\":\"v1:{}\"}}\n{{\"m\":\"two\",\"s\":\"v2:00\"}}\n", mac_of("one"));
    const std::vector<std::string> parts{"--columns", "message=m,mac=s", "--mac", "{Version}:{Mac}"};
    const auto with_parts = [&](const std::string& text, std::vector<std::string> more) {
        more.insert(more.end(), parts.begin(), parts.end());
        return verify(text, std::move(more));
    };
    CHECK(with_parts(signed_lines, {"--where", "Version=v1"}).status == 0);
    CHECK(with_parts(signed_lines, {}).status != 0);
    CHECK(with_parts(signed_lines + "{\"m\":\"three\"}\n", {"--where", "Version=v1"}).status == 4);    // untagged
}

TEST_CASE("--unique and the report page tell of the chosen records alone") {
    const Workplace place;
    const std::string text = with(R"("type":"a")", place.record("one", "plain", "1")) +
                             with(R"("type":"b")", place.record("two", "plain", "1")) +
                             with(R"("type":"a")", place.record("three", "plain", "2"));
    CHECK(place.verify(text, {"--unique", "Id"}).status == 1);
    const std::string page = place.dir.file("page.html");
    const std::string summary = place.dir.file("s.json");
    const std::string results = place.dir.file("r.jsonl");
    CHECK(place
              .verify(text,
                      {"--unique", "Id", "--where", "type=a", "--report", page, "--summary", summary, "-o", results})
              .status == 0);
    CHECK(has(place.dir.read("page.html"), "For 2 of 3 records, chosen by --where type=a: no MAC is wrong."));
    CHECK(has(place.dir.read("page.html"), "1 record was not chosen by --where, and not verified."));
    CHECK(has(place.dir.read("page.html"), "The MAC does not cover type"));
    const ProcessResult again = program({"report", summary, results, "-o", page});
    CHECK(again.status == 0);
    CHECK(has(place.dir.read("page.html"), "For 2 of 3 records"));
}

TEST_CASE("of a field that the MAC covers, --where says that an altered one is not chosen") {
    const Workplace place;
    const std::string text =
        fmt::format("{{\"t\":\"a\",\"m\":\"one\",\"s\":\"{}\"}}\n{{\"t\":\"b\"}}\n", mac_of("a|one"));
    const ProcessResult result = place.verify(text, {"--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256",
                                                     "--columns", "mac=s", "--message", "{t}|{m}", "--where", "t=a"});
    CHECK(result.status == 0);
    CHECK(has(result.err, "A record whose t was altered is not chosen: runs for its other values find it."));
}
