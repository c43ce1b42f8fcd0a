// Views of Arrow columns: every layout gives the values that it was made of, and damaged arrays are refused.
#include "host/columns/column.hpp"
#include "tests/columns/arrow_table.hpp"
#include "tests/support/catch.hpp"

#include <cstring>
#include <limits>
#include <string>

namespace hmacsweep::tests {
namespace {

using columns::Column;
using columns::Digits;

/// All values of a column, or `fault`: what is wrong with it.
struct ReadColumn {
    Values values;
    std::string fault;
};

ReadColumn read(const MadeArray& made, std::int64_t offset = 0) {
    REQUIRE(columns::kind_of(made.schema));
    const std::int64_t length = made.array.length - offset;
    const Result<Column> column = Column::open(made.schema, made.array, offset, length);
    if (!column) {
        return {{}, column.error().message};
    }
    if (std::string fault = column->fault(0, length); !fault.empty()) {
        return {{}, std::move(fault)};
    }
    ReadColumn read;
    for (std::int64_t row = 0; row < length; ++row) {
        Digits digits{};
        const std::optional<Bytes> value = column->value(row, digits);
        read.values.push_back(value ? std::optional(std::string(as_text(*value))) : std::nullopt);
    }
    return read;
}

Values some_values(ArrowLayout layout) {
    if (layout == ArrowLayout::Fixed) {
        return {"abcd", std::nullopt, "efgh", "ijkl", std::nullopt};
    }
    return {"",  "a",          std::nullopt,         "twelve bytes", "thirteen byte", std::string(70'000, 'x'),
            "a", std::nullopt, std::string(300, 'y')};
}

template <class T>
void overwrite(std::vector<std::uint8_t>& buffer, std::size_t index, T value) {
    std::memcpy(buffer.data() + (index * sizeof value), &value, sizeof value);
}

}    // namespace

TEST_CASE("every layout of a column gives the values that it was made of") {
    for (const ArrowLayout layout : all_layouts) {
        for (const std::int64_t offset : {0, 1, 3, 11}) {
            for (const bool has_nulls : {true, false}) {
                CAPTURE(static_cast<int>(layout), offset, has_nulls);
                Values values = some_values(layout);
                if (!has_nulls) {
                    std::erase(values, std::nullopt);
                }
                const auto made = make_array(layout, "a", values, offset);
                const ReadColumn all = read(*made);
                CHECK(all.fault.empty());
                CHECK(all.values == values);
                CHECK(read(*made, 2).values == Values(values.begin() + 2, values.end()));
                made->array.null_count = -1;    // not computed
                CHECK(read(*made).values == values);
            }
        }
    }
}

TEST_CASE("integers are read as digits, signed or not") {
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    const auto made = make_integers("n", {0, 7, -1, least});
    CHECK(read(*made).values == Values{"0", "7", "-1", "-9223372036854775808"});
    made->format = "L";
    CHECK(read(*made).values == Values{"0", "7", "18446744073709551615", "9223372036854775808"});
    made->format = "C";
    CHECK(read(*made).values == Values{"0", "0", "0", "0"});
    overwrite<std::uint8_t>(made->buffers[1], 1, 200);
    CHECK(read(*made).values[1] == "200");
    made->format = "c";
    CHECK(read(*made).values[1] == "-56");
}

TEST_CASE("a column without rows is read, whatever its buffers are") {
    for (const ArrowLayout layout : all_layouts) {
        CAPTURE(static_cast<int>(layout));
        const auto made = make_array(layout, "a", {});
        for (const void*& buffer : made->pointers) {
            buffer = nullptr;
        }
        const ReadColumn column = read(*made);
        CHECK(column.fault.empty());
        CHECK(column.values.empty());
    }
}

TEST_CASE("types that are no text and no bytes have no kind") {
    ArrowSchema schema{};
    for (const char* const format :
         {"b", "e", "f", "g", "d:19,10", "tsu:UTC", "+l", "+s", "+r", "w:", "w:-1", "w:4x", "zz", ""}) {
        CAPTURE(format);
        schema.format = format;
        CHECK_FALSE(columns::kind_of(schema));
    }
    schema.format = nullptr;
    CHECK_FALSE(columns::kind_of(schema));
    schema.format = "n";
    CHECK(columns::kind_of(schema) == columns::ValueKind::Null);
    ArrowArray nulls{};
    nulls.length = nulls.null_count = 3;
    const Result<Column> column = Column::open(schema, nulls, 0, 3);
    REQUIRE(column);
    Digits digits{};
    CHECK_FALSE(column->value(2, digits));
}

TEST_CASE("a length or an offset that an array cannot have is refused") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    for (const ArrowLayout layout : all_layouts) {
        CAPTURE(static_cast<int>(layout));
        const auto made = make_array(layout, "a", some_values(layout));
        const ArrowArray whole = made->array;
        const auto refuses = [&](auto&& damage) {
            made->array = whole;
            damage(made->array);
            return !Column::open(made->schema, made->array, 0, made->array.length).has_value();
        };
        CHECK_FALSE(refuses([](ArrowArray&) {}));
        CHECK(refuses([](ArrowArray& array) { array.length = -1; }));
        CHECK(refuses([](ArrowArray& array) { array.length = most; }));
        CHECK(refuses([](ArrowArray& array) { array.offset = -1; }));
        CHECK(refuses([](ArrowArray& array) { array.offset = most; }));
        CHECK(refuses([](ArrowArray& array) { array.n_buffers = -1; }));
        CHECK(refuses([](ArrowArray& array) { array.n_buffers = 1; }));
        CHECK(refuses([](ArrowArray& array) { array.buffers = nullptr; }));
        made->array = whole;
        made->pointers[0] = nullptr;    // where the nulls are
        CHECK_FALSE(Column::open(made->schema, made->array, 0, made->array.length));
        CHECK_FALSE(Column::open(made->schema, made->array, 1, made->array.length));
        CHECK_FALSE(Column::open(made->schema, made->array, -1, 1));
        made->array.null_count = 0;
        made->pointers[1] = nullptr;
        CHECK_FALSE(Column::open(made->schema, made->array, 0, made->array.length));
    }
}

TEST_CASE("offsets that go back, below zero or behind the last one are refused") {
    const Values values{"one", "two", "three"};
    for (const ArrowLayout layout : {ArrowLayout::Binary, ArrowLayout::LargeText}) {
        const bool is_wide = layout == ArrowLayout::LargeText;
        for (const std::int64_t wrong : {-1, 2, 100, -2147483647}) {
            CAPTURE(is_wide, wrong);
            const auto made = make_array(layout, "a", values);
            if (is_wide) {
                overwrite<std::int64_t>(made->buffers[1], 2, wrong);
            } else {
                overwrite<std::int32_t>(made->buffers[1], 2, static_cast<std::int32_t>(wrong));
            }
            CHECK(read(*made).fault.find("is damaged: row") == 0);
        }
        const auto made = make_array(layout, "a", values);
        if (is_wide) {
            overwrite<std::int64_t>(made->buffers[1], 3, -1);
        } else {
            overwrite<std::int32_t>(made->buffers[1], 3, -1);
        }
        CHECK(read(*made).fault == "is damaged: its last offset is -1");
        const auto without_data = make_array(layout, "a", values);
        without_data->pointers[2] = nullptr;
        CHECK(read(*without_data).fault == "is damaged: a buffer is missing");
    }
}

TEST_CASE("views outside their buffers are refused, and those of nulls are not looked at") {
    const Values values{"a value of more than twelve bytes", std::nullopt, "short"};
    const std::pair<std::size_t, std::int32_t> damages[] = {
        {0, -1}, {0, 34}, {0, std::numeric_limits<std::int32_t>::max()}, {2, -1}, {2, 2}, {2, 1}, {3, -1},
        {3, 1},  {8, -1}};
    for (const auto& [word, wrong] : damages) {
        CAPTURE(word, wrong);
        const auto made = make_array(ArrowLayout::BinaryView, "a", values);
        overwrite(made->buffers[1], word, wrong);
        CHECK(read(*made).fault.find("is damaged: row") == 0);
    }
    const auto made = make_array(ArrowLayout::BinaryView, "a", values);
    overwrite<std::int32_t>(made->buffers[1], 4, -1);
    CHECK(read(*made).values == values);
    overwrite<std::int64_t>(made->buffers[4], 0, -1);    // the size of the first buffer
    CHECK(read(*made).fault.find("is damaged: row 0") == 0);
}

TEST_CASE("indices outside a dictionary are refused, and a damaged dictionary is") {
    const Values values{"one", "two", std::nullopt};
    for (const int wrong : {-1, 3, 127}) {
        const auto made = make_array(ArrowLayout::DictionaryOfText, "a", values);
        CHECK(read(*made).values == values);    // a null's index is -7
        overwrite(made->buffers[1], 1, static_cast<std::int8_t>(wrong));
        CHECK(read(*made).fault.find("is damaged: row 1 has value") == 0);
    }
    const auto made = make_array(ArrowLayout::DictionaryOfText, "a", values);
    overwrite<std::int32_t>(made->dictionary->buffers[1], 2, 1000);
    CHECK(read(*made).fault.find("is damaged: row") == 0);
    made->array.dictionary = nullptr;
    CHECK(read(*made).fault == "is damaged: a buffer is missing");
}

}    // namespace hmacsweep::tests
