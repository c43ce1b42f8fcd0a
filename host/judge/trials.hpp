// The trials of a slab's records: which of a record's MACs is right under which of its keys. Every message is packed
// once, and hashed under as many keys as it takes.
#pragma once

#include "host/backend/backend.hpp"
#include "host/backend/packer.hpp"
#include "host/base/stop_flag.hpp"
#include "host/reader/record.hpp"
#include "host/rules/candidates.hpp"

#include <array>
#include <exception>
#include <map>
#include <vector>

namespace hmacsweep::judge {

/// Of several keys that fit, a result names the first of its list, however the trials went. With one MAC of at least so
/// many bytes no two keys fit, so that any order finds the same; all other records are tried in the list's order.
inline constexpr std::size_t unmistakable_mac_bytes = 16;

/// One record, and what came of it.
struct Tried {
    std::uint32_t record = 0;    ///< the caller's number
    backend::PackedMessage message;
    std::uint32_t key = core::no_key;                    ///< the only one to try
    const rules::CandidateList* candidates = nullptr;    ///< those to try instead
    std::uint32_t first_mac = 0;                         ///< within the trials' MACs
    std::uint32_t num_macs = 0;
    std::uint32_t num_given_macs = 0;        ///< those of a wrong length counted
    Verdict verdict = Verdict::NotJudged;    ///< or Valid, or Invalid
    bool is_unjudged = false;                ///< whether the backend has left a trial unjudged
    std::uint32_t position = 0;              ///< of the key that fits among those to try

    [[nodiscard]] std::size_t num_keys() const { return candidates != nullptr ? candidates->keys.size() : 1; }
    [[nodiscard]] std::uint32_t key_at(std::uint32_t at) const {
        return candidates != nullptr ? candidates->keys[at] : key;
    }
};

/// Thrown where a stop ends a search among many keys: nothing is known of the records at hand.
class Interrupted : public std::exception {};

/// Not for use by two threads at a time.
class Trials {
public:
    /// The table, and the flag where there is one, must outlive the object.
    Trials(const keys::KeyTable& table, std::uint32_t min_mac_bytes, const StopFlag* stop = nullptr)
        : table_(table), min_mac_bytes_(min_mac_bytes), stop_(stop) {}

    /// Forgets all records, and keeps what was learnt about which keys are in use.
    void clear();

    /// Adds a record with at least one MAC, to be tried under `key`, or under each of `candidates` where there are
    /// some, which must hold as long as the object. Copies what it needs of the record.
    void add(std::uint32_t number, const reader::Record& record, std::uint32_t key,
             const rules::CandidateList* candidates);

    /// Tries all records. One is Valid when a MAC of it is right under a key of it, and Invalid when the backend said
    /// of each that it is not. Throws Interrupted when a stop is requested meanwhile.
    void judge(backend::Backend& backend);

    [[nodiscard]] const std::vector<Tried>& records() const { return tried_; }
    [[nodiscard]] Bytes message(const Tried& tried) const { return batch_.message(tried.message); }
    /// Of a record with several keys to try: whether `matches(mac)` holds for one of its MACs. Those of a wrong length
    /// are not asked about.
    template <class Matches>
    [[nodiscard]] bool any_mac(const Tried& tried, Matches&& matches) const {
        for (std::uint32_t m = tried.first_mac; m < tried.first_mac + tried.num_macs; ++m) {
            if (matches(Bytes(macs_[m].bytes).first(macs_[m].size))) {
                return true;
            }
        }
        return false;
    }
    /// Of a record with several keys to try: whether more than one of them might fit, of which the first is to be
    /// found.
    [[nodiscard]] bool is_in_order(const Tried& tried) const;
    /// How many HMACs the backend has compared.
    [[nodiscard]] std::uint64_t num_trials() const { return num_trials_; }

private:
    struct Mac {
        std::array<std::uint8_t, core::max_digest_bytes> bytes;
        std::uint8_t size = 0;
    };
    /// One item of a round's batch.
    struct Trial {
        std::uint32_t tried;
        std::uint32_t position;
    };
    /// Records of one list of candidates that may be tried in any order.
    struct Group {
        std::vector<std::uint32_t> pending;    ///< ascending, none of them Valid
        std::vector<bool> is_tried;            ///< by position: whether all that are pending were tried there
    };

    void add_under_one_key(const reader::Record& record, bool can_match);
    void add_under_many_keys(const reader::Record& record);
    void push(std::uint32_t tried, std::uint32_t position);
    void run_round(backend::Backend& backend);
    void drop_valid(std::vector<std::uint32_t>& pending) const;
    void search(backend::Backend& backend, const rules::CandidateList& list, Group& group);
    [[nodiscard]] std::vector<std::uint32_t> scout(backend::Backend& backend, const rules::CandidateList& list,
                                                   Group& group, std::size_t num_scouts);
    void spread(backend::Backend& backend, Group& group, const std::vector<std::uint32_t>& positions);
    void search_in_order(backend::Backend& backend);

    const keys::KeyTable& table_;
    std::uint32_t min_mac_bytes_;
    const StopFlag* stop_;
    backend::Batch batch_;
    std::vector<Tried> tried_;
    std::vector<Mac> macs_;
    std::vector<Trial> round_;
    std::vector<Verdict> verdicts_;
    std::vector<std::uint32_t> in_order_;    ///< records with several keys to try in order
    std::map<const rules::CandidateList*, Group> groups_;
    std::map<const rules::CandidateList*, std::uint32_t> recent_;    ///< the position that fitted last
    std::uint64_t num_trials_ = 0;
};

}    // namespace hmacsweep::judge
