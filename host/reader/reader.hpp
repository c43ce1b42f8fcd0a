// The Reader: the one full parser, for every format. It owns every rule about what a record is and every text about
// what is wrong with a record. It reads all records that the fast steps cannot read.
#pragma once

#include "host/format/shape.hpp"
#include "host/reader/json_record.hpp"
#include "host/reader/line_record.hpp"
#include "host/reader/plain_json.hpp"
#include "host/reader/record.hpp"
#include "host/reader/record_builder.hpp"
#include "host/reader/table_record.hpp"

namespace hmacsweep::reader {

/// Scanned: the core's scanner reads plain lines of JSON. Parsed: the full parser reads all lines. Both give the same
/// records.
enum class PlainLines : std::uint8_t { Scanned, Parsed };

/// Reads one record at a time. For one thread at a time.
class Reader {
public:
    explicit Reader(PlainLines plain_lines = PlainLines::Scanned) : plain_lines_(plain_lines) {}

    /// Reads the record of `size` bytes at `bytes`, without its line end. slab_padding bytes behind the record must be
    /// readable. `previous` is used for chained shapes only. The result and its views are valid until the next call,
    /// and while the bytes and the shape are. `previous` must not be a view of this Reader's last record.
    const Record& read(const format::Shape& shape, const std::uint8_t* bytes, std::size_t size,
                       const format::PreviousMac& previous = {});

private:
    void read_json(std::string_view line, const format::Shape& shape);

    RecordBuilder builder_;
    PlainLines plain_lines_;
    PlainJsonReader plain_json_;
    JsonRecordReader json_;
    TableRecordReader table_;
    LineRecordReader line_;
};

}    // namespace hmacsweep::reader
