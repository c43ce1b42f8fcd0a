// A buffer for key material: it wipes itself, can be moved but not copied, and cannot be printed.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/secret_memory.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep {

/// Owns bytes in secret memory (secret_memory.hpp). They are wiped on destruction and when another object is moved in.
/// An object that was moved from is empty.
class SecretBytes {
public:
    SecretBytes() = default;
    /// `size` zero bytes. Throws std::bad_alloc.
    explicit SecretBytes(std::size_t size)
        : data_(size == 0 ? nullptr : static_cast<std::uint8_t*>(allocate_secret(size))), size_(size) {}
    /// A copy of `bytes`. Throws std::bad_alloc.
    explicit SecretBytes(Bytes bytes);
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    ~SecretBytes() { release_secret(data_); }

    /// May be null if the object is empty.
    [[nodiscard]] std::uint8_t* data() { return data_; }
    [[nodiscard]] Bytes bytes() const { return {data_, size_}; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    /// Keeps the first `size` bytes and wipes the others. `size` must be at most size().
    void shrink(std::size_t size);
    /// Makes the size `size`, which must be at least size(): keeps the bytes, adds zeros, and wipes the old memory.
    /// Throws std::bad_alloc.
    void grow(std::size_t size);

private:
    std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
};

}    // namespace hmacsweep
