// `hmacsweep profiles`: what each built-in profile stands for, as the text of a profile file.
#pragma once

#include <string>

namespace hmacsweep::cli {

/// Prints the profile of that name, which may be a file's; all built-in ones when it is empty. The exit status.
int run_profiles(const std::string& name);

}    // namespace hmacsweep::cli
