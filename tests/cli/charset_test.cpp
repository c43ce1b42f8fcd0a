// Inputs in other charsets than UTF-8: read as their text in UTF-8 would be, and nothing that cannot be converted is
// passed over or replaced.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::string in_charset(const std::string& text, const std::string& charset) {
    return pipe_through({"iconv", "-f", "UTF-8", "-t", charset}, text);
}

/// A table whose messages are text with letters of many kinds, and MACs of that text in UTF-8.
std::string table(const Workplace& place, const std::string& word) {
    const std::string messages = "Id,Message\n1," + word + "\n2,plain\n3," + word + word + "\n";
    const ProcessResult made =
        program({"generate", "--keys", place.key_file, "--input-format", "csv", "--message-encoding", "text",
                 "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", place.dir.write("messages", messages)});
    REQUIRE(made.status == 0);
    std::string text = "Id,Message,Mac\n";
    const std::vector<std::string> words{word, "plain", word + word};
    for (const nlohmann::json& line : json_lines(made.out)) {
        const auto number = line["Record"].get<std::size_t>();
        text += std::to_string(number) + "," + words.at(number - 1) + "," + line["Mac"].get<std::string>() + "\n";
    }
    return text;
}

ProcessResult verify(const Workplace& place, const std::string& input, std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"verify", input, "--keys", place.key_file, "--input-format", "csv", "--message-encoding", "text",
                 "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "--summary", place.dir.file("summary.json")});
    return program(std::move(more));
}

}    // namespace

TEST_CASE("a text in another charset gives what its text in UTF-8 gives, with offsets of that") {
    const Workplace place;
    std::string text = table(place, "gr\xc3\xbc\xc3\x9f");
    text.replace(text.find("\n3,") + 3, 2, "xx");    // one record is wrong
    const ProcessResult plain = verify(place, place.dir.write("plain", text));
    REQUIRE(plain.status == 1);
    struct Row {
        std::string to;
        std::string mark;
        std::string option;
        std::string charset;
    };
    const std::vector<Row> rows{{"UTF-16LE", "\xff\xfe", "", "UTF-16LE"},
                                {"UTF-16BE", "\xfe\xff", "", "UTF-16BE"},
                                {"UTF-16", "", "", "UTF-16LE"},
                                {"UTF-16LE", "", "utf-16le", "utf-16le"},
                                {"latin1", "", "latin1", "latin1"},
                                {"cp1252", "", "cp1252", "cp1252"},
                                {"UTF-32", "", "", "UTF-32LE"}};
    for (const Row& row : rows) {
        const std::string bytes = row.mark + in_charset(text, row.to);
        std::vector<std::string> contents{bytes};
        if (can_read(input::Compression::Gzip)) {
            contents.push_back(gzip_of(bytes));
        }
        for (const std::string& content : contents) {
            for (const std::string digest : {"sha256", "tree", "none"}) {
                std::vector<std::string> more{"--input-digest", digest, "--threads", digest == "tree" ? "1" : "2"};
                if (!row.option.empty()) {
                    more.insert(more.end(), {"--input-charset", row.option});
                }
                const ProcessResult result = verify(place, place.dir.write("x", content), more);
                CAPTURE(row.to, row.mark.size(), content.size(), digest, result.err);
                CHECK(result.status == 1);
                std::string out = result.out;
                // The byte-order mark is there, too, in UTF-8.
                const bool has_mark = row.option.empty();
                const nlohmann::json last = json_lines(out).back();
                CHECK(last["Offset"] == json_lines(plain.out).back()["Offset"].get<std::size_t>() + (has_mark ? 3 : 0));
                const nlohmann::json source = nlohmann::json::parse(place.dir.read("summary.json"))["sources"][0];
                CHECK(source["charset"] == row.charset);
                CHECK(source["bytes"] == content.size());
                CHECK(source["content_bytes"] == text.size() + (has_mark ? 3 : 0));
                CHECK(source["sha256"].is_null() == (digest != "sha256"));
                CHECK(source["tree_sha256"].is_null() == (digest != "tree"));
            }
        }
        std::vector<std::string> show{
            "show",  place.dir.file("x"), "--record",    "1", "--input-format", "csv", "--key-id",
            "plain", "--mac-algorithm",   "HMAC_SHA_256"};
        if (!row.option.empty()) {
            show.insert(show.end(), {"--input-charset", row.option});
        }
        CHECK(program(show).out == text.substr(15, text.find("\n2,") + 1 - 15));
    }
}

TEST_CASE("what cannot be converted ends an input with an error, and is never replaced") {
    const Workplace place;
    const std::string text = table(place, "word");
    struct Row {
        std::string bytes;
        std::string option;
        std::string words;
    };
    const std::string utf16 = "\xff\xfe" + in_charset(text, "UTF-16LE");
    const std::string half = utf16.substr(0, utf16.size() - 8);
    const std::vector<Row> rows{
        {half + "\x3d\xd8" + utf16.substr(utf16.size() - 8), "", "is no character of it"},    // a surrogate alone
        {utf16 + "x", "", "begins a character that is cut short"},
        {utf16 + "\x3d\xd8", "", "character"},
        {text + "5,\x81,x\n", "cp1252", "is no character of it"},
        {text + "5,\xff,x\n", "utf-8", "is no character of it"},
        {text + "5,\xc3\xbc,x\n", "ascii", "is no character of it"},
    };
    for (const Row& row : rows) {
        const ProcessResult result = verify(
            place, place.dir.write("x", row.bytes),
            row.option.empty() ? std::vector<std::string>{} : std::vector<std::string>{"--input-charset", row.option});
        CAPTURE(row.option, row.bytes.size(), result.err);
        CHECK(result.status == 3);
        CHECK_THAT(result.err, has_text("cannot convert all of") && has_text(row.words));
        CHECK(json_lines(result.out).size() >= 2);
        CHECK(nlohmann::json::parse(place.dir.read("summary.json"))["complete"] == false);
    }
}

TEST_CASE("texts of UTF-16 in folders and archives are read, and unknown charsets are refused") {
    const Workplace place;
    const std::string marked = "\xff\xfe" + in_charset(place.record("a") + place.record("b"), "UTF-16LE");
    place.dir.write("f/a.jsonl", marked);
    place.dir.write("f/b.log", marked);
    place.dir.write("f/c.log", place.record("c"));
    CHECK(json_lines(place.verify("", {place.dir.file("f")}).out).size() == 5);
    // In pieces, as a pipe gives them.
    CHECK(json_lines(place.verify(marked).out).size() == 2);
    const std::string bare = place.dir.write("g/a.log", marked.substr(2));
    CHECK(place.verify("", {place.dir.file("g")}).status == 3);
    CHECK(place.verify("", {place.dir.file("g"), "--input-charset", "UTF-16LE"}).status == 0);
    for (const std::string name : {"none such", "utf-16//IGNORE", "latin1//TRANSLIT"}) {
        const ProcessResult result = place.verify("", {bare, "--input-charset", name});
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text("no charset"));
    }
}
