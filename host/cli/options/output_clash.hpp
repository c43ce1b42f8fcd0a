// Outputs that are one file, or one of the inputs, under whatever names.
#pragma once

#include <span>
#include <string>

namespace hmacsweep::cli {

/// A file that the command line names: the option, and what it was given.
struct NamedFile {
    std::string option;
    std::string path;
};

/// What is wrong where two outputs are one file, or an output is an input, in words that name both options; empty when
/// nothing is. Outputs without a path count for nothing, and /dev/null may be named any number of times.
[[nodiscard]] std::string find_clash(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs);

}    // namespace hmacsweep::cli
