// Finds the key of a record: tries each of the record's MACs under each of its keys. Packs every message once, and has
// it hashed under one key after the other.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"
#include "host/base/stop_flag.hpp"
#include "host/reader/record.hpp"
#include "host/rules/candidates.hpp"

#include <array>
#include <map>
#include <span>
#include <vector>

namespace hmacsweep::judge {

/// When several keys fit a record, the result must name the first of them. No two keys fit a record that has one MAC of
/// at least this many bytes, so its keys can be tried in any order. All other records are tried in the order of the
/// list.
inline constexpr std::size_t unmistakable_mac_bytes = 16;

/// One record that is tried, and its verdict.
struct TriedRecord {
    std::uint32_t record = 0;    ///< the caller's number
    backend::PackedMessage message;
    std::uint32_t key = core::no_key;                    ///< the only one to try
    const rules::CandidateList* candidates = nullptr;    ///< the keys to try instead of `key`; null for none
    std::uint32_t first_mac = 0;                         ///< index of its first MAC in Trials::macs_
    std::uint32_t num_macs = 0;                          ///< MACs of a right length
    std::uint32_t num_given_macs = 0;                    ///< all its MACs
    Verdict verdict = Verdict::NotJudged;                ///< becomes Valid or Invalid, unless is_unjudged
    bool is_unjudged = false;                            ///< whether the backend gave no verdict on one of the trials
    std::uint32_t position = 0;                          ///< place of the key that fits among the keys to try

    /// The number of keys to try.
    [[nodiscard]] std::size_t num_keys() const { return candidates != nullptr ? candidates->keys.size() : 1; }
    /// The key at a place among the keys to try.
    [[nodiscard]] std::uint32_t key_at(std::uint32_t at) const {
        return candidates != nullptr ? candidates->keys[at] : key;
    }
};

/// Not for use by two threads at a time.
class Trials {
public:
    /// The table, and the flag where there is one, must outlive the object.
    Trials(const keys::KeyTable& table, std::uint32_t min_mac_bytes, const StopFlag* stop = nullptr)
        : table_(table), min_mac_bytes_(min_mac_bytes), stop_(stop) {}

    /// Forgets all records, but not which keys are in use.
    void clear();

    /// Adds a record that has a MAC. The record is tried under each of `candidates`, which must outlive the object, or,
    /// where that is null, under `key`. Copies what the trials need of the record.
    void add(std::uint32_t number, const reader::Record& record, std::uint32_t key,
             const rules::CandidateList* candidates);
    /// Takes over the messages of plain records that are packed in a batch, before the first add(). Each record is then
    /// to be added by add_packed().
    void take_messages(backend::Batch& packed) { batch_.take_messages(packed); }
    /// As add(), for a record whose message was taken over, and which has one MAC of full length.
    void add_packed(std::uint32_t number, const backend::PackedMessage& message, Bytes mac, std::uint32_t key,
                    const rules::CandidateList* candidates);

    /// Tries all records. A record becomes Valid when one of its MACs is right under one of its keys, and Invalid when
    /// the backend called every trial of the record Invalid. Throws Interrupted when a stop is requested meanwhile.
    void judge(backend::Backend& backend);

    /// The records that were added since clear(), in that order.
    [[nodiscard]] const std::vector<TriedRecord>& records() const { return tried_; }
    /// For a record with several keys to try: whether more than one of them may fit, so that the first must be found.
    [[nodiscard]] bool is_in_order(const TriedRecord& tried) const;
    /// How many HMACs the backend has compared since clear().
    [[nodiscard]] std::uint64_t num_trials() const { return num_trials_; }

private:
    struct Mac {
        std::array<std::uint8_t, core::max_digest_bytes> bytes;
        std::uint8_t size = 0;

        [[nodiscard]] Bytes view() const { return Bytes(bytes).first(size); }
    };
    /// One item of a round's batch.
    struct RoundItem {
        std::uint32_t tried;
        std::uint32_t position;
    };
    /// Records of one list of candidates that may be tried in any order.
    struct CandidateGroup {
        std::vector<std::uint32_t> pending;    ///< indexes into tried_, ascending; none of these records is Valid
        std::vector<bool> is_tried;            ///< by position: whether all pending records were tried under that key
        std::vector<std::uint32_t> recent;     ///< positions of keys that fitted lately, the most frequent first
    };

    TriedRecord& start(std::uint32_t number, const backend::PackedMessage& message, std::uint32_t key,
                       const rules::CandidateList* candidates);
    void keep_mac(TriedRecord& tried, Bytes mac);
    void try_first_key();
    void add_under_one_key(const reader::Record& record, bool can_match);
    void push(std::uint32_t tried, std::uint32_t position);
    void run_round(backend::Backend& backend);
    void drop_valid(std::vector<std::uint32_t>& pending) const;
    void search(backend::Backend& backend, const rules::CandidateList& list, CandidateGroup& group);
    [[nodiscard]] std::vector<std::uint32_t> scout(backend::Backend& backend, CandidateGroup& group,
                                                   std::size_t num_scouts);
    void spread(backend::Backend& backend, CandidateGroup& group, std::span<const std::uint32_t> positions);
    [[nodiscard]] static std::vector<std::uint32_t> untried(const CandidateGroup& group);
    void search_in_order(backend::Backend& backend);
    void learn();

    const keys::KeyTable& table_;
    std::uint32_t min_mac_bytes_;
    const StopFlag* stop_;
    backend::Batch batch_;
    std::vector<TriedRecord> tried_;
    std::vector<Mac> macs_;
    std::vector<RoundItem> round_;
    std::vector<Verdict> verdicts_;
    std::vector<std::uint32_t> in_order_;    ///< records whose keys are tried in the order of the list
    std::map<const rules::CandidateList*, CandidateGroup> groups_;
    std::uint64_t num_trials_ = 0;
};

}    // namespace hmacsweep::judge
