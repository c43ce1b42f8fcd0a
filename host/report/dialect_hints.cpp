#include "host/report/dialect_hints.hpp"

#include "host/base/counts_text.hpp"

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
    tell(reader::Dialect::BackslashN, "NULL is written as \\N here",
         "without quotes around cells, --input-format mysql-outfile (MySQL) or pgcopy (PostgreSQL) reads that and what "
         "backslashes escape, with --delimiter , for commas; else export IFNULL(mac, '')");
    tell(reader::Dialect::NullWord, "NULL is written as NULL here",
         "--input-format mysql-batch reads what `mysql --batch` writes; else export IFNULL(mac, ''), an empty cell");
    tell(reader::Dialect::Backslash, "backslashes escape line feeds or quotes here, as MySQL writes them",
         "without quotes around cells, --input-format mysql-outfile reads that, with --delimiter , for commas; else "
         "export HEX(...) or TO_BASE64(...) of such columns");
    return out;
}

std::string foreign_length_hints(const Figures& figures) {
    std::string out;
    for (std::size_t i = 0; i < figures.foreign_lengths.size(); ++i) {
        if (const std::uint64_t count = figures.foreign_lengths[i]; count != 0) {
            const rules::ForeignMac& mac = rules::foreign_macs[i];
            out += fmt::format(
                "hint: {} the length of an {} ({} bytes), which hmacsweep does not verify; for shortened "
                "MACs there is --min-mac-bytes\n",
                plural(count, "MAC", "has", "have"), mac.name, mac.bytes);
        }
    }
    return out;
}

}    // namespace hmacsweep::report
