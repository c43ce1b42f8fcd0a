#include "host/diagnosis/job/cover_search.hpp"

#include "host/diagnosis/job/record_types.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t usual_probes = 3;
constexpr std::size_t most_probes = 5;
/// From this stage on, an explanation of one type of records is good enough: all that could explain every record, and
/// are cheap, were tried.
constexpr std::size_t first_stage_of_types = 12;
/// The most atoms that are combined with each other when many are there.
constexpr std::size_t most_combined = 40;
constexpr std::size_t most_in_threes = 16;
constexpr std::size_t few_in_fours = 8;

/// Which atoms a stage combines, and under which keys.
enum class AtomSet : std::uint8_t { Fields, Plain, Changed, Whole, Both };

struct Stage {
    AtomSet atoms;
    Effort effort;
    bool has_other_readings;                       ///< the other readings of the keys, and not the keys as they are
    std::size_t most_atoms = most_combined + 1;    ///< with more atoms, the first ones
};

constexpr std::array<Stage, num_stages> stages{{
    {AtomSet::Fields, Effort::One, false},
    {AtomSet::Changed, Effort::One, false},
    {AtomSet::Whole, Effort::One, false},
    {AtomSet::Plain, Effort::OneChanged, false},
    {AtomSet::Fields, Effort::One, true},
    {AtomSet::Plain, Effort::Two, false},
    {AtomSet::Plain, Effort::Row, false},
    {AtomSet::Changed, Effort::One, true},
    {AtomSet::Plain, Effort::Three, false},
    {AtomSet::Plain, Effort::Named, false},
    {AtomSet::Plain, Effort::Four, false, few_in_fours},
    {AtomSet::Both, Effort::Two, false},
    {AtomSet::Plain, Effort::Two, true},
    {AtomSet::Plain, Effort::Four, false},
    {AtomSet::Plain, Effort::Mixed, false},
    {AtomSet::Both, Effort::Three, false, most_in_threes},
    {AtomSet::Plain, Effort::Three, true},
}};

}    // namespace

CoverSearch::CoverSearch(RecordTexts& records, const std::vector<JobField>& fields, MacLengths lengths,
                         const std::vector<KeyTry>& tries, const keys::KeyStore& keys, Budget& budget, ChainFacts chain)
    : records_(records),
      fields_(fields),
      tries_(tries),
      keys_(keys),
      budget_(budget),
      lengths_(lengths),
      chain_(std::move(chain)),
      mac_texts_(records.macs()),
      macs_(records.size()) {
    num_likely_keys_ = static_cast<std::size_t>(std::ranges::count(tries, true, &KeyTry::is_likely));
    for (std::size_t i = 0; i < macs_.size(); ++i) {
        for (const ByteBuffer& text : mac_texts_[i].texts) {
            const std::vector<ByteBuffer> macs =
                mac_texts_[i].is_decoded ? std::vector<ByteBuffer>{text} : macs_in(as_text(text), lengths_);
            macs_[i].insert(macs_[i].end(), macs.begin(), macs.end());
        }
        num_with_macs_ += macs_[i].empty() ? 0 : 1;
    }
    choose_probes();
    find_key_field(fields);
}

/// The first records with a MAC, and those of further types.
void CoverSearch::choose_probes() {
    std::vector<std::size_t> candidates;
    // A chain's first record tells nothing.
    for (std::size_t i = macs_.size() > 3 ? 1 : 0; i < macs_.size(); ++i) {
        if (!macs_[i].empty()) {
            candidates.push_back(i);
        }
    }
    probes_ = records_of_types(fields_, candidates, most_probes);
    for (const std::size_t i : candidates) {
        if (probes_.size() < usual_probes && std::ranges::find(probes_, i) == probes_.end()) {
            probes_.push_back(i);
        }
    }
}

void CoverSearch::find_key_field(const std::vector<JobField>& fields) {
    record_keys_.assign(records_.size(), core::no_key);
    std::size_t most = 0;
    for (const JobField& field : fields) {
        const std::size_t named =
            count_fitting(field, [&](std::string_view text) { return keys_.find(text) != core::no_key; });
        const bool is_said = !field.in_columns.empty() || !records_.mac_parts().empty();
        if (named > most && is_said && 2 * named > records_.size()) {
            most = named;
            key_field_ = &field;
        }
    }
    for (std::size_t i = 0; key_field_ != nullptr && i < records_.size(); ++i) {
        record_keys_[i] = keys_.find(key_field_->text(i));
    }
}

std::optional<Algorithm> CoverSearch::algorithm_of(std::size_t record) const {
    for (const Algorithm algorithm : all_algorithms) {
        if (!macs_[record].empty() && macs_[record].front().size() == core::digest_bytes(algorithm)) {
            return algorithm;
        }
    }
    return std::nullopt;
}

bool CoverSearch::run(std::size_t number) {
    const Stage& stage = stages.at(number);
    stage_ = number;
    if (number == 0) {
        fields_as_they_are_ = field_atoms(fields_, mac_texts_);
        plain_ = plain_atoms(fields_, mac_texts_, chain_);
    } else if (!has_more_atoms_) {
        has_more_atoms_ = true;
        // The plainest first: of long records not all are made.
        whole_ = whole_atoms(records_, fields_, mac_texts_);
        changed_ = changed_atoms(records_, fields_, mac_texts_, chain_);
        std::ranges::move(shorter_atoms(records_, fields_, mac_texts_), std::back_inserter(whole_));
        both_ = plain_;
        for (std::size_t i = 0; i < changed_.size() && both_.size() < most_combined; ++i) {
            both_.push_back(changed_[i]);
        }
    }
    if (is_good()) {
        return true;
    }
    const KeyRange range =
        stage.has_other_readings ? KeyRange{num_likely_keys_, tries_.size()} : KeyRange{0, num_likely_keys_};
    const std::array<const std::vector<Atom>*, 5> sets{&fields_as_they_are_, &plain_, &changed_, &whole_, &both_};
    const std::vector<Atom>& all = *sets.at(static_cast<std::size_t>(stage.atoms));
    if (all.size() <= stage.most_atoms || stage.effort == Effort::One) {
        return search(stage.effort, all, range);
    }
    return search(stage.effort, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(stage.most_atoms)}, range);
}

bool CoverSearch::is_good() const {
    return found_ && (10 * found_->num_explained >= 7 * num_with_macs_ ||
                      (stage_ >= first_stage_of_types && !found_->where.empty()));
}

bool CoverSearch::search(Effort effort, const std::vector<Atom>& atoms, KeyRange range) {
    const std::size_t fewer = probes_.size() > usual_probes ? usual_probes : std::min<std::size_t>(probes_.size(), 2);
    for (const std::size_t record : std::span(probes_).first(effort < Effort::Row ? probes_.size() : fewer)) {
        for_each_plan(effort, atoms, [&](const Plan& plan) {
            if (!plan.make(atoms, record, message_)) {
                return true;
            }
            budget_.num_forms += record == probes_.front() ? 1 : 0;
            if (match(record, range)) {
                weigh(plan, atoms, range);
            }
            return budget_.left != 0 && !is_good();
        });
        if (is_good()) {
            return true;
        }
    }
    return false;
}

std::optional<CoverSearch::Match> CoverSearch::match(std::size_t record, KeyRange range) {
    const std::uint32_t named = record_keys_[record];
    for (std::size_t k = range.begin; k < range.end; ++k) {
        if (named != core::no_key && tries_[k].key != named) {
            continue;
        }
        for (const ByteBuffer& mac : macs_[record]) {
            for (const Algorithm algorithm : all_algorithms) {
                const std::size_t whole = core::digest_bytes(algorithm);
                const bool is_possible =
                    mac.size() == whole || (lengths_ == MacLengths::Truncated && mac.size() < whole);
                if (!is_possible || !budget_.spend(message_.size())) {
                    continue;
                }
                if (hmac(k, algorithm).matches(as_bytes(message_), mac)) {
                    return Match{k, mac.size(), algorithm};
                }
            }
        }
    }
    return std::nullopt;
}

reference::Hmac& CoverSearch::hmac(std::size_t key, Algorithm algorithm) {
    std::unique_ptr<reference::Hmac>& made = hmacs_[{key, algorithm}];
    if (!made) {
        made = std::make_unique<reference::Hmac>(name_of(algorithm), tries_[key].material.bytes());
    }
    return *made;
}

Cover CoverSearch::count(const Plan& plan, const std::vector<Atom>& atoms, KeyRange range) {
    Cover cover;
    cover.is_explained.resize(records_.size());
    for (std::size_t i = 0; i < records_.size(); ++i) {
        if (macs_[i].empty() || !plan.make(atoms, i, message_)) {
            continue;
        }
        const std::optional<Match> found = match(i, range);
        if (!found) {
            continue;
        }
        ++cover.num_explained;
        cover.is_explained[i] = true;
        const KeyTry& key = tries_[found->key];
        if (std::ranges::find(cover.keys, key.key) == cover.keys.end()) {
            cover.keys.push_back(key.key);
        }
        if (std::ranges::find(cover.algorithms, found->algorithm) == cover.algorithms.end()) {
            cover.algorithms.push_back(found->algorithm);
        }
        cover.key_encoding = key.encoding;
        cover.mac_bytes = cover.mac_bytes == 0 ? found->mac_bytes : std::min(cover.mac_bytes, found->mac_bytes);
    }
    return cover;
}

void CoverSearch::weigh(const Plan& plan, const std::vector<Atom>& atoms, KeyRange range) {
    Cover cover = count(plan, atoms, range);
    if (found_ && cover.num_explained <= found_->num_explained) {
        return;
    }
    cover.recipe = plan.recipe(atoms);
    const bool is_alone = plan.pieces.size() == 1 && plan.end.empty() && plan.pieces[0].behind.empty();
    cover.is_one_field = is_alone && cover.recipe.starts_with('{') && !cover.recipe.starts_with("{prev.") &&
                         !cover.recipe.starts_with("{raw");
    cover.is_chained =
        std::ranges::any_of(plan.pieces, [&](const PlanPiece& piece) { return atoms[piece.atom].is_previous; });
    cover.is_reversed =
        std::ranges::any_of(plan.pieces, [&](const PlanPiece& piece) { return atoms[piece.atom].is_reversed; });
    if (cover.num_explained < num_with_macs_) {
        find_absent_texts(cover, plan, atoms);
    }
    if (!cover.is_chained) {
        cover.where = type_of(fields_, key_field_, cover.is_explained);
    }
    found_ = std::move(cover);
}

/// Where records lack a field of the message: the text that the application took in its place; and the text before the
/// first record of a chain.
void CoverSearch::find_absent_texts(Cover& cover, const Plan& plan, const std::vector<Atom>& atoms) {
    std::vector<Atom> changed = atoms;
    for (const PlanPiece& piece : plan.pieces) {
        Atom& atom = changed[piece.atom];
        if (std::ranges::none_of(atom.texts, [](const auto& text) { return !text; })) {
            continue;
        }
        const Atom before = atom;
        const std::vector<std::string> tried = atom.is_previous ? chain_starts(chain_) : absent_texts();
        for (const std::string& text : tried) {
            atom = before;
            for (auto& made : atom.texts) {
                if (!made) {
                    made.emplace(as_bytes(text).begin(), as_bytes(text).end());
                }
            }
            const Cover other = count(plan, changed, {0, tries_.size()});
            if (other.num_explained > cover.num_explained) {
                cover.num_explained = other.num_explained;
                cover.is_explained = other.is_explained;
                if (atom.is_previous) {
                    cover.chain_start = text;
                } else {
                    atom.recipe.insert(atom.recipe.size() - 1, "?" + text);
                    cover.recipe = plan.recipe(changed);
                    cover.is_one_field = false;
                }
                break;
            }
            atom = before;
        }
    }
}

}    // namespace hmacsweep::diagnosis
