// What is no input, whatever it is called: key files, which must not be copied or printed as records are, and
// containers, of which nothing is judged and one line says what helps.
#include "host/input/archive/archive_walk.hpp"
#include "host/input/key_document.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

#include <cstdlib>
#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// Material that nothing may show.
const std::string material = "U2VjcmV0TWFya2VyU2VjcmV0TWFya2Vy";
const std::string kms_keys = R"({"Keys":[{"KeyId":"other","Aliases":["x","k"],"KeyMaterial":")" + material + "\"}]}";
const std::string jwk_set = R"({"keys":[{"kty":"RSA","n":"x"},{"k":")" + material + R"(","kid":"a","kty":"oct"}]})";

std::string pretty(const std::string& json) {
    return nlohmann::json::parse(json).dump(4) + "\n";
}

/// A run that must refuse this input; all that it prints and writes has nothing of the material.
void check_refused(const Workplace& place, const std::string& input, const std::string& content,
                   const std::vector<std::string>& more, const std::string& words) {
    std::vector<std::string> arguments{input,
                                       "--rejects",
                                       place.dir.file("rejects"),
                                       "--summary",
                                       place.dir.file("summary.json"),
                                       "-o",
                                       place.dir.file("results")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = place.verify(content, arguments);
    CAPTURE(input, more, content.substr(0, 60), result.err);
    CHECK(result.status == 3);
    const nlohmann::json summary = nlohmann::json::parse(place.dir.read("summary.json"));
    CHECK(summary["records"] == 0);
    CHECK(summary["sources"][0]["error"].get<std::string>().find(words) != std::string::npos);
    const std::size_t line = result.err.find(words);
    CHECK(line != std::string::npos);
    CHECK(result.err.find(words, line + 1) == std::string::npos);
    for (const std::string& text : {result.out, result.err, place.dir.read("rejects"), place.dir.read("summary.json"),
                                    place.dir.read("results")}) {
        CHECK(text.find(material) == std::string::npos);
    }
}

}    // namespace

TEST_CASE("a key file is no input, whatever it is called, and nothing of it is copied or printed") {
    const Workplace place;
    const std::vector<std::string> contents{
        kms_keys,
        "\xef\xbb\xbf\n " + kms_keys,
        pretty(kms_keys),
        jwk_set,
        pretty(jwk_set),
        kms_keys + "\n" + place.record("a"),
        R"({"Version":{"a":[1,"]"]},"\u004beys":[{"KeyMaterial":")" + material + "\"}]}",
        R"({"kty":"oct","k":")" + material + "\"}"};
    for (const std::string& content : contents) {
        for (const std::string name : {"x.jsonl", "x.json", "x.csv", "x.log", "x"}) {
            check_refused(place, place.dir.write(name, content), "", {}, "is a key file");
        }
        check_refused(place, "-", content, {}, "is a key file");
        check_refused(place, "-", content, {"--input-format", "json"}, "is a key file");
        check_refused(place, "-", content,
                      {"--line", "{Message} hmac={Mac}", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"},
                      "is a key file");
        if (can_read(input::Compression::Gzip)) {
            check_refused(place, "-", gzip_of(content), {}, "is a key file");
        }
    }
}

TEST_CASE("a key file of others in a folder is an error, and the records beside it are judged") {
    const Workplace place;
    place.dir.write("f/a.jsonl", place.record("a"));
    place.dir.write("f/export", pretty(kms_keys));
    const ProcessResult result = place.verify("", {place.dir.file("f"), "--rejects", place.dir.file("rejects")});
    CHECK(result.status == 3);
    CHECK(result.err.find("f/export is a key file") != std::string::npos);
    CHECK(json_lines(result.out).size() == 1);
    CHECK(place.dir.read("rejects").empty());
    CHECK(place.verify("", {place.dir.file("f"), "--exclude", "export"}).status == 0);
}

TEST_CASE("a key file in the middle of an input is malformed, and is not kept with the rejects") {
    const Workplace place;
    const std::string rejects = place.dir.file("rejects");
    for (const std::string& keys : {kms_keys, jwk_set}) {
        const std::string records = place.record("a") + keys + "\n" + place.forged("b");
        const ProcessResult result =
            place.verify(records, {"--rejects", rejects, "--summary", place.dir.file("summary.json")});
        CAPTURE(result.err);
        CHECK(json_lines(result.out).size() == 3);
        CHECK(place.dir.read("rejects") == place.forged("b"));
        CHECK(nlohmann::json::parse(place.dir.read("summary.json"))["rejects"]["left_out"] == 1);
        CHECK((result.out + result.err).find(material) == std::string::npos);
    }
}

TEST_CASE("a record with a field k, Keys or kty is a record") {
    const Workplace place;
    for (const std::string more :
         {R"("k":"x",)", R"("kty":"RSA","k":"x",)", R"("Keys":["KeyMaterial"],)", R"("Keys":[{"KeyMaterial":null}],)",
          R"("Keys":{"KeyMaterial":"x"},)", R"("keys":[[{"KeyMaterial":"x"}]],)", R"("x":{"kty":"oct","k":"y"},)",
          R"("x":[{"KeyMaterial":"x"}],)", R"("keys":[{"kty":"oct"},{"k":"x"}],)", R"("KeyMaterial":"x",)"}) {
        const std::string record = "{" + more + place.record("a").substr(1);
        CAPTURE(record);
        CHECK(place.verify(record).status == 0);
        CHECK(place.verify(record + place.record("b")).status == 0);
    }
}

TEST_CASE("a key document is known at the same place, however its text comes in") {
    for (const std::string& text : {kms_keys, jwk_set, pretty(kms_keys)}) {
        input::KeyDocument document;
        for (std::size_t size = 0; size < text.find(material); ++size) {
            CHECK(document.look(std::string_view(text).substr(0, size)) == input::KeyDocument::Answer::Undecided);
        }
        CHECK(document.look(text) == input::KeyDocument::Answer::Yes);
    }
    // Damaged texts decide, too, and brackets that do not match.
    for (const std::string_view text :
         {"{\"a", "{x", "{]", "}", "[", "{\"Keys\":[}", "{\"a\nb", "{{", "{\"a\":[]}x", "x"}) {
        input::KeyDocument document;
        CHECK(document.look(text) != input::KeyDocument::Answer::Yes);
    }
}

TEST_CASE("a container is refused once, by a line that names it and the command that helps") {
    const Workplace place;
    const std::string zeros(300, '\0');
    const std::string utf16_text = [&] {
        std::string text;
        for (const char c : place.record("a")) {
            text += c;
            text += '\0';
        }
        return text;
    }();
    struct Row {
        std::string content;
        std::string name;
        std::string command;
    };
    const std::vector<Row> rows{
        {"PK\x03\x04" + zeros, "a zip archive", "unzip"},
        {"PK\x03\x04" + zeros.substr(0, 26) + "[Content_Types].xml" + zeros, "an Office file", "libreoffice"},
        {"7z\xbc\xaf\x27\x1c" + zeros, "a 7z archive", "7z x"},
        {"SQLite format 3" + zeros, "an SQLite database", "sqlite3"},
        {"PAR1\x15" + zeros, "a Parquet file", "duckdb"},
        {"ARROW1" + zeros, "an Arrow file", "duckdb"},
        {"\xff\xff\xff\xff" + zeros, "an Arrow stream", "pyarrow"},
        {"Obj\x01" + zeros, "an Avro file", "avro-tools"},
        {"ORC" + zeros, "an ORC file", "orc-tools"},
        {"--\n-- PostgreSQL database dump\n--\n", "a dump by pg_dump",
         "sed '1,/^COPY public\\.TABLE /d; /^\\\\\\.$/,$d' "},
        {"PGDMP\x01" + zeros, "a dump by pg_dump", "pg_restore -t TABLE -f - "},
        {"-- MySQL dump 10.13\n", "a dump by mysqldump", "mysql --batch"},
        {"/*M!999999\\- enable the sandbox mode */ \n", "a dump by mariadb-dump", "mysql --batch"},
        {utf16_text, "UTF-16 text", "--input-charset UTF-16LE"},
        {zeros.substr(0, 1) + utf16_text, "UTF-16 text", "--input-charset UTF-16BE"},
    };
    for (const Row& row : rows) {
        for (const std::string name : {"-", "x.jsonl", "x.csv", "x.json"}) {
            const std::string input = name == "-" ? name : place.dir.write(name, row.content);
            check_refused(place, input, name == "-" ? row.content : "", {}, "is " + row.name);
            // An archive that is a file is opened, and then there is more to say than a command.
            if (name == "-" || !row.name.ends_with("archive") || !input::can_read_archives()) {
                check_refused(place, input, name == "-" ? row.content : "", {}, row.command);
            }
        }
        check_refused(place, "-", row.content, {"--input-format", "jsonl"}, "is " + row.name);
        if (can_read(input::Compression::Gzip)) {
            check_refused(place, "-", gzip_of(row.content), {}, "is " + row.name);
            check_refused(place, "-", gzip_of(row.content), {}, " in gzip, which");
        }
    }
    // Of a folder it is an error, too, and what is beside it is judged.
    place.dir.write("f/a.jsonl", place.record("a"));
    place.dir.write("f/b", rows[0].content);
    const ProcessResult result = place.verify("", {place.dir.file("f")});
    CHECK(result.status == 3);
    CHECK(result.err.find("f/b is a zip archive") != std::string::npos);
    CHECK(json_lines(result.out).size() == 1);
}

TEST_CASE("what real tools write of records is known: tar, zip, sqlite3, iconv") {
    const Workplace place;
    place.dir.write("a.jsonl", place.record("a"));
    const std::vector<std::pair<std::string, std::string>> rows{
        {"tar -cf - a.jsonl", "a tar archive"},
        {"tar --format=v7 -cf - a.jsonl", "a tar archive"},
        {"tar --format=ustar -cf - ./a.jsonl", "a tar archive"},
        {"tar --format=pax -cf - a.jsonl", "a tar archive"},
        {"tar -czf - a.jsonl", "a tar archive in gzip"},
        {"zip -q - a.jsonl", "a zip archive"},
        {"python3 -c \"import sqlite3; sqlite3.connect('db').execute('create table t(a)').connection.commit()\" && cat "
         "db",
         "an SQLite database"},
        {"iconv -f UTF-8 -t UTF-16LE a.jsonl", "UTF-16 text"},
        {"iconv -f UTF-8 -t UTF-16BE a.jsonl", "UTF-16 text"},
    };
    ProcessOptions options;
    options.folder = place.dir.path();
    for (const auto& [command, name] : rows) {
        const std::string tool = command.substr(0, command.find(' '));
        if (run_process({"sh", "-c", "command -v " + tool}).status != 0) {
            WARN(tool << " is not there");
            continue;
        }
        const ProcessResult made = run_process({"sh", "-c", command}, options);
        CAPTURE(command, made.err);
        REQUIRE(made.status == 0);
        if (command.find("-czf") == std::string::npos || can_read(input::Compression::Gzip)) {
            check_refused(place, "-", made.out, {}, "is " + name);
        }
    }
}

TEST_CASE("text that begins as a container may is text") {
    const Workplace place;
    for (const std::string start :
         {"BZh9 is a word,Message,Mac\n", "PAR1,Message,Mac\n", "ORCID,Message,Mac\n", "PK,Message,Mac\n"}) {
        const ProcessResult result = place.verify(
            start + "1,,\n", {"--input-format", "csv", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256"});
        CAPTURE(start, result.err);
        CHECK(result.status == 4);
        CHECK(json_lines(result.out).size() == 1);
    }
}

TEST_CASE("a file of names that is a key file is refused, and no name is longer than a path may be") {
    const Workplace place;
    const std::string own = place.dir.write("own", kms_keys);
    const std::string link = place.dir.file("link");
    std::filesystem::create_symlink(own, link);
    const std::string others = place.dir.write("others", pretty(jwk_set));
    const std::string long_name = place.dir.write("long", std::string(5000, 'x'));
    const auto list = [&](const std::string& names, const std::string& input = "") {
        ProcessOptions options;
        options.input = input;
        return program({"verify", "--keys", own, "--files0-from", names}, options);
    };
    for (const ProcessResult& result :
         {list(own), list(link), list(others), list("-", kms_keys), list("-", pretty(jwk_set)), list(long_name)}) {
        CAPTURE(result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(result.err.find(material) == std::string::npos);
        CHECK(result.err.size() < 600);
    }
    CHECK(list(own).err.find("key file") != std::string::npos);
    CHECK(list(others).err.find("key file") != std::string::npos);
    CHECK(list(long_name).err.find("name 1 has 5,000 bytes") != std::string::npos);
    // Names that lead nowhere are cut and shown without what steers a terminal.
    const ProcessResult odd = list(place.dir.write("odd", "\x1b[2J" + std::string(1000, 'y')));
    CHECK(odd.status == 3);
    CHECK(odd.err.find('\x1b') == std::string::npos);
    CHECK(odd.err.find(std::string(300, 'y')) == std::string::npos);
}
