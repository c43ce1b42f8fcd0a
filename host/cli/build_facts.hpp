// What the program was built with; build_facts.cmake writes the texts.
#pragma once

#include <span>
#include <string_view>

namespace hmacsweep::cli {

/// A Debian package that the program was compiled with.
struct Library {
    std::string_view package;
    std::string_view version;    ///< `unknown` where the system has no Debian packages
};

struct BuildFacts {
    std::string_view compiler;    ///< name, version, kind of build and processor
    std::string_view gpu_code;    ///< architectures and nvcc's version, or `none`
    std::span<const Library> libraries;
};

[[nodiscard]] BuildFacts build_facts();

}    // namespace hmacsweep::cli
