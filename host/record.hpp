// One record as the Reader understood it.
#pragma once

#include "host/algorithm_names.hpp"
#include "host/bytes.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hmacsweep {

/// Views into the Reader that made it; they hold until it reads the next record.
struct Record {
    std::string_view id;        ///< as JSON text, ready to echo: a quoted string or a number; empty when there is none
    std::string_view key_id;    ///< what the record or the run's default says; empty when malformed before it was known
    std::optional<Algorithm> algorithm;
    Bytes message;
    Bytes mac;                           ///< empty when there is none
    std::span<const Bytes> more_macs;    ///< further ones, of which any may be the right one, as while keys are rotated
    bool has_mac = false;
    std::string_view malformed;    ///< why the record is malformed, for a person; empty when it is not

    [[nodiscard]] bool is_malformed() const { return !malformed.empty(); }
};

}    // namespace hmacsweep
