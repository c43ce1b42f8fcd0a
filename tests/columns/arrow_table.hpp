// Tables of Arrow for tests, built byte by byte from Arrow's specification: every layout, sliced, in chunks.
#pragma once

#include "host/columns/arrow_c.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hmacsweep::tests {

/// The values of a column; nullopt is null.
using Values = std::vector<std::optional<std::string>>;

/// How a column is laid out: by the format letters of the C data interface. Fixed: all values have the size of the
/// first. DictionaryOf...: indices of one or four bytes into the distinct values.
enum class ArrowLayout : std::uint8_t {
    Binary,
    LargeBinary,
    BinaryView,
    Fixed,
    Text,
    LargeText,
    TextView,
    DictionaryOfText,
    DictionaryOfBinary,
    DictionaryOfViews
};
inline constexpr ArrowLayout all_layouts[] = {ArrowLayout::Binary,
                                              ArrowLayout::LargeBinary,
                                              ArrowLayout::BinaryView,
                                              ArrowLayout::Fixed,
                                              ArrowLayout::Text,
                                              ArrowLayout::LargeText,
                                              ArrowLayout::TextView,
                                              ArrowLayout::DictionaryOfText,
                                              ArrowLayout::DictionaryOfBinary,
                                              ArrowLayout::DictionaryOfViews};

/// One array with its schema. Tests may damage its parts before they use it.
struct MadeArray {
    ArrowSchema schema{};
    ArrowArray array{};
    std::string format;
    std::string name;
    std::vector<std::vector<std::uint8_t>> buffers;
    std::vector<const void*> pointers;
    std::unique_ptr<MadeArray> dictionary;
};

/// `offset`: how many rows of other values come before, as in a slice.
std::unique_ptr<MadeArray> make_array(ArrowLayout layout, const std::string& name, const Values& values,
                                      std::int64_t offset = 0);
/// Signed integers of eight bytes.
std::unique_ptr<MadeArray> make_integers(const std::string& name, const std::vector<std::int64_t>& values);

/// A stream of chunks. A chunk that was released is overwritten, so that a later read of it shows.
class MadeTable {
public:
    struct Chunk {
        std::vector<std::unique_ptr<MadeArray>> columns;
        std::vector<ArrowArray*> pointers;
        bool is_released = false;
    };

    /// The arrays of a chunk must have equal lengths, and `offset` is the chunk's own: rows of them that come before.
    void add_chunk(std::vector<std::unique_ptr<MadeArray>> columns, std::int64_t offset = 0);

    /// A stream over the table from its beginning; the table must outlive it.
    ArrowArrayStream* stream();
    [[nodiscard]] Chunk& chunk(std::size_t i) { return *chunks_[i]; }
    /// The struct array of a chunk, as the stream gives it out.
    [[nodiscard]] ArrowArray& chunk_array(std::size_t i) { return arrays_[i]; }
    [[nodiscard]] std::size_t num_released() const;
    /// get_next() fails with these words in place of the chunk after the last.
    void fail_at_end(std::string words) { end_words_ = std::move(words); }

private:
    static int get_schema(ArrowArrayStream* stream, ArrowSchema* out);
    static int get_next(ArrowArrayStream* stream, ArrowArray* out);
    static const char* last_error(ArrowArrayStream* stream);

    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::vector<ArrowArray> arrays_;
    std::vector<ArrowSchema*> schemas_;
    std::size_t next_ = 0;
    std::string end_words_;
    ArrowArrayStream stream_{};
};

}    // namespace hmacsweep::tests
