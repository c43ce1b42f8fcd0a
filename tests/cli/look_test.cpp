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

TEST_CASE("every file of a folder of logs is looked at, whatever it is called") {
    const TempDir dir;
    const std::string lines = "login alice hmac=" + mac_of("login alice") + "\nlogout hmac=" + mac_of("logout") + "\n";
    dir.write("logs/app.log", lines);
    dir.write("logs/app.log.1", lines);
    const ProcessResult result = program({dir.file("logs")});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("app.log: lines of text; 2 records") &&
                               has_text("app.log.1: lines of text; 2 records") && has_text("hmacsweep diagnose "));
}

TEST_CASE("a table without a header line is told from one that has it, with any delimiter and name") {
    const TempDir dir;
    const std::string rows = "7|paid|" + mac_of("paid") + "\n8|open|" + mac_of("open") + "\n";
    const ProcessResult bare = program({dir.write("rows.txt", rows)});
    CAPTURE(bare.out);
    CHECK_THAT(bare.out, has_text("csv with --delimiter '|' without a header line (--no-header); 2 records") &&
                             has_text("  3  ") && has_text("looks like HMAC_SHA_256 in hex in 2 records"));
    const ProcessResult tsv = program({dir.write("rows.tsv", "7\tpaid\t" + mac_of("paid") + "\n")});
    CAPTURE(tsv.out, tsv.err);
    CHECK(tsv.out.find("with a header line") == std::string::npos);
    const ProcessResult named = program({dir.write("named", "id|payload|sig\n" + rows)});
    CAPTURE(named.out);
    CHECK_THAT(named.out, has_text("csv with --delimiter '|' with a header line; 2 records") && has_text("  sig  "));
    // A log with commas is no table.
    const std::string line = "login alice, bob hmac=" + mac_of("login alice, bob") + "\n";
    CHECK_THAT(program({dir.write("x.log", line + line)}).out, has_text("lines of text"));
}

TEST_CASE("MACs within objects and within JSON in strings are found, each under the name that --columns takes") {
    const TempDir dir;
    const std::string hook = R"({"headers":{"X-Sig":"sha256=)" + mac_of("x") + R"("},"inner":"{\"sig\":\")" +
                             mac_of("x") +
                             R"(\"}","body":"x"})"
                             "\n";
    const ProcessResult result = program({dir.write("hooks.jsonl", hook + hook)});
    CAPTURE(result.out, result.err);
    CHECK_THAT(result.out, has_text("/headers/X-Sig ") && has_text("in hex at its end in 2 records") &&
                               has_text("inner:at(/sig) ") && has_text("looks like HMAC_SHA_256 in hex in 2 records"));
    std::string wide;
    for (int i = 0; i < 30; ++i) {
        wide += "\"f" + std::to_string(i) + "\":1,";
    }
    const ProcessResult many = program({dir.write("wide.jsonl", "{" + wide + "\"sig\":\"" + mac_of("x") + "\"}\n")});
    CAPTURE(many.out);
    CHECK_THAT(many.out, has_text("  sig  ") && has_text("and 10 more fields\n"));
}

TEST_CASE("records in a list below the top are found, and --records is named") {
    const TempDir dir;
    std::string entries;
    for (const std::string body : {"a", "b", "c"}) {
        entries += std::string(entries.empty() ? "" : ",\n") + R"({"request":{"headers":[{"name":"X-Sig","value":")" +
                   mac_of(body) + R"("},{"name":"Host","value":"x"}],"text":")" + body + "\"}}";
    }
    const std::string har = "{\n \"log\": {\n  \"version\": \"1.2\",\n  \"entries\": [\n" + entries + "\n]}}\n";
    for (const std::string name : {"x.har", "x.json"}) {
        const ProcessResult result = program({dir.write(name, har)});
        CAPTURE(result.out, result.err);
        CHECK_THAT(result.out, has_text("documents with --records /log/entries; 3 records") &&
                                   has_text("looks like HMAC_SHA_256 in hex in 3 records") &&
                                   has_text(" --records /log/entries --keys"));
    }
    // A record with its own MAC is a record, whatever list it has.
    const std::string own = R"({"sig":")" + mac_of("x") +
                            R"(","items":[{"n":1},{"n":2}]})"
                            "\n";
    CHECK_THAT(program({dir.write("own.json", own)}).out, !has_text("--records"));
}

TEST_CASE("several files are looked at one after another, each with the command for it") {
    const TempDir dir;
    const std::string table = dir.write("a.csv", "id,sig\n7," + mac_of("7") + "\n");
    const std::string other = dir.write("b.csv", "id,mac\n7," + mac_of("7") + "\n");
    const std::string document = dir.write("c.json", R"({"Records":[{"m":"a","sig":")" + mac_of("a") + "\"}]}");
    const ProcessResult alike = program({table, other});
    CAPTURE(alike.out, alike.err);
    CHECK(alike.status == 0);
    CHECK_THAT(alike.out, has_text("a.csv: csv") && has_text("b.csv: csv") &&
                              has_text("hmacsweep diagnose " + table + " " + other + " --keys"));
    const ProcessResult mixed = program({table, document});
    CAPTURE(mixed.out);
    CHECK_THAT(mixed.out, has_text("hmacsweep diagnose " + table + " --keys") &&
                              has_text("hmacsweep diagnose " + document + " --records /Records --keys"));
    const ProcessResult missing = program({table, dir.file("none.csv")});
    CHECK(missing.status == 2);
    CHECK(missing.err ==
          "hmacsweep: there is no file \"" + dir.file("none.csv") + "\"; hmacsweep --help lists the commands\n");
    CHECK_THAT(program({"none.csv"}).err, has_text("there is no command and no file \"none.csv\""));
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
