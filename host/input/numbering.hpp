// Record and line numbers across slabs that are framed side by side: a slab's own are known as soon as all slabs before
// it are framed, so that numbering never waits for the hashing.
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
    /// A slab has so many records and lines.
    void framed(const Slab& slab, std::uint64_t records, std::uint64_t lines);

    /// Waits until it is known what of its source stands before a slab, which is framed itself. False when the run is
    /// given up.
    bool wait(std::uint64_t sequence, SlabPlace& place);

    /// Ends every wait.
    void give_up();

private:
    struct Counts {
        std::uint32_t source;
        SlabPlace counts;
    };
    std::mutex mutex_;
    std::condition_variable known_;
    std::map<std::uint64_t, Counts> framed_;    ///< waiting for a slab before them
    std::map<std::uint64_t, SlabPlace> places_;
    std::uint64_t next_ = 0;
    std::uint32_t source_ = 0;
    SlabPlace total_;    ///< of the source, and of the run
    bool is_given_up_ = false;
};

}    // namespace hmacsweep::input
