// Which records the commands that `diagnose` finds are about: elements of arrays, those of one type, chains.
#include "tests/cli/diagnosed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace hmacsweep::tests {

TEST_CASE("diagnose takes what is known of a chain as given, and the command has it") {
    const Workplace place;
    const std::string start = "the seed of this ledger";
    for (const bool is_reversed : {false, true}) {
        std::string previous = start;
        std::string text;
        for (int i = 0; i < 40; ++i) {
            previous = hex(mac_of(previous + "|" + text_of(i)));
            text.insert(is_reversed ? 0 : text.size(),
                        R"({"text":")" + text_of(i) + R"(","mac":")" + previous + "\"}\n");
        }
        const std::string input = place.dir.write("ledger.jsonl", text);
        const std::vector<std::string> order = is_reversed ? std::vector<std::string>{"--chain-order", "reverse"}
                                                           : std::vector<std::string>{"--chain-end", previous};
        const ProcessResult result =
            program(joined({"diagnose", "--keys", place.key_file, "--chain-start", start, input}, order));
        CAPTURE(is_reversed, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text("40 of the first 40 records verify:") &&
                                   has_text("--chain-start '" + start + "'") && has_text(order[0] + " " + order[1]));
        CHECK(paste(command_of(result.out), "/dev/null").status == 0);
    }
    const std::string input =
        place.dir.write("alone.jsonl", R"({"text":"payment no. 1","mac":")" + hex(mac_of("payment no. 1")) + "\"}\n");
    const ProcessResult alone =
        program({"diagnose", "--keys", place.key_file, "--chain-start", "x", "--one-chain", input});
    CAPTURE(alone.out, alone.err);
    CHECK(alone.status == 0);
    CHECK_THAT(alone.out, has_text("note: --chain-start was left out") && !has_text("--chain-start x"));
}

TEST_CASE("diagnose counts only the records that --where chooses") {
    const Workplace place;
    std::string text;
    for (int i = 0; i < 20; ++i) {
        const bool is_ours = i % 4 == 0;
        text += R"({"type":")" + std::string(is_ours ? "payment" : "session") + R"(","body":")" + text_of(i) +
                R"(","sig":")" + hex(mac_of(is_ours ? text_of(i) : "of another key")) + "\"}\n";
    }
    const ProcessResult result = program(
        {"diagnose", "--keys", place.key_file, "--where", "type=payment", place.dir.write("mixed.jsonl", text)});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("5 of the first 5 records verify:") && has_text("--where type=payment"));
}

TEST_CASE("diagnose searches the elements that --records names") {
    const Workplace place;
    std::string elements;
    for (int i = 0; i < 10; ++i) {
        elements += std::string(i == 0 ? "" : ",") + R"({"body":")" + text_of(i) +
                    R"(","h":[{"name":"X-Sig","value":")" + hex(mac_of(text_of(i))) + "\"}]}";
    }
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, "--records", "/log/entries",
                                          place.dir.write("export.har", R"({"log":{"entries":[)" + elements + "]}}")});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("10 of the first 10 records verify:") && has_text("--records /log/entries") &&
                               has_text("mac=h:find(X-Sig),message=body"));
}

TEST_CASE("diagnose finds the array that has the records, and one element is not taken for all") {
    const Workplace place;
    std::string elements;
    for (int i = 0; i < 12; ++i) {
        elements += std::string(i == 0 ? "" : ",\n") + R"({"body":")" + text_of(i) +
                    R"(","h":[{"name":"X-Sig","value":")" + hex(mac_of(text_of(i))) + "\"}]}";
    }
    std::string lines;
    for (int i = 0; i < 12; i += 2) {
        lines += R"({"Records":[{"b":")" + text_of(i) + R"(","sig":")" + base64(mac_of(text_of(i))) + R"("},{"b":")" +
                 text_of(i + 1) + R"(","sig":")" + base64(mac_of(text_of(i + 1))) + "\"}]}\n";
    }
    const std::string padding(300'000, 'x');
    std::string sellers;
    for (int i = 0; i < 100; ++i) {
        sellers += "{\n\"id\": " + std::to_string(i) + "\n},\n";
    }
    struct Row {
        std::string name;
        std::string text;
        std::string options;
    };
    const Row rows[] = {
        {"export.har", "{\n \"log\": {\n  \"version\": \"1.2\",\n \"entries\": [" + elements + "]}}\n",
         "--records /log/entries --columns 'mac=h:find(X-Sig),message=body'"},
        {"all.json", R"({"next":[],"a/b":[)" + elements + R"(],"x":")" + padding + "\"}",
         "--records '/a~1b' --columns 'mac=h:find(X-Sig),message=body'"},
        {"second.json", "{\n\"sellers\": [\n" + sellers + "{\"id\": 0}\n],\n\"payouts\": [" + elements + "]}\n",
         "--records /payouts --columns 'mac=h:find(X-Sig),message=body'"},
        {"events.jsonl", lines, "--records /Records --columns mac=sig,message=b"},
    };
    for (const Row& row : rows) {
        const ProcessResult result =
            program({"diagnose", "--keys", place.key_file, place.dir.write(row.name, row.text)});
        CAPTURE(row.name, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text("12 of the first 12 records verify:") && has_text(row.options));
    }
}

TEST_CASE("verify, diagnose and the hint name the arrays that --records leaves out, with their elements") {
    const Workplace place;
    const auto element = [](int i) {
        return R"({"b":")" + text_of(i) + R"(","sig":")" + hex(mac_of(text_of(i))) + "\"}";
    };
    const std::string document = R"({"log":{"entries":[)" + element(1) + "," + element(2) +
                                 R"(],"pages":[{"id":1},{"id":2},{"id":3}],"tags":["x"],"none":[]},"more/old":[)" +
                                 element(3) + R"(],"n":1E+999,"deep":[{"in":[{"not":"named"}]}]})";
    const std::string left_out =
        "--records leaves out other arrays of the first document: /log/pages (3 elements), "
        "/more~1old (1 element), /deep (1 element)\n";
    const std::string input = place.dir.write("all.json", document);
    const ProcessResult found = program({"diagnose", "--keys", place.key_file, input});
    CAPTURE(found.out, found.err);
    CHECK_THAT(found.out, has_text("--records /log/entries") && has_text("note: " + left_out));
    const ProcessResult run = paste(command_of(found.out), "/dev/null");
    CHECK(run.status == 0);
    CHECK_THAT(run.err, has_text("warning: " + left_out));
    const ProcessResult wrong = program({"verify", "--keys", place.key_file, "--key-id", "plain", "--mac-algorithm",
                                         "HMAC_SHA_256", "-o", "/dev/null", input});
    CAPTURE(wrong.err);
    CHECK_THAT(wrong.err, has_text("hint: another command") && has_text("note: " + left_out));
    const ProcessResult alone =
        program({"diagnose", "--keys", place.key_file,
                 place.dir.write("alone.json", R"({"log":{"entries":[)" + element(1) + "," + element(2) + "]}}")});
    CHECK_THAT(alone.out, has_text("--records /log/entries") && !has_text("leaves out"));
}

TEST_CASE("diagnose finds the type of record that verifies in a file of mixed records") {
    const Workplace place;
    for (const bool has_other_macs : {true, false}) {
        std::string text;
        for (int i = 0; i < 60; ++i) {
            const bool is_ours = i % 3 == 2;
            const std::string type = is_ours ? "payment" : i % 3 == 0 ? "session" : "ping";
            const std::string mac = hex(mac_of(is_ours && i != 5 ? text_of(i) : "of another key"));
            text += R"({"level":")" + std::string(i % 2 == 0 ? "info" : "warn") + R"(","type":")" + type +
                    R"(","body":")" + text_of(i) + "\"" +
                    (is_ours || has_other_macs ? R"(,"sig":")" + mac + "\"}\n" : "}\n");
        }
        const ProcessResult result =
            program({"diagnose", "--keys", place.key_file, place.dir.write("mixed.jsonl", text)});
        CAPTURE(has_other_macs, result.out, result.err);
        CHECK(result.status == 1);
        CHECK_THAT(result.out, has_text("19 of the first 20 records verify, 1 does not (1 with a wrong MAC):") &&
                                   has_text(" --where type=payment") &&
                                   has_text("note: only records with type=payment verify so"));
        CHECK_THAT(result.out,
                   has_text(has_other_macs ? "of the first 60 records, 40 that --where leaves out have wrong MACs"
                                           : "note: only"));
    }
}

TEST_CASE("diagnose leaves out no records of a field that few wrong records share") {
    const Workplace place;
    std::string text;
    for (int i = 0; i < 40; ++i) {
        const bool is_wrong = i % 12 == 4;
        text += R"({"state":")" + std::string(is_wrong ? "void" : "paid") + R"(","body":")" + text_of(i) +
                R"(","sig":")" + hex(mac_of(is_wrong ? "something else" : text_of(i))) + "\"}\n";
    }
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, place.dir.write("paid.jsonl", text)});
    CAPTURE(result.out, result.err);
    CHECK_THAT(result.out, has_text("37 of the first 40 records verify") && !has_text("--where"));

    // Enough of those that are searched, but few of the file's.
    std::string early;
    for (int i = 0; i < 60; ++i) {
        early += R"({"cur":")" + std::string(i < 5 ? "USD" : "EUR") + R"(","body":")" + text_of(i) +
                 (i < 5 ? "0" : "") + R"(","sig":")" + hex(mac_of(text_of(i))) + "\"}\n";
    }
    const ProcessResult altered =
        program({"diagnose", "--keys", place.key_file, place.dir.write("early.jsonl", early)});
    CAPTURE(altered.out, altered.err);
    CHECK(altered.status == 1);
    CHECK_THAT(altered.out, has_text("55 of the first 60 records verify") && !has_text("--where"));
}

TEST_CASE("diagnose says so where --where chooses no record") {
    const Workplace place;
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, "--where", "type=paymnt",
                                          place.dir.write("a.jsonl", "{\"type\":\"payment\"}\n")});
    CHECK(result.status == 4);
    CHECK_THAT(result.out, has_text("--where chooses none of the first records"));
}

}    // namespace hmacsweep::tests
