// Messages that are files: {path:file} on the command line, manifests of other software, and generate --files.
#include "tests/cli/files.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::vector<std::string> codes_of(const ProcessResult& result) {
    std::vector<std::string> codes;
    for (const nlohmann::json& line : json_lines(result.out)) {
        codes.push_back(line["MacValid"] == true ? "valid" : line["Error"]["Code"].get<std::string>());
    }
    return codes;
}

}    // namespace

TEST_CASE("the manifests that OpenSSL prints are valid, and an altered file and swapped names are not") {
    const Files files;
    const std::vector<std::string> names{"a.txt", "b.txt", "sub/empty", "sub/long"};
    for (const std::string style : {"plain", "-r"}) {
        std::vector<std::string> command{"openssl", "dgst", "-sha256", "-hmac", "s3cret"};
        if (style == "-r") {
            command.push_back(style);
        }
        command.insert(command.end(), names.begin(), names.end());
        const std::string manifest = files.print(command);
        CAPTURE(manifest);
        files.dir.write("data/sums", manifest);
        const ProcessResult right = files.verify("data/sums", {"--cross-check", "all"});
        CAPTURE(right.out, right.err);
        CHECK(right.status == 0);
        CHECK(codes_of(right) == std::vector<std::string>(4, "valid"));
        CHECK(right.err.find("4 messages from files, 300,010 bytes") != std::string::npos);
        CHECK(files.verify("data/sums", {"--backend", "openssl", "--cross-check", "all"}).status == 0);

        std::string swapped = manifest;
        swapped.replace(swapped.find("a.txt"), 5, "B.TXT");
        swapped.replace(swapped.find("b.txt"), 5, "a.txt");
        swapped.replace(swapped.find("B.TXT"), 5, "b.txt");
        files.dir.write("data/swapped", swapped);
        const ProcessResult wrong = files.verify("data/swapped");
        CHECK(wrong.status == 1);
        CHECK(codes_of(wrong) ==
              std::vector<std::string>{"KMSInvalidMacException", "KMSInvalidMacException", "valid", "valid"});
    }
    std::string altered = files.dir.read("data/sub/long");
    altered[299'000] = 'y';
    files.dir.write("data/sub/long", altered);
    files.dir.write("data/b.txt", "bet");
    const ProcessResult wrong = files.verify("data/sums", {"--rejects", files.dir.file("rejects")});
    CHECK(wrong.status == 1);
    CHECK(codes_of(wrong) ==
          std::vector<std::string>{"valid", "KMSInvalidMacException", "valid", "KMSInvalidMacException"});
    CHECK(files.dir.read("rejects").find(" *b.txt\n") != std::string::npos);
    CHECK(files.verify("rejects", {"--base", "data"}).status == 1);
}

TEST_CASE("the styles of manifests and odd names of files are read as other software writes them") {
    const Files files;
    const std::vector<std::string> names{"with blank", "a)= b", "two\nlines", "back\\slash",
                                         "caf\xe9",    "-dash", " first"};
    std::string sums;
    std::string bsd;
    std::string old;
    for (const std::string& name : names) {
        files.dir.write("data/" + name, "content of " + name);
        const std::string mac = files.mac("./" + name);
        // sha256sum escapes names; its digest is replaced by the MAC.
        std::string line = files.print({"sha256sum", "--", name});
        const std::size_t begin = line.starts_with('\\') ? 1 : 0;
        sums += line.replace(begin, 64, mac);
        if (name.find('\n') == std::string::npos) {
            bsd += "HMAC-SHA256 (" + name + ") = " + mac + "\n";
            old += "HMAC-SHA2-256(" + name + ")= " + mac + "\n";
        }
    }
    CHECK(sums.find("\\") != std::string::npos);
    for (const std::string& manifest : {sums, bsd, old}) {
        files.dir.write("data/sums", manifest);
        const ProcessResult result = files.verify("data/sums");
        CAPTURE(manifest, result.out, result.err);
        CHECK(result.status == 0);
    }
    files.dir.write("data/sums", "\\" + files.mac("a.txt") + "  a\\txt\nHMAC-MD5(a.txt)= 00\nnothing\n");
    CHECK(codes_of(files.verify("data/sums")) == std::vector<std::string>(3, "ValidationException"));
}

TEST_CASE("a file that is not read is unverifiable, with its own code, and never passes") {
    const Files files;
    const std::string data = files.dir.file("data/");
    std::filesystem::create_symlink("a.txt", data + "link");
    std::filesystem::create_symlink("sub", data + "linked");
    std::filesystem::create_symlink("/", data + "root");
    REQUIRE(::mkfifo((data + "pipe").c_str(), 0600) == 0);
    files.dir.write("outside", "alpha");
    const std::string mac = files.mac("a.txt");
    const std::vector<std::pair<std::string, std::string>> rows{
        {"a.txt", "valid"},
        {"./sub/../a.txt", "valid"},
        {"link", "FileIsLinkException"},
        {"linked/empty", "FileIsLinkException"},
        {"root/etc/passwd", "FileIsLinkException"},
        {"pipe", "FileNotRegularException"},
        {"sub", "FileNotRegularException"},
        {"missing", "FileNotFoundException"},
        {"a.txt/x", "FileNotFoundException"},
        {"../outside", "FileOutsideException"},
        {"sub/../../outside", "FileOutsideException"},
        {"/etc/passwd", "FileOutsideException"},
        {std::string(300, 'n'), "FileUnreadableException"},
    };
    std::string manifest;
    std::vector<std::string> codes;
    for (const auto& [path, code] : rows) {
        manifest += mac + "  " + path + "\n";
        codes.push_back(code);
    }
    files.dir.write("data/sums", manifest);
    const ProcessResult result = files.verify("data/sums", {"--summary", files.dir.file("summary.json"), "--rejects",
                                                            files.dir.file("rejects"), "--cross-check", "all"});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 4);
    CHECK(codes_of(result) == codes);
    CHECK(result.err.find("PASS") == std::string::npos);
    const nlohmann::json summary = nlohmann::json::parse(files.dir.read("summary.json"));
    CHECK(summary["classes"]["valid"] == 2);
    CHECK(summary["classes"]["unverifiable"] == rows.size() - 2);
    CHECK(summary["codes"]["FileOutsideException"] == 3);
    CHECK(summary["backend"]["file_messages"] == 2);
    CHECK(summary["backend"]["file_message_bytes"] == 10);
    CHECK(files.dir.read("rejects") == manifest.substr(manifest.find("link") - 66));
    // An absolute path within an absolute base is in it.
    files.dir.write("data/sums", mac + "  " + data + "a.txt\n");
    CHECK(files.verify("data/sums", {"--base", data}).status == 0);
    // A file whose size the system does not know is one that changes while it is read.
    files.dir.write("data/sums", mac + "  version\n");
    CHECK(codes_of(files.verify("data/sums", {"--base", "/proc"})) == std::vector<std::string>{"FileChangedException"});
}

TEST_CASE("a file may be a part of a message, and a message may have several files") {
    const Files files;
    const auto tag = [&](const std::string& message) {
        files.dir.write("message", message);
        return files.mac("../message");
    };
    const std::string both = "v1|alpha|beta.";
    const std::string csv = "id,first,second,mac\n1,a.txt,b.txt," + tag(both) + "\n2,sub/long,," +
                            tag("v1|" + std::string(300'001, 'x') + "|-.") + "\n3,a.txt,a.txt," + tag(both) + "\n";
    files.dir.write("rows.csv", csv);
    std::vector<std::string> arguments{"verify",          "rows.csv",
                                       "--columns",       "id=id,mac=mac",
                                       "--message",       "v1|{first:file}|{second:file?-}.",
                                       "--mac-algorithm", "HMAC_SHA_256",
                                       "--base",          "data"};
    const ProcessResult result = files.run(arguments);
    CAPTURE(result.out, result.err);
    CHECK(codes_of(result) == std::vector<std::string>{"valid", "valid", "KMSInvalidMacException"});
    // A group that vanishes takes its file with it.
    files.dir.write("rows.csv", "first,second,mac\na.txt,," + tag("v1-") + "\na.txt,x," + tag("v1alphax") + "\n");
    CHECK(files
              .run({"verify", "rows.csv", "--columns", "mac=mac", "--message", "v1{({first:file}{second})?-}",
                    "--mac-algorithm", "HMAC_SHA_256", "--base", "data"})
              .status == 0);
    // Of a path that is composed: sub/ before it.
    files.dir.write("rows.csv", "name,mac\nempty," + tag("") + "\n");
    CHECK(files
              .run({"verify", "rows.csv", "--columns", "mac=mac", "--message", "{(sub/{name}):file}", "--mac-algorithm",
                    "HMAC_SHA_256", "--base", "data"})
              .status == 0);
    for (const std::string message : {"{name:file:sha256}", "{({name:file}):sha256}", "{name:file(x)}"}) {
        INFO(message);
        const ProcessResult refused = files.run({"verify", "rows.csv", "--columns", "mac=mac", "--message", message});
        CHECK(refused.status == 2);
    }
    CHECK(files.run({"verify", "rows.csv", "--columns", "mac=mac:file"}).status == 3);
}

TEST_CASE("an archive or a pipe is in no folder, so that --base must name it") {
    const Files files;
    files.dir.write("data/sums", files.mac("a.txt") + "  a.txt\n");
    files.print({"tar", "-cf", "../sums.tar", "sums"});
    const ProcessResult refused = files.verify("sums.tar");
    CHECK(refused.status == 3);
    CHECK(refused.err.find("--base DIR") != std::string::npos);
    const ProcessResult result = files.verify("sums.tar", {"--base", "./data"});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK(files.verify("-").status == 3);
    CHECK(files.verify("data/sums", {"--base", "nowhere"}).status == 2);
    CHECK(files.run({"verify", "data/sums", "--base", "data"}).status == 2);
}

TEST_CASE("a sidecar names the file beside it") {
    const Files files;
    files.dir.write("data/libx.so.3", "library");
    files.dir.write("data/.libx.so.3.hmac", files.mac("libx.so.3") + "\n");
    files.dir.write("data/.a.txt.hmac", files.mac("b.txt") + "\n");
    const ProcessResult result = files.run(
        {"verify", "data", "--include", "*.hmac", "--profile", "fips-hmac", "--mac-algorithm", "HMAC_SHA_256"});
    CAPTURE(result.out, result.err);
    CHECK(result.status == 1);
    CHECK(codes_of(result) == std::vector<std::string>{"KMSInvalidMacException", "valid"});
}

TEST_CASE("generate --files writes the manifest of a folder, which verify reads") {
    const Files files;
    files.dir.write("data/two\nlines", "content");
    const auto generate = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"generate", "--files", "--mac-algorithm", "HMAC_SHA_256"});
        return files.run(std::move(more));
    };
    const ProcessResult made = generate({"--base", "data", ".", "--threads", "4"});
    CAPTURE(made.out, made.err);
    REQUIRE(made.status == 0);
    CHECK(made.out == files.mac("a.txt") + "  a.txt\n" + files.mac("b.txt") + "  b.txt\n" + files.mac("sub/empty") +
                          "  sub/empty\n" + files.mac("sub/long") + "  sub/long\n\\" + files.mac("two\nlines") +
                          "  two\\nlines\n");
    // Its own output is not one of the files, though it is there from an earlier run.
    for (int i = 0; i < 2; ++i) {
        REQUIRE(generate({"data", "-o", "data/sums"}).status == 0);
        CHECK(files.verify("data/sums", {"--base", "."}).status == 0);
        CHECK(std::ranges::count(files.dir.read("data/sums"), '\n') == 5);
    }
    std::filesystem::create_symlink("a.txt", files.dir.file("data/link"));
    const ProcessResult linked = generate({"data"});
    CHECK(linked.status == 3);
    CHECK(linked.err.find("data/link") != std::string::npos);
    const ProcessResult alone = generate({"data/link"});
    CHECK(alone.status == 4);
    CHECK(alone.out.empty());
    CHECK(alone.err.find("The file \"data/link\" is a symbolic link") != std::string::npos);
    CHECK(generate({"data", "--exclude", "link"}).status == 0);
    CHECK(generate({"nowhere"}).status == 2);
    CHECK(generate({}).status == 2);
    CHECK(generate({"data", "--message", "{raw}"}).status == 2);
}

TEST_CASE("a file of any size takes no more memory than a short one") {
    const Files files;
    constexpr std::uintmax_t size = std::uintmax_t{256} << 20;
    files.dir.write("data/sparse", "");
    std::filesystem::resize_file(files.dir.file("data/sparse"), size);
    files.dir.write("data/sums", files.mac("sparse") + "  sparse\n" + std::string(64, '0') + "  sparse\n");
    const ProcessResult result = files.verify("data/sums");
    CHECK(codes_of(result) == std::vector<std::string>{"valid", "KMSInvalidMacException"});
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)    // they keep memory that was freed
    rusage used{};
    REQUIRE(::getrusage(RUSAGE_CHILDREN, &used) == 0);    // the largest child, in KiB
    CHECK(static_cast<std::uintmax_t>(used.ru_maxrss) * 1024 < size * 3 / 4);
#endif
}

TEST_CASE("what cannot be done with messages in files is refused") {
    const Files files;
    files.dir.write("data/sums", files.mac("a.txt") + "  a.txt\n");
    CHECK(files.verify("data/sums", {"--unique", "Message"}).status == 2);
    const ProcessResult diagnosed =
        files.run({"diagnose", "data/sums", "--profile", "manifest", "--mac-algorithm", "HMAC_SHA_256"});
    CHECK(diagnosed.status == 2);
    CHECK(diagnosed.err.find("files") != std::string::npos);
    CHECK(files
              .run({"generate", "data/sums", "--input-format", "lines", "--message", "{raw:manifest(name):file}",
                    "--with-message", "--mac-algorithm", "HMAC_SHA_256"})
              .status == 2);
}
