// The Reader: the one full parser, of every format. It owns every rule about what a record is and every text about what
// is wrong with one; whatever a backend's fast steps are not sure of comes here.
#pragma once

#include "host/format/shape.hpp"
#include "host/reader/json_record.hpp"
#include "host/reader/line_record.hpp"
#include "host/reader/plain_json.hpp"
#include "host/reader/record.hpp"
#include "host/reader/record_builder.hpp"
#include "host/reader/table_record.hpp"

namespace hmacsweep::reader {

/// Whether plain lines of JSON are read by the core's scanner, or all by the full parser. Records are the same.
enum class PlainLines : std::uint8_t { Scanned, Parsed };

/// Reads one record at a time. Not for use by two threads at a time.
class Reader {
public:
    explicit Reader(PlainLines plain_lines = PlainLines::Scanned) : plain_lines_(plain_lines) {}

    /// Reads the record of `size` bytes at `bytes`, behind which slab_padding bytes are readable. `previous` is of use
    /// to chained shapes only. The result's views hold until the next call, and as long as the bytes and the shape do.
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
