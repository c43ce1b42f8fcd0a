// One Arrow column of texts or bytes, read where it lies. Nothing in an array is trusted: a length, an offset or an
// index that does not fit the array is an error before a byte behind it is read.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/result.hpp"
#include "host/columns/arrow_c.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::columns {

/// What a column's values are. Integer: read as decimal digits. Null: every value is null.
enum class ValueKind : std::uint8_t { Bytes, Text, Integer, Null };

/// The kind of the values of a column with this schema; nullopt for a type that is not read. The kind of a dictionary
/// is that of its values. A dictionary of dictionaries is not read.
[[nodiscard]] std::optional<ValueKind> kind_of(const ArrowSchema& schema);

/// Room for the decimal digits of an integer of 64 bits, with its sign.
using Digits = std::array<char, 20>;

/// A view of a column. The array and the schema must outlive the view.
class Column {
public:
    /// Opens a view of `length` rows of an array. Row 0 of the view is row `offset` of the array (its offset in the
    /// buffers is `offset` + ArrowArray::offset). kind_of(schema) must not be nullopt. An error, for a damaged array,
    /// has a text that follows the column's name in a sentence. Does not look at values, except those of a dictionary:
    /// see fault().
    static Result<Column> open(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset,
                               std::int64_t length);

    /// What is wrong with the rows from `begin` up to, but not including, `end`: a text that follows the column's name
    /// in a sentence. Empty when value() can read these rows.
    [[nodiscard]] std::string fault(std::int64_t begin, std::int64_t end) const;

    /// The value of a row in which fault() found nothing; nullopt for null. The value is a view of the array, or, of an
    /// integer, of `digits`, which then has the decimal digits.
    [[nodiscard]] std::optional<Bytes> value(std::int64_t row, Digits& digits) const;

private:
    /// Where an array has its values.
    enum class Layout : std::uint8_t { Offsets32, Offsets64, Views, Fixed, Integers, Dictionary, Null };

    Column() = default;
    [[nodiscard]] bool is_null(std::int64_t row) const {
        const std::int64_t at = row + offset_;
        return validity_ != nullptr && ((validity_[at >> 3] >> (at & 7)) & 1) == 0;
    }
    std::string open_values(const ArrowSchema& schema, const ArrowArray& array);
    std::string open_offsets(const ArrowArray& array, bool is_wide);
    std::string open_views(const ArrowArray& array);
    std::string open_dictionary(const ArrowSchema& schema, const ArrowArray& array);
    [[nodiscard]] std::int64_t offset_at(std::int64_t at) const;
    [[nodiscard]] std::string fault_of_offsets(std::int64_t begin, std::int64_t end) const;
    [[nodiscard]] std::string fault_of_view(std::int64_t at) const;
    [[nodiscard]] Bytes view_at(std::int64_t at) const;
    /// Of Integers and Dictionary. A number above the greatest int64 is negative.
    [[nodiscard]] std::int64_t integer_at(std::int64_t at) const;

    Layout layout_ = Layout::Null;
    std::int64_t offset_ = 0;    ///< of row 0 in the array's buffers
    const std::uint8_t* validity_ = nullptr;
    const std::uint8_t* main_ = nullptr;           ///< the buffer that is indexed by row
    const std::uint8_t* data_ = nullptr;           ///< of offsets
    std::int64_t last_ = 0;                        ///< of offsets: the last offset of the array
    std::int64_t width_ = 0;                       ///< of Fixed, Integers and indices: bytes of a value
    bool is_signed_ = false;                       ///< of Integers and indices
    const void* const* data_buffers_ = nullptr;    ///< of Views
    const std::uint8_t* data_sizes_ = nullptr;     ///< of Views: an int64 for each buffer
    std::int64_t num_data_buffers_ = 0;            ///< of Views
    std::vector<Column> dictionary_;               ///< of Dictionary: its values
    std::int64_t num_values_ = 0;                  ///< of Dictionary
};

}    // namespace hmacsweep::columns
