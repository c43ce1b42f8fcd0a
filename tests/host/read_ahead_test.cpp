// Compressed files that are read ahead of their turn say what they say when they are not: contents, errors, digests and
// order, however many threads there are and however little they may hold.
#include "host/input/slab_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <tuple>

namespace hmacsweep::tests {
namespace {

/// What is known of a source once it was read.
using Told = std::tuple<std::string, std::uint64_t, std::uint64_t, input::Compression, std::string, std::string>;

struct ReadAll {
    std::vector<std::string> texts;
    std::vector<Told> told;
};

/// Everything that the files say, read through slabs.
ReadAll read_all(const std::vector<std::string>& names, const input::SlabReaderOptions& options) {
    std::vector<input::Source> sources = input::open_sources(names, options.shape.format);
    ReadAll all;
    all.texts.resize(sources.size());
    const StopFlag stop;
    {
        input::SlabReader reader(sources, options, stop);
        std::uint32_t source = 0;
        for (input::Slab slab; reader.next(slab);) {
            CHECK(slab.source >= source);
            source = slab.source;
            all.texts[source].append(slab.data(), slab.data() + slab.size);
        }
    }
    for (input::Source& source : sources) {
        // How far the library had come when it found damage depends on how much it was asked for at a time.
        if (const std::size_t place = source.error.find("whole records in the "); place != std::string::npos) {
            source.error.resize(place);
        }
        all.told.emplace_back(source.name, source.bytes, source.content_bytes, source.compression, source.sha256,
                              source.error);
    }
    return all;
}

std::string lines(std::size_t size, std::uint64_t seed) {
    Random random(seed);
    std::string text;
    while (text.size() < size) {
        text += "line " + std::to_string(random.below(1'000'000'000)) + "\n";
    }
    return text;
}

/// Files of every kind, some of them damaged, in a folder.
std::vector<std::string> many_files(const TempDir& folder) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& bytes) {
        names.push_back(folder.write("file" + std::to_string(names.size()), bytes));
    };
    for (std::uint64_t round = 0; round < 2; ++round) {
        const std::string text = lines(700'000 + (round * 300'000), round);
        const std::string compressed = gzip_of(text, 1);
        add(compressed);
        add(gzip_of(""));
        add("plain\nfile");
        add(compressed.substr(0, compressed.size() / 2));
        add("");
        std::string damaged = compressed;
        damaged[damaged.size() / 3] = static_cast<char>(damaged[damaged.size() / 3] ^ 0x10);
        add(damaged);
        add(compressed + gzip_of("a second member") + "and what is none");
        names.push_back(folder.file("missing"));
        add(gzip_of("a line without an end"));
        add(std::string("\x1f\x8b", 2));
    }
    if (can_read(input::Compression::Zstd)) {
        add(zstd_of(lines(2'000'000, 9)));
        add(zstd_of(lines(100'000, 10)).substr(0, 5000));
    }
    return names;
}

/// Reads on to the end as one thread does that takes what is read ahead.
std::string rest_of(input::SourceContents& contents) {
    std::string text;
    std::vector<std::uint8_t> buffer(1000);
    for (std::size_t got = 1; got != 0;) {
        got = contents.read(buffer.data(), buffer.size());
        text.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got));
    }
    return text;
}

}    // namespace

TEST_CASE("files read ahead say what they say when they are read one after another") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const TempDir folder;
    const std::vector<std::string> names = many_files(folder);
    for (const std::size_t slab_bytes : {std::size_t{10'000}, std::size_t{1} << 20}) {
        const ReadAll expected = read_all(names, {.slab_bytes = slab_bytes, .digest = InputDigest::Sha256});
        for (const std::uint32_t threads : {2U, 5U}) {
            const ReadAll read =
                read_all(names, {.slab_bytes = slab_bytes, .digest = InputDigest::Sha256, .threads = threads});
            INFO(threads << " threads, slabs of " << slab_bytes);
            CHECK((read.texts == expected.texts));
            CHECK(read.told == expected.told);
        }
    }
}

TEST_CASE("whatever may be held, the file that has its turn goes on") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const TempDir folder;
    std::vector<std::string> names;
    std::vector<std::string> texts;
    for (std::uint64_t i = 0; i < 12; ++i) {
        texts.push_back(lines(i % 3 == 0 ? 3'000'000 : 1000 * i, i));
        names.push_back(folder.write(std::to_string(i), gzip_of(texts.back(), 1)));
    }
    const StopFlag stop;
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{1} << 18, std::size_t{1} << 20}) {
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        input::SourceContents contents(
            sources, {.threads = 4, .libraries = input::decompressors(), .bytes_a_thread = bytes}, stop);
        for (std::size_t i = 0; i < names.size(); ++i) {
            contents.begin(i);
            // A turn may end before its file does.
            if (i % 4 == 3) {
                std::uint8_t byte = 0;
                CHECK(contents.read(&byte, 1) == (texts[i].empty() ? 0U : 1U));
            } else {
                CHECK((rest_of(contents) == texts[i]));
            }
            contents.finish();
            CHECK(sources[i].error.empty());
            CHECK(sources[i].content_bytes == (i % 4 == 3 ? 1 : texts[i].size()));
            CHECK(sources[i].bytes == sources[i].expected_bytes);
        }
        contents.close();
    }
}

TEST_CASE("a source that is given up for its header is read for its digest, and the next follows") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const TempDir folder;
    format::Shape shape;
    shape.format = format::InputFormat::Csv;
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    std::vector<std::string> names;
    for (int i = 0; i < 6; ++i) {
        const std::string header = i % 2 == 0 ? "Message,Mac\n" : "Nothing,Else\n";
        names.push_back(folder.write(std::to_string(i), gzip_of(header + lines(2'000'000, 1), 1)));
    }
    const ReadAll expected = read_all(names, {.digest = InputDigest::Sha256, .shape = shape});
    const ReadAll read = read_all(names, {.digest = InputDigest::Sha256, .shape = shape, .threads = 3});
    CHECK((read.texts == expected.texts));
    for (std::size_t i = 0; i < names.size(); ++i) {
        CHECK(std::get<5>(read.told[i]) == std::get<5>(expected.told[i]));
        CHECK(std::get<4>(read.told[i]) == std::get<4>(expected.told[i]));
        CHECK(std::get<4>(read.told[i]).size() == 64);
    }
}

TEST_CASE("a file that changes while it is read ahead is told of, as any other") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const TempDir folder;
    const std::string one = gzip_of("one\n");
    std::vector<std::string> names;
    for (int i = 0; i < 3; ++i) {
        names.push_back(folder.write(std::to_string(i), one));
    }
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    folder.write("2", one + one);
    const StopFlag stop;
    input::SourceContents contents(sources, {.threads = 2, .libraries = input::decompressors()}, stop);
    for (std::size_t i = 0; i < names.size(); ++i) {
        contents.begin(i);
        if (i == 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));    // for the threads to take the others on
        }
        CHECK(rest_of(contents) == (i == 2 ? "one\none\n" : "one\n"));
        CHECK(sources[i].error.empty());
        contents.finish();
        CHECK(sources[i].error.empty() == (i != 2));
    }
    CHECK_THAT(sources[2].error, has_text("changed while it was read"));
}

TEST_CASE("a stop ends the threads at once, wherever they are") {
    if (!can_read(input::Compression::Gzip)) {
        return;
    }
    const TempDir folder;
    constexpr std::uint64_t num_bytes = 200'000'000;
    const std::string big = pipe_through({"bash", "-c", "head -c 200000000 /dev/zero | tr '\\0' '\\n' | gzip -1"}, "");
    std::vector<std::string> names;
    for (int i = 0; i < 5; ++i) {
        names.push_back(folder.write(std::to_string(i), big));
    }
    for (const int num_slabs : {0, 1, 30}) {
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        StopFlag stop;
        {
            input::SlabReader reader(sources, {.threads = 3}, stop);
            input::Slab slab;
            for (int i = 0; i < num_slabs; ++i) {
                REQUIRE(reader.next(slab));
            }
            stop.request(StopFlag::cancelled);
            CHECK_FALSE(reader.next(slab));
        }
        // The threads are gone, and most of the inputs was never read.
        CHECK(sources.back().content_bytes < num_bytes);
    }
}

}    // namespace hmacsweep::tests
