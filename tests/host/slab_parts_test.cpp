// Several threads that read one file at once: the slabs are those that one thread reads, whatever becomes of the file
// meanwhile.
#include "host/input/slab_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

struct ReadSlab {
    std::uint32_t source = 0;
    std::uint64_t offset = 0;
    input::SlabKind kind = input::SlabKind::Records;
    std::uint32_t num_lines = 0;
    std::string bytes;
    bool operator==(const ReadSlab&) const = default;
};

ReadSlab copy_of(const input::Slab& slab) {
    return {slab.source, slab.offset, slab.kind, slab.kind == input::SlabKind::Records ? 0 : slab.num_lines,
            std::string(slab.data(), slab.data() + slab.size)};
}

/// Slabs of records that follow each other as one: where the end of a source is met, one slab may be two.
std::vector<ReadSlab> joined(const std::map<std::uint64_t, ReadSlab>& slabs) {
    std::vector<ReadSlab> all;
    for (const auto& [sequence, slab] : slabs) {
        const bool is_next = !all.empty() && all.back().source == slab.source &&
                             slab.kind == input::SlabKind::Records && all.back().kind == slab.kind &&
                             all.back().offset + all.back().bytes.size() == slab.offset;
        if (is_next) {
            CHECK(all.back().bytes.ends_with('\n'));
            all.back().bytes += slab.bytes;
        } else {
            all.push_back(slab);
        }
    }
    return all;
}

struct ReadAll {
    std::map<std::uint64_t, ReadSlab> slabs;    ///< by their sequence
    std::uint64_t source_bytes = 0;
    std::size_t num_parts = 0;
    std::vector<input::Source> sources;
};

input::SlabReaderOptions options_of(std::size_t slab_bytes, std::uint32_t threads = 4) {
    input::SlabReaderOptions options;
    options.slab_bytes = slab_bytes;
    options.threads = threads;
    return options;
}

ReadAll read_by_one(std::vector<input::Source> sources, const input::SlabReaderOptions& options) {
    ReadAll all;
    all.sources = std::move(sources);
    const StopFlag stop;
    input::SlabReader reader(all.sources, options, stop);
    for (input::Slab slab; reader.next(slab);) {
        all.slabs[slab.sequence] = copy_of(slab);
        all.source_bytes += slab.source_bytes;
    }
    return all;
}

ReadAll read_by_several(std::vector<input::Source> sources, const input::SlabReaderOptions& options) {
    ReadAll all;
    all.sources = std::move(sources);
    const StopFlag stop;
    input::SlabReader reader(all.sources, options, stop);
    std::mutex mutex;
    std::vector<std::jthread> threads;
    for (std::uint32_t i = 0; i < options.threads; ++i) {
        threads.emplace_back([&] {
            input::Slab slab;
            input::SlabRest rest;
            input::LeafWork leaves;
            while (true) {
                {
                    const std::scoped_lock lock(mutex);
                    if (!reader.begin_next(slab, rest, leaves)) {
                        return;
                    }
                }
                reader.read_rest(slab, rest, leaves);
                const std::scoped_lock lock(mutex);
                all.num_parts += rest.number != 0 ? 1 : 0;
                all.source_bytes += slab.source_bytes;
                all.slabs[slab.sequence] = copy_of(slab);
            }
        });
    }
    threads.clear();
    return all;
}

std::string random_lines(Random& random, std::size_t size, std::size_t longest) {
    std::string text = random.one_in(3) ? "\xef\xbb\xbf" : "";
    while (text.size() < size) {
        text.append(random.below(random.one_in(50) ? 20 * longest : longest),
                    static_cast<char>('a' + random.below(26)));
        text += random.one_in(5) ? "\r\n" : "\n";
    }
    text.resize(size);
    return text;
}

/// Two slabs of ten bytes laid out, of a file of more.
struct TwoParts {
    TempDir folder;
    std::string path = folder.write("in.jsonl", "one\ntwo\n3\nfour\nfive\nsix\nseven\neight\nnine\n");
    std::vector<std::string> names{path};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    StopFlag stop;
    input::SlabReader reader{sources, options_of(10), stop};
    input::Slab first;
    input::Slab second;
    input::SlabRest first_rest;
    input::SlabRest second_rest;
    input::LeafWork leaves;

    TwoParts() {
        REQUIRE(reader.begin_next(first, first_rest, leaves));
        REQUIRE(reader.begin_next(second, second_rest, leaves));
        REQUIRE(first_rest.number == 1);
        REQUIRE(second_rest.number == 2);
        CHECK(second.offset == 10);
    }
    void read() {
        reader.read_rest(first, first_rest, leaves);
        reader.read_rest(second, second_rest, leaves);
    }
    /// What is read of the slabs behind them.
    std::string rest() {
        std::string bytes;
        input::Slab slab;
        input::SlabRest rest;
        while (reader.begin_next(slab, rest, leaves)) {
            reader.read_rest(slab, rest, leaves);
            bytes.append(slab.data(), slab.data() + slab.size);
        }
        return bytes;
    }
};

std::string text_of(const input::Slab& slab) {
    return {slab.data(), slab.data() + slab.size};
}

}    // namespace

TEST_CASE("threads that read a file at once make the slabs that one thread makes") {
    Random random("slabs in parts");
    std::size_t num_parts = 0;
    for (int round = 0; round < 60; ++round) {
        const TempDir folder;
        std::vector<std::string> names;
        for (int i = 0; i < 3; ++i) {
            names.push_back(folder.write(std::to_string(i) + ".jsonl", random_lines(random, random.below(30'000), 60)));
        }
        input::SlabReaderOptions options = options_of(1 + random.below(random.one_in(2) ? 100 : 3000));
        options.max_record_bytes = random.one_in(2) ? 200 : 1 << 20;
        INFO("round " << round << ", slabs of " << options.slab_bytes);
        const ReadAll expected = read_by_one(input::open_sources(names, format::InputFormat::JsonLines), options);
        const ReadAll read = read_by_several(input::open_sources(names, format::InputFormat::JsonLines), options);
        CHECK(joined(read.slabs) == joined(expected.slabs));
        CHECK(read.slabs.size() <= expected.slabs.size() + names.size());
        CHECK(read.source_bytes == expected.source_bytes);
        num_parts += read.num_parts;
        for (std::size_t i = 0; i < names.size(); ++i) {
            CHECK(read.sources[i].error.empty());
            CHECK(read.sources[i].is_whole);
            CHECK(read.sources[i].bytes == std::filesystem::file_size(names[i]));
            CHECK(read.sources[i].content_bytes == read.sources[i].bytes);
        }
    }
    CHECK(num_parts > 1000);
}

TEST_CASE("a table without quotes is read in parts behind its header, one with quotes is not") {
    const TempDir folder;
    std::string text = "KeyId\tMacAlgorithm\tMessage\tMac\n";
    for (int i = 0; i < 500; ++i) {
        text += "k\tHMAC_SHA_256\t" + std::string(static_cast<std::size_t>(i % 70), 'm') + "\t00\n";
    }
    input::SlabReaderOptions options = options_of(1000);
    for (const format::InputFormat format : {format::InputFormat::Tsv, format::InputFormat::Csv}) {
        options.shape.format = format;
        if (format == format::InputFormat::Csv) {
            std::ranges::replace(text, '\t', ',');
        }
        const std::vector<std::string> names{folder.write("in", text)};
        const ReadAll expected = read_by_one(input::open_sources(names, format), options);
        const ReadAll read = read_by_several(input::open_sources(names, format), options);
        CHECK(expected.slabs.size() > 10);
        CHECK(read.slabs == expected.slabs);
        CHECK((read.num_parts > 10) == (format == format::InputFormat::Tsv));
    }
}

TEST_CASE("the digest of one stream, a single thread and a file that is not read from its start allow of no parts") {
    const TempDir folder;
    std::string text;
    for (int i = 0; i < 300; ++i) {
        text += "{\"number\":" + std::to_string(i) + "}\n";
    }
    const std::vector<std::string> names{folder.write("in.jsonl", text)};
    input::SlabReaderOptions digest = options_of(100);
    digest.digest = InputDigest::Sha256;
    const ReadAll digested = read_by_several(input::open_sources(names, format::InputFormat::JsonLines), digest);
    CHECK(digested.num_parts == 0);
    CHECK_FALSE(digested.sources[0].sha256.empty());
    CHECK(read_by_several(input::open_sources(names, format::InputFormat::JsonLines), options_of(100, 1)).num_parts ==
          0);

    std::vector<input::Source> begun = input::open_sources(names, format::InputFormat::JsonLines);
    REQUIRE(::lseek(begun[0].fd.get(), 13, SEEK_SET) == 13);
    const ReadAll read = read_by_several(std::move(begun), options_of(100));
    CHECK(read.num_parts == 0);
    CHECK(read.slabs.at(0).bytes.starts_with("{\"number\":1}\n"));
}

TEST_CASE("a file that ends within a part is read to there, and nothing behind it is") {
    for (const bool is_in_first : {true, false}) {
        TwoParts parts;
        std::filesystem::resize_file(parts.path, is_in_first ? 6 : 17);
        parts.read();
        CHECK(text_of(parts.first) == (is_in_first ? "one\ntw" : "one\ntwo\n3\n"));
        CHECK(text_of(parts.second) == (is_in_first ? "" : "four\nfi"));
        CHECK(parts.rest().empty());
        CHECK(parts.sources[0].bytes == (is_in_first ? 6 : 17));
        CHECK(parts.first.source_bytes + parts.second.source_bytes == parts.sources[0].bytes);
        CHECK_THAT(parts.sources[0].error, has_text("changed while it was read: it had 41 bytes when it was opened"));
        CHECK_FALSE(parts.sources[0].is_whole);
    }
}

TEST_CASE("a part whose last line does not end any more where it did ends the source, with an error that says so") {
    TwoParts parts;
    {
        const Fd file(::open(parts.path.c_str(), O_WRONLY | O_CLOEXEC));
        REQUIRE(::pwrite(file.get(), "x", 1, 9) == 1);
    }
    parts.read();
    CHECK(text_of(parts.first) == "one\ntwo\n");
    CHECK(text_of(parts.second).empty());
    CHECK(parts.rest().empty());
    CHECK_THAT(parts.sources[0].error,
               has_text("in.jsonl changed while it was read: the line that ended before byte 10"));
    CHECK_FALSE(parts.sources[0].is_whole);
}

TEST_CASE("a part that cannot be read ends the source where it begins, and what was read before is judged") {
    const TempDir folder;
    TwoParts parts;
    const Fd directory(::open(folder.path().c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(::dup2(directory.get(), parts.sources[0].fd.get()) >= 0);
    parts.read();
    // What showed that there is no byte-order mark, and that nothing is compressed, was read before.
    CHECK(text_of(parts.first) == "one\n");
    CHECK(text_of(parts.second).empty());
    CHECK(parts.rest().empty());
    CHECK_THAT(parts.sources[0].error, has_text("cannot read") && has_text("in.jsonl past byte 4: Is a directory"));
    CHECK(parts.sources[0].bytes == 4);
}

TEST_CASE("a stop leaves slabs empty, and the bytes those that were read before it") {
    TwoParts parts;
    parts.reader.read_rest(parts.first, parts.first_rest, parts.leaves);
    parts.stop.request(StopFlag::cancelled);
    parts.reader.read_rest(parts.second, parts.second_rest, parts.leaves);
    CHECK(text_of(parts.first) == "one\ntwo\n3\n");
    CHECK(text_of(parts.second).empty());
    CHECK(parts.rest().empty());
    CHECK(parts.sources[0].bytes == 10);
    CHECK(parts.sources[0].error.empty());
    CHECK_FALSE(parts.sources[0].is_whole);
}

TEST_CASE("a stop before a part is read leaves nothing of what was read of it before") {
    TwoParts parts;
    parts.stop.request(StopFlag::cancelled);
    parts.read();
    CHECK(text_of(parts.first).empty());
    CHECK(text_of(parts.second).empty());
    CHECK(parts.rest().empty());
    CHECK(parts.sources[0].bytes == 4);
}

TEST_CASE("a file that grows while it is read in parts is read to its new end, with an error that says so") {
    TwoParts parts;
    {
        const Fd file(::open(parts.path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
        REQUIRE(::write(file.get(), "ten\n", 4) == 4);
    }
    parts.read();
    CHECK(parts.rest() == "six\nseven\neight\nnine\nten\n");
    CHECK_THAT(parts.sources[0].error, has_text("changed while it was read") && has_text("45 were read"));
}

}    // namespace hmacsweep::tests
