#include "host/cli/terminal.hpp"

#include "host/base/characters.hpp"
#include "host/base/environment.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

/// How much of the text can be shown as it is, line ends included.
std::size_t shown_bytes(std::string_view text) {
    std::size_t bytes = 0;
    while (bytes < text.size()) {
        const Character next = first_character(text.substr(bytes));
        if (!next.is_shown && text[bytes] != '\n') {
            break;
        }
        bytes += next.bytes;
    }
    return bytes;
}

/// Says a text that may quote what others wrote. Takes no memory: it may be what is missing.
void say_shown(std::string_view text) {
    while (!text.empty()) {
        const std::size_t shown = shown_bytes(text);
        say(text.substr(0, shown));
        text.remove_prefix(shown);
        if (!text.empty()) {
            say("?");
            text.remove_prefix(first_character(text).bytes);
        }
    }
}

}    // namespace

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
    say_shown(fmt::format("hmacsweep: warning: {}\n", text));
}

void complain(std::string_view text) {
    for (const std::string_view part : {std::string_view("hmacsweep: "), text, std::string_view("\n")}) {
        say_shown(part);
    }
}

bool write_out(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0 &&
        std::ferror(stdout) == 0) {
        return true;
    }
    if (errno != EPIPE) {
        complain("cannot write to standard output");
    }
    return false;
}

}    // namespace hmacsweep::cli
