// What came of one slab: an outcome for every record, and the texts that its result lines echo.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/stage_times.hpp"
#include "host/reader/record.hpp"
#include "host/rules/mac_length.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::judge {

/// What the checker recomputed for records with several candidate keys.
struct CandidateChecks {
    std::uint64_t matches = 0;            ///< records with a key that fits, each under that key
    std::uint64_t failing_pairs = 0;      ///< a record and a key that must not fit it, since another does
    std::uint64_t unmatched = 0;          ///< records that no key fits
    std::uint64_t unmatched_pairs = 0;    ///< such a record and one of its keys

    void add(const CandidateChecks& other) {
        matches += other.matches;
        failing_pairs += other.failing_pairs;
        unmatched += other.unmatched;
        unmatched_pairs += other.unmatched_pairs;
    }
};

/// A piece of SlabResult::text.
struct TextSpan {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

/// One record's verdict and what its result line needs.
struct Outcome {
    Verdict verdict = Verdict::NotJudged;
    std::optional<Algorithm> algorithm;
    std::uint32_t key = core::no_key;
    TextSpan id;          ///< JSON text
    TextSpan key_name;    ///< what the record calls its key, when no key has that name
    TextSpan reason;      ///< of an error, in words, when the verdict alone does not give it
    TextSpan message;     ///< in base64, for generate --with-message
    // Of chained records:
    TextSpan mac_text;                                                  ///< the MAC as the input has it
    format::PreviousState as_previous = format::PreviousState::Lost;    ///< what the next record knows of this one
    bool is_link_broken = false;                       ///< intact, but linked to another record than the one before
    const rules::ForeignMac* foreign_mac = nullptr;    ///< what a MAC of no right length may be; null for none
};

/// Which names records have, as far as NameWatch looked.
struct NamesSeen {
    static constexpr std::size_t max_names = 24;

    std::uint64_t found = 0;           ///< bit i: of wanted_names()[i]
    std::vector<std::string> names;    ///< of members, the first max_names

    void add(const NamesSeen& other);
};

struct SlabResult {
    backend::Judgement judgement;
    std::vector<Outcome> outcomes;               ///< one for each frame
    std::vector<std::uint8_t> macs;              ///< generate: core::max_digest_bytes for each frame
    std::string text;                            ///< what the spans point into
    std::vector<std::uint32_t> disagreements;    ///< frames on which backend and checker differ
    std::uint64_t num_checked = 0;               ///< records whose HMAC the checker recomputed
    std::uint64_t num_long = 0;                  ///< messages too long for a batch, hashed by OpenSSL
    std::uint64_t num_hashed = 0;                ///< HMACs that the backend computed, mostly one for each record
    CandidateChecks candidate_checks;
    std::uint64_t num_ignored_macs = 0;    ///< generate: records that brought a MAC
    NamesSeen names;
    std::uint64_t num_partly_read = 0;    ///< records with elements of lists that were not looked at
    std::array<std::uint64_t, reader::num_dialects> dialects{};    ///< records that show each
    StageTimes times;                                              ///< where the run is timed

    /// Leaves the first `num_records` records, as if the slab had no more.
    void cut(std::size_t num_records) {
        outcomes.resize(num_records);
        judgement.frames.resize(num_records);
    }
    void clear() {
        outcomes.clear();
        macs.clear();
        text.clear();
        disagreements.clear();
        candidate_checks = {};
        names = {};
        num_partly_read = 0;
        dialects = {};
        times = {};
        num_checked = num_long = num_hashed = num_ignored_macs = 0;
    }
    [[nodiscard]] std::string_view text_of(TextSpan span) const {
        return std::string_view(text).substr(span.offset, span.size);
    }
    TextSpan keep(std::string_view words) {
        const TextSpan span{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(words.size())};
        text += words;
        return span;
    }
};

}    // namespace hmacsweep::judge
