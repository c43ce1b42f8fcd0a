#include "host/diagnosis/diagnosis.hpp"

#include "host/diagnosis/advice.hpp"
#include "host/diagnosis/guesses.hpp"
#include "host/diagnosis/key_guesses.hpp"
#include "reference/hmac.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace hmacsweep::diagnosis {
namespace {

/// What computing a MAC costs besides its message's bytes.
constexpr std::uint64_t bytes_for_a_mac = 256;

/// Mistakes in the order of their numbers, and which records of the sample they explain.
struct Tally {
    unsigned cost = 0;
    std::vector<bool> verified;

    [[nodiscard]] std::uint64_t count() const { return static_cast<std::uint64_t>(std::ranges::count(verified, true)); }
};
using Tallies = std::map<std::vector<Guess>, Tally>;

/// One record of the sample.
struct Case {
    const Sample* sample = nullptr;
    RecordParts parts;
};

class Search {
public:
    Search(const std::vector<Case>& cases, const std::vector<GuessedKey>& keys, const rules::RunOptions& options,
           const SearchLimits& limits, Diagnosis& diagnosis)
        : cases_(cases), keys_(keys), options_(options), limits_(limits), diagnosis_(diagnosis) {}

    /// Tries everything with ever more mistakes together, until every record is explained.
    Tallies operator()() {
        count_tried();
        for (unsigned together = 0; together <= limits_.max_together; ++together) {
            for (std::size_t i = 0; i < cases_.size(); ++i) {
                search(i, together);
            }
            if (together > 0 && is_one_enough()) {
                break;
            }
        }
        return std::move(tallies_);
    }

private:
    /// All ways of at most `most` mistakes by which a record verifies.
    void search(std::size_t number, unsigned most) {
        const Case& record = cases_[number];
        const GuessedBytes messages = messages_of(record.parts, *record.sample->shape, most);
        const GuessedBytes macs = macs_of(record.parts, *record.sample->shape, most);
        std::map<std::size_t, std::vector<const GuessedBytes::Entry*>> by_length;
        for (const GuessedBytes::Entry& mac : macs.entries()) {
            by_length[mac.bytes.size()].push_back(&mac);
        }
        for (const auto& [length, of_length] : by_length) {
            const std::vector<Formula> formulas = formulas_for(length, record.parts.algorithm, options_.min_mac_bytes);
            for (const Formula& formula : formulas) {
                for (const GuessedKey& key : keys_) {
                    // A hash without a key is the same under every one.
                    const bool is_repeated = formula.lookalike != nullptr && &key != keys_.data() &&
                                             formula.lookalike->kind == reference::LookalikeKind::HashOfMessage;
                    if (!is_repeated && key.way.cost + formula.way.cost <= most) {
                        compare(number, most, formula, key, messages, of_length);
                    }
                }
            }
        }
    }

    void compare(std::size_t number, unsigned most, const Formula& formula, const GuessedKey& key,
                 const GuessedBytes& messages, const std::vector<const GuessedBytes::Entry*>& macs) {
        std::optional<reference::Hmac> hmac;
        for (const GuessedBytes::Entry& message : messages.entries()) {
            for (const GuessedBytes::Entry* mac : macs) {
                const unsigned cost = formula.way.cost + key.way.cost + message.cost + mac->cost;
                if (cost > most) {
                    continue;
                }
                if (!is_affordable(message.bytes.size())) {
                    return;
                }
                if (!hmac && formula.lookalike == nullptr) {
                    hmac.emplace(name_of(formula.algorithm), key.material.bytes());
                }
                if (hmac ? hmac->matches(message.bytes, mac->bytes)
                         : reference::matches(*formula.lookalike, key.material.bytes(), message.bytes, mac->bytes)) {
                    keep(number, most, formula.way, key.way, message.ways, mac->ways);
                }
            }
        }
    }

    bool is_affordable(std::size_t message_bytes) {
        spent_ += message_bytes + bytes_for_a_mac;
        diagnosis_.is_cut_short = diagnosis_.is_cut_short || spent_ > limits_.budget;
        diagnosis_.num_computed += diagnosis_.is_cut_short ? 0 : 1;
        return !diagnosis_.is_cut_short;
    }

    void keep(std::size_t number, unsigned most, const Way& formula, const Way& key, const std::vector<Way>& messages,
              const std::vector<Way>& macs) {
        for (const Way& message : messages) {
            for (const Way& mac : macs) {
                const unsigned cost = formula.cost + key.cost + message.cost + mac.cost;
                if (cost > most) {
                    continue;
                }
                std::vector<Guess> guesses;
                for (const Way* way : {&message, &mac, &key, &formula}) {
                    guesses.insert(guesses.end(), way->guesses.begin(), way->guesses.end());
                }
                std::ranges::sort(guesses);
                Tally& tally = tallies_[std::move(guesses)];
                tally.cost = cost;
                tally.verified.resize(cases_.size());
                tally.verified[number] = true;
            }
        }
    }

    [[nodiscard]] bool is_one_enough() const {
        return std::ranges::any_of(tallies_, [&](const auto& entry) { return entry.second.count() == cases_.size(); });
    }

    /// To how many records each mistake applies.
    void count_tried() {
        for (const Case& record : cases_) {
            std::vector<bool> applies(mistakes().size());
            const auto mark = [&](const Way& way) {
                if (way.guesses.size() == 1) {
                    applies[way.guesses[0].mistake] = true;
                }
            };
            const GuessedBytes macs = macs_of(record.parts, *record.sample->shape, 1);
            for (const GuessedBytes& guessed : {messages_of(record.parts, *record.sample->shape, 1), macs}) {
                for (const GuessedBytes::Entry& entry : guessed.entries()) {
                    std::ranges::for_each(entry.ways, mark);
                }
            }
            for (const GuessedBytes::Entry& mac : macs.entries()) {
                for (const Formula& formula :
                     formulas_for(mac.bytes.size(), record.parts.algorithm, options_.min_mac_bytes)) {
                    mark(formula.way);
                }
            }
            std::ranges::for_each(keys_, mark, &GuessedKey::way);
            for (MistakeCount& count : diagnosis_.counts) {
                count.num_tried += applies[count.mistake] ? 1 : 0;
            }
        }
    }

    const std::vector<Case>& cases_;
    const std::vector<GuessedKey>& keys_;
    const rules::RunOptions& options_;
    const SearchLimits& limits_;
    Diagnosis& diagnosis_;
    Tallies tallies_;
    std::uint64_t spent_ = 0;
};

/// How many of the records verify by each mistake alone, whatever its parameter.
void count_verified(const Tallies& tallies, std::size_t num_cases, std::vector<MistakeCount>& counts) {
    for (MistakeCount& count : counts) {
        std::vector<bool> verified(num_cases);
        for (const auto& [guesses, tally] : tallies) {
            if (guesses.size() == 1 && guesses[0].mistake == count.mistake) {
                for (std::size_t i = 0; i < num_cases; ++i) {
                    verified[i] = verified[i] || tally.verified[i];
                }
            }
        }
        count.num_verified = static_cast<std::uint64_t>(std::ranges::count(verified, true));
    }
}

/// The fewest findings that explain all that can be explained: always the one that explains most of what is left, among
/// equals the one of fewer mistakes, then the one that comes first in the list.
std::vector<Tallies::const_iterator> best_of(const Tallies& tallies, std::size_t num_cases) {
    std::vector<Tallies::const_iterator> best;
    std::vector<bool> is_open(num_cases, true);
    while (true) {
        auto found = tallies.end();
        std::uint64_t most = 0;
        for (auto it = tallies.begin(); it != tallies.end(); ++it) {
            std::uint64_t count = 0;
            for (std::size_t i = 0; i < num_cases; ++i) {
                count += is_open[i] && it->second.verified[i] ? 1 : 0;
            }
            if (count > most || (count == most && count != 0 && it->second.cost < found->second.cost)) {
                most = count;
                found = it;
            }
        }
        if (found == tallies.end()) {
            return best;
        }
        for (std::size_t i = 0; i < num_cases; ++i) {
            is_open[i] = is_open[i] && !found->second.verified[i];
        }
        best.push_back(found);
    }
}

/// The sample's record that a tally explains first.
const Case& first_of(const Tally& tally, const std::vector<Case>& cases) {
    const auto found = std::ranges::find(tally.verified, true);
    return cases[static_cast<std::size_t>(found - tally.verified.begin())];
}

}    // namespace

Diagnosis diagnose(const SampleGroup& group, const keys::KeyStore& keys, const rules::RunOptions& options,
                   const SearchLimits& limits) {
    Diagnosis diagnosis;
    diagnosis.key = group.key;
    diagnosis.num_records = group.num_records;
    diagnosis.num_valid = group.num_valid;
    diagnosis.num_sampled = group.samples.size();
    for (std::size_t i = 0; i < mistakes().size(); ++i) {
        diagnosis.counts.push_back({static_cast<std::uint8_t>(i), 0, 0});
    }
    reader::Reader reader;
    std::vector<Case> cases;
    for (const Sample& sample : group.samples) {
        const Case& added = cases.emplace_back(Case{&sample, parts_of(reader, sample)});
        if (added.parts.fields.empty() && added.parts.mac.empty()) {
            cases.pop_back();
            ++diagnosis.num_unreadable;
        }
    }
    const std::vector<GuessedKey> guessed = keys_for(group.key, keys, limits);
    const Tallies tallies = Search(cases, guessed, options, limits, diagnosis)();
    count_verified(tallies, cases.size(), diagnosis.counts);
    for (const auto& found : best_of(tallies, cases.size())) {
        const Case& first = first_of(found->second, cases);
        Finding finding;
        finding.guesses = found->first;
        finding.num_verified = found->second.count();
        advise(finding, {*first.sample, first.parts, keys, group.key, options});
        diagnosis.findings.push_back(std::move(finding));
    }
    if (diagnosis.findings.empty()) {
        std::vector<std::size_t> lengths;
        for (const Case& record : cases) {
            const GuessedBytes macs = macs_of(record.parts, *record.sample->shape, 0);
            lengths.push_back(macs.entries().empty() ? 0 : macs.entries()[0].bytes.size());
        }
        diagnosis.remark = remark_on_lengths(lengths);
        if (diagnosis.remark.empty() && group.key != core::no_key) {
            diagnosis.remark = remark_on_key(keys[group.key]);
        }
    }
    return diagnosis;
}

}    // namespace hmacsweep::diagnosis
