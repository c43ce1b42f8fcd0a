// Where the MACs of a sample may be: in a whole field, behind a prefix, in a list.
#pragma once

#include "host/diagnosis/job/fields.hpp"
#include "host/diagnosis/job/settings.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

struct MacPlace {
    std::string name;     ///< of the field, for a person
    Settings settings;    ///< what says that the MAC is there
    unsigned rank = 0;    ///< the lower, the likelier
};

/// Whether only whole MACs count, or also truncated ones of 10 bytes and more.
enum class MacLengths : std::uint8_t { Whole, Truncated };

/// The bytes that a text may be as a MAC, in every form that fits.
[[nodiscard]] std::vector<ByteBuffer> macs_in(std::string_view text, MacLengths lengths);

/// The places that fit more than a half of the records, the likeliest first.
[[nodiscard]] std::vector<MacPlace> mac_places(const std::vector<JobField>& fields, MacLengths lengths);

}    // namespace hmacsweep::diagnosis
