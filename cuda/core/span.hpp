// A piece of a record.
#pragma once

#include <cstdint>

namespace hmacsweep::core {

struct Span {
    std::uint32_t offset;
    std::uint32_t size;
};

}    // namespace hmacsweep::core
