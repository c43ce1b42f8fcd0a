// The requests of man(7) that manual pages are made of.
#pragma once

#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// Text as roff prints it: hyphens that can be copied, no escapes.
[[nodiscard]] std::string roff(std::string_view text);

/// Lines of text, none of which is taken for a request.
[[nodiscard]] std::string roff_lines(std::string_view text);

/// Lines of text that are printed as they are, without filling.
[[nodiscard]] std::string roff_verbatim(std::string_view text);

/// The heading of a section.
[[nodiscard]] std::string roff_section(std::string_view heading);

/// The heading of a part of a section.
[[nodiscard]] std::string roff_subsection(std::string_view heading);

[[nodiscard]] std::string roff_paragraph(std::string_view text);

/// A term in bold, and what it means below it.
[[nodiscard]] std::string roff_term(std::string_view term, std::string_view meaning);

/// The title and the section NAME. `section` is the manual's: 1 commands, 5 files, 7 everything else.
[[nodiscard]] std::string roff_title(std::string_view name, int section, std::string_view about);

}    // namespace hmacsweep::cli
