// What the commands say on standard error, and whether anyone is looking.
#pragma once

#include <string_view>

namespace hmacsweep::cli {

/// auto, always or never: for colours and the progress bar.
enum class When : unsigned char { Auto, Always, Never };

/// Whether standard error is a terminal.
[[nodiscard]] bool is_terminal();
/// Whether to colour what goes to standard error. NO_COLOR (no-color.org) counts under Auto.
[[nodiscard]] bool wants_color(When when);

/// Writes `text` to standard error as it is.
void say(std::string_view text);
/// `hmacsweep: warning: ...`; here and below, what would steer a terminal appears as `?`.
void warn(std::string_view text);
/// `hmacsweep: ...`, for what ends a command.
void complain(std::string_view text);

}    // namespace hmacsweep::cli
