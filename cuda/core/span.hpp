// A piece of a text: where it begins, and its size in bytes.
#pragma once

#include <cstdint>

namespace hmacsweep::core {

struct Span {
    std::uint32_t offset;
    std::uint32_t size;
};

}    // namespace hmacsweep::core
