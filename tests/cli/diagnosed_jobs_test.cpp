// The commands that `diagnose` finds, run by a shell.
#include "tests/cli/diagnosed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace hmacsweep::tests {

TEST_CASE("diagnose finds whole jobs from an input and a key, and the command verifies every record") {
    struct Row {
        std::string name;    ///< of the file
        std::string (*record)(int);
        std::string begin;      ///< before the records
        std::string options;    ///< of the command, among others
    };
    const Row rows[] = {
        {"nested.jsonl",
         [](int i) { return R"({"h":{"X-Sig":")" + hex(mac_of(text_of(i))) + R"("},"b":")" + text_of(i) + "\"}\n"; },
         "", "mac=/h/X-Sig,message=b --message-encoding text"},
        {"string.jsonl",
         [](int i) {
             return R"({"h":"{\"X-Sig\":\")" + hex(mac_of(text_of(i))) + R"(\"}","b":")" + text_of(i) + "\"}\n";
         },
         "", "'mac=h:at(/X-Sig),message=b'"},
        {"envelope.jsonl",
         [](int i) {
             return R"({"Type":"Notification","Message":"{\"meta\":{\"sig\":\")" + hex(mac_of(text_of(i))) +
                    R"(\"},\"data\":\")" + text_of(i) + "\\\"}\"}\n";
         },
         "", "'mac=Message:at(/meta):at(/sig)' --message '{Message:at(/data)}'"},
        {"list.jsonl",
         [](int i) {
             return R"({"h":[{"name":"X-Sig","value":")" + hex(mac_of(text_of(i))) + R"("}],"b":")" + text_of(i) +
                    "\"}\n";
         },
         "", "'mac=h:find(X-Sig),message=b'"},
        {"app.log", [](int i) { return "login " + text_of(i) + " hmac=" + hex(mac_of("login " + text_of(i))) + "\n"; },
         "", "--line '{Message} hmac={Mac}'"},
        {"list.csv",
         [](int i) {
             const std::string time = std::to_string(i);
             return text_of(i) + ",\"t=" + time + ",v1=" + hex(mac_of(time + "." + text_of(i))) + "\"\n";
         },
         "p,sig\n", "--mac 't={t},v1={Mac}' --mac-separator , --message '{t}.{p}'"},
        {"marked.csv",
         [](int i) { return std::to_string(i) + ";" + text_of(i) + ";" + hex(mac_of(text_of(i))) + "\r\n"; },
         "\xef\xbb\xbfsep=;\r\nid;p;sig\r\n", "--delimiter ';' --columns mac=sig,message=p"},
        {"queries.txt",
         [](int i) {
             const std::string query = "id=" + std::to_string(i) + "&user=me";
             return query + "&signature=" + hex(mac_of(query)) + "\n";
         },
         "", "--line '{Message}&signature={Mac}'"},
        {"row.csv",    // which the template {Message};{Mac} fits, but for its header
         [](int i) {
             const std::string row = std::to_string(i) + ";" + text_of(i) + ";x";
             return row + ";" + hex(mac_of(row)) + "\n";
         },
         "id;p;x;sig\n", "--delimiter ';' --columns mac=sig --message '{id};{p};{x}'"},
        {"separated.csv",
         [](int i) {
             const std::string id = std::to_string(i);
             return id + ";" + text_of(i) + ";" + hex(mac_of(text_of(i) + "&" + id)) + "\n";
         },
         "sep=;\nid;p;sig\n", "--delimiter ';' --columns mac=sig --message '{p}&{id}'"},
    };
    for (const Row& row : rows) {
        const Workplace place;
        std::string text = row.begin;
        for (int i = 0; i < 10; ++i) {
            text += row.record(i);
        }
        const std::string input = place.dir.write(row.name, text);
        const ProcessResult result = program({"diagnose", "--keys", place.key_file, input});
        CAPTURE(row.name, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text("10 of the first 10 records verify:") && has_text(row.options));
        std::string command = result.out.substr(result.out.find("\n  ") + 3);
        command.replace(command.find("hmacsweep verify"), 9, HMACSWEEP_BINARY);
        CHECK(run_process({"sh", "-c", command}).status == 0);
    }
}

TEST_CASE("a table without a header line keeps its first record, whatever format is named") {
    const Workplace place;
    std::string text;
    for (int i = 0; i < 20; ++i) {
        text += std::to_string(i) + "\t" + text_of(i) + "\t" + base64(mac_of(i == 0 ? "forged" : text_of(i))) + "\n";
    }
    const std::string input = place.dir.write("table.txt", text);
    for (const char* format : {"tsv", "pgcopy", "mysql-outfile", "mysql-batch"}) {
        const ProcessResult result = program({"diagnose", "--keys", place.key_file, "--input-format", format, input});
        CAPTURE(format, result.out, result.err);
        CHECK_THAT(result.out, has_text("19 of the first 20 records verify, 1 does not") && has_text("--no-header"));
    }
}

TEST_CASE("diagnose finds a chain with its newest record first, and the text before its oldest") {
    const Workplace place;
    std::string previous(64, '0');
    std::string text;
    for (int i = 0; i < 40; ++i) {    // more than are searched
        previous = hex(mac_of(previous + text_of(i)));
        text.insert(0, R"({"text":")" + text_of(i) + R"(","mac":")" + previous + "\"}\n");
    }
    const ProcessResult result =
        program({"diagnose", "--keys", place.key_file, place.dir.write("newest-first.jsonl", text)});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("40 of the first 40 records verify:") && has_text("--chain-order reverse") &&
                               has_text("--chain-start " + std::string(64, '0')));
}

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
}

TEST_CASE("where nothing fits, diagnose tells what was tried, and that the key may be wrong") {
    const Workplace place;
    std::string text = "id;body;sig\n";
    for (int i = 0; i < 20; ++i) {
        text += std::to_string(i) + ";" + text_of(i) + ";" +
                hex(reference_hmac(Algorithm::HmacSha256, as_bytes("unknown"), as_bytes(text_of(i)))) + "\n";
    }
    const std::string secret = place.dir.write("secret", std::string(64, 'a') + "\n");
    ::chmod(secret.c_str(), 0600);
    const ProcessResult result = program({"diagnose", "--keys", "hex:" + secret, place.dir.write("other.csv", text)});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.out, has_text("tried: 1 key (also read as ") && has_text("text") &&
                               has_text(" forms of messages, ") && has_text(" MACs for sig") &&
                               has_text("the key may be the wrong one"));
    CHECK_THAT(result.out, !has_text("MACs computed") && !has_text("no field could be found"));
    const ProcessResult no_key = program({"diagnose", place.dir.file("other.csv")});
    CHECK(no_key.status == 2);
    CHECK_THAT(no_key.err, has_text("text:FILE") && has_text("hex:") && has_text("base64:"));
}

TEST_CASE("diagnose says so where --where chooses no record") {
    const Workplace place;
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, "--where", "type=paymnt",
                                          place.dir.write("a.jsonl", "{\"type\":\"payment\"}\n")});
    CHECK(result.status == 4);
    CHECK_THAT(result.out, has_text("--where chooses none of the first records"));
}

TEST_CASE("a key that was imported in the wrong encoding is told, and a bare secret is read in the right one") {
    const TempDir dir;
    std::string rows = "p,sig\n";
    const ByteVector key = pattern(33);
    for (int i = 0; i < 10; ++i) {
        rows += text_of(i) + "," + hex(reference_hmac(Algorithm::HmacSha256, key, as_bytes(text_of(i)))) + "\n";
    }
    const std::string input = dir.write("t.csv", rows);
    const std::string secret = dir.write("secret", hex(key));
    ::chmod(secret.c_str(), 0600);
    const ProcessResult bare = program({"diagnose", input, "--keys", "text:" + secret});
    CAPTURE(bare.out, bare.err);
    CHECK_THAT(bare.out, has_text("10 of the first 10 records verify:") && has_text("--keys hex:" + secret));
    CHECK(paste(command_of(bare.out), "/dev/null").status == 0);
    // 66 digits are no base64, 64 and 68 are.
    const std::string file = dir.file("keys.json");
    REQUIRE(program({"keys", "import", "--id", "a", "--in", secret, "--encoding", "text", "-o", file}).status == 0);
    const ProcessResult result = program({"diagnose", input, "--keys", file});
    CAPTURE(result.out);
    CHECK_THAT(result.out, has_text("10 of the first 10 records verify:") &&
                               has_text("the key a was imported in the wrong encoding") && has_text("--encoding hex"));
}

TEST_CASE("where nothing is valid, verify hints at the command that diagnose finds") {
    const Workplace place;
    std::string rows = "when,payload,signature\n";
    for (int i = 0; i < 20; ++i) {
        rows += "17," + text_of(i) + "," + hex(mac_of(text_of(i) + "&17")) + "\n";
    }
    const std::string input = place.dir.write("t.csv", rows);
    const std::vector<std::string> wrong{"verify",
                                         input,
                                         "--keys",
                                         place.key_file,
                                         "--key-id",
                                         "plain",
                                         "--mac-algorithm",
                                         "HMAC_SHA_256",
                                         "--columns",
                                         "message=payload,mac=signature",
                                         "--message-encoding",
                                         "text",
                                         "-o",
                                         "/dev/null"};
    const ProcessResult result = program(wrong);
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.err, has_text("FAIL: 20 records have a wrong MAC.\n"
                                    "hint: another command explains more, and may cover less than you asked for: 20 of "
                                    "the first 20 records verify:\n  hmacsweep verify ") &&
                               has_text("--message '{payload}&{when}'"));
    CHECK(paste(command_of(result.err), "/dev/null").status == 0);
    CHECK(result.err.find("no usual mistake") == std::string::npos);
    CHECK(program(joined(wrong, {"-q"})).err.find("hint") == std::string::npos);
    // A mistake that explains a few records does not hide the command that explains all of their type.
    std::string mixed;
    for (int i = 0; i < 60; ++i) {
        mixed += R"({"type":")" + std::string(i % 3 == 0 ? "pay" : "log") + R"(","body":")" + text_of(i) +
                 R"(","mac":")" + hex(mac_of(i % 3 == 0 ? text_of(i) : "of another key")) + "\"}\n";
    }
    const ProcessResult few = program({"verify", place.dir.write("mixed.jsonl", mixed), "--keys", place.key_file,
                                       "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_256", "-o", "/dev/null"});
    CAPTURE(few.err);
    CHECK_THAT(few.err, has_text("--where type=pay") && !has_text("no usual mistake"));
}

}    // namespace hmacsweep::tests
