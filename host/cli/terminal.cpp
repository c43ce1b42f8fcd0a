#include "host/cli/terminal.hpp"

#include "host/base/environment.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::cli {

bool is_terminal() {
    return ::isatty(STDERR_FILENO) != 0;
}

bool wants_color(When when) {
    const bool is_forbidden = !environment("NO_COLOR").empty();
    return when == When::Always || (when == When::Auto && is_terminal() && !is_forbidden);
}

void say(std::string_view text) {
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));    // there is no one else to tell
    static_cast<void>(std::fflush(stderr));
}

void warn(std::string_view text) {
    say(fmt::format("hmacsweep: warning: {}\n", text));
}

void complain(std::string_view text) {
    // Without taking memory: it may be what is missing.
    for (const std::string_view part : {std::string_view("hmacsweep: "), text, std::string_view("\n")}) {
        say(part);
    }
}

}    // namespace hmacsweep::cli
