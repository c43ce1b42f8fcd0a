// Why a record is not valid, in words: every text of a result line's Error.Message that is not about one field of the
// record (the Reader has those) is made here. Texts that KMS has are worded as KMS words them.
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
/// Of chained records.
inline constexpr std::string_view broken_link =
    "The record is intact, but its link is broken: what it says of the MAC before it is not the MAC of the record "
    "before.";
inline constexpr std::string_view both_broken =
    "The MAC does not match the message under this key and algorithm, and the link to the record before is broken.";
inline constexpr std::string_view wrong_behind_previous =
    "The MAC does not match the message chained to the record before: the record was altered, or it does not belong "
    "behind that one.";
/// ValidationException: a token without a payload, whose MAC is not that of an empty one.
inline constexpr std::string_view detached =
    "The payload is empty, and the MAC is not right for that: a detached JWS, whose payload stands elsewhere (RFC "
    "7515, "
    "appendix F).";

/// ValidationException: a record that was passed over.
[[nodiscard]] std::string too_long(std::uint64_t max_record_bytes);

/// Why no MAC of a record can be right by its length alone; empty where one can.
[[nodiscard]] std::string wrong_lengths(const reader::Record& record, std::uint32_t min_mac_bytes);

/// Why a record with several MACs, or with several keys to try, is invalid; empty where it has one of each.
[[nodiscard]] std::string no_match(std::size_t num_macs, std::size_t num_keys);

/// NotFoundException for a name that no key has. `region` is the one the request goes to.
[[nodiscard]] std::string key_not_found(std::string_view name, const keys::KeyStore& keys, std::string_view region);
/// DisabledException and KMSInvalidStateException.
[[nodiscard]] std::string bad_key_state(const keys::Key& key);
/// InvalidKeyUsageException: the key's usage, else its algorithm.
[[nodiscard]] std::string bad_key_usage(const keys::Key& key, Algorithm algorithm, std::string_view operation);

}    // namespace hmacsweep::rules
