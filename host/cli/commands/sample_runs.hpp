// The first records of inputs, read and judged in this process by the options of a command line, as `verify` does it.
#pragma once

#include "host/backend/registry.hpp"
#include "host/cli/commands/command_words.hpp"
#include "host/diagnosis/failure_sampler.hpp"
#include "host/input/slab.hpp"
#include "host/keys/key_file.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hmacsweep::cli {

/// What came of judging the first records.
struct SampleCounts {
    std::uint64_t records = 0;
    std::uint64_t valid = 0;
    std::uint64_t invalid = 0;                         ///< with a wrong MAC
    std::string error{};                               ///< why no record, or not all, could be judged
    std::vector<format::OtherArray> other_arrays{};    ///< of the first document, that --records leaves out
};

/// What becomes of records that are too long for a sample.
enum class LongRecords : std::uint8_t { LeftOut, Cut };

class SampleRuns {
public:
    /// All must outlive the object. `first`: how many records are judged.
    SampleRuns(const CommandWords& given, const keys::KeyStore& keys, std::span<const FileIdentity> key_files,
               const backend::ChosenBackend& backend, std::uint64_t first);

    /// Judges the first records with these settings.
    [[nodiscard]] SampleCounts judge(const diagnosis::Settings& settings) const;
    /// The first `most` records as these settings read them.
    [[nodiscard]] std::vector<diagnosis::Sample> samples(const diagnosis::Settings& settings, std::size_t most,
                                                         LongRecords long_records = LongRecords::LeftOut) const;

private:
    /// Calls `take` for each slab until it returns false; an error where the settings or an input are wrong.
    std::string read(const BatchRequest& request, const std::function<bool(const input::Slab&)>& take) const;
    [[nodiscard]] Result<BatchRequest> request(const diagnosis::Settings& settings) const;

    const CommandWords& given_;
    const keys::KeyStore& keys_;
    std::vector<FileIdentity> key_files_;
    keys::KeyTable table_;
    std::unique_ptr<backend::Backend> backend_;
    std::uint64_t first_;
};

}    // namespace hmacsweep::cli
