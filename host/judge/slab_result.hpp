// The result of one slab: an outcome for every record, and the texts that its result lines echo.
#pragma once

#include "cuda/core/name_table.hpp"
#include "host/base/stage_times.hpp"
#include "host/base/verdict.hpp"
#include "host/format/other_arrays.hpp"
#include "host/judge/framing.hpp"
#include "host/reader/record.hpp"
#include "host/rules/mac_length.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::judge {

/// What the checker recomputed for records with several candidate keys.
struct CandidateChecks {
    std::uint64_t matches = 0;            ///< records under the key that is said to fit
    std::uint64_t failing_pairs = 0;      ///< records under a key that must not fit, because another key fits
    std::uint64_t unmatched = 0;          ///< records that no key is said to fit
    std::uint64_t unmatched_pairs = 0;    ///< checks of such a record under one key

    /// Adds the counts of `other`.
    void add(const CandidateChecks& other) {
        matches += other.matches;
        failing_pairs += other.failing_pairs;
        unmatched += other.unmatched;
        unmatched_pairs += other.unmatched_pairs;
    }
};

/// How the key of a record is known.
enum class KeyChoice : std::uint8_t {
    Named,    ///< the record names it, or the run has no other
    Only,     ///< found among the candidates; no other candidate can fit
    First,    ///< found among the candidates; it is the first that fits, and later ones may fit, too
};

/// A piece of SlabResult::text.
struct TextSpan {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

/// One record's verdict and what its result line needs.
struct Outcome {
    Verdict verdict = Verdict::NotJudged;
    bool is_chosen = true;    ///< false: --where does not choose the record, which has no verdict and is only counted
    std::optional<Algorithm> algorithm;
    std::uint32_t key = core::no_key;
    KeyChoice choice = KeyChoice::Named;
    format::PreviousState as_previous = format::PreviousState::Lost;    ///< chained: what the next record knows of it
    bool is_link_broken = false;    ///< chained: the MAC is right, and the record is linked to another than that before
    TextSpan id;                    ///< JSON text
    TextSpan key_name;    ///< the name that the record gives its key, if no key has it or it is a replica's ARN
    TextSpan reason;      ///< why the record is not valid, in words, when the verdict alone does not say it
};

/// What few runs know of a record. It is apart from Outcome, which every run writes for every record.
struct RareFacts {
    TextSpan message;                ///< the message in base64, for generate --with-message
    TextSpan mac_text;               ///< of a chained record: the MAC as the input has it
    std::uint64_t file_stamp = 0;    ///< of the files in the message as they were hashed: FileMessage::stamp()
    const rules::ForeignMac* foreign_mac = nullptr;    ///< which other HMAC has the MAC's length; null for none
};

/// The names in the records that NameWatch looked into.
struct NamesSeen {
    static constexpr std::size_t max_names = 24;

    std::uint64_t found = 0;           ///< bit i: of wanted_names()[i]
    std::vector<std::string> names;    ///< the first max_names names of members
    std::string list;                  ///< a member that is a list of objects with a wanted name; empty: none seen
    std::vector<format::OtherArray> arrays{};    ///< of the run's first document, beside the one of --records

    /// Adds what another slab has shown. Keeps max_names names, and the first list and arrays.
    void add(const NamesSeen& other);
};

/// What is known of one slab. It is reused for the next slab.
struct SlabResult {
    Framing framing;
    std::vector<Outcome> outcomes;               ///< one for each frame
    std::vector<RareFacts> rare_facts;           ///< one for each frame; empty where no record has any
    std::vector<std::uint8_t> macs;              ///< generate: core::max_digest_bytes for each frame
    std::string text;                            ///< the texts of all TextSpans
    std::vector<std::uint32_t> disagreements;    ///< frames that the checker judges otherwise, or that nothing judged
    std::uint64_t num_checked = 0;               ///< records whose HMAC the checker recomputed
    std::uint64_t num_long = 0;                  ///< messages too long for a batch, hashed by OpenSSL
    std::uint64_t num_hashed = 0;                ///< HMACs that the backend computed, mostly one for each record
    std::uint64_t num_file_messages = 0;         ///< messages with the content of files that were hashed
    std::uint64_t file_message_bytes = 0;        ///< how many bytes these messages have
    std::vector<std::string> file_names;    ///< in RunOptions::wants_file_names: path_below() of each record's files
    CandidateChecks candidate_checks;
    std::uint64_t num_ignored_macs = 0;    ///< generate: records that came with a MAC
    /// How many MACs were read in each form; all 0 where the run is told the form.
    std::array<std::uint64_t, num_encodings> mac_forms{};
    NamesSeen names;
    std::uint64_t num_partly_read = 0;    ///< records with elements of lists that the Reader did not read
    std::array<std::uint64_t, reader::num_signs>
        signs{};         ///< how many records show each sign; ColumnName: whether the first does
    StageTimes times;    ///< zeros when the run is not timed

    /// Drops the frames and outcomes of all records after the first `num_records`. The counts stay.
    void cut(std::size_t num_records) {
        outcomes.resize(num_records);
        rare_facts.resize(std::min(rare_facts.size(), num_records));
        framing.frames.resize(num_records);
    }
    /// Forgets the slab, except its framing.
    void clear() {
        outcomes.clear();
        rare_facts.clear();
        macs.clear();
        text.clear();
        disagreements.clear();
        file_names.clear();
        candidate_checks = {};
        mac_forms = {};
        names = {};
        num_partly_read = 0;
        signs = {};
        times = {};
        num_checked = num_long = num_hashed = num_ignored_macs = num_file_messages = file_message_bytes = 0;
    }
    /// The record's rare facts, to read.
    [[nodiscard]] const RareFacts& rare(std::size_t frame) const {
        static constexpr RareFacts none{};
        return rare_facts.empty() ? none : rare_facts[frame];
    }
    /// The record's rare facts, to write.
    RareFacts& set_rare(std::size_t frame) {
        if (rare_facts.empty()) {
            rare_facts.resize(outcomes.size());
        }
        return rare_facts[frame];
    }
    /// The text of a span, which is valid until the next keep().
    [[nodiscard]] std::string_view text_of(TextSpan span) const {
        return std::string_view(text).substr(span.offset, span.size);
    }
    /// Appends a copy of the words to `text`.
    TextSpan keep(std::string_view words) {
        const TextSpan span{static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(words.size())};
        text += words;
        return span;
    }
};

}    // namespace hmacsweep::judge
