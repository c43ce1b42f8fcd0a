// Joins the summaries of parts into the summary of the whole. Every part must be there once, and all parts must belong
// together; otherwise there is no whole, and an error says why.
#pragma once

#include "host/base/result.hpp"
#include "host/report/summary.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::report {

/// More parts than that are a mistake.
inline constexpr std::uint64_t max_parts = 10'000'000;

/// What the user expects of the whole.
struct MergeRequest {
    std::optional<std::uint64_t> records;
    std::optional<std::uint64_t> parts;    ///< needed where the parts do not know how many they are
};

/// What all parts must have alike: names and values, for messages.
using PartSettings = std::vector<std::pair<std::string, std::string>>;

/// One summary of a part. Several of the same part are attempts.
struct Attempt {
    Summary summary;
    std::string name;    ///< of its file, for messages
    const PartSettings* settings = nullptr;
};

/// The attempts that count, in the order of parts, and the numbers of the parts that have none.
struct MergedParts {
    std::vector<Attempt> parts;
    std::vector<std::uint64_t> missing;
    std::uint64_t num_interrupted = 0;    ///< of the missing ones
};

/// Takes summaries in any order: whichever it is, the result is the same. What all parts have alike is kept once, so
/// that 100,000 summaries fit in memory.
class Merge {
public:
    /// Adds a summary. `name`: of its file, for messages.
    void add(Summary summary, std::string name);

    /// The summary of the whole. Where parts are missing, it is that of the others: it is not complete, its status is 3
    /// (5, where a part has that), and its first reason names them. An error where the summaries do not belong
    /// together, or contradict themselves or each other: then no count means anything. To be called once, after the
    /// last add().
    [[nodiscard]] Result<Summary> finish(const MergeRequest& request);

private:
    [[nodiscard]] std::string fault_of_settings() const;
    /// Leaves one attempt of each part. Returns what is wrong; empty where nothing is.
    [[nodiscard]] std::string choose_attempts();
    [[nodiscard]] Result<std::uint64_t> num_parts(const MergeRequest& request) const;
    [[nodiscard]] MergedParts take_parts(std::uint64_t of);
    [[nodiscard]] Summary sum_up(const MergedParts& taken, const MergeRequest& request) const;

    std::map<PartSettings, std::string> settings_;
    std::map<std::uint64_t, std::vector<Attempt>> parts_;    ///< by number
    std::vector<std::string> faults_;                        ///< of single summaries
    std::vector<std::string> notices_;
    std::uint64_t num_replaced_ = 0;
};

}    // namespace hmacsweep::report
