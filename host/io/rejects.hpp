// The records that are not valid, as they stood in the input: for looking into them, and for trying them again.
#pragma once

#include "host/slab.hpp"
#include "host/slab_result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::io {

struct RejectCounts {
    std::uint64_t written = 0;
    std::uint64_t left_out = 0;    ///< records that were too long to be kept
};

/// The header line of a table, kept with its rejects, so that these are a table again. Slabs come in input order.
class RejectHeader {
public:
    /// Notes the header that a slab tells of.
    void see(const Slab& slab);
    /// What is to stand before rejects of a source: its header, before the first of all.
    [[nodiscard]] std::string_view before(std::uint32_t source);
    /// Whether rejects came from sources with different headers, or some with and some without: the file is no one
    /// table.
    [[nodiscard]] bool is_mixed() const { return is_mixed_; }

private:
    std::string header_;                    ///< of the source being read
    std::uint32_t source_ = 0;              ///< which that is
    std::optional<std::string> written_;    ///< what the file began with
    bool is_mixed_ = false;
};

/// Appends the bytes of every record that is not valid, each with its line end; one that has none gets a line feed, so
/// that the next does not run into it.
RejectCounts append_rejects(const Slab& slab, const SlabResult& result, std::string& out);

}    // namespace hmacsweep::io
