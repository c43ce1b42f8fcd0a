// `hmacsweep FILE` without a command: what is in the file, and what to run next. Nothing is verified.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include "host/base/encoding.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::string mac_of(std::string_view message) {
    return to_hex(reference_hmac(Algorithm::HmacSha256, as_bytes("s3cret"), as_bytes(message)));
}

}    // namespace

TEST_CASE("a file alone is told of: its format, its fields, and which look like MACs") {
    const TempDir dir;
    const std::string table =
        dir.write("orders.csv", "id,payload,sig\n7,paid," + mac_of("paid") + "\n8,open," + mac_of("open") + "\n");
    const ProcessResult result = program({table});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("orders.csv: csv with a header line; 2 records with these fields"));
    CHECK_THAT(result.out, has_text("sig") && has_text("looks like HMAC_SHA_256 in hex in 2 records"));
    CHECK_THAT(result.out, has_text("Nothing was verified") && has_text("hmacsweep diagnose " + table));
    CHECK(result.out.find("paid") == std::string::npos);    // values are not shown

    const std::string hooks = dir.write("hooks.jsonl", R"({"body":"x","signature":"sha256=)" + mac_of("x") + "\"}\n");
    const ProcessResult of_hooks = program({hooks});
    CAPTURE(of_hooks.out, of_hooks.err);
    CHECK_THAT(of_hooks.out, has_text("hooks.jsonl: jsonl; 1 record") &&
                                 has_text("looks like HMAC_SHA_256 in hex at its end in 1 record"));
}

TEST_CASE("lines of text are known for what they are, with the option that reads them") {
    const TempDir dir;
    const std::string log = dir.write("app.log", "login alice hmac=" + mac_of("login alice") + "\n");
    const ProcessResult result = program({log});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out,
               has_text("lines of text") && has_text("at its end") && has_text("hmacsweep diagnose " + log));
}

TEST_CASE("a file that cannot be read, and a word that is no file, are errors") {
    const TempDir dir;
    const std::string database = dir.write("x.sqlite", std::string("SQLite format 3\0", 16) + std::string(100, '\0'));
    CHECK(program({database}).status == 3);
    const ProcessResult mistyped = program({"verfy"});
    CHECK(mistyped.status == 2);
    CHECK_THAT(mistyped.err, has_text("there is no command \"verfy\"; did you mean verify?"));
    const ProcessResult more = program({database, "--keys", "k.json"});
    CHECK(more.status == 2);
    CHECK_THAT(more.err, has_text("; hmacsweep verify " + database));
}
