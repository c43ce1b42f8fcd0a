#include "host/input/slab.hpp"

namespace hmacsweep::input {

void SlabBuffer::resize(std::size_t size) {
    bytes_.resize(size);
}

void SlabBuffer::assign(Bytes bytes) {
    bytes_.assign(bytes.begin(), bytes.end());
    bytes_.resize(bytes.size() + slab_padding);
}

void SlabBuffer::shrink_to_fit() {
    bytes_.shrink_to_fit();
}

}    // namespace hmacsweep::input
