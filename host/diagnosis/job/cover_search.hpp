// Finds out what the MACs of a sample cover, and under which keys, by computing them.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/diagnosis/job/key_tries.hpp"
#include "host/diagnosis/job/message_atoms.hpp"
#include "reference/hmac.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::diagnosis {

/// What the MACs of a sample cover.
struct Cover {
    std::string recipe;
    bool is_one_field = false;            ///< whether the recipe is one field, maybe decoded
    bool is_chained = false;              ///< whether the recipe has something of the record before
    std::string chain_start{};            ///< what was before the first record; empty: nothing is said
    bool is_reversed = false;             ///< whether that record is the one behind, as in a log with the newest first
    std::size_t num_explained = 0;        ///< records of the sample
    std::vector<bool> is_explained{};     ///< of each record of the sample
    std::string where{};                  ///< `type=payment` where only records of one type are explained; else empty
    std::vector<std::uint32_t> keys{};    ///< that explain records, each once
    std::string key_encoding{};           ///< to import the key with; empty: as it was imported
    std::vector<Algorithm> algorithms{};    ///< of the explained records, each once
    std::size_t mac_bytes = 0;              ///< of the shortest MAC
};

/// The work that is left, in MACs of short messages, and in texts to make messages of.
struct Budget {
    std::uint64_t left = 0;
    std::uint64_t num_computed = 0;
    std::uint64_t num_forms = 0;    ///< of messages
    TextBudget texts{};

    /// Whether one more MAC can be computed.
    bool spend(std::size_t message_bytes) {
        const std::uint64_t cost = 1 + message_bytes / 512;
        if (left < cost) {
            left = 0;
            return false;
        }
        left -= cost;
        ++num_computed;
        return true;
    }
};

/// The stages of a search.
inline constexpr std::size_t num_stages = 17;

class CoverSearch {
public:
    /// All must outlive the object.
    CoverSearch(RecordTexts& records, const std::vector<JobField>& fields, MacLengths lengths,
                const std::vector<KeyTry>& tries, const keys::KeyStore& keys, Budget& budget, ChainFacts chain);

    /// Tries one stage; whether the cover that is known now explains most of the records.
    bool run(std::size_t number);
    [[nodiscard]] const std::optional<Cover>& found() const { return found_; }
    /// Whether any record has something to compare with.
    [[nodiscard]] bool has_macs() const { return num_with_macs_ != 0; }
    /// The field by whose text each record's key is known; null for none.
    [[nodiscard]] const JobField* key_field() const { return key_field_; }
    /// The algorithm that a record's MAC has by its length.
    [[nodiscard]] std::optional<Algorithm> algorithm_of(std::size_t record) const;

private:
    struct KeyRange {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    /// A key try and an algorithm that fit.
    struct Match {
        std::size_t key = 0;
        std::size_t mac_bytes = 0;
        Algorithm algorithm{};
    };

    void find_key_field(const std::vector<JobField>& fields);
    bool search(Effort effort, const std::vector<Atom>& atoms, KeyRange range);
    std::optional<Match> match(std::size_t record, KeyRange range);
    void weigh(const Plan& plan, const std::vector<Atom>& atoms, KeyRange range);
    void find_absent_texts(Cover& cover, const Plan& plan, const std::vector<Atom>& atoms);
    Cover count(const Plan& plan, const std::vector<Atom>& atoms, KeyRange range);
    reference::Hmac& hmac(std::size_t key, Algorithm algorithm);
    [[nodiscard]] bool is_good() const;
    void choose_probes();

    RecordTexts& records_;
    const std::vector<JobField>& fields_;
    const std::vector<KeyTry>& tries_;
    const keys::KeyStore& keys_;
    Budget& budget_;
    MacLengths lengths_;
    ChainFacts chain_;
    std::size_t num_likely_keys_ = 0;
    std::vector<MacTexts> mac_texts_;
    std::vector<std::vector<ByteBuffer>> macs_;    ///< of each record
    std::size_t num_with_macs_ = 0;
    const JobField* key_field_ = nullptr;
    std::vector<std::uint32_t> record_keys_;    ///< by the key field; no_key: not known
    std::vector<std::size_t> probes_;           ///< the records that plans are tried on
    std::map<std::pair<std::size_t, Algorithm>, std::unique_ptr<reference::Hmac>> hmacs_;
    std::vector<Atom> fields_as_they_are_;
    std::vector<Atom> plain_;
    std::vector<Atom> changed_;
    std::vector<Atom> whole_;
    std::vector<Atom> both_;
    bool has_more_atoms_ = false;
    std::size_t stage_ = 0;
    std::string message_;
    std::optional<Cover> found_;
};

}    // namespace hmacsweep::diagnosis
