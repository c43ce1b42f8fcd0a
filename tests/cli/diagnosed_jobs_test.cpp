// The commands that `diagnose` finds, run by a shell.
#include "tests/cli/diagnosed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

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
        {"callbacks.txt",    // sorted for the MAC, which is in another place in each
         [](int i) {
             const std::string id = std::to_string(i);
             const std::string sig = "sig=" + hex(mac_of("amount=7&id=" + id + "&user=me"));
             const std::string first = i % 2 == 0 ? sig + "&id=" + id : "id=" + id + "&" + sig;
             return first + "&user=me&amount=7\n";
         },
         "",
         "--line '{Message}' --columns 'mac=Message:pairs(url):value(sig)' --message "
         "'{Message:pairs(url):without(sig):sort:join(&)}'"},
        {"urls.txt",
         [](int i) {
             const std::string id = std::to_string(i);
             return "https://shop.example/cb?user=me&sig=" + hex(mac_of("id=" + id + "&user=me")) + "&id=" + id + "\n";
         },
         "", "--message '{Message:after(?):pairs(url):without(sig):sort:join(&)}'"},
        {"wide.jsonl",    // with more members than are combined
         [](int i) {
             const std::string time = std::to_string(1700000000 + i);
             std::string body = "{\"id\":" + std::to_string(i);
             for (int k = 0; k < 80; ++k) {
                 body += ",\"m" + std::to_string(k) + "\":\"v" + std::to_string(i + k) + "\"";
             }
             body += "}";
             return R"({"sig":"t=)" + time + ",v1=" + hex(mac_of(time + "." + body)) + R"(","event":)" + body + "}\n";
         },
         "", "--mac 't={t},v1={Mac}' --mac-separator , --message '{t}.{event}'"},
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
        {"tilde.dat",
         [](int i) {
             const std::string id = std::to_string(1000 + i);
             return id + "~" + text_of(i) + "~" + hex(mac_of(id + "|" + text_of(i))) + "~ok\n";
         },
         "", "--delimiter '~' --no-header --columns mac=3 --message '{1}|{2}'"},
        {"brackets.log", [](int i) { return "<ops:" + hex(mac_of(text_of(i))) + "> " + text_of(i) + "\n"; }, "",
         "--line '<ops:{Mac}> {Message}'"},
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

TEST_CASE("diagnose reads a secret of hex digits as hex with as much work as it reads it as text") {
    const TempDir dir;
    const ByteVector material = pattern(32);
    std::string text;
    for (int i = 0; i < 20; ++i) {
        std::string record = R"({"id":"d)" + std::to_string(i) + R"(","h":{"agent":"a/1","time":"17)" +
                             std::to_string(i) + R"(","kind":"x)" + std::to_string(i % 3) + R"(","sig":")";
        const std::string message = "d" + std::to_string(i) + ".17" + std::to_string(i) + "." + text_of(i);
        record += hex(reference_hmac(Algorithm::HmacSha256, material, as_bytes(message)));
        for (const char* const name : {"p", "q", "r", "s", "t"}) {
            record += std::string(R"(",")") + name + R"(":")" + name + std::to_string(i);
        }
        text += record + R"("},"body":")" + text_of(i) + "\"}\n";
    }
    const std::string secret = dir.write("secret.txt", to_hex(material));
    const ProcessResult result = program({"diagnose", "--keys", "text:" + secret, dir.write("hooks.jsonl", text)});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("20 of the first 20 records verify:") && has_text("--keys hex:") &&
                               has_text("--message '{id}.{/h/time}.{body}'"));
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

TEST_CASE("diagnose finds a chain over more fields than are tried in every order") {
    for (const bool is_first : {true, false}) {
        const Workplace place;
        std::string previous = "GENESIS";
        std::string text = "a,b,c,d,e,f,mac\n";
        for (int i = 0; i < 20; ++i) {
            std::string cells;
            for (int k = 0; k < 6; ++k) {
                cells += (k == 0 ? "" : "|") + std::to_string(i * 7 + k * k);
            }
            previous = hex(mac_of(is_first ? previous + "|" + cells : cells + "|" + previous));
            std::ranges::replace(cells, '|', ',');
            text += cells + "," + previous + "\n";
        }
        const ProcessResult result =
            program({"diagnose", "--keys", place.key_file, place.dir.write("ledger.csv", text)});
        CAPTURE(is_first, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text("20 of the first 20 records verify:") && has_text("--chain-start GENESIS") &&
                                   has_text(is_first ? "'{prev.Mac}|{a}|{b}|{c}|{d}|{e}|{f}'"
                                                     : "'{a}|{b}|{c}|{d}|{e}|{f}|{prev.Mac}'"));
        CHECK(paste(command_of(result.out), "/dev/null").status == 0);
    }
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
    const ProcessResult all = program({"diagnose", "--all", "--keys", place.key_file,
                                       place.dir.write("found.csv", "id,body,sig\n1,a b," + hex(mac_of("1|a b")) +
                                                                        "\n2,c d," + hex(mac_of("2|c d")) + "\n")});
    CAPTURE(all.out);
    CHECK_THAT(all.out,
               has_text("2 of the first 2 records verify") && has_text("\nby the options as they were given:\n"));
    const ProcessResult no_key = program({"diagnose", place.dir.file("other.csv")});
    CHECK(no_key.status == 2);
    CHECK_THAT(no_key.err, has_text("text:FILE") && has_text("hex:") && has_text("base64:"));
}

TEST_CASE("options that are given and verify are the command, under a bare secret, too") {
    const Workplace place;
    const std::string secret = place.dir.write("secret", "0123456789");
    ::chmod(secret.c_str(), 0600);
    std::string text;
    for (int i = 0; i < 20; ++i) {
        const std::string mac = hex(mac_of(std::to_string(i) + "!?" + text_of(i) + "##"));
        text += R"({"h":"t=)" + std::to_string(i) + ",v1=" + mac + R"(","body":")" + text_of(i) + "\"}\n";
    }
    const std::string input = place.dir.write("odd.jsonl", text);
    const ProcessResult result =
        program({"diagnose", "--keys", "text:" + secret, input, "--columns", "mac=h", "--mac", "t={t},v1={Mac}",
                 "--mac-separator", ",", "--message", "{t}!?{body}##", "--mac-algorithm", "HMAC_SHA_256"});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, has_text("20 of the first 20 records verify:"));
    CHECK(paste(command_of(result.out), "/dev/null").status == 0);
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
