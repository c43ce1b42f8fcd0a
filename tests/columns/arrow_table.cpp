#include "tests/columns/arrow_table.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace hmacsweep::tests {
namespace {

using Buffer = std::vector<std::uint8_t>;

template <class T>
void append(Buffer& buffer, T value) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&value);
    buffer.insert(buffer.end(), bytes, bytes + sizeof value);
}

Buffer validity_of(const Values& values) {
    Buffer bits((values.size() / 8) + 1, 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (values[i] ? 1U << (i % 8) : 0U));
    }
    return bits;
}

template <class Offset>
void add_offsets(MadeArray& made, const Values& values) {
    Buffer offsets;
    Buffer data;
    append(offsets, Offset{0});
    for (const auto& value : values) {
        const std::string& text = value.value_or("what a null covers");    // may be there, and is nobody's
        data.insert(data.end(), text.begin(), text.end());
        append(offsets, static_cast<Offset>(data.size()));
    }
    made.buffers.push_back(std::move(offsets));
    made.buffers.push_back(std::move(data));
}

/// Long values lie in two buffers in turn.
void add_views(MadeArray& made, const Values& values) {
    Buffer views;
    Buffer data[2];
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string text = values[i].value_or("");
        append(views, static_cast<std::int32_t>(text.size()));
        if (text.size() <= 12) {
            Buffer rest(text.begin(), text.end());
            rest.resize(12);
            views.insert(views.end(), rest.begin(), rest.end());
            continue;
        }
        Buffer& buffer = data[i % 2];
        views.insert(views.end(), text.begin(), text.begin() + 4);
        append(views, static_cast<std::int32_t>(i % 2));
        append(views, static_cast<std::int32_t>(buffer.size()));
        buffer.insert(buffer.end(), text.begin(), text.end());
    }
    Buffer sizes;
    append(sizes, static_cast<std::int64_t>(data[0].size()));
    append(sizes, static_cast<std::int64_t>(data[1].size()));
    made.buffers.push_back(std::move(views));
    made.buffers.push_back(std::move(data[0]));
    made.buffers.push_back(std::move(data[1]));
    made.buffers.push_back(std::move(sizes));
}

void add_fixed(MadeArray& made, const Values& values) {
    const auto first = std::ranges::find_if(values, [](const auto& value) { return value.has_value(); });
    const std::size_t width = first == values.end() ? 1 : (*first)->size();
    Buffer data;
    for (const auto& value : values) {
        std::string text = value.value_or("");
        text.resize(width, 'x');
        data.insert(data.end(), text.begin(), text.end());
    }
    made.format = "w:" + std::to_string(width);
    made.buffers.push_back(std::move(data));
}

void add_dictionary(MadeArray& made, const Values& values, ArrowLayout layout) {
    Values distinct{"in no row"};
    Buffer indices;
    const bool is_small = layout != ArrowLayout::DictionaryOfViews && values.size() < 100;
    for (const auto& value : values) {
        auto found = value ? std::ranges::find(distinct, value) : distinct.begin();
        if (found == distinct.end()) {
            distinct.push_back(value);
            found = distinct.end() - 1;
        }
        const auto index = static_cast<std::int32_t>(value ? found - distinct.begin() : -7);
        if (is_small) {
            append(indices, static_cast<std::int8_t>(index));
        } else {
            append(indices, index);
        }
    }
    made.format = is_small ? "c" : "i";
    made.buffers.push_back(std::move(indices));
    const ArrowLayout of_values = layout == ArrowLayout::DictionaryOfText     ? ArrowLayout::Text
                                  : layout == ArrowLayout::DictionaryOfBinary ? ArrowLayout::LargeBinary
                                                                              : ArrowLayout::BinaryView;
    made.dictionary = make_array(of_values, "", distinct, 1);
}

void finish(MadeArray& made, const std::string& name, std::int64_t length, std::int64_t null_count,
            std::int64_t offset) {
    made.name = name;
    made.schema.format = made.format.c_str();
    made.schema.name = made.name.c_str();
    made.schema.dictionary = made.dictionary ? &made.dictionary->schema : nullptr;
    made.array.dictionary = made.dictionary ? &made.dictionary->array : nullptr;
    made.array.length = length;
    made.array.null_count = null_count;
    made.array.offset = offset;
    for (const Buffer& buffer : made.buffers) {
        made.pointers.push_back(buffer.empty() ? nullptr : buffer.data());
    }
    made.array.n_buffers = static_cast<std::int64_t>(made.pointers.size());
    made.array.buffers = made.pointers.data();
}

}    // namespace

std::unique_ptr<MadeArray> make_array(ArrowLayout layout, const std::string& name, const Values& values,
                                      std::int64_t offset) {
    auto made = std::make_unique<MadeArray>();
    Values all(static_cast<std::size_t>(offset), "a row before the slice");
    all.insert(all.end(), values.begin(), values.end());
    if (layout == ArrowLayout::Fixed && !values.empty()) {
        std::fill_n(all.begin(), offset, values.front());
    }
    const std::int64_t null_count = std::count(all.begin(), all.end(), std::nullopt);
    made->buffers.push_back(null_count == 0 ? Buffer() : validity_of(all));
    switch (layout) {
        case ArrowLayout::Binary:
        case ArrowLayout::Text:
            made->format = layout == ArrowLayout::Binary ? "z" : "u";
            add_offsets<std::int32_t>(*made, all);
            break;
        case ArrowLayout::LargeBinary:
        case ArrowLayout::LargeText:
            made->format = layout == ArrowLayout::LargeBinary ? "Z" : "U";
            add_offsets<std::int64_t>(*made, all);
            break;
        case ArrowLayout::BinaryView:
        case ArrowLayout::TextView:
            made->format = layout == ArrowLayout::BinaryView ? "vz" : "vu";
            add_views(*made, all);
            break;
        case ArrowLayout::Fixed:
            add_fixed(*made, all);
            break;
        case ArrowLayout::DictionaryOfText:
        case ArrowLayout::DictionaryOfBinary:
        case ArrowLayout::DictionaryOfViews:
            add_dictionary(*made, all, layout);
            break;
    }
    finish(*made, name, static_cast<std::int64_t>(values.size()), null_count, offset);
    return made;
}

std::unique_ptr<MadeArray> make_integers(const std::string& name, const std::vector<std::int64_t>& values) {
    auto made = std::make_unique<MadeArray>();
    made->format = "l";
    made->buffers.resize(2);
    for (const std::int64_t value : values) {
        append(made->buffers[1], value);
    }
    finish(*made, name, static_cast<std::int64_t>(values.size()), 0, 0);
    return made;
}

void MadeTable::add_chunk(std::vector<std::unique_ptr<MadeArray>> columns, std::int64_t offset) {
    auto chunk = std::make_unique<Chunk>();
    chunk->columns = std::move(columns);
    for (const auto& column : chunk->columns) {
        chunk->pointers.push_back(&column->array);
    }
    static const void* no_validity[] = {nullptr};
    ArrowArray array{};
    array.length = chunk->columns.empty() ? 0 : chunk->columns[0]->array.length - offset;
    array.offset = offset;
    array.n_buffers = 1;
    array.buffers = no_validity;
    array.n_children = static_cast<std::int64_t>(chunk->pointers.size());
    array.children = chunk->pointers.data();
    array.private_data = chunk.get();
    array.release = [](ArrowArray* released) {
        auto& of = *static_cast<Chunk*>(released->private_data);
        of.is_released = true;
        for (const auto& column : of.columns) {
            for (std::vector<std::uint8_t>& buffer : column->buffers) {
                std::ranges::fill(buffer, std::uint8_t{0xdd});
            }
        }
        released->release = nullptr;
    };
    chunks_.push_back(std::move(chunk));
    arrays_.push_back(array);
}

ArrowArrayStream* MadeTable::stream() {
    next_ = 0;
    schemas_.clear();
    if (!chunks_.empty()) {
        for (const auto& column : chunks_[0]->columns) {
            schemas_.push_back(&column->schema);
        }
    }
    stream_ = {&MadeTable::get_schema, &MadeTable::get_next, &MadeTable::last_error, nullptr, this};
    return &stream_;
}

std::size_t MadeTable::num_released() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(chunks_, [](const auto& chunk) { return chunk->is_released; }));
}

int MadeTable::get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
    auto& table = *static_cast<MadeTable*>(stream->private_data);
    *out = {};
    out->format = "+s";
    out->n_children = static_cast<std::int64_t>(table.schemas_.size());
    out->children = table.schemas_.data();
    out->release = [](ArrowSchema* released) { released->release = nullptr; };
    return 0;
}

int MadeTable::get_next(ArrowArrayStream* stream, ArrowArray* out) {
    auto& table = *static_cast<MadeTable*>(stream->private_data);
    *out = {};
    if (table.next_ < table.arrays_.size()) {
        *out = table.arrays_[table.next_++];
        return 0;
    }
    return table.end_words_.empty() ? 0 : EIO;
}

const char* MadeTable::last_error(ArrowArrayStream* stream) {
    return static_cast<MadeTable*>(stream->private_data)->end_words_.c_str();
}

}    // namespace hmacsweep::tests
