// verify --no-other-files: the folder holds what the manifest names, and nothing else.
#include "tests/cli/files.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>

#include <sys/stat.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

TEST_CASE("--no-other-files: a file in the folder that no record names is told, counted, and status 3") {
    const Files files;
    const std::string data = files.dir.file("data/");
    files.dir.write("data/sums", files.mac("a.txt") + "  ./sub/../a.txt\n" + files.mac("b.txt") + "  b.txt\n" +
                                     files.mac("sub/empty") + "  sub//empty\n" + files.mac("sub/long") +
                                     "  sub/long\n");
    const std::vector<std::string> outputs{"-o", "data/results", "--summary", "data/summary.json"};
    const auto verify = [&](std::vector<std::string> more = {}) {
        more.insert(more.end(), outputs.begin(), outputs.end());
        more.emplace_back("--no-other-files");
        return files.verify("data/sums", std::move(more));
    };
    for (int i = 0; i < 2; ++i) {    // the second time its own outputs are in the folder
        const ProcessResult right = verify();
        CAPTURE(right.err);
        CHECK(right.status == 0);
        CHECK_THAT(right.err, has_text("4 files in their folder, none named by no record"));
    }
    CHECK(nlohmann::json::parse(files.dir.read("data/summary.json"))["backend"]["files_in_base"] == 4);

    files.dir.write("data/sub/planted", "x");
    files.dir.write("data/.hidden", "x");
    std::filesystem::create_symlink("a.txt", data + "link");
    REQUIRE(::mkfifo((data + "pipe").c_str(), 0600) == 0);
    CHECK(files.verify("data/sums").status == 0);
    const ProcessResult other = verify();
    CAPTURE(other.err);
    CHECK(other.status == 3);
    CHECK_THAT(other.err, has_text("passed over: data/sub/planted is named by no record\n") &&
                              has_text("passed over: data/.hidden is named by no record\n") &&
                              has_text("passed over: data/link is no regular file, and is named by no record\n") &&
                              has_text("passed over: data/pipe is no regular file") &&
                              has_text("INCOMPLETE: 4 files are named by no record."));
    CHECK(other.err.find("PASS") == std::string::npos);
    const nlohmann::json summary = nlohmann::json::parse(files.dir.read("data/summary.json"));
    CHECK(summary["backend"]["files_in_base"] == 8);
    CHECK(summary["backend"]["unnamed_files"] == 4);
    CHECK(summary["passed_over"].size() == 4);
    CHECK(summary["complete"] == false);

    // Left out by the user, and told.
    const ProcessResult left_out = verify({"--exclude", "planted", "--exclude", ".hidden", "--exclude", "pipe",
                                           "--exclude", "link", "--exclude", "b.txt"});
    CAPTURE(left_out.err);
    CHECK(left_out.status == 0);
    CHECK_THAT(left_out.err, has_text("data/sub/planted is left out by --exclude"));
    CHECK(left_out.err.find("b.txt") == std::string::npos);    // a record names it
    CHECK(verify({"--include", "sums"}).status == 3);          // which chooses inputs alone

    // A wrong MAC is still status 1, and a record that --where does not choose names nothing.
    files.dir.write("data/b.txt", "bet");
    CHECK(verify().status == 1);
    CHECK(verify({"--max-invalid", "1"}).err.find("by no record") == std::string::npos);    // later ones may name it
    CHECK_THAT(verify({"data/none"}).err,
               has_text("data/link is no regular file, and is named by no record that was read"));
    CHECK(files.run({"verify", "data/sums", "--mac-algorithm", "HMAC_SHA_256", "--no-other-files"}).status == 2);
    CHECK(verify({"--shard", "1/2"}).status == 2);
}

TEST_CASE("--no-other-files: a line without a MAC names no file, and a second name of the manifest is told") {
    const Files files;
    std::string sums;
    for (const char* const name : {"a.txt", "b.txt", "sub/empty", "sub/long"}) {
        sums += files.mac(name) + "  " + name + "\n";
    }
    files.dir.write("data/planted", "x");
    files.dir.write("data/sums", sums + "  planted\n");
    const std::vector<std::string> options{"--accept", "untagged", "--no-other-files"};
    const ProcessResult planted = files.verify("data/sums", options);
    CAPTURE(planted.err);
    CHECK(planted.status == 3);
    CHECK_THAT(planted.err, has_text("passed over: data/planted is named by no record\n"));
    std::filesystem::remove(files.dir.file("data/planted"));
    CHECK(files.verify("data/sums", options).status == 0);
    std::filesystem::create_hard_link(files.dir.file("data/sums"), files.dir.file("data/second"));
    const ProcessResult linked = files.verify("data/sums", options);
    CAPTURE(linked.err);
    CHECK(linked.status == 3);
    CHECK_THAT(linked.err, has_text("passed over: data/second is named by no record\n"));
}

TEST_CASE("--no-other-files: a record that was not chosen, or whose key is unknown, and several folders") {
    const Files files;
    files.dir.write("rows.csv", "path,kind,KeyId,mac\na.txt,x,k," + files.mac("a.txt") + "\nb.txt,y,k," +
                                    files.mac("b.txt") + "\nsub/empty,x,other," + files.mac("sub/empty") +
                                    "\nsub/long,x,k," + files.mac("sub/long") + "\n");
    const std::vector<std::string> arguments{
        "verify",          "rows.csv",        "--columns",    "mac=mac", "--message",
        "{path:file}",     "--mac-algorithm", "HMAC_SHA_256", "--base",  files.dir.file("data"),
        "--no-other-files"};
    const ProcessResult all = files.run(arguments);
    CAPTURE(all.err);
    CHECK(all.status == 4);
    CHECK_THAT(all.err, has_text("4 files in their folder, none named by no record"));
    std::vector<std::string> some = arguments;
    some.insert(some.end(), {"--where", "kind=x"});
    const ProcessResult chosen = files.run(some);
    CAPTURE(chosen.err);
    CHECK(chosen.status == 3);
    CHECK_THAT(chosen.err, has_text("/data/b.txt is named by no record"));

    // Each sidecar's own folder is looked at, once.
    files.dir.write("lib/x.so", "library");
    files.dir.write("lib/.x.so.hmac", files.mac("../lib/x.so") + "\n");
    files.dir.write("lib/deep/y.so", "other");
    files.dir.write("lib/deep/.y.so.hmac", files.mac("../lib/deep/y.so") + "\n");
    files.dir.write("lib-2/z.so", "third");
    const std::vector<std::string> sidecars{
        "verify",    "lib",       "lib-2",           "--include",    "*.hmac",
        "--profile", "fips-hmac", "--mac-algorithm", "HMAC_SHA_256", "--no-other-files"};
    const ProcessResult right = files.run(sidecars);
    CAPTURE(right.err);
    CHECK(right.status == 0);
    CHECK_THAT(right.err, has_text("2 files in their folder, none named by no record"));
    files.dir.write("lib/deep/w.so", "planted");
    const ProcessResult wrong = files.run(sidecars);
    CHECK(wrong.status == 3);
    CHECK_THAT(wrong.err, has_text("lib/deep/w.so is named by no record") && has_text("1 file is named by no record"));
}
