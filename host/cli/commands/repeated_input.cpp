#include "host/cli/commands/repeated_input.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace hmacsweep::cli {

Result<Fd> copy_of_lines(int input, std::uint64_t lines) {
    constexpr std::size_t most_bytes = std::size_t{8} << 20;
    Fd copy(::memfd_create("hmacsweep input", MFD_CLOEXEC));
    std::vector<char> buffer(std::size_t{64} << 10);
    std::size_t total = 0;
    while (copy && total < most_bytes && lines != 0) {
        const ssize_t size = ::read(input, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size <= 0) {
            break;
        }
        const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
        std::size_t kept = 0;
        while (lines != 0 && kept < text.size()) {
            const std::size_t feed = text.find('\n', kept);
            kept = feed == std::string_view::npos ? text.size() : feed + 1;
            lines -= feed == std::string_view::npos ? 0 : 1;
        }
        if (::write(copy.get(), buffer.data(), kept) != static_cast<ssize_t>(kept)) {
            return Error{"the input cannot be copied to memory"};
        }
        total += kept;
    }
    if (!copy) {
        return Error{"the input cannot be copied to memory"};
    }
    return copy;
}

Fd behind_separator_line(const std::vector<std::string>& inputs) {
    constexpr std::string_view sign = "sep=";
    constexpr std::string_view mark = "\xef\xbb\xbf";    // of UTF-8
    std::array<char, 16> begin{};
    Result<Fd> file = inputs.size() == 1 ? open_for_reading(inputs[0]) : Result<Fd>(Fd());
    const ssize_t size = file && *file ? ::pread(file->get(), begin.data(), begin.size(), 0) : 0;
    const std::string_view text(begin.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    const std::string_view line = text.substr(text.starts_with(mark) ? mark.size() : 0);
    const std::size_t end = text.find('\n');
    const bool is_it = line.starts_with(sign) && line.find('\n') <= sign.size() + 2;
    return is_it && ::lseek(file->get(), static_cast<off_t>(end + 1), SEEK_SET) >= 0 ? std::move(*file) : Fd();
}

}    // namespace hmacsweep::cli
