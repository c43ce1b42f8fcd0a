// Reads the members of one key of a key file.
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

/// Reads the members of one key's object: remembers the first thing that is wrong, in words that quote no value.
class KeyMembers {
public:
    /// A member that a key file knows and that stands there twice is wrong.
    explicit KeyMembers(simdjson::dom::object object);

    /// The string member `name`; nothing when it is absent or null.
    std::optional<std::string_view> text(std::string_view name);
    /// As text(), but required, and a name that a record can use: 1..2048 bytes.
    std::string required_name(std::string_view name);
    void check_name(std::string_view member, std::string_view value);
    std::vector<std::string> aliases();
    /// The ARNs in MultiRegionConfiguration; those of another key than `key_id` are wrong.
    std::vector<std::string> region_arns(std::string_view key_id);
    /// The one algorithm of MacAlgorithms; nothing where that is not there or names several.
    std::optional<Algorithm> mac_algorithm();
    SecretBytes material(std::string_view member, Encoding encoding);

    void fail(std::string reason);
    /// The first thing that is wrong; empty if nothing is.
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    simdjson::dom::object object_;
    std::string error_;
};

}    // namespace hmacsweep::keys
