// One record, as the Reader has read it.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/bytes.hpp"
#include "host/base/encoding.hpp"
#include "host/format/chain.hpp"
#include "host/reader/message_stream.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::reader {

/// A sign that the run reads the input in another way than it was written, as in another dialect of tables.
enum class Sign : std::uint8_t {
    None,
    BackslashN,          ///< the MAC's cell is \N, which is NULL in MySQL's dialect
    NullWord,            ///< the MAC's cell is the word NULL
    Backslash,           ///< a backslash precedes a line feed or a quote, which it escapes in MySQL's dialect
    UndecodedMessage,    ///< the message is not written in Shape::message_encoding
    ColumnName           ///< of a table read without a header: the MAC's cell is a word, as in a header line
};
inline constexpr std::size_t num_signs = 6;

/// A file whose content is a part of a record's message.
struct MessageFile {
    std::size_t at = 0;    ///< its place in Record::message, before the byte with this index
    std::string path;      ///< as the record gives it
};

/// Has views into the Reader that made it. They are valid until the Reader reads the next record.
struct Record {
    std::string_view id;        ///< as JSON text: a quoted string or a number; empty: none
    std::string_view key_id;    ///< the key's name, from the record or the run's default; empty: none, or malformed
    std::optional<Algorithm> algorithm;    ///< none: the record is malformed
    Bytes message;                         ///< decoded: the bytes that are hashed
    /// Files that nobody has read yet: `message` has only the bytes around their contents. No rule passes such a
    /// record.
    std::span<const MessageFile> files;
    MessageStream* stream = nullptr;     ///< the whole message, if it is not in `message` but read in pieces
    Bytes mac;                           ///< decoded; empty: none
    std::span<const Bytes> more_macs;    ///< further MACs, any of which may be the right one, as during key rotation
    bool has_mac = false;
    std::optional<Encoding> mac_form;    ///< of a MAC whose form find_mac() found: its encoding or the nearest one
    /// Of the lists in Shape::list_uses: how many elements that no pointer names are objects or lists.
    std::size_t num_unread_elements = 0;
    std::optional<std::uint32_t> mac_key_number;    ///< the key's number in the MAC's prefix
    bool is_maybe_detached = false;    ///< whether a recipe's `is(ENCODING)` field is empty, as in a detached token
    bool is_chosen = true;             ///< false: a field has another text than Shape::filters says; no more is known
    bool is_message_known = true;      ///< false: the message needs a part of the MAC's field, which has no MAC
    // Of chained records:
    format::PreviousMac as_previous{format::PreviousState::Lost, {}};    ///< what the next record gets as `previous`
    std::string_view link_text;     ///< the text of Chain::link's field; empty: none
    bool is_link_broken = false;    ///< whether link_text is not the MAC of the record before
    Sign sign = Sign::None;
    std::string_view malformed;    ///< why the record is malformed, for a person; empty: it is not

    /// How many bytes the message has; of a record with `files` it is not known.
    [[nodiscard]] std::uint64_t message_bytes() const { return stream != nullptr ? stream->size() : message.size(); }
    [[nodiscard]] bool is_malformed() const { return !malformed.empty(); }
};

}    // namespace hmacsweep::reader
