#include "host/secret.hpp"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace hmacsweep {

void wipe(void* data, std::size_t size) noexcept {
    if (size != 0) {
        OPENSSL_cleanse(data, size);
    }
}

SecretBytes::SecretBytes(Bytes bytes) : SecretBytes(bytes.size()) {
    std::ranges::copy(bytes, data_.get());
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)), room_(std::exchange(other.room_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
        wipe(data_.get(), room_);
        data_ = std::move(other.data_);
        size_ = std::exchange(other.size_, 0);
        room_ = std::exchange(other.room_, 0);
    }
    return *this;
}

SecretBytes::~SecretBytes() {
    wipe(data_.get(), room_);
}

void SecretBytes::shrink(std::size_t size) {
    wipe(data_.get() + size, size_ - size);
    size_ = size;
}

void SecretBytes::grow(std::size_t size) {
    SecretBytes larger(size);
    std::ranges::copy(bytes(), larger.data());
    *this = std::move(larger);
}

}    // namespace hmacsweep
