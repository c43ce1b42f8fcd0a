#include "host/columns/column.hpp"

#include <charconv>
#include <cstring>
#include <limits>

#include <fmt/format.h>

namespace hmacsweep::columns {
namespace {

constexpr std::size_t view_bytes = 16;
/// The longest value that a view holds within itself.
constexpr std::int32_t inline_bytes = 12;

struct IntegerType {
    std::int64_t width;
    bool is_signed;
};

std::optional<IntegerType> integer_type(std::string_view format) {
    constexpr std::string_view letters = "cCsSiIlL";
    const std::size_t at = format.size() == 1 ? letters.find(format[0]) : std::string_view::npos;
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    return IntegerType{std::int64_t{1} << (at / 2), at % 2 == 0};
}

/// The N of `w:N`.
std::optional<std::int64_t> fixed_width(std::string_view format) {
    if (!format.starts_with("w:")) {
        return std::nullopt;
    }
    std::int32_t width = 0;
    const char* const end = format.data() + format.size();
    const std::from_chars_result read = std::from_chars(format.data() + 2, end, width);
    return read.ec == std::errc() && read.ptr == end && width >= 0 ? std::optional<std::int64_t>(width) : std::nullopt;
}

template <class T>
T load(const std::uint8_t* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

Bytes digits_of(std::int64_t number, bool is_signed, Digits& digits) {
    char* const begin = digits.data();
    char* const end = begin + digits.size();
    const std::to_chars_result written =
        is_signed ? std::to_chars(begin, end, number) : std::to_chars(begin, end, static_cast<std::uint64_t>(number));
    return as_bytes({begin, static_cast<std::size_t>(written.ptr - begin)});
}

constexpr std::string_view no_buffer = "is damaged: a buffer is missing";

}    // namespace

std::optional<ValueKind> kind_of(const ArrowSchema& schema) {
    const std::string_view format = schema.format != nullptr ? schema.format : "";
    if (schema.dictionary != nullptr) {
        return integer_type(format) && schema.dictionary->dictionary == nullptr ? kind_of(*schema.dictionary)
                                                                                : std::nullopt;
    }
    if (format == "z" || format == "Z" || format == "vz" || fixed_width(format)) {
        return ValueKind::Bytes;
    }
    if (format == "u" || format == "U" || format == "vu") {
        return ValueKind::Text;
    }
    if (integer_type(format)) {
        return ValueKind::Integer;
    }
    return format == "n" ? std::optional(ValueKind::Null) : std::nullopt;
}

Result<Column> Column::open(const ArrowSchema& schema, const ArrowArray& array, std::int64_t offset,
                            std::int64_t length) {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 64;
    if (array.length < 0 || array.offset < 0 || array.length > most || array.offset > most || offset < 0 ||
        length < 0 || offset > array.length || length > array.length - offset) {
        return Error{fmt::format("is damaged: it has {} rows, from {} on", array.length, array.offset)};
    }
    if (array.n_buffers < 0 || (array.n_buffers > 0 && array.buffers == nullptr)) {
        return Error{std::string(no_buffer)};
    }
    Column column;
    column.offset_ = array.offset + offset;
    if (array.length > 0) {
        if (std::string fault = column.open_values(schema, array); !fault.empty()) {
            return Error{std::move(fault)};
        }
    }
    return column;
}

std::string Column::open_values(const ArrowSchema& schema, const ArrowArray& array) {
    const std::string_view format = schema.format;
    if (format == "n" && schema.dictionary == nullptr) {
        return {};
    }
    if (array.n_buffers < 2) {
        return std::string(no_buffer);
    }
    validity_ = static_cast<const std::uint8_t*>(array.buffers[0]);
    main_ = static_cast<const std::uint8_t*>(array.buffers[1]);
    if (validity_ == nullptr && array.null_count > 0) {
        return "is damaged: it has nulls and does not say where";
    }
    if (schema.dictionary != nullptr) {
        return open_dictionary(schema, array);
    }
    if (format == "vz" || format == "vu") {
        return open_views(array);
    }
    if (const std::optional<std::int64_t> width = fixed_width(format)) {
        layout_ = Layout::Fixed;
        width_ = *width;
        if (array.offset + array.length > std::numeric_limits<std::int64_t>::max() / (width_ + 1)) {
            return fmt::format("is damaged: it has {} rows", array.length);
        }
        return main_ == nullptr && width_ != 0 ? std::string(no_buffer) : "";
    }
    if (const std::optional<IntegerType> type = integer_type(format)) {
        layout_ = Layout::Integers;
        width_ = type->width;
        is_signed_ = type->is_signed;
        return main_ == nullptr ? std::string(no_buffer) : "";
    }
    return open_offsets(array, format == "Z" || format == "U");
}

std::string Column::open_offsets(const ArrowArray& array, bool is_wide) {
    if (array.n_buffers < 3 || main_ == nullptr) {
        return std::string(no_buffer);
    }
    layout_ = is_wide ? Layout::Offsets64 : Layout::Offsets32;
    data_ = static_cast<const std::uint8_t*>(array.buffers[2]);
    last_ = offset_at(array.offset + array.length);
    if (last_ < 0) {
        return fmt::format("is damaged: its last offset is {}", last_);
    }
    return data_ == nullptr && last_ != 0 ? std::string(no_buffer) : "";
}

/// The buffers: validity, views, any number of data, and the sizes of these.
std::string Column::open_views(const ArrowArray& array) {
    if (array.n_buffers < 3 || main_ == nullptr) {
        return std::string(no_buffer);
    }
    layout_ = Layout::Views;
    num_data_buffers_ = array.n_buffers - 3;
    data_buffers_ = array.buffers + 2;
    data_sizes_ = static_cast<const std::uint8_t*>(array.buffers[array.n_buffers - 1]);
    return data_sizes_ == nullptr && num_data_buffers_ != 0 ? std::string(no_buffer) : "";
}

/// The values of a dictionary are few, so all of them are checked.
std::string Column::open_dictionary(const ArrowSchema& schema, const ArrowArray& array) {
    if (array.dictionary == nullptr || main_ == nullptr) {
        return std::string(no_buffer);
    }
    const std::optional<IntegerType> type = integer_type(schema.format);
    layout_ = Layout::Dictionary;
    width_ = type->width;
    is_signed_ = type->is_signed;
    num_values_ = array.dictionary->length;
    Result<Column> values = open(*schema.dictionary, *array.dictionary, 0, num_values_);
    if (!values) {
        return values.error().message;
    }
    std::string fault = values->fault(0, num_values_);
    dictionary_.push_back(*std::move(values));
    return fault;
}

std::int64_t Column::offset_at(std::int64_t at) const {
    return layout_ == Layout::Offsets32 ? load<std::int32_t>(main_ + (4 * at)) : load<std::int64_t>(main_ + (8 * at));
}

std::int64_t Column::integer_at(std::int64_t at) const {
    const std::uint8_t* const from = main_ + (width_ * at);
    switch (width_) {
        case 1:
            return is_signed_ ? load<std::int8_t>(from) : std::int64_t{*from};
        case 2:
            return is_signed_ ? load<std::int16_t>(from) : std::int64_t{load<std::uint16_t>(from)};
        case 4:
            return is_signed_ ? load<std::int32_t>(from) : std::int64_t{load<std::uint32_t>(from)};
        default:
            return load<std::int64_t>(from);
    }
}

std::string Column::fault(std::int64_t begin, std::int64_t end) const {
    switch (layout_) {
        case Layout::Offsets32:
        case Layout::Offsets64:
            return fault_of_offsets(begin, end);
        case Layout::Views:
            for (std::int64_t row = begin; row < end; ++row) {
                if (std::string fault = is_null(row) ? "" : fault_of_view(row + offset_); !fault.empty()) {
                    return fault;
                }
            }
            return {};
        case Layout::Dictionary:
            for (std::int64_t row = begin; row < end; ++row) {
                const std::int64_t index = is_null(row) ? 0 : integer_at(row + offset_);
                if (!is_null(row) && (index < 0 || index >= num_values_)) {
                    return fmt::format("is damaged: row {} has value {} of a dictionary of {}", row, index,
                                       num_values_);
                }
            }
            return {};
        case Layout::Fixed:
        case Layout::Integers:
        case Layout::Null:
            break;
    }
    return {};
}

std::string Column::fault_of_offsets(std::int64_t begin, std::int64_t end) const {
    std::int64_t before = offset_at(begin + offset_);
    for (std::int64_t row = begin; row < end; ++row) {
        const std::int64_t next = offset_at(row + offset_ + 1);
        if (before < 0 || next < before || next > last_) {
            return fmt::format("is damaged: row {} is said to lie at bytes {} to {} of {}", row, before, next, last_);
        }
        before = next;
    }
    return {};
}

std::string Column::fault_of_view(std::int64_t at) const {
    const std::uint8_t* const view = main_ + (view_bytes * static_cast<std::size_t>(at));
    const auto size = load<std::int32_t>(view);
    const auto buffer = load<std::int32_t>(view + 8);
    const auto begin = load<std::int32_t>(view + 12);
    const bool is_inline = size >= 0 && size <= inline_bytes;
    if (is_inline ||
        (size > 0 && buffer >= 0 && buffer < num_data_buffers_ && begin >= 0 && data_buffers_[buffer] != nullptr &&
         std::int64_t{begin} + size <= load<std::int64_t>(data_sizes_ + (8 * std::size_t(buffer))))) {
        return {};
    }
    return fmt::format("is damaged: row {} is said to have {} bytes from byte {} of buffer {}", at - offset_, size,
                       begin, buffer);
}

Bytes Column::view_at(std::int64_t at) const {
    const std::uint8_t* const view = main_ + (view_bytes * static_cast<std::size_t>(at));
    const auto size = load<std::int32_t>(view);
    if (size <= inline_bytes) {
        return {view + 4, static_cast<std::size_t>(size)};
    }
    const auto* const data = static_cast<const std::uint8_t*>(data_buffers_[load<std::int32_t>(view + 8)]);
    return {data + load<std::int32_t>(view + 12), static_cast<std::size_t>(size)};
}

std::optional<Bytes> Column::value(std::int64_t row, Digits& digits) const {
    if (is_null(row)) {
        return std::nullopt;
    }
    const std::int64_t at = row + offset_;
    switch (layout_) {
        case Layout::Offsets32:
        case Layout::Offsets64: {
            const std::int64_t begin = offset_at(at);
            return Bytes(data_ + begin, static_cast<std::size_t>(offset_at(at + 1) - begin));
        }
        case Layout::Views:
            return view_at(at);
        case Layout::Fixed:
            return Bytes(main_ + (width_ * at), static_cast<std::size_t>(width_));
        case Layout::Integers:
            return digits_of(integer_at(at), is_signed_, digits);
        case Layout::Dictionary: {
            return dictionary_.front().value(integer_at(at), digits);
        }
        case Layout::Null:
            break;
    }
    return std::nullopt;
}

}    // namespace hmacsweep::columns
