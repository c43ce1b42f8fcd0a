// Records of thousands of fields: what a hint and `diagnose` hold of them is bounded.
#include "tests/cli/diagnosed.hpp"
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace hmacsweep::tests {
namespace {

/// A record whose MAC covers a field beside it, or nothing that is in the record.
std::string large_record(int number, int num_fields, bool is_right, bool is_last = false) {
    const std::string mac = R"("sig":")" + hex(mac_of(is_right ? text_of(number) : "something else")) + R"(","a":")" +
                            text_of(number) + "\"";
    std::string text = "{" + (is_last ? "\"first\":1" : mac);
    for (int i = 0; i < num_fields; ++i) {
        text += ",\"field " + std::to_string(i) + R"(":")" + std::string(40, 'x') + std::to_string(i) + "\"";
    }
    return text + (is_last ? "," + mac : "") + "}\n";
}

}    // namespace

TEST_CASE("a hint on large records needs so little memory that the status stays what the records say") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    HMACSWEEP_SKIP("sanitizers need more address space");
#endif
    const Workplace place;
    std::string text;
    for (int i = 0; i < 12; ++i) {
        text += large_record(i, 3000, false);
    }
    const std::string command = "ulimit -v 300000; exec " HMACSWEEP_BINARY " verify " +
                                place.dir.write("large.jsonl", text) + " --keys " + place.key_file +
                                " --columns mac=sig,message=a --message-encoding text --key-id plain "
                                "--mac-algorithm HMAC_SHA_256 --threads 1 --backend simd --results none";
    const ProcessResult result = run_process({"bash", "-c", command});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.err, has_text("FAIL: 12 records have a wrong MAC"));
}

TEST_CASE("diagnose finds the command for records of thousands of fields") {
    for (const bool is_last : {false, true}) {
        const Workplace place;
        std::string text;
        for (int i = 0; i < 12; ++i) {
            text += large_record(i, 3000, true, is_last);
        }
        const ProcessResult result =
            program({"diagnose", "--keys", place.key_file, place.dir.write("large.jsonl", text)});
        CAPTURE(is_last, result.out, result.err);
        CHECK(result.status == 0);
        CHECK_THAT(result.out, has_text("12 of the first 12 records verify:") && has_text("mac=sig,message=a"));
    }
}

TEST_CASE("the hint for large records has the object without its MAC before stranger messages") {
    const Workplace place;
    std::string text;
    for (int i = 0; i < 12; ++i) {
        std::string body = "{\"n\":" + std::to_string(i);
        for (int k = 0; k < 1500; ++k) {
            body += ",\"field " + std::to_string(k) + R"(":")" + std::string(40, 'x') + std::to_string(k) + "\"";
        }
        text += body + R"(,"sig":")" + hex(mac_of(body + "}")) + "\"}\n";
    }
    const ProcessResult result =
        program({"verify", place.dir.write("large.jsonl", text), "--keys", place.key_file, "--key-id", "plain",
                 "--mac-algorithm", "HMAC_SHA_256", "--columns", "mac=sig", "--message", "{n}", "-o", "/dev/null"});
    CAPTURE(result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.err, has_text("12 of the first 12 records verify:") && has_text("json-without:sig"));
}

TEST_CASE("diagnose says so where records are too long to be looked at") {
    const Workplace place;
    const std::string input = place.dir.write("one.jsonl", large_record(1, 8000, true));
    const ProcessResult result = program({"diagnose", "--keys", place.key_file, input});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 1);
    CHECK_THAT(result.out, has_text("no fields were found in records of up to 256 KiB"));
}

}    // namespace hmacsweep::tests
