// Where the key changes in each source, as a rotation of keys shows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hmacsweep::report {

/// Consecutive valid records of a source under one key. Records between them that are not valid do not end the range.
struct KeyRange {
    std::uint32_t source = 0;    ///< index of the source
    std::uint64_t first = 0;     ///< number of the first record, 1-based within the source
    std::uint64_t last = 0;      ///< number of the last record
    std::uint32_t key = 0;       ///< index in the KeyStore
};

/// Collects the ranges of a run. Collects nothing before start().
class KeyRanges {
public:
    /// Only the first ranges are kept; all are counted.
    static constexpr std::size_t max_kept = 1000;

    /// Makes add() collect ranges from now on.
    void start() { is_wanted_ = true; }
    /// Whether start() was called.
    [[nodiscard]] bool is_wanted() const { return is_wanted_; }

    /// Adds valid records under one key, from record `first` to record `last`. To be called in input order.
    void add(std::uint32_t source, std::uint64_t first, std::uint64_t last, std::uint32_t key);

    /// The first ranges, at most max_kept.
    [[nodiscard]] const std::vector<KeyRange>& kept() const { return kept_; }
    /// The number of all ranges.
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    bool is_wanted_ = false;
    std::vector<KeyRange> kept_;
    KeyRange current_;
    std::uint64_t size_ = 0;
};

}    // namespace hmacsweep::report
