// Owned descriptors and the reading of whole files.
#include "host/base/fd.hpp"

#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <array>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

}    // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
    int number = -1;
    {
        Fd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        REQUIRE(first);
        number = first.get();
        Fd second(std::move(first));
        CHECK(second.get() == number);
        Fd third(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const int replaced = third.get();
        third = std::move(second);
        CHECK(third.get() == number);
        CHECK_FALSE(is_open(replaced));
        CHECK(is_open(number));
    }
    CHECK_FALSE(is_open(number));
    Fd none;
    CHECK_FALSE(none);
    none.reset();
}

TEST_CASE("a file is read whole, whatever its size, and one that is too large is refused") {
    const TempDir folder;
    for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 131072U, 300'000U}) {
        const ByteVector content = pattern(size);
        const std::string path = folder.write("in", as_text(content));
        const auto read = [&](std::size_t max_bytes) {
            const Result<Fd> fd = open_for_reading(path);
            REQUIRE(fd.has_value());
            return read_all(fd->get(), "keys.json", max_bytes);
        };
        INFO(size << " bytes");
        const Result<SecretBytes> all = read(size);
        REQUIRE(all.has_value());
        CHECK(as_text(all->bytes()) == as_text(content));
        if (size != 0) {
            const Result<SecretBytes> refused = read(size - 1);
            REQUIRE_FALSE(refused.has_value());
            CHECK_THAT(refused.error().message, has_text("keys.json is larger than"));
        }
    }
}

TEST_CASE("a pipe is read to its end, in whatever pieces it comes") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const Fd read_end(ends[0]);
    const ByteVector content = pattern(200'000);
    std::thread writer([&] {
        const Fd write_end(ends[1]);
        std::size_t done = 0;
        while (done < content.size()) {
            const std::size_t piece = std::min<std::size_t>(777, content.size() - done);
            const ssize_t written = ::write(write_end.get(), content.data() + done, piece);
            done += written > 0 ? static_cast<std::size_t>(written) : 0;
        }
    });
    const Result<SecretBytes> all = read_all(read_end.get(), "pipe", 1 << 20);
    writer.join();
    REQUIRE(all.has_value());
    CHECK(as_text(all->bytes()) == as_text(content));
}

TEST_CASE("what cannot be opened or read says so by name") {
    const Result<Fd> none = open_for_reading("/none/such");
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().message == "cannot open /none/such: No such file or directory");
    const Result<Fd> folder = open_for_reading("/");
    REQUIRE(folder.has_value());
    const Result<SecretBytes> read = read_all(folder->get(), "the root", 100);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().message == "cannot read the root: Is a directory");
}

}    // namespace hmacsweep::tests
