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

/// The kind of a column's values; nullopt for a type that is not read. A dictionary has the kind of its values.
[[nodiscard]] std::optional<ValueKind> kind_of(const ArrowSchema& schema);

/// The digits of an integer.
using Digits = std::array<char, 20>;

/// A view of a column. The array and the schema must outlive the view.
class Column {
public:
    /// Opens rows `offset` to `offset + length` of an array, in addition to the array's own offset. The schema must
    /// have a kind_of(). An error's text follows the column's name in a sentence.
    static Result<Column> open(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset,
                               std::int64_t length);

    /// What is wrong with rows `begin` to `end`; empty when they can be read. Follows the column's name in a sentence.
    [[nodiscard]] std::string fault(std::int64_t begin, std::int64_t end) const;

    /// The value of a row in which fault() found nothing; nullopt for null. An integer is written to `digits`.
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
