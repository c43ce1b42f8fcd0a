// Results files: whole or not at all, never over an input, and the digest of what was written.
#include "host/base/output_file.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

std::vector<off64_t> begun_writebacks;    ///< the offsets of all calls of sync_file_range()

}    // namespace

/// In place of the C library's: only tells what it is called with.
extern "C" int sync_file_range(int /*file*/, off64_t offset, off64_t /*bytes*/, unsigned /*flags*/) {
    begun_writebacks.push_back(offset);
    return 0;
}

namespace hmacsweep::tests {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const std::string& path) {
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

OutputFile open(const std::string& path, std::vector<FileIdentity> forbidden = {}) {
    Result<OutputFile> file = OutputFile::open(path, forbidden);
    if (!file) {
        FAIL(file.error().message);
    }
    return std::move(*file);
}

std::string error_of(const std::string& path, const std::vector<FileIdentity>& forbidden = {}) {
    const Result<OutputFile> file = OutputFile::open(path, forbidden);
    return file ? std::string() : file.error().message;
}

}    // namespace

TEST_CASE("nothing stands under the final name before the commit, and everything after it") {
    const TempDir folder;
    OutputFile file = open(folder.file("out.jsonl"));
    CHECK(file.write("one\n") == WriteOutcome::Ok);
    CHECK(file.write("two\n") == WriteOutcome::Ok);
    CHECK_FALSE(folder.has("out.jsonl"));
    CHECK(file.commit() == WriteOutcome::Ok);
    CHECK(folder.read("out.jsonl") == "one\ntwo\n");
    CHECK(folder.num_entries() == 1);
    CHECK(file.bytes() == 8);
    CHECK(file.name() == folder.file("out.jsonl"));
    CHECK(file.error().empty());
}

TEST_CASE("what was there before stays until the commit, and for good without one") {
    const TempDir folder;
    const std::string path = folder.write("out", "old");
    {
        OutputFile file = open(path);
        CHECK(file.write("new") == WriteOutcome::Ok);
        CHECK(folder.read("out") == "old");
    }
    CHECK(folder.read("out") == "old");
    CHECK(folder.num_entries() == 1);
    {
        OutputFile file = open(path);
        CHECK(file.write("new") == WriteOutcome::Ok);
        OutputFile moved = std::move(file);
        CHECK(moved.commit() == WriteOutcome::Ok);
    }
    CHECK(folder.read("out") == "new");
    CHECK(folder.num_entries() == 1);
}

TEST_CASE("a file keeps its mode, and a new one gets what the umask leaves or what was asked for") {
    const TempDir folder;
    const std::string path = folder.write("out", "old");
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    CHECK(open(path).commit() == WriteOutcome::Ok);
    CHECK(mode_of(path) == 0640);
    const mode_t before = ::umask(0027);
    CHECK(open(folder.file("new")).commit() == WriteOutcome::Ok);
    ::umask(before);
    CHECK(mode_of(folder.file("new")) == 0640);
    Result<OutputFile> secret = OutputFile::open(folder.file("secret"), {}, 0600);
    REQUIRE(secret.has_value());
    CHECK(secret->commit() == WriteOutcome::Ok);
    CHECK(mode_of(folder.file("secret")) == 0600);
}

TEST_CASE("a file that takes the place of another has neither its setuid nor setgid bit, nor what others gave away") {
    const TempDir folder;
    const std::string path = folder.write("out", "old");
    REQUIRE(::chmod(path.c_str(), 06646) == 0);
    CHECK(open(path).commit() == WriteOutcome::Ok);
    CHECK(mode_of(path) == 0646);
    if (::geteuid() == 0) {    // nobody else can make a file another user's
        REQUIRE(::chown(path.c_str(), 1, 1) == 0);
        REQUIRE(::chmod(path.c_str(), 0646) == 0);
        CHECK(open(path).commit() == WriteOutcome::Ok);
        CHECK(mode_of(path) == 0644);
    }
}

TEST_CASE("a file can have the longest name that there is") {
    const TempDir folder;
    for (const std::size_t size : {std::size_t{247}, std::size_t{248}, std::size_t{255}}) {
        const std::string name(size, 'n');
        OutputFile file = open(folder.file(name));
        CHECK(file.commit() == WriteOutcome::Ok);
        CHECK(folder.has(name));
    }
    CHECK_FALSE(error_of(folder.file(std::string(256, 'n'))).empty());
}

TEST_CASE(
    "a file that must be new replaces nothing, not even what appears while it is written, and is its owner's alone") {
    const TempDir folder;
    const std::string taken = folder.write("taken", "old");
    fs::create_symlink("nowhere", folder.path() / "link");
    for (const std::string& path : {taken, folder.file("link"), folder.file("no/folder"), std::string()}) {
        CAPTURE(path);
        const Result<OutputFile> refused = OutputFile::create(path, "; do otherwise");
        REQUIRE_FALSE(refused.has_value());
        const bool is_taken = refused.error().message == path + " exists, and is not overwritten; do otherwise";
        CHECK(is_taken == (path == taken || path.ends_with("link")));
    }

    const mode_t before = ::umask(0);
    Result<OutputFile> file = OutputFile::create(folder.file("new"));
    auto late = std::make_unique<Result<OutputFile>>(OutputFile::create(folder.file("late"), "; too late"));
    ::umask(before);
    REQUIRE((file.has_value() && late->has_value()));
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path())) {
        CHECK((!entry.path().filename().string().starts_with(".") || mode_of(entry.path()) == 0600));
    }
    CHECK(file->write("all") == WriteOutcome::Ok);
    CHECK_FALSE(folder.has("new"));
    OutputFile moved = std::move(*file);
    CHECK(moved.commit() == WriteOutcome::Ok);
    CHECK(folder.read("new") == "all");
    CHECK(mode_of(folder.file("new")) == 0600);

    CHECK((*late)->write("mine") == WriteOutcome::Ok);
    folder.write("late", "another's");
    CHECK((*late)->commit() == WriteOutcome::Failed);
    CHECK((*late)->error() == folder.file("late") + " exists, and is not overwritten; too late");
    CHECK(folder.read("late") == "another's");
    late.reset();
    CHECK(folder.num_entries() == 4);
}

TEST_CASE("a link is followed, also one that leads nowhere yet, and stays a link") {
    const TempDir folder;
    folder.write("data/target", "old");
    fs::create_symlink("data/target", folder.path() / "near");
    fs::create_symlink(folder.path() / "near", folder.path() / "far");
    fs::create_symlink("data/none", folder.path() / "dangling");
    for (const std::string_view name : {"near", "far", "dangling"}) {
        OutputFile file = open(folder.file(name));
        CHECK(file.write(name) == WriteOutcome::Ok);
        CHECK(file.commit() == WriteOutcome::Ok);
        CHECK(fs::is_symlink(folder.path() / name));
        CHECK(folder.read(name) == name);
    }
    CHECK(folder.read("data/target") == "far");
    CHECK(folder.read("data/none") == "dangling");
    CHECK(std::distance(fs::directory_iterator(folder.path() / "data"), {}) == 2);
}

TEST_CASE("an output that is an input or a key file is refused, however it is spelled") {
    const TempDir folder;
    const std::string path = folder.write("in.jsonl", "precious");
    const std::vector<FileIdentity> forbidden{*identity_of(path)};
    fs::create_symlink(path, folder.path() / "link");
    fs::create_hard_link(path, folder.path() / "hard");
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(fd >= 0);
    const Fd closer(fd);
    for (const std::string& name :
         {path, folder.file("link"), folder.file("hard"), folder.path().string() + "/./in.jsonl",
          "/dev/fd/" + std::to_string(fd), "/proc/self/fd/" + std::to_string(fd)}) {
        INFO(name);
        CHECK_THAT(error_of(name, forbidden), has_text("one of the inputs or key files"));
    }
    CHECK(folder.read("in.jsonl") == "precious");
    CHECK(error_of(folder.file("other"), forbidden).empty());
}

TEST_CASE("a place where nothing can be written is refused at once") {
    const TempDir folder;
    CHECK_THAT(error_of(folder.path().string()), has_text("Is a directory"));
    CHECK_THAT(error_of(folder.file("none/out")), has_text("No such file"));
    CHECK_THAT(error_of(folder.write("file", "") + "/out"), has_text("Not a directory"));
    CHECK_THAT(error_of(""), has_text("cannot write"));
    fs::create_symlink("loop", folder.path() / "loop");
    CHECK_FALSE(error_of(folder.file("loop")).empty());
    if (::geteuid() == 0) {
        say_skipped("a read-only file and folder: root may write everywhere");
        return;
    }
    const std::string locked = folder.write("locked", "old");
    REQUIRE(::chmod(locked.c_str(), 0444) == 0);
    CHECK_THAT(error_of(locked), has_text("Permission denied"));
}

TEST_CASE("a device and a pipe are written directly") {
    CHECK(open("/dev/null").write("gone") == WriteOutcome::Ok);
    OutputFile full = open("/dev/full");
    CHECK(full.write("x") == WriteOutcome::Failed);
    CHECK_THAT(full.error(), has_text("cannot write /dev/full: No space left on device"));
    const TempDir folder;
    REQUIRE(::mkfifo(folder.file("fifo").c_str(), 0600) == 0);
    std::string read;
    std::thread reader([&] { read = read_file(folder.file("fifo")); });
    {
        OutputFile file = open(folder.file("fifo"));
        CHECK(file.write("through the pipe") == WriteOutcome::Ok);
        CHECK(file.commit() == WriteOutcome::Ok);
    }
    reader.join();
    CHECK(read == "through the pipe");
}

TEST_CASE("a file that is open already under a descriptor is written where it stands") {
    const TempDir folder;
    const std::string path = folder.write("log", "before\n");
    for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
        const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        REQUIRE(fd >= 0);
        const Fd closer(fd);
        OutputFile file = open(std::string(prefix) + std::to_string(fd));
        CHECK(file.write("more\n") == WriteOutcome::Ok);
        CHECK(file.commit() == WriteOutcome::Ok);
    }
    // As `>> log` means it: nothing that was there is lost.
    CHECK(folder.read("log") == "before\nmore\nmore\n");
}

TEST_CASE("a closed pipe is told from a failure") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const Fd write_end(ends[1]);
    OutputFile file = open("/dev/fd/" + std::to_string(ends[1]));
    ::close(ends[0]);
    auto* const before = std::signal(SIGPIPE, SIG_IGN);
    CHECK(file.write("x") == WriteOutcome::ClosedPipe);
    std::signal(SIGPIPE, before);
}

TEST_CASE("a write that blocks ends when a stop is requested") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const Fd read_end(ends[0]);
    const Fd write_end(ends[1]);
    OutputFile file = open("/dev/fd/" + std::to_string(ends[1]));
    StopFlag stop;
    stop.request(SIGINT);
    CHECK(file.write(std::string(1 << 20, 'x'), &stop) == WriteOutcome::Stopped);
}

TEST_CASE("the digest is that of everything written") {
    const TempDir folder;
    OutputFile file = open(folder.file("out"));
    file.start_digest();
    CHECK(file.write("a") == WriteOutcome::Ok);
    CHECK(file.write("bc") == WriteOutcome::Ok);
    // FIPS 180-4's "abc".
    CHECK(file.take_digest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(open(folder.file("other")).take_digest().empty());
}

TEST_CASE("a moved file goes on to store where it was") {
    const std::string text(std::size_t{8} << 20, 'x');
    const TempDir folder;
    begun_writebacks.clear();
    OutputFile file = open(folder.file("out"));
    REQUIRE(file.write(text) == WriteOutcome::Ok);
    OutputFile moved(std::move(file));
    REQUIRE(moved.write(text) == WriteOutcome::Ok);
    CHECK(begun_writebacks == std::vector<off64_t>{0, static_cast<off64_t>(text.size())});
}

}    // namespace hmacsweep::tests
