// Follows the chains of a run in input order, after the records were judged. Tells what is wrong where a chain breaks
// (an altered record, or a record in the wrong place), and whether each chain ends where it should.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/chain_report.hpp"
#include "host/judge/slab_result.hpp"
#include "host/reader/reader.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::judge {

/// Takes a run's slabs in input order. Keeps only the last records and the records near a break.
class ChainWatch {
public:
    /// Whether a record's MAC is right.
    using IsRight = std::function<bool(const reader::Record&)>;

    /// `shape`, what the run is told of its inputs, must outlive the object.
    ChainWatch(const format::Shape& shape, IsRight is_right) : shape_(shape), is_right_(std::move(is_right)) {}

    /// Takes the next slab.
    void add(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place, ChainReport& report);
    /// To be called after the last slab. `is_whole`: the run was not stopped early.
    void finish(bool is_whole, ChainReport& report);

private:
    /// One record, and the MAC that the next is linked to.
    struct Link {
        std::uint32_t source = 0;
        std::uint64_t record = 0;
        format::PreviousState state = format::PreviousState::Lost;
        std::string mac_text;
    };
    /// A record at which a chain breaks. It waits for the next records, because it may belong after one of them.
    struct Suspect {
        ChainBreak found;
        std::uint64_t position = 0;    ///< among all records of the chain
        bool is_link_broken = false;
        std::shared_ptr<const format::Shape> shape;
        std::vector<std::uint8_t> bytes;
    };

    void end_chain(bool is_whole, ChainReport& report);
    void suspect(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place, std::size_t index);
    void resolve(bool is_at_end, ChainReport& report);
    void explain(Suspect& suspect);
    void find_predecessor(Suspect& suspect);
    bool belongs_behind(const Suspect& suspect, const format::PreviousMac& previous);

    const format::Shape& shape_;
    IsRight is_right_;
    reader::Reader reader_;
    std::optional<std::uint32_t> source_;    ///< of the last slab
    std::uint64_t num_records_ = 0;          ///< of the chain
    std::optional<Link> first_;              ///< the first record of the chain's input
    std::deque<Link> near_;                  ///< the last records of the chain
    std::deque<Suspect> suspects_;
};

}    // namespace hmacsweep::judge
