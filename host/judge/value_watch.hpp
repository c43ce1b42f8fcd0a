// Compares the values of a run's valid records in input order. --unique finds repeats; --sequence finds gaps, repeats
// and steps back. Anybody can write a record that is not valid, so its values are not looked at.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/judge/value_reader.hpp"
#include "host/judge/value_report.hpp"
#include "host/judge/value_set.hpp"
#include "host/rules/run_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::judge {

/// Takes a run's slabs in input order. For one thread at a time.
class ValueWatch {
public:
    /// Does not need `options` afterwards.
    explicit ValueWatch(const rules::RunOptions& options);

    /// Makes an empty report for each of RunOptions::value_checks, for add().
    [[nodiscard]] static std::vector<ValueReport> begin(const rules::RunOptions& options);
    /// Takes the next slab with the values that ValueReader::read() made for it, and adds what it finds to the reports
    /// of begin(). `place` is the slab's place. Values of frames that SlabResult::cut() dropped are not looked at.
    void add(const input::Slab& slab, const SlabResult& result, const input::SlabPlace& place,
             const std::vector<CheckValues>& values, std::vector<ValueReport>& reports);

private:
    /// The record with the last integer of a sequence.
    struct Last {
        ValuePlace place;
        std::uint64_t number = 0;
        std::uint64_t others = 0;    ///< Watched::num_others at that record
    };
    struct Watched {
        ValueSet seen;
        std::uint64_t last_repeat = 0;    ///< the number of the last record with a repeat, plus 1
        std::uint64_t num_others = 0;     ///< records so far that are not valid
        std::optional<Last> last{};
    };
    /// One value, and what a finding tells of its record.
    struct Here {
        const RecordValue& value;
        ValuePlace place;
        std::uint64_t line = 0;
        std::uint64_t record = 0;    ///< 0-based in the run
    };

    void add_value(const Here& here, Watched& watched, ValueReport& report) const;
    static void add_number(const Here& here, Watched& watched, ValueReport& report);
    [[nodiscard]] ValuePlace place_of(std::uint64_t record, std::string value) const;

    std::vector<Watched> watched_;
    /// Each source that had records: how many records of the run come before it, and its index.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sources_;
};

/// A sentence for each field that valid records must have and no valid record has. The sentence has the names of the
/// fields that the first valid record has.
[[nodiscard]] std::vector<std::string> missing_fields(const std::vector<ValueReport>& reports);

}    // namespace hmacsweep::judge
