// Why a record is not valid, in words. Every text of a result line's Error.Message is made here, except texts about one
// field of the record, which the Reader makes. Texts that KMS has are worded as KMS words them.
#pragma once

#include "host/keys/key_store.hpp"
#include "host/reader/record.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hmacsweep::rules {

/// Invalid, where nothing more is known.
inline constexpr std::string_view wrong_mac = "The MAC does not match the message under this key and algorithm.";
/// Invalid, for chained records.
inline constexpr std::string_view broken_link =
    "The record is intact, but its link is broken: what it says of the MAC before it is not the MAC of the record "
    "before.";
inline constexpr std::string_view both_broken =
    "The MAC does not match the message under this key and algorithm, and the link to the record before is broken.";
inline constexpr std::string_view wrong_behind_previous =
    "The MAC does not match the message chained to the record before: the record was altered, or it does not belong "
    "behind that one.";
/// ValidationException: a token with an empty payload, whose MAC is not that of an empty payload.
inline constexpr std::string_view detached =
    "The payload is empty, and the MAC is not right for that: a detached JWS, whose payload stands elsewhere (RFC "
    "7515, "
    "appendix F).";

/// FileUnreadableException: what reads the record does not read files.
inline constexpr std::string_view unread_file = "The file that is the message was not read.";

/// FileChangedException: the checker found another file.
inline constexpr std::string_view file_changed = "The file was changed between two readings of it.";

/// ValidationException: a record that was skipped because of its length.
[[nodiscard]] std::string too_long(std::uint64_t max_record_bytes);

/// Why no MAC of a record has a length that can be valid; empty where one has.
[[nodiscard]] std::string wrong_lengths(const reader::Record& record, std::uint32_t min_mac_bytes);

/// The reason for Invalid where a record has several MACs or several keys to try; empty where it has one of each.
[[nodiscard]] std::string no_match(std::size_t num_macs, std::size_t num_keys);

/// NotFoundException: no key has that name. `region` is the region that the request goes to.
[[nodiscard]] std::string key_not_found(std::string_view name, const keys::KeyStore& keys, std::string_view region);
/// DisabledException or KMSInvalidStateException, by the state of the key.
[[nodiscard]] std::string bad_key_state(const keys::Key& key);
/// InvalidKeyUsageException: names the key's usage where that is the cause, else the algorithm. `operation` is
/// `VerifyMac` or `GenerateMac`.
[[nodiscard]] std::string bad_key_usage(const keys::Key& key, Algorithm algorithm, std::string_view operation);

}    // namespace hmacsweep::rules
