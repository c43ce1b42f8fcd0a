// One record as the Reader understood it.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/bytes.hpp"
#include "host/base/encoding.hpp"
#include "host/format/chain.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hmacsweep::reader {

/// What shows that a table is written in another dialect than it is read in, as MySQL writes tables.
enum class Dialect : std::uint8_t {
    AsRead,
    BackslashN,    ///< a MAC's cell is \N, which is NULL there
    NullWord,      ///< it is NULL
    Backslash      ///< a backslash stands before a line feed or a quote, which it escapes there
};
inline constexpr std::size_t num_dialects = 4;

/// Views into the Reader that made it; they hold until it reads the next record.
struct Record {
    std::string_view id;        ///< as JSON text, ready to echo: a quoted string or a number; empty when there is none
    std::string_view key_id;    ///< what the record or the run's default says; empty when malformed before it was known
    std::optional<Algorithm> algorithm;
    Bytes message;
    Bytes mac;                           ///< empty when there is none
    std::span<const Bytes> more_macs;    ///< further ones, of which any may be the right one, as while keys are rotated
    bool has_mac = false;
    std::optional<Encoding> mac_form;       ///< of a MAC whose form was found, or the encoding nearest to it
    std::size_t num_unread_elements = 0;    ///< of lists of objects or lists, of which pointers name other elements
    std::optional<std::uint32_t> mac_key_number;    ///< the number of the key that the MAC's own prefix names
    bool is_maybe_detached = false;                 ///< whether a part of a token that a message is made of is empty
    bool is_message_known = true;    ///< false where it has a part of the MAC's field in it, which has no MAC
    // Of chained records:
    format::PreviousMac as_previous{format::PreviousState::Lost, {}};    ///< what the next record is linked to
    std::string_view link_text;     ///< what it says of the MAC before, where a field does
    bool is_link_broken = false;    ///< whether that is another than the record before has
    Dialect dialect = Dialect::AsRead;
    std::string_view malformed;    ///< why the record is malformed, for a person; empty when it is not

    [[nodiscard]] bool is_malformed() const { return !malformed.empty(); }
};

}    // namespace hmacsweep::reader
