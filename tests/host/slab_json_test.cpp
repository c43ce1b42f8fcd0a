// JSON arrays and objects in slabs: the same elements whatever the slab's size, and errors that say what is wrong.
#include "host/input/slab_reader.hpp"

#include "host/input/record_finder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <tuple>

namespace hmacsweep::tests {
namespace {

/// Offset, line (0-based) and bytes; "<oversize>" stands for bytes not kept.
using Element = std::tuple<std::uint64_t, std::uint64_t, std::string>;

struct ReadElements {
    std::vector<Element> elements;
    std::size_t most_held = 0;
    std::string error;

    [[nodiscard]] std::vector<std::string> texts() const {
        std::vector<std::string> only;
        for (const Element& element : elements) {
            only.push_back(std::get<2>(element));
        }
        return only;
    }
};

ReadElements read_text(std::string_view text, std::size_t slab_bytes, std::uint64_t max_record_bytes = 1 << 20) {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.json", text)};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::Auto);
    ReadElements read;
    const StopFlag stop;
    format::Shape shape;
    shape.format = format::InputFormat::Auto;
    input::SlabReader reader(sources, {.slab_bytes = slab_bytes, .max_record_bytes = max_record_bytes, .shape = shape},
                             stop);
    input::Slab slab;
    std::uint64_t num_lines = 0;
    while (reader.next(slab)) {
        CHECK(slab.shape->format == format::InputFormat::Json);
        read.most_held = std::max(read.most_held, slab.buffer.size());
        if (slab.kind != input::SlabKind::Records) {
            if (slab.kind == input::SlabKind::OversizeRecord) {
                read.elements.emplace_back(slab.offset, num_lines, "<oversize>");
            }
            num_lines += slab.num_lines;
            continue;
        }
        num_lines += format::frame_records(slab.data(), slab.size, *slab.shape, [&](const core::Frame& frame) {
                         // As SlabJudge has it.
                         read.elements.emplace_back(
                             slab.offset + frame.offset, num_lines + frame.line,
                             frame.size > max_record_bytes
                                 ? std::string("<oversize>")
                                 : std::string(slab.data() + frame.offset, slab.data() + frame.offset + frame.size));
                     }).lines;
    }
    read.error = sources[0].error;
    return read;
}

using Texts = std::vector<std::string>;

const std::vector<std::size_t> slab_sizes{1, 2, 3, 7, 64, 1000, 1 << 20};

}    // namespace

TEST_CASE("the elements of an array are the same in slabs of every size, with their lines and offsets") {
    const std::string text = "\xef\xbb\xbf \n[\n  {\"a\": \"]},\\\"\",\n \"b\": [1, 2]} ,\n\n{\"c\":\"" +
                             std::string(100, 'x') + "\"},[], 7\r\n]\n \n";
    const std::size_t third = text.find("{\"c\"");
    for (const std::size_t slab_bytes : slab_sizes) {
        INFO("slabs of " << slab_bytes);
        const ReadElements read = read_text(text, slab_bytes);
        CHECK(read.error.empty());
        CHECK(read.elements == std::vector<Element>{{9, 2, "{\"a\": \"]},\\\"\",\n \"b\": [1, 2]}"},
                                                    {third, 5, "{\"c\":\"" + std::string(100, 'x') + "\"}"},
                                                    {text.find("[]"), 5, "[]"},
                                                    {text.find('7'), 5, "7"}});
    }
}

TEST_CASE("one object is one record, whatever stands around it") {
    for (const std::size_t slab_bytes : slab_sizes) {
        const ReadElements read = read_text(" \n\n {\"a\":\n{}} \n\t", slab_bytes);
        CHECK(read.error.empty());
        CHECK(read.elements == std::vector<Element>{{4, 2, "{\"a\":\n{}}"}});
    }
}

TEST_CASE("an empty array has no records, and a file without JSON is an error") {
    for (const std::size_t slab_bytes : slab_sizes) {
        for (const std::string_view text : {"[]", " [ \n ] \n", "[\n\n\n\n\n\n\n\n\n\n]"}) {
            const ReadElements read = read_text(text, slab_bytes);
            CHECK(read.elements.empty());
            CHECK(read.error.empty());
        }
        for (const std::string_view text : {"", " \n", "\xef\xbb\xbf"}) {
            CHECK_THAT(read_text(text, slab_bytes).error, has_text("has no JSON in it"));
        }
        for (const std::string_view text : {"\"x\"", "7", "]", "Id,KeyId", "null", "\xef\xbb\xbf\xef\xbb\xbf[]"}) {
            const ReadElements read = read_text(text, slab_bytes);
            CHECK_THAT(read.error, has_text("neither a JSON object nor an array"));
            CHECK(read.elements.empty());
        }
    }
}

TEST_CASE("missing elements are records, so that a comma too many does not pass") {
    for (const std::size_t slab_bytes : slab_sizes) {
        CHECK(read_text("[{},]", slab_bytes).elements == std::vector<Element>{{1, 0, "{}"}, {4, 0, ""}});
        CHECK(read_text("[,]", slab_bytes).texts() == Texts{"", ""});
        CHECK(read_text("[{},\n \n,{} \n,\n ]", slab_bytes).texts() == Texts{"{}", "", "{}", ""});
        CHECK(read_text("[{},]", slab_bytes).error.empty());
    }
}

TEST_CASE("what follows the array or the object is an error that says where, and all before is read") {
    for (const std::size_t slab_bytes : slab_sizes) {
        for (const std::string_view behind : {"]", "x", "\n,", "[{}]", "{}"}) {
            const std::string text = "[{},{}] \n" + std::string(behind);
            const ReadElements read = read_text(text, slab_bytes);
            CHECK(read.texts() == Texts{"{}", "{}"});
            CHECK_THAT(read.error, has_text("has more behind its array, from byte " +
                                            std::to_string(text.find(behind.substr(behind[0] == '\n' ? 1 : 0), 9))));
        }
        const ReadElements lines = read_text("{\"a\":1} {\"b\":2}\n", slab_bytes);
        CHECK(lines.texts() == Texts{"{\"a\":1}"});
        CHECK_THAT(lines.error, has_text("more than one JSON object") && has_text("--input-format jsonl") &&
                                    has_text("from byte 8;"));
        CHECK_THAT(read_text("[]x", slab_bytes).error, has_text("from byte 2;"));
    }
}

TEST_CASE("an array or object that does not end is an error; what is left is one record, unless it is nothing") {
    for (const std::size_t slab_bytes : slab_sizes) {
        INFO("slabs of " << slab_bytes);
        for (const std::string_view rest : {"{\"a\":1", "{\"a\":\"x}]", "[{}", "{\"b\":[1},{\"c\":2}]", "7", "{}"}) {
            const std::string text = "[{\"a\":0},\n" + std::string(rest);
            const ReadElements read = read_text(text, slab_bytes);
            CHECK(read.texts() == Texts{"{\"a\":0}", std::string(rest)});
            CHECK_THAT(read.error, has_text("its array has not ended at byte " + std::to_string(text.size())));
        }
        CHECK(read_text("[{},\n ", slab_bytes).texts() == Texts{"{}"});
        CHECK_THAT(read_text("[{},\n ", slab_bytes).error, has_text("has not ended at byte 6;"));
        CHECK_THAT(read_text("[", slab_bytes).error, has_text("has not ended at byte 1;"));
        CHECK(read_text("{\"a\":1", slab_bytes).texts() == Texts{"{\"a\":1"});
        CHECK_THAT(read_text("{\"a\":1", slab_bytes).error, has_text("its object has not ended at byte 6;"));
    }
}

TEST_CASE("an element that is too long is passed over in bounded memory, whatever the slab's size") {
    const std::string longest = "{\"a\":\"" + std::string(92, 'x') + "\"}";    // 100 bytes
    REQUIRE(longest.size() == 100);
    const std::string longer = "{\"a\":\n\"" + std::string(100'000, ']') + "\"}";
    const std::string text =
        "[" + longest + ",\n" + longer + " , " + longer + "," + longest + ",{}\n," + longer + "]\n";
    for (const std::size_t slab_bytes : slab_sizes) {
        INFO("slabs of " << slab_bytes);
        const ReadElements read = read_text(text, slab_bytes, 100);
        CHECK(read.error.empty());
        CHECK(read.texts() == Texts{longest, "<oversize>", "<oversize>", longest, "{}", "<oversize>"});
        CHECK(std::get<0>(read.elements[1]) == text.find(longer));
        CHECK(std::get<1>(read.elements[1]) == 1);
        CHECK(std::get<1>(read.elements[3]) == 3);
        CHECK(std::get<1>(read.elements[5]) == 4);
        CHECK(read.most_held < (2 * slab_bytes) + 70'000);    // less than the element
        const ReadElements open = read_text("[{}," + longer.substr(0, longer.size() - 2), slab_bytes, 100);
        CHECK(open.texts() == Texts{"{}", "<oversize>"});
        CHECK_THAT(open.error, has_text("its array has not ended"));
        const ReadElements object = read_text(longer + " ", slab_bytes, 100);
        CHECK(object.texts() == Texts{"<oversize>"});
        CHECK(object.error.empty());
        // Blanks up to the comma count, wherever the slab ends; those before an element do not.
        CHECK(read_text("[{}" + std::string(200, ' ') + ",{}]", slab_bytes, 100).texts() == Texts{"<oversize>", "{}"});
        CHECK(read_text("[{}," + std::string(200, ' ') + "{}]", slab_bytes, 100).texts() == Texts{"{}", "{}"});
    }
}

TEST_CASE("an element may have line feeds between its tokens, and none in its strings") {
    format::Shape shape;
    shape.format = format::InputFormat::Json;
    LineReader json(shape);
    LineReader jsonl;
    const std::string pretty =
        "{\n\"KeyId\" : \"k\",\r\n\t\"MacAlgorithm\":\"HMAC_SHA_256\",\n\n\"Message\":\"eA==\",\n"
        "\"x\":[1,\n2,1E+400]\n}";
    CHECK(json(pretty).malformed == "");
    CHECK(json(pretty).key_id == "k");
    CHECK(as_text(json(pretty).message) == "x");
    CHECK_THAT(std::string(jsonl(pretty).malformed), has_text("control character"));
    CHECK_THAT(std::string(json("{\"KeyId\":\"k\n\"}").malformed), has_text("not valid JSON"));
    CHECK_THAT(std::string(json("{\"KeyId\":\"k\",\v\"x\":1}").malformed), has_text("control character"));
    CHECK_THAT(std::string(json("").malformed), has_text("an element is missing here"));
    CHECK_THAT(std::string(json("[1]").malformed), has_text("a record is an object"));
    CHECK_THAT(std::string(json("{} {}").malformed), has_text("not valid JSON"));
}

TEST_CASE("records of an array are found by their numbers") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.json", "[\n{\"a\":1},\n {\"b\":\n2}, 7\n,{\"d\":4}]")};
    const StopFlag stop;
    for (const std::size_t slab_bytes : slab_sizes) {
        input::RecordFinder finder(std::move(input::open_sources(names, format::InputFormat::Json)[0]),
                                   {.slab_bytes = slab_bytes,
                                    .shape =
                                        [] {
                                            format::Shape shape;
                                            shape.format = format::InputFormat::Json;
                                            return shape;
                                        }()},
                                   stop);
        const std::optional<input::FoundRecord> second = finder.find(2);
        REQUIRE(second);
        CHECK(std::string(second->slab.data(), second->slab.data() + second->slab.size) == "{\"b\":\n2}");
        CHECK(second->slab.offset == 12);
        CHECK(second->before.lines == 2);
        const std::optional<input::FoundRecord> fourth = finder.find(4);
        REQUIRE(fourth);
        CHECK(fourth->before.lines == 4);
        CHECK_FALSE(finder.find(5));
    }
}

}    // namespace hmacsweep::tests
