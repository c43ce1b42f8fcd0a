// Record and line numbers for slabs that are framed in parallel. The numbers of a slab are known as soon as all slabs
// before it are framed, so that numbering does not wait for hashing.
#pragma once

#include "host/input/slab.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>

namespace hmacsweep::input {

/// For use by several threads.
class Numbering {
public:
    /// Tells how many records and lines a slab has. To be called once for each slab, in any order.
    void framed(const Slab& slab, std::uint64_t records, std::uint64_t lines);

    /// Waits until all slabs before slab `sequence` are framed. Then sets `place`: how many records and lines come
    /// before that slab. framed() must have been called for that slab. To be called once for each slab. False if
    /// give_up() comes first.
    bool wait(std::uint64_t sequence, SlabPlace& place);

    /// Ends every wait(), now and later.
    void give_up();

private:
    struct Counts {
        std::uint32_t source;
        SlabPlace counts;
    };
    std::mutex mutex_;
    std::condition_variable known_;
    std::map<std::uint64_t, Counts> framed_;    ///< slabs that wait for a slab before them
    std::map<std::uint64_t, SlabPlace> places_;
    std::uint64_t next_ = 0;
    std::uint32_t source_ = 0;
    SlabPlace total_;    ///< the counts of the source and of the run so far
    bool is_given_up_ = false;
};

}    // namespace hmacsweep::input
