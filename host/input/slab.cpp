#include "host/input/slab.hpp"

template class std::vector<std::uint8_t, hmacsweep::input::SlabAllocator>;
