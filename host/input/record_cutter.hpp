// Decides where a source's bytes may be cut into slabs, so that every slab holds whole records, and how far a record
// may reach: past --max-record-bytes its end is no longer looked for.
#pragma once

#include "host/format/shape.hpp"

#include <cstddef>
#include <cstdint>

namespace hmacsweep::input {

enum class CutKind : std::uint8_t {
    None,        ///< not even one whole record yet: more bytes are needed
    Records,     ///< the first `bytes` bytes are whole records
    Oversize,    ///< the first record is too long; it ends at the first line feed at or after `bytes`
    End,         ///< in place of a record stands what ends an array that has none, `bytes` long
    Trailer,     ///< in place of a record stands what ends COPY's binary form, `bytes` long
    BadCount,    ///< in place of a record stands what cannot be one, and all behind it is lost: a count of fields
    BadLength    ///< likewise: a field's length
};

struct Cut {
    CutKind kind = CutKind::None;
    std::size_t bytes = 0;
};

/// Looks at a buffer that begins with a record and grows. What was looked at once is not looked at again.
class RecordCutter {
public:
    RecordCutter() = default;
    RecordCutter(const format::Shape& shape, std::uint64_t max_record_bytes);

    /// The buffer begins with another record now.
    void restart();
    /// How much of the buffer is whole records. `is_at_end`: the source has nothing behind it.
    [[nodiscard]] Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end);

    /// Of Json: whether the array or the one object has ended; nothing but blanks may follow.
    [[nodiscard]] bool is_ended() const { return is_ended_; }
    /// Of Json: an element that was Oversize ended so.
    void element_ends(core::ElementFind found);

    /// The most bytes that a record and its line end may have.
    [[nodiscard]] std::uint64_t longest_record() const { return longest_record_; }

private:
    Cut cut_lines(const std::uint8_t* bytes, std::size_t size, bool is_at_end);
    Cut cut_quoted(const std::uint8_t* bytes, std::size_t size, bool is_at_end);
    bool skip_too_long(const std::uint8_t* bytes, std::size_t size, std::size_t limit);
    void record_ends(std::size_t line_feed);
    Cut cut_rows(const std::uint8_t* bytes, std::size_t size);
    Cut cut_elements(const std::uint8_t* bytes, std::size_t size, bool is_at_end);

    core::TableSyntax syntax_{};
    bool is_binary_ = false;
    std::uint64_t longest_record_ = 0;
    std::size_t searched_ = 0;    ///< lines: bytes known to hold no line feed
    std::size_t begin_ = 0;       ///< of the first record that is not known to be whole
    core::RecordScan scan_{};
    core::RowScan row_{};    ///< binary: from begin_ on
    bool is_json_ = false;
    bool is_array_ = false;
    core::ElementScan element_{};    ///< Json: of the first element that is not known to be whole
    bool has_elements_ = false;      ///< Json: there was a comma
    bool is_ended_ = false;
};

}    // namespace hmacsweep::input
