// Fuzz target: a table of Arrow from a producer that lies. The bytes say what the schemas and the arrays claim: types,
// lengths, offsets, counts of nulls, of buffers and of children, pointers that are missing, and what is in the buffers.
// A buffer has the size that the interface's rules demand for its array, and not a byte more: a reader cannot know it.
// All rows are judged, or the table is refused, and no row is valid, because no key is in the bytes.
#include "host/columns/column_judge.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <list>
#include <memory>
#include <string_view>
#include <vector>

namespace hmacsweep::tests {
namespace {

constexpr std::int64_t most_rows = 40;
constexpr std::int64_t most_bytes = 8192;

/// What the fuzzer's bytes say, one decision after another; zeros once they are used up.
class Decisions {
public:
    Decisions(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

    std::uint8_t byte() { return at_ < size_ ? data_[at_++] : std::uint8_t{0}; }
    /// Below `bound`, at most 256.
    std::size_t below(std::size_t bound) { return byte() % bound; }
    /// Seldom true, so that most parts of a table are right.
    bool lies() { return byte() >= 0xf0; }
    /// Small, negative, or near the borders of a type.
    std::int64_t number() {
        constexpr std::int64_t odd[] = {-1,
                                        0,
                                        1,
                                        std::numeric_limits<std::int32_t>::min(),
                                        std::numeric_limits<std::int32_t>::max(),
                                        std::numeric_limits<std::int64_t>::min(),
                                        std::numeric_limits<std::int64_t>::max(),
                                        std::numeric_limits<std::int64_t>::max() / 64};
        const std::uint8_t which = byte();
        return which < std::size(odd) ? odd[which] : static_cast<std::int8_t>(byte());
    }

private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::size_t at_ = 0;
};

/// Owns what a table's pointers point to.
class LyingTable {
public:
    explicit LyingTable(Decisions decisions) : decide_(decisions) {
        constexpr const char* names[] = {"message", "mac", "key", "id", "algorithm"};
        for (const char* const name : names) {
            ArrowSchema& schema = schemas_.emplace_back(made_schema(0));
            schema.name = decide_.lies() ? nullptr : name;
            schema_pointers_.push_back(decide_.lies() ? nullptr : &schema);
        }
        num_chunks_ = 1 + decide_.below(3);
        stream_ = {&LyingTable::get_schema, &LyingTable::get_next, nullptr, nullptr, this};
    }

    ArrowArrayStream& stream() { return stream_; }
    [[nodiscard]] std::uint64_t num_rows() const { return num_rows_; }

private:
    static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
        auto& table = *static_cast<LyingTable*>(stream->private_data);
        *out = {};
        out->format = table.decide_.lies() ? table.format() : "+s";
        out->n_children = static_cast<std::int64_t>(table.schema_pointers_.size());
        out->children = table.decide_.lies() ? nullptr : table.schema_pointers_.data();
        out->release = [](ArrowSchema* schema) { schema->release = nullptr; };
        return 0;
    }

    static int get_next(ArrowArrayStream* stream, ArrowArray* out) {
        auto& table = *static_cast<LyingTable*>(stream->private_data);
        *out = {};
        if (table.num_chunks_-- == 0) {
            table.num_chunks_ = 0;
            return table.decide_.lies() ? EIO : 0;
        }
        table.fill_chunk(*out);
        return 0;
    }

    void fill_chunk(ArrowArray& chunk) {
        const auto length = static_cast<std::int64_t>(decide_.below(most_rows));
        const auto offset = static_cast<std::int64_t>(decide_.below(3));
        std::vector<ArrowArray*>& children = children_.emplace_back();
        for (const ArrowSchema& schema : schemas_) {
            const std::int64_t shorter = decide_.lies() ? -1 : 0;
            arrays_.push_back(made_array(schema, std::max<std::int64_t>(length + offset + shorter, 0)));
            children.push_back(decide_.lies() ? nullptr : &arrays_.back());
        }
        chunk.length = decide_.lies() ? decide_.number() : length;
        chunk.offset = decide_.lies() ? decide_.number() : offset;
        chunk.null_count = decide_.lies() ? decide_.number() : 0;
        chunk.n_children = decide_.lies() ? decide_.number() : static_cast<std::int64_t>(children.size());
        chunk.children = decide_.lies() ? nullptr : children.data();
        chunk.release = [](ArrowArray* array) { array->release = nullptr; };
        num_rows_ += static_cast<std::uint64_t>(std::max<std::int64_t>(chunk.length, 0));
    }

    const char* format() {
        constexpr const char* all[] = {
            "z",  "u",  "Z",  "U", "vz", "vu", "w:1",     "w:32", "w:0",  "c",    "C",
            "s",  "S",  "i",  "I", "l",  "L",  "n",       "b",    "g",    "w:-1", "w:2147483647",
            "+s", "+l", "+r", "",  "w:", "zz", "d:19,10", "tsu:", nullptr};
        return all[decide_.below(std::size(all))];
    }

    ArrowSchema made_schema(int depth) {
        ArrowSchema schema{};
        schema.format = format();
        if (depth < 40 && decide_.below(depth == 0 ? 4 : 12) == 0) {
            schemas_of_dictionaries_.push_back(made_schema(depth + 1));
            schema.dictionary = &schemas_of_dictionaries_.back();
            constexpr const char* indices[] = {"c", "C", "s", "S", "i", "I", "l", "L"};
            schema.format = decide_.lies() ? format() : indices[decide_.below(std::size(indices))];
        }
        return schema;
    }

    /// A buffer of exactly that size, filled by decisions.
    std::uint8_t* buffer(std::int64_t size) {
        auto& made = buffers_.emplace_back(new std::uint8_t[static_cast<std::size_t>(std::max<std::int64_t>(size, 0))]);
        std::generate_n(made.get(), std::max<std::int64_t>(size, 0), [&] { return decide_.byte(); });
        return made.get();
    }

    /// Offsets, most of which ascend.
    template <class T>
    std::uint8_t* offsets_of(std::int64_t count) {
        auto& block = buffers_.emplace_back(new std::uint8_t[static_cast<std::size_t>(count) * sizeof(T)]);
        std::int64_t next = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            const T value = static_cast<T>(decide_.lies() ? decide_.number() : next);
            std::memcpy(block.get() + (static_cast<std::size_t>(i) * sizeof value), &value, sizeof value);
            next += static_cast<std::int64_t>(decide_.below(70));
        }
        return block.get();
    }

    /// The last offset says how many bytes of data there are, so it has to be true.
    template <class Offset>
    void add_texts(std::vector<const void*>& pointers, std::int64_t rows) {
        std::uint8_t* const offsets = offsets_of<Offset>(rows + 1);
        Offset last = 0;
        std::memcpy(&last, offsets + (static_cast<std::size_t>(rows) * sizeof last), sizeof last);
        if (last > most_bytes) {
            last = most_bytes;
            std::memcpy(offsets + (static_cast<std::size_t>(rows) * sizeof last), &last, sizeof last);
        }
        pointers.push_back(offsets);
        pointers.push_back(buffer(last));
    }

    void add_views(std::vector<const void*>& pointers, std::int64_t rows) {
        auto& views = buffers_.emplace_back(new std::uint8_t[static_cast<std::size_t>(rows) * 16]);
        const std::size_t num_buffers = decide_.below(4);
        for (std::int64_t row = 0; row < rows; ++row) {
            const std::int32_t words[] = {
                static_cast<std::int32_t>(decide_.lies() ? decide_.number() : decide_.byte() % 40), decide_.byte(),
                static_cast<std::int32_t>(decide_.lies() ? decide_.number() : decide_.byte() % 4),
                static_cast<std::int32_t>(decide_.lies() ? decide_.number() : decide_.byte())};
            std::memcpy(views.get() + (row * 16), words, sizeof words);
        }
        pointers.push_back(views.get());
        auto& sizes = buffers_.emplace_back(new std::uint8_t[num_buffers * 8]);
        for (std::size_t i = 0; i < num_buffers; ++i) {
            const std::int64_t size = decide_.lies() ? std::min(decide_.number(), most_bytes) : decide_.byte();
            pointers.push_back(buffer(size));
            std::memcpy(sizes.get() + (i * 8), &size, sizeof size);
        }
        pointers.push_back(sizes.get());
    }

    /// What the type demands: views and dictionaries are filled with what may not fit.
    void add_buffers(std::vector<const void*>& pointers, const ArrowSchema& schema, std::int64_t rows) {
        const std::string_view format = schema.format != nullptr ? schema.format : "";
        const std::size_t letter =
            format.size() == 1 ? std::string_view("cCsSiIlL").find(format) : std::string_view::npos;
        if (letter != std::string_view::npos) {
            pointers.push_back(schema.dictionary != nullptr && decide_.below(4) != 0
                                   ? small_numbers(rows, 1 << (letter / 2))
                                   : buffer(rows << (letter / 2)));
        } else if (format == "z" || format == "u") {
            add_texts<std::int32_t>(pointers, rows);
        } else if (format == "Z" || format == "U") {
            add_texts<std::int64_t>(pointers, rows);
        } else if (format == "vz" || format == "vu") {
            add_views(pointers, rows);
        } else if (format.starts_with("w:") && format.size() <= 4) {
            pointers.push_back(buffer(rows * std::max(std::atoi(format.data() + 2), 0)));
        }
    }

    std::uint8_t* small_numbers(std::int64_t count, std::int64_t width) {
        std::uint8_t* const made = buffer(count * width);
        for (std::int64_t i = 0; i < count * width; ++i) {
            made[i] = i % width == 0 ? made[i] % 4 : std::uint8_t{0};
        }
        return made;
    }

    ArrowArray made_array(const ArrowSchema& schema, std::int64_t rows) {
        ArrowArray array{};
        array.offset = static_cast<std::int64_t>(decide_.below(4));
        array.length = rows;
        array.null_count = decide_.lies() ? decide_.number() : -1;
        std::vector<const void*>& pointers = pointers_.emplace_back();
        pointers.push_back(decide_.below(2) == 0 ? nullptr : buffer((array.offset + rows + 7) / 8));
        add_buffers(pointers, schema, array.offset + rows);
        for (const void*& pointer : pointers) {
            pointer = decide_.lies() ? nullptr : pointer;
        }
        array.n_buffers = static_cast<std::int64_t>(pointers.size());
        if (decide_.lies()) {    // never more than there are
            array.n_buffers = std::min(decide_.number(), array.n_buffers);
        }
        array.buffers = decide_.lies() ? nullptr : pointers.data();
        if (schema.dictionary != nullptr) {
            arrays_.push_back(made_array(*schema.dictionary, static_cast<std::int64_t>(decide_.below(6))));
            array.dictionary = decide_.lies() ? nullptr : &arrays_.back();
        }
        if (decide_.lies()) {    // claims that no array can have
            constexpr std::int64_t wrong[] = {-1, std::numeric_limits<std::int64_t>::min(),
                                              std::numeric_limits<std::int64_t>::max()};
            (decide_.below(2) == 0 ? array.length : array.offset) = wrong[decide_.below(std::size(wrong))];
        }
        return array;
    }

    Decisions decide_;
    std::list<ArrowSchema> schemas_;
    std::list<ArrowSchema> schemas_of_dictionaries_;
    std::vector<ArrowSchema*> schema_pointers_;
    std::list<ArrowArray> arrays_;
    std::list<std::vector<ArrowArray*>> children_;
    std::list<std::vector<const void*>> pointers_;
    std::list<std::unique_ptr<std::uint8_t[]>> buffers_;
    std::size_t num_chunks_ = 0;
    std::uint64_t num_rows_ = 0;
    ArrowArrayStream stream_{};
};

columns::ColumnRequest request_of(Decisions& decide) {
    columns::ColumnRequest request;
    constexpr const char* messages[] = {"message", "message", "{id}|{message}", "id"};
    request.message = messages[decide.below(std::size(messages))];
    request.id = decide.below(2) == 0 ? "id" : "";
    request.key_id = decide.below(2) == 0 ? "key" : "";
    request.algorithm = decide.below(2) == 0 ? "algorithm" : "";
    request.default_key_id = "k";
    request.default_algorithm = Algorithm::HmacSha256;
    request.mac_encoding = decide.below(4) == 0 ? Encoding::Hex : Encoding::Text;
    return request;
}

void require(bool is_right, const char* what) {
    if (!is_right) {
        std::fprintf(stderr, "%s\n", what);
        std::abort();
    }
}

void check(const std::uint8_t* data, std::size_t size) {
    static const keys::KeyStore store = [] {
        std::vector<keys::Key> keys;
        keys.push_back(make_key("k", pattern(32)));
        return make_store(std::move(keys));
    }();
    static const keys::KeyTable keys(store);
    static const backend::BackendInfo& info = backend_named("scalar");
    static const std::unique_ptr<backend::Backend> backend = info.open(keys, {});
    Decisions decide(data, size);
    const columns::ColumnRequest request = request_of(decide);
    rules::RunOptions options;
    options.cross_check = rules::CrossCheck::None;
    LyingTable table(decide);
    const Result<columns::ColumnOutcome> outcome =
        columns::judge_columns(table.stream(), request, options, {keys, *backend, info});
    if (!outcome) {
        require(!outcome.error().message.empty(), "a table is refused without a word");
        return;
    }
    require(outcome->report.backend_error.empty() && outcome->report.accounting_error.empty(), "a call failed");
    require(outcome->verdicts.size() == table.num_rows(), "another number of rows was judged");
    require(outcome->failures.size() == table.num_rows(), "a row is valid");
}

}    // namespace
}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::check(data, size);
    return 0;
}
