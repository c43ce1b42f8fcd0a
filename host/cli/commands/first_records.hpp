// The first records of an input about which nothing is known: how they may be read, and the records.
#pragma once

#include "host/diagnosis/failure_sampler.hpp"
#include "host/input/source.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::cli {

struct FirstSeen {
    static constexpr std::size_t most = 100;

    std::string error;      ///< why it cannot be read; empty: it can
    std::string format;     ///< in words, as `csv with a header line`; empty where there are no records
    std::string records;    ///< the pointer of --records where the records are elements of a list; else empty
    std::vector<diagnosis::Sample> samples;    ///< at most `most`; none where the records are lines of text
    std::vector<std::string> lines;            ///< at most `most`; only where the records are lines of text
    std::uint64_t num_too_long = 0;            ///< records among the first that are too long to be looked at

    [[nodiscard]] std::size_t size() const { return samples.size() + lines.size(); }
};

/// Reads the first records of one of the sources of open_inputs(). A file is opened again for each way to read it; a
/// pipe is read in one way.
[[nodiscard]] FirstSeen read_first(input::Source& source);

/// The form in which a text is a whole MAC, as `HMAC_SHA_256 in hex`; with something before the MAC, as
/// `HMAC_SHA_256 in hex at its end`. Empty: in none.
[[nodiscard]] std::string mac_form(std::string_view text);

}    // namespace hmacsweep::cli
