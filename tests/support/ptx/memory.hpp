// Memory as the interpreter sees it: bytes, of each of which is known whether it was ever written, and when.
#pragma once

#include "tests/support/ptx/instruction.hpp"

#include <cstdlib>
#include <map>
#include <memory>
#include <string>

namespace hmacsweep::tests::ptx {

/// One lane's access.
struct Access {
    unsigned bytes = 0;
    bool reads = false;
    bool writes = false;
    bool is_noncoherent = false;
    bool is_ordered = false;
    std::uint64_t used_bytes = ~0ULL;    ///< of a read, a bit for each byte that must be defined
    std::uint32_t launch = 0;            ///< by its number, from 1
    std::uint32_t thread = 0;            ///< by its number in the launch
    bool may_race = false;               ///< with other threads' accesses: nothing orders them
    bool is_trial = false;               ///< taken back afterwards: leaves no marks
    bool* is_undefined = nullptr;        ///< of a read: set where a byte is undefined; else that is a fault
};

/// One variable's, allocation's or block's memory. It starts undefined.
class Region {
public:
    explicit Region(std::size_t bytes);
    /// The host's own memory, all of it defined.
    Region(std::uint8_t* memory, std::size_t bytes);

    /// The bytes at this offset, after every check. Throws Fault.
    std::uint8_t* access(std::size_t offset, const Access& access);
    /// For what is no thread's: copies and fills of the host.
    [[nodiscard]] std::uint8_t* bytes_at(std::size_t offset) const { return bytes_ + offset; }
    /// One byte as it is.
    struct Byte {
        std::uint8_t value = 0;
        bool is_defined = false;
        bool operator==(const Byte&) const = default;
    };
    [[nodiscard]] Byte byte(std::size_t offset) const { return {bytes_[offset], defined_[offset] != 0}; }
    void set_byte(std::size_t offset, Byte byte);
    void define(std::size_t offset, std::size_t bytes);
    void copy_defined(std::size_t offset, const Region& from, std::size_t from_offset, std::size_t bytes);
    [[nodiscard]] std::size_t num_undefined(std::size_t offset, std::size_t bytes) const;
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    template <class T>
    struct Freed {
        void operator()(T* memory) const { std::free(memory); }
    };
    // Zeros that take no memory before they are touched.
    template <class T>
    using Zeros = std::unique_ptr<T[], Freed<T>>;
    template <class T>
    static Zeros<T> make_zeros(std::size_t count);

    /// Who did something to a byte last.
    struct Mark {
        std::uint32_t launch = 0;
        std::uint32_t thread = 0;
    };
    void look_for_races(std::size_t at, const Access& access);

    std::size_t size_;
    Zeros<std::uint8_t> owned_;
    std::uint8_t* bytes_;
    Zeros<std::uint8_t> defined_;
    Zeros<Mark> written_;
    Zeros<Mark> read_;    ///< where accesses may race
};

/// A device's memory. Its addresses are no addresses of the host, so that the host fails where it follows one.
class DeviceMemory {
public:
    static constexpr std::uint64_t first_address = 1ULL << 56;

    explicit DeviceMemory(std::uint64_t base = first_address) : next_(base) {}

    /// Aligned to 256 bytes, as CUDA's, with a gap behind it.
    std::uint64_t allocate(std::size_t bytes);
    /// Makes the host's own memory the device's, too, at the same address.
    void share(std::uint8_t* memory, std::size_t bytes);
    void unshare(std::uint8_t* memory);
    /// False when nothing was allocated there.
    bool release(std::uint64_t address);
    /// Where `bytes` at an address lie; throws Fault when they are not all within one allocation.
    struct Place {
        Region* region;
        std::size_t offset;
    };
    Place find(std::uint64_t address, std::size_t bytes);
    [[nodiscard]] std::size_t used_bytes() const { return used_; }
    [[nodiscard]] std::size_t num_allocations() const { return regions_.size(); }

private:
    std::map<std::uint64_t, Region> regions_;
    std::uint64_t next_;
    std::size_t used_ = 0;
    // The last one found: threads of a warp mostly stay in it.
    std::uint64_t last_address_ = 0;
    Region* last_ = nullptr;
};

}    // namespace hmacsweep::tests::ptx
