#include "host/report/dialect_hints.hpp"

#include "host/base/counts_text.hpp"

#include <fmt/format.h>

namespace hmacsweep::report {

std::string dialect_hints(const Report& report) {
    std::string out;
    const auto tell = [&](reader::Sign sign, std::string_view words, std::string_view help) {
        if (const std::uint64_t count = report.signs[static_cast<std::size_t>(sign)]; count != 0) {
            out += fmt::format("hmacsweep: hint: {} ({} record{}): {}\n", words, grouped(count), count == 1 ? "" : "s",
                               help);
        }
    };
    tell(reader::Sign::BackslashN, "NULL is written as \\N here",
         "without quotes around cells, --input-format mysql-outfile (MySQL) or pgcopy (PostgreSQL) reads that and what "
         "backslashes escape, with --delimiter , for commas; else export IFNULL(mac, '')");
    tell(reader::Sign::NullWord, "NULL is written as NULL here",
         "--input-format mysql-batch reads what `mysql --batch` writes; else export IFNULL(mac, ''), an empty cell");
    tell(reader::Sign::Backslash, "backslashes escape line feeds or quotes here, as MySQL writes them",
         "without quotes around cells, --input-format mysql-outfile reads that, with --delimiter , for commas; else "
         "export HEX(...) or TO_BASE64(...) of such columns");
    return out;
}

std::string last_hints(const Report& report, const rules::RunOptions& options) {
    std::string out;
    const auto count_of = [&](reader::Sign sign) { return report.signs[static_cast<std::size_t>(sign)]; };
    if (const std::uint64_t count = count_of(reader::Sign::ColumnName); count != 0) {
        out += fmt::format(
            "hint: the first row of {} looks like a header line and was read as a record: if it is no record, "
            "leave out --no-header, and --columns takes its names\n",
            plural(count, "input"));
    }
    const std::uint64_t undecoded = count_of(reader::Sign::UndecodedMessage);
    if (options.operation == rules::Operation::Generate && 2 * undecoded > report.records()) {
        out += fmt::format(
            "hint: {} not written in {}, as messages are read here: "
            "--message-encoding text takes them as they are\n",
            plural(undecoded, "message", "is", "are"), name_of(options.shape.own_message_encoding()));
    }
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
