// Key material at home: a buffer that wipes itself, moves but does not copy, and cannot be printed.
#pragma once

#include "host/bytes.hpp"

#include <cstddef>
#include <memory>

namespace hmacsweep {

/// Overwrites `size` bytes in a way that no compiler removes.
void wipe(void* data, std::size_t size) noexcept;

/// `size` bytes of secret data, zero at first, wiped on destruction and on being moved over.
class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size) : data_(std::make_unique<std::uint8_t[]>(size)), size_(size) {}
    explicit SecretBytes(Bytes bytes);
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes();

    [[nodiscard]] std::uint8_t* data() { return data_.get(); }
    [[nodiscard]] Bytes bytes() const { return {data_.get(), size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// Keeps the first `size` bytes and wipes the others.
    void shrink(std::size_t size);
    /// Makes room for at least `size` bytes, keeping the contents; the old place is wiped.
    void grow(std::size_t size);

private:
    std::unique_ptr<std::uint8_t[]> data_;
    std::size_t size_ = 0;
    std::size_t room_ = size_;
};

}    // namespace hmacsweep
