// Where the key changes: the records of each source in runs under one key, as a rotation of keys leaves them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hmacsweep::report {

/// Valid records of a source under one key, with none under another between them. Records that are not valid count for
/// nothing, wherever they stand.
struct KeyRange {
    std::uint32_t source = 0;
    std::uint64_t first = 0;    ///< record, 1-based within its source
    std::uint64_t last = 0;
    std::uint32_t key = 0;
};

class KeyRanges {
public:
    /// The ranges that are kept, the first; all are counted.
    static constexpr std::size_t max_kept = 1000;

    void start() { is_wanted_ = true; }
    [[nodiscard]] bool is_wanted() const { return is_wanted_; }

    /// The next valid records under one key, in input order, from the first to the last of them. Ignored before
    /// start().
    void add(std::uint32_t source, std::uint64_t first, std::uint64_t last, std::uint32_t key);

    [[nodiscard]] const std::vector<KeyRange>& kept() const { return kept_; }
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    bool is_wanted_ = false;
    std::vector<KeyRange> kept_;
    KeyRange current_;
    std::uint64_t size_ = 0;
};

}    // namespace hmacsweep::report
