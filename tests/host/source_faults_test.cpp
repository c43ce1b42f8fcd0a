// Sources that misbehave: missing, unreadable, changing while they are read, slow, endless, or interrupted.
#include "cuda/core/frame.hpp"
#include "host/input/slab_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/temp_dir.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

namespace fs = std::filesystem;

std::vector<input::Source> open(const std::vector<std::string>& names,
                                format::InputFormat format = format::InputFormat::JsonLines) {
    return input::open_sources(names, format);
}

/// Reads all sources to their ends; the number of bytes in slabs.
std::size_t drain(std::vector<input::Source>& sources, std::size_t slab_bytes = 64) {
    const StopFlag stop;
    input::SlabReader reader(sources, {.slab_bytes = slab_bytes, .digest = InputDigest::Sha256}, stop);
    input::Slab slab;
    std::size_t bytes = 0;
    while (reader.next(slab)) {
        bytes += slab.size;
    }
    return bytes;
}

/// A pipe whose read end is a source.
struct Pipe {
    std::vector<input::Source> sources;
    Fd write_end;

    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        sources.resize(1);
        sources[0].name = "pipe";
        sources[0].fd = Fd(ends[0]);
        write_end = Fd(ends[1]);
    }
    void write(std::string_view text) const {
        REQUIRE(::write(write_end.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
};

/// A source that gives these bytes and then fails with EIO: a terminal whose other end is gone.
std::vector<input::Source> failing_after(const std::string& bytes) {
    std::vector<input::Source> sources(1);
    sources[0].name = "terminal";
    sources[0].fd = Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    const int end = sources[0].fd.get();
    REQUIRE((end >= 0 && ::grantpt(end) == 0 && ::unlockpt(end) == 0));
    const Fd terminal(::open(::ptsname(end), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios mode{};
    REQUIRE(::tcgetattr(terminal.get(), &mode) == 0);
    ::cfmakeraw(&mode);
    REQUIRE(::tcsetattr(terminal.get(), TCSANOW, &mode) == 0);
    REQUIRE(::write(terminal.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    return sources;
}

}    // namespace

TEST_CASE("a name that cannot be opened is a source with an error, and the others are read") {
    const TempDir folder;
    std::vector<input::Source> sources =
        open({folder.file("none.jsonl"), folder.write("good.jsonl", "a\n"), folder.write("locked.jsonl", "b\n")});
    REQUIRE(sources.size() == 3);
    CHECK_THAT(sources[0].error, has_text("none.jsonl") && has_text("No such file"));
    CHECK(sources[1].error.empty());
    CHECK(drain(sources) == 4);
    CHECK(sources[1].bytes == 2);
}

TEST_CASE("a source that fails in the middle says where, and the next follows") {
    const TempDir folder;
    std::vector<input::Source> sources = open({folder.write("a.jsonl", "a\n"), folder.write("b.jsonl", "b\n")});
    // Reading a folder fails with EISDIR.
    sources[0].fd = Fd(::open(folder.path().c_str(), O_RDONLY | O_CLOEXEC));
    CHECK(drain(sources) == 2);
    CHECK_THAT(sources[0].error, has_text("cannot read") && has_text("a.jsonl") && has_text("byte 0"));
    CHECK(sources[0].sha256.empty());
    CHECK(sources[1].error.empty());
    CHECK_FALSE(sources[1].sha256.empty());
}

TEST_CASE("the record in whose middle a source fails is left out") {
    std::vector<input::Source> sources = failing_after("one\ntwo\nthr");
    CHECK(drain(sources) == 8);
    CHECK_THAT(sources[0].error, has_text("cannot read terminal past byte 11"));
}

TEST_CASE("a compressed source that cannot be read on says that, not that it is cut short") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const std::string bytes = gzip_of("one\ntwo\n");
    for (const std::size_t size : {bytes.size(), bytes.size() - 1, std::size_t{12}}) {
        std::vector<input::Source> sources = failing_after(bytes.substr(0, size));
        INFO(size << " bytes");
        CHECK(drain(sources) == (size == 12 ? 0U : 8U));
        CHECK_THAT(sources[0].error, has_text("cannot read terminal past byte " + std::to_string(size)));
    }
}

TEST_CASE("a file that grows or shrinks after it was opened is read, with an error that says so and no digest") {
    const TempDir folder;
    const std::string path = folder.write("in.jsonl", "one\ntwo\n");
    for (const std::string_view later : {"one\ntwo\nthree\n", "one\n", ""}) {
        folder.write("in.jsonl", "one\ntwo\n");
        std::vector<input::Source> sources = open({path});
        folder.write("in.jsonl", later);
        INFO("now \"" << later << '"');
        CHECK(drain(sources) == later.size());
        CHECK_THAT(sources[0].error, has_text("changed while it was read") && has_text("8 bytes"));
        CHECK(sources[0].sha256.empty());
    }
    folder.write("in.jsonl", "one\ntwo\n");
    std::vector<input::Source> same = open({path});
    CHECK(drain(same) == 8);
    CHECK(same[0].error.empty());
}

TEST_CASE("a file that is replaced after it was opened is read as it was, with an error that says so") {
    const TempDir folder;
    const std::string path = folder.write("in.jsonl", "old\n");
    std::vector<input::Source> sources = open({path});
    fs::rename(folder.write("new.jsonl", "new\n"), path);
    CHECK(drain(sources) == 4);
    CHECK_THAT(sources[0].error, has_text("in.jsonl was replaced while it was read"));
    CHECK_FALSE(sources[0].sha256.empty());    // of the file that was opened, which was read whole
}

TEST_CASE("a file that is removed after it was opened is read like any other") {
    const TempDir folder;
    const std::string path = folder.write("in.jsonl", "old\n");
    std::vector<input::Source> sources = open({path});
    fs::remove(path);
    CHECK(drain(sources) == 4);
    CHECK(sources[0].error.empty());
}

TEST_CASE("a file that is written over with as many bytes is read, with an error that says so and no digest") {
    const TempDir folder;
    const std::string path = folder.write("in.jsonl", "one\ntwo\n");
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
    std::vector<input::Source> sources = open({path});
    folder.write("in.jsonl", "six\nten\n");
    CHECK(drain(sources) == 8);
    CHECK_THAT(sources[0].error, has_text("changed while it was read") && has_text("written to"));
    CHECK(sources[0].sha256.empty());
}

TEST_CASE("a slow pipe gives its complete lines before it is closed") {
    Pipe pipe;
    const StopFlag stop;
    input::SlabReader reader(pipe.sources, {.slab_bytes = 1 << 16}, stop);
    input::Slab slab;
    pipe.write("first\nsecond\nthi");
    REQUIRE(reader.next(slab));
    CHECK(std::string(slab.data(), slab.data() + slab.size) == "first\nsecond\n");
    pipe.write("rd\nfourth");
    REQUIRE(reader.next(slab));
    CHECK(std::string(slab.data(), slab.data() + slab.size) == "third\n");
    CHECK(slab.offset == 13);
    pipe.write("\n");
    pipe.write_end.reset();
    REQUIRE(reader.next(slab));
    CHECK(std::string(slab.data(), slab.data() + slab.size) == "fourth\n");
    CHECK_FALSE(reader.next(slab));
    CHECK(pipe.sources[0].bytes == 26);
    CHECK(pipe.sources[0].error.empty());
}

TEST_CASE("a pipe that gives one byte at a time gives the same lines") {
    constexpr std::string_view text = "\xef\xbb\xbfone\r\ntwo\n\nthree";
    for (const std::size_t slab_bytes : {1U, 5U, 1000U}) {
        Pipe pipe;
        std::thread writer([&] {
            for (const char c : text) {
                static_cast<void>(::write(pipe.write_end.get(), &c, 1));
                std::this_thread::yield();
            }
            pipe.write_end.reset();
        });
        const StopFlag stop;
        input::SlabReader reader(pipe.sources, {.slab_bytes = slab_bytes}, stop);
        std::vector<std::string> lines;
        input::Slab slab;
        while (reader.next(slab)) {
            core::frame_lines(slab.data(), slab.size, true, [&](const core::Frame& frame) {
                lines.emplace_back(slab.data() + frame.offset, slab.data() + frame.offset + frame.size);
            });
        }
        writer.join();
        CHECK(lines == std::vector<std::string>{"one", "two", "three"});
        CHECK(pipe.sources[0].bytes == text.size());
    }
}

TEST_CASE("a stop ends a read that blocks, and what was read stays") {
    Pipe pipe;
    StopFlag stop;
    input::SlabReader reader(pipe.sources, {.slab_bytes = 1 << 16}, stop);
    input::Slab slab;
    pipe.write("first\n");
    REQUIRE(reader.next(slab));
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        stop.request(SIGINT);
    });
    CHECK_FALSE(reader.next(slab));    // nothing more comes, and nobody closes the pipe
    later.join();
    CHECK(stop.signal() == SIGINT);
    stop.request(SIGTERM);
    CHECK(stop.signal() == SIGINT);    // the first counts
    CHECK_FALSE(reader.next(slab));
}

TEST_CASE("a line without end is skipped in bounded memory until a stop") {
    const std::vector<std::string> names{"/dev/zero"};
    std::vector<input::Source> sources = open(names);
    REQUIRE(sources.at(0).error.empty());
    StopFlag stop;
    input::SlabReader reader(sources, {.slab_bytes = 4096, .max_record_bytes = 10'000}, stop);
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        stop.request(SIGTERM);
    });
    input::Slab slab;
    CHECK_FALSE(reader.next(slab));
    later.join();
    CHECK(sources[0].bytes > 10'000);
    CHECK(slab.buffer.size() < 1 << 20);
}

TEST_CASE("a folder stands for its regular files, in byte order, links not followed") {
    const TempDir folder;
    folder.write("b.jsonl", "1\n");
    folder.write("a/z.ndjson", "2\n");
    folder.write("a/B.jsonl", "3\n");
    folder.write("a/c.txt", "5\n");
    folder.write("a/.hidden.jsonl", "4\n");
    folder.write("jsonl", "6\n");
    fs::create_directory(folder.path() / "dir.jsonl");
    fs::create_symlink(folder.path() / "b.jsonl", folder.path() / "link.jsonl");
    fs::create_directory_symlink(folder.path() / "a", folder.path() / "linked");
    const auto names_of = [](const std::vector<input::Source>& sources) {
        std::vector<std::string> names;
        for (const input::Source& source : sources) {
            CHECK(source.error.empty());
            names.push_back(source.name);
        }
        return names;
    };
    CHECK(names_of(open({folder.path().string()})) ==
          std::vector<std::string>{folder.file("a/.hidden.jsonl"), folder.file("a/B.jsonl"), folder.file("a/c.txt"),
                                   folder.file("a/z.ndjson"), folder.file("b.jsonl"), folder.file("jsonl")});
    const std::vector<input::Source> none = open({folder.file("dir.jsonl")});
    REQUIRE(none.size() == 1);
    CHECK_THAT(none[0].error, has_text("has no files"));
}

}    // namespace hmacsweep::tests
