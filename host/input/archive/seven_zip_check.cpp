#include "host/input/archive/seven_zip_check.hpp"

#include "host/input/part_read.hpp"

#include <array>

#include <fmt/format.h>

namespace hmacsweep::input {

std::string check_seven_zip(int fd, std::uint64_t bytes) {
    // 7zFormat.txt, SignatureHeader: signature, version, checksum; place, size and checksum of the header at the end.
    constexpr std::size_t head_bytes = 32;
    std::array<std::uint8_t, head_bytes> head{};
    if (read_part(fd, head.data(), head.size(), 0).bytes != head.size()) {
        return "is cut short";
    }
    const auto number = [&](std::size_t at) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            value |= std::uint64_t{head[at + i]} << (8 * i);
        }
        return value;
    };
    const std::uint64_t place = number(12);
    const std::uint64_t size = number(20);
    const std::uint64_t left = bytes - head_bytes;
    if (place > left || size > left - place) {
        return "is cut short";
    }
    return place + size == left ? "" : fmt::format("has {} bytes behind its end", left - place - size);
}

}    // namespace hmacsweep::input
