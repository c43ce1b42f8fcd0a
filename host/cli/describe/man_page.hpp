// Manual pages (man(7)): one for the program, one for each command, and one for each topic.
#pragma once

#include <string>
#include <vector>

namespace hmacsweep::cli {

struct ManPage {
    std::string name;    ///< without its section: `hmacsweep-keys-create`
    int section = 1;     ///< the section of the manual: 1 commands, 5 files, 7 everything else
    std::string text;    ///< roff
};

/// All pages: the program's first, then those of its commands, then the topics.
[[nodiscard]] std::vector<ManPage> man_pages();

}    // namespace hmacsweep::cli
