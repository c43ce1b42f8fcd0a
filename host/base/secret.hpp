// Key material at home: a buffer that wipes itself, moves but does not copy, and cannot be printed.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/secret_memory.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep {

/// `size` bytes of secret data in secret memory, zero at first, wiped on destruction and on being moved over.
class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size)
        : data_(size == 0 ? nullptr : static_cast<std::uint8_t*>(allocate_secret(size))), size_(size) {}
    explicit SecretBytes(Bytes bytes);
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes() { release_secret(data_); }

    [[nodiscard]] std::uint8_t* data() { return data_; }
    [[nodiscard]] Bytes bytes() const { return {data_, size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// Keeps the first `size` bytes and wipes the others.
    void shrink(std::size_t size);
    /// Makes room for at least `size` bytes, keeping the contents; the old place is wiped.
    void grow(std::size_t size);

private:
    std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

}    // namespace hmacsweep
