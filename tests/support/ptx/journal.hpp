// What a warp changed in a device's memory, so that it can be taken back and compared.
#pragma once

#include "tests/support/ptx/memory.hpp"

#include <map>
#include <utility>
#include <vector>

namespace hmacsweep::tests::ptx {

class Journal {
public:
    /// Each byte that is another one than before, or newly defined.
    using Effect = std::map<std::pair<Region*, std::size_t>, Region::Byte>;

    /// Keeps what is there, before a write to it.
    void note(Region& region, std::size_t offset, std::size_t bytes);
    [[nodiscard]] Effect effect() const;
    /// Takes all writes back, and forgets them.
    void undo();
    static void apply(const Effect& effect);

private:
    struct Entry {
        Region* region;
        std::size_t offset;
        Region::Byte before;
    };
    std::vector<Entry> entries_;
};

}    // namespace hmacsweep::tests::ptx
