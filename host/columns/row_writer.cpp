#include "host/columns/row_writer.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::columns {
namespace {

/// Appends a number, the highest byte first.
template <class T>
std::uint8_t* put(std::uint8_t* out, T number) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
        out[i] = static_cast<std::uint8_t>(number >> (8 * (sizeof(T) - 1 - i)));
    }
    return out + sizeof(T);
}

constexpr std::uint32_t null_length = 0xffffffff;

/// Has the processor fetch what rows have a page further on: its own fetching ahead ends with a page. A hint, which may
/// be behind the column's end. Measured: a tenth less time for a table.
void fetch_ahead(Bytes field) {
    constexpr std::size_t distance = 4096;
    constexpr std::size_t line_bytes = 64;
    for (std::size_t at = 0; at < field.size(); at += line_bytes) {
        __builtin_prefetch(field.data() + at + distance);
    }
}

std::uint8_t* put_row(std::uint8_t* out, const std::vector<std::optional<Bytes>>& fields) {
    out = put(out, static_cast<std::uint16_t>(fields.size()));
    for (const std::optional<Bytes>& field : fields) {
        out = put(out, field ? static_cast<std::uint32_t>(field->size()) : null_length);
        if (field && !field->empty()) {
            fetch_ahead(*field);
            std::memcpy(out, field->data(), field->size());
            out += field->size();
        }
    }
    return out;
}

}    // namespace

std::int64_t RowWriter::write(const Chunk& chunk, std::int64_t begin, std::int64_t end, std::size_t slab_bytes,
                              input::Slab& slab) {
    slab.kind = input::SlabKind::Records;
    slab.size = 0;
    fields_.resize(chunk.columns.size());
    digits_.resize(chunk.columns.size());
    for (std::int64_t row = begin; row < end; ++row) {
        const std::uint64_t bytes = find_fields(chunk, row);
        if (row > begin && slab.size + bytes > slab_bytes) {
            return row - begin;
        }
        if (bytes > max_row_bytes) {
            slab.kind = input::SlabKind::OversizeRecord;
            return 1;
        }
        if (const std::size_t needed = slab.size + bytes + slab_padding; needed > slab.buffer.size()) {
            slab.buffer.resize(std::max(needed, std::min(slab_bytes, 2 * slab.buffer.size()) + slab_padding));
        }
        put_row(slab.buffer.data() + slab.size, fields_);
        slab.size += bytes;
    }
    return end - begin;
}

std::uint64_t RowWriter::find_fields(const Chunk& chunk, std::int64_t row) {
    std::uint64_t bytes = 2;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        fields_[i] = chunk.columns[i].value(row, digits_[i]);
        bytes += 4 + (fields_[i] ? std::min<std::uint64_t>(fields_[i]->size(), max_row_bytes) : 0);
    }
    return bytes;
}

}    // namespace hmacsweep::columns
