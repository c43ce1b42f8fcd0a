// Which of the candidate keys are in use where a slab's records are judged. OpenSSL has confirmed the first matches of
// each; a match under another key is judged again.
#pragma once

#include <cstdint>
#include <vector>

namespace hmacsweep::judge {

/// So many matches of a slab under one key are judged again before the key is in use.
inline constexpr std::uint32_t first_matches = 16;
/// A key is not in use any more behind so many matches under other keys.
inline constexpr std::uint32_t most_other_matches = 64;

/// Not for use by two threads at a time.
class KeysInUse {
public:
    explicit KeysInUse(std::size_t num_keys) : uses_(num_keys) {}

    /// Forgets the slab before.
    void begin_slab() {
        ++slab_;
        num_matches_ = 0;
    }
    /// Counts the slab's next match. Whether its key was in use before it.
    [[nodiscard]] bool add(std::uint32_t key) {
        Use& use = uses_[key];
        if (use.slab != slab_) {
            use = {slab_, 0, 0};
        }
        const bool is_in_use = use.num_matches >= first_matches && num_matches_ - use.end <= most_other_matches;
        ++use.num_matches;
        use.end = ++num_matches_;
        return is_in_use;
    }

private:
    struct Use {
        std::uint64_t slab = 0;
        std::uint32_t num_matches = 0;
        std::uint32_t end = 0;    ///< how many matches there were up to the last one under the key
    };

    std::vector<Use> uses_;    ///< by key
    std::uint64_t slab_ = 0;
    std::uint32_t num_matches_ = 0;    ///< of the slab, under any key
};

}    // namespace hmacsweep::judge
