#include "host/base/secret.hpp"

#include <algorithm>
#include <utility>

namespace hmacsweep {

SecretBytes::SecretBytes(Bytes bytes) : SecretBytes(bytes.size()) {
    std::ranges::copy(bytes, data_);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        release_secret(data_);
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

void SecretBytes::shrink(std::size_t size) {
    wipe(data_ + size, size_ - size);
    size_ = size;
}

void SecretBytes::grow(std::size_t size) {
    SecretBytes larger(size);
    std::ranges::copy(bytes(), larger.data());
    *this = std::move(larger);
}

}    // namespace hmacsweep
