#include "host/report/dialect_hints.hpp"

#include "host/report/summary.hpp"

#include <fmt/format.h>

namespace hmacsweep::report {

std::string dialect_hints(const Report& report) {
    std::string out;
    const auto tell = [&](reader::Dialect dialect, std::string_view words, std::string_view help) {
        if (const std::uint64_t count = report.dialects[static_cast<std::size_t>(dialect)]; count != 0) {
            out += fmt::format("hmacsweep: hint: {} ({} record{}): {}\n", words, grouped(count), count == 1 ? "" : "s",
                               help);
        }
    };
    tell(
        reader::Dialect::BackslashN, "NULL is written as \\N here",
        "without quotes around cells, --input-format pgcopy reads that and what backslashes escape, with --delimiter , "
        "for commas; else export IFNULL(mac, '')");
    tell(reader::Dialect::NullWord, "NULL is written as NULL here", "export IFNULL(mac, ''), an empty cell");
    tell(reader::Dialect::Backslash, "backslashes escape line feeds or quotes here, as MySQL writes them",
         "that is not read yet: export HEX(...) or TO_BASE64(...) of such columns");
    return out;
}

}    // namespace hmacsweep::report
