// Reads the members of one key in a key file.
#pragma once

#include "host/base/encoding.hpp"
#include "host/base/secret.hpp"
#include "host/keys/key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::keys {

/// Reads the members of one key's object. A function that finds a member wrong calls fail() and returns an empty
/// result. The texts of error() quote no value. A member that is absent or null is not wrong, unless a function says
/// so.
class KeyMembers {
public:
    /// The parser of `object` must outlive this object. A name of keys::key_members that is there twice is wrong.
    explicit KeyMembers(simdjson::dom::object object);

    /// The string member `name`, as a view of the parser's memory; nullopt when the member is absent or null. A member
    /// that is no string is wrong.
    std::optional<std::string_view> text(std::string_view name);
    /// The string member `name`, which must be there and is checked by check_name().
    std::string required_name(std::string_view name);
    /// Calls fail() if `value` is no name by which a record can name a key: 1 to max_key_name_bytes bytes. `member` is
    /// what the error's text calls the value.
    void check_name(std::string_view member, std::string_view value);
    /// The names in the list Aliases, checked by check_name().
    std::vector<std::string> aliases();
    /// The ARNs in MultiRegionConfiguration. An ARN of another key than `key_id` is wrong.
    std::vector<std::string> region_arns(std::string_view key_id);
    /// The algorithm in MacAlgorithms; nullopt when the list is absent or does not name exactly one.
    std::optional<Algorithm> mac_algorithm();
    /// The decoded bytes of the string member `member`; empty when it is absent.
    SecretBytes material(std::string_view member, Encoding encoding);

    /// Keeps what is wrong with the key, unless an earlier reason is kept.
    void fail(std::string reason);
    /// The first thing that is wrong, as a clause that begins with a member's name; empty: nothing is.
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    simdjson::dom::object object_;
    std::string error_;
};

}    // namespace hmacsweep::keys
