// The manual pages that are not of one command: input formats, key files, profiles. Each is made from the table that
// the program itself goes by.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::cli {

struct TopicPage {
    std::string_view name;     ///< `formats`
    int section;               ///< of the manual
    std::string_view about;    ///< one line
    std::string (*body)();     ///< roff, from DESCRIPTION on, without SEE ALSO
};

[[nodiscard]] std::span<const TopicPage> topic_pages();

/// The bodies: input formats, fields and encodings; the members of key files; the built-in profiles.
[[nodiscard]] std::string formats_body();
[[nodiscard]] std::string keys_body();
[[nodiscard]] std::string profiles_body();

}    // namespace hmacsweep::cli
