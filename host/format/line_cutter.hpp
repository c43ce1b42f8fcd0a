// Cuts sources whose records are lines, or rows of a table without quotes: behind the last line feed that ends a
// record.
#pragma once

#include "host/format/cutter.hpp"
#include "host/format/shape.hpp"

#include <memory>

namespace hmacsweep::format {

class LineCutter : public Cutter {
public:
    LineCutter(const Shape& shape, std::uint64_t max_record_bytes);

    void restart() override;
    [[nodiscard]] Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) override;
    [[nodiscard]] Passed pass_over(Bytes bytes) override;

protected:
    [[nodiscard]] const core::TableSyntax& syntax() const { return syntax_; }
    /// The cut for a record that is too long. pass_over() will look for the record's line feed from offset `from` on.
    Cut oversize(std::size_t from);

private:
    [[nodiscard]] std::size_t find_end(Bytes bytes) const;
    [[nodiscard]] bool ends_escaping(Bytes bytes) const;

    core::TableSyntax syntax_;
    bool skips_blank_;
    std::size_t searched_ = 0;    ///< bytes that hold no line feed that ends a record
    std::size_t from_ = 0;        ///< of a record that is too long: where the search for its end begins
    bool is_first_ = true;        ///< whether pass_over() has not seen the record yet
    bool is_blank_ = false;       ///< whether all bytes that pass_over() has seen are blank
    bool is_escaping_ = false;    ///< whether the last byte it saw is a backslash that escapes the next
};

/// Makes a LineCutter, for Format::make_cutter.
[[nodiscard]] std::unique_ptr<Cutter> make_line_cutter(const Shape& shape, std::uint64_t max_record_bytes);

}    // namespace hmacsweep::format
