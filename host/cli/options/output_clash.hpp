// Finds outputs that are the same file as another output or as an input, also under another name.
#pragma once

#include <span>
#include <string>

namespace hmacsweep::cli {

/// A file that the command line names: the option, and what it was given.
struct NamedFile {
    std::string option;
    std::string path;
};

/// The error where two outputs are the same file, or where an output is an input. The error names both options. It is
/// empty where all files differ. An output without a path is ignored, and /dev/null may be named several times.
[[nodiscard]] std::string find_clash(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs);

}    // namespace hmacsweep::cli
