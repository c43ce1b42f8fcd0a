// Makes a command of what a search has found, and checks it and its variants on the first records.
#pragma once

#include "host/cli/commands/command_words.hpp"
#include "host/cli/commands/found_job.hpp"
#include "host/cli/commands/sample_runs.hpp"
#include "host/diagnosis/job/cover_search.hpp"
#include "host/keys/key_file.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace hmacsweep::cli {

/// A reading, a place of the MAC in it, and the search for what the MAC covers.
struct Attempt {
    diagnosis::Settings place;    ///< with the reading
    std::vector<diagnosis::Sample> samples;
    std::unique_ptr<diagnosis::RecordTexts> records;
    std::vector<diagnosis::JobField> fields;
    std::unique_ptr<diagnosis::CoverSearch> search;
    bool is_settled = false;    ///< whether what it found was checked
};

class JobSettler {
public:
    /// All must outlive the object. `first`: how many records a command is run on, as by `runs`.
    JobSettler(const CommandWords& given, const keys::LoadedKeys& keys, const backend::ChosenBackend& backend,
               const std::vector<diagnosis::KeyTry>& tries, const diagnosis::ChainFacts& chain, const SampleRuns& runs,
               std::uint64_t first)
        : given_(given),
          keys_(keys.store),
          key_files_(keys.identities),
          backend_(backend),
          tries_(tries),
          chain_(chain),
          runs_(runs),
          first_(first) {}

    /// The job of the attempt's search, which has found a cover. nullopt where the key that it needs cannot be made.
    [[nodiscard]] std::optional<FoundJob> operator()(const Attempt& attempt) const;

private:
    [[nodiscard]] std::optional<FoundJob> settle_with_other_key(const diagnosis::Cover& cover, FoundJob job) const;
    void keep_chain_facts(const diagnosis::Cover& cover, FoundJob& job) const;
    void try_variants(const diagnosis::Cover& cover, FoundJob& job) const;
    void try_type(const diagnosis::Cover& cover, FoundJob& job) const;
    void drop_unneeded(FoundJob& job, std::string_view name) const;

    const CommandWords& given_;
    const keys::KeyStore& keys_;
    const std::vector<FileIdentity>& key_files_;
    const backend::ChosenBackend& backend_;
    const std::vector<diagnosis::KeyTry>& tries_;
    const diagnosis::ChainFacts& chain_;
    const SampleRuns& runs_;
    std::uint64_t first_;
};

}    // namespace hmacsweep::cli
