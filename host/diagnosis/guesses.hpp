// What a failing record may mean: the messages, MACs and keys that it has under this and that mistake.
#pragma once

#include "host/diagnosis/diagnosis.hpp"
#include "host/diagnosis/rewriting.hpp"
#include "host/reader/record_fields.hpp"
#include "reference/lookalike.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hmacsweep::diagnosis {

/// Mistakes that lead to the same bytes, and how many they count for.
struct Way {
    std::vector<Guess> guesses;
    unsigned cost = 0;

    [[nodiscard]] Way with(std::string_view mistake, std::string parameter = {}, unsigned more = 1) const;
    [[nodiscard]] Way with(std::uint8_t mistake, std::string parameter = {}, unsigned more = 1) const;
};

/// Different bytes, each with all ways to them; in an order that is always the same.
class Candidates {
public:
    struct Entry {
        ByteBuffer bytes;
        std::vector<Way> ways;
        unsigned cost = 0;    ///< of the cheapest way
    };
    /// Adds bytes, unless there are too many already.
    void add(const ByteBuffer& bytes, const Way& way);
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

private:
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t> index_;    ///< by the bytes
    std::size_t num_bytes_ = 0;
};

/// A record's texts.
struct RecordParts {
    std::vector<reader::NamedText> fields;
    std::optional<std::string> message;    ///< the text of the message's field, when it has one
    std::optional<ByteBuffer> made;        ///< the message that a recipe makes
    std::string mac;                       ///< the text of the MAC's field; empty when there is none
    std::string message_name;              ///< as --columns has them
    std::string mac_name;
    std::string key_id;
    std::optional<Algorithm> algorithm;
    bool is_malformed = false;                                  ///< as it was read in the run, limits left aside
    std::vector<std::pair<std::string, ByteBuffer>> objects;    ///< recipes of objects, and the messages they make
};

/// A field in a recipe: its name in braces, and how it is written.
[[nodiscard]] std::string in_braces(std::string_view name, Encoding encoding);

[[nodiscard]] RecordParts parts_of(reader::Reader& reader, const Sample& sample);

/// The messages and MACs of a record with at most `most` mistakes.
[[nodiscard]] Candidates messages_of(const RecordParts& parts, const format::Shape& shape, unsigned most);
[[nodiscard]] Candidates macs_of(const RecordParts& parts, const format::Shape& shape, unsigned most);

struct KeyCandidate {
    SecretBytes material;
    Way way;
};
/// The keys to try for records of `key`.
[[nodiscard]] std::vector<KeyCandidate> keys_for(std::uint32_t key, const keys::KeyStore& keys, const Effort& effort);

/// What may make a value of some length of a key and a message.
struct Formula {
    Algorithm algorithm{};                              ///< unless it is a lookalike
    const reference::Lookalike* lookalike = nullptr;    ///< null: HMAC by `algorithm`
    Way way;
};
[[nodiscard]] std::vector<Formula> formulas_for(std::size_t mac_bytes, std::optional<Algorithm> wanted,
                                                std::uint32_t min_mac_bytes);

/// Shorter MACs are not tried: they would fit by chance.
inline constexpr std::size_t least_mac_bytes = 8;

}    // namespace hmacsweep::diagnosis
