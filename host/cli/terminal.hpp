// Messages on standard error, and whether it is a terminal.
#pragma once

#include <string_view>

namespace hmacsweep::cli {

/// auto, always or never: for colours and the progress bar.
enum class When : unsigned char { Auto, Always, Never };

/// Whether standard error is a terminal.
[[nodiscard]] bool is_terminal();
/// Whether to colour text on standard error. Auto: only on a terminal, and only when NO_COLOR (no-color.org) is not
/// set.
[[nodiscard]] bool wants_color(When when);

/// Writes `text` to standard error unchanged.
void say(std::string_view text);
/// Writes `hmacsweep: warning: TEXT`. Characters that control a terminal are written as `?`.
void warn(std::string_view text);
/// Writes `hmacsweep: TEXT`, as the last message of a command. Characters that control a terminal are written as `?`.
/// Allocates no memory.
void complain(std::string_view text);

/// Writes `text` to standard output. False if that fails; then it complains, unless the reader has closed the pipe.
[[nodiscard]] bool write_out(std::string_view text);

}    // namespace hmacsweep::cli
