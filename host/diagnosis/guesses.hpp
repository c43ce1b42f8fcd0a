// The messages and MACs that a failing record has when mistakes are corrected.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/diagnosis/rewriting.hpp"
#include "host/reader/record_fields.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hmacsweep::diagnosis {

/// Mistakes whose correction leads to certain bytes.
struct Way {
    std::vector<Guess> guesses;
    unsigned cost = 0;    ///< how many mistakes the guesses count for, against SearchLimits::max_together

    /// A copy with one more guess, which adds `more` to the cost. The mistake is given by its name in mistakes().
    [[nodiscard]] Way with(std::string_view mistake, std::string parameter = {}, unsigned more = 1) const;
    /// The same; the mistake is given by its index in mistakes().
    [[nodiscard]] Way with(std::uint8_t mistake, std::string parameter = {}, unsigned more = 1) const;
};

/// A set of byte strings, each with all ways that lead to it. Keeps the order in which the byte strings were added.
class GuessedBytes {
public:
    struct Entry {
        ByteBuffer bytes;
        std::vector<Way> ways;
        unsigned cost = 0;    ///< of the cheapest way
    };
    /// Adds bytes, or another way to bytes that the set has. Ignores new bytes when the set is full: 4096 entries or
    /// 32 MiB.
    void add(const ByteBuffer& bytes, const Way& way);
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

private:
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t> index_;    ///< by the bytes
    std::size_t num_bytes_ = 0;
};

/// A record's fields before any decoding.
struct RecordParts {
    std::vector<reader::NamedText> fields;
    std::optional<std::string> message;    ///< the text of the message's field; empty with a recipe or no such field
    std::optional<ByteBuffer> made;        ///< the message that the shape's recipe makes
    std::string mac;                       ///< the text of the MAC's field; empty when there is none
    std::string message_name;              ///< the name of the message's field, as --columns has it
    std::string mac_name;                  ///< the name of the MAC's field, as --columns has it
    std::string key_id;
    std::optional<Algorithm> algorithm;
    bool is_malformed = false;    ///< whether the Reader rejects the record, without limits
    std::vector<std::pair<std::string, ByteBuffer>> objects;    ///< a recipe of the record's object, and its message
};

/// A field as a recipe names it: `{name}` for Encoding::Text, else `{name:hex}`.
[[nodiscard]] std::string in_braces(std::string_view name, Encoding encoding);

/// The parts of a sampled record.
[[nodiscard]] RecordParts parts_of(reader::Reader& reader, const Sample& sample);

/// The messages that a record has when mistakes with a cost of at most `most` are corrected.
[[nodiscard]] GuessedBytes messages_of(const RecordParts& parts, const format::Shape& shape, unsigned most);
/// The MACs that a record has when mistakes with a cost of at most `most` are corrected.
[[nodiscard]] GuessedBytes macs_of(const RecordParts& parts, const format::Shape& shape, unsigned most);

/// Shorter MACs, in bytes, are not tried: they would fit by chance.
inline constexpr std::size_t least_mac_bytes = 8;

}    // namespace hmacsweep::diagnosis
