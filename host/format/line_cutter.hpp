// Cuts where records are lines, or rows of a table without quotes: behind the last line feed that ends a record.
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
    /// Of a record that is too long, whose end is the first line feed at or after `from`.
    Cut oversize(std::size_t from);

private:
    [[nodiscard]] std::size_t find_end(Bytes bytes) const;
    [[nodiscard]] bool ends_escaping(Bytes bytes) const;

    core::TableSyntax syntax_;
    bool skips_blank_;
    std::size_t searched_ = 0;    ///< bytes known to hold no line feed that ends a record
    std::size_t from_ = 0;        ///< of a record that is too long: where its end is looked for
    bool is_first_ = true;        ///< whether pass_over() has not seen the record yet
    bool is_blank_ = false;       ///< whether all that it has seen is blank
    bool is_escaping_ = false;    ///< whether what it saw last is a backslash that escapes what follows
};

/// A LineCutter as Format::make_cutter.
[[nodiscard]] std::unique_ptr<Cutter> make_line_cutter(const Shape& shape, std::uint64_t max_record_bytes);

}    // namespace hmacsweep::format
