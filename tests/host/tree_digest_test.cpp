// The tree digest of inputs: that of OpenSSL, leaf by leaf, over every byte of the file, however it was read.
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/copy_rows.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"
#include "tests/support/shapes.hpp"

#include <thread>

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

namespace hmacsweep::tests {
namespace {

std::string openssl_sha256(std::string_view bytes) {
    std::string digest(32, '\0');
    REQUIRE(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                       EVP_sha256(), nullptr) == 1);
    return digest;
}

std::string tree_of(std::string_view bytes) {
    std::string leaves;
    for (std::size_t begin = 0; begin < bytes.size(); begin += 65536) {
        leaves += openssl_sha256(bytes.substr(begin, 65536));
    }
    const std::string root = openssl_sha256(leaves);
    return to_hex(as_bytes(root));
}

/// Lines of all lengths up to `longest`, of which none is a record.
std::string lines(std::size_t size, std::size_t longest, Random& random) {
    std::string text;
    while (text.size() < size) {
        text.append(random.below(longest), static_cast<char>('a' + random.below(26)));
        text += "\n";
    }
    text.resize(size);
    return text;
}

report::Report run_over(std::vector<input::Source>& sources, const rules::RunOptions& options,
                        InputDigest digest = InputDigest::Tree) {
    const TempDir folder;
    std::vector<keys::Key> list;
    list.push_back(make_key("k", pattern(32)));
    const keys::KeyStore keys = make_store(std::move(list));
    const keys::KeyTable table(keys);
    Result<OutputFile> results = OutputFile::open(folder.file("results"), {});
    REQUIRE(results.has_value());
    StopFlag stop;
    const std::unique_ptr<backend::Backend> backend = backend_named("openssl").open(table, {});
    return run::run({options, table, *backend}, sources, digest, {*results}, stop);
}

rules::RunOptions options_of(std::size_t slab_bytes, std::uint32_t threads,
                             format::InputFormat format = format::InputFormat::JsonLines) {
    rules::RunOptions options;
    options.slab_bytes = slab_bytes;
    options.threads = threads;
    options.shape.format = format;
    options.results = rules::ResultsFilter::None;
    return options;
}

std::string tree_in_file(const std::string& bytes, const rules::RunOptions& options) {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("input", bytes)};
    std::vector<input::Source> sources = input::open_sources(names, options.shape.format);
    return run_over(sources, options).sources[0].tree_sha256;
}

}    // namespace

TEST_CASE("the tree digest is that of the file's leaves, for every size, slab and number of threads") {
    Random random("tree digest");
    for (const std::size_t size : {0U, 1U, 2U, 3U, 65535U, 65536U, 65537U, 131072U, 1048579U, 2500000U}) {
        const std::string text = lines(size, 3000, random);
        for (const std::size_t slab_bytes : {1U, 1000U, 65536U, 70001U, 1U << 20}) {
            for (const std::uint32_t threads : {1U, 4U}) {
                if (slab_bytes == 1 && size > 70000) {
                    continue;
                }
                INFO(size << " bytes, slabs of " << slab_bytes << ", " << threads << " threads");
                CHECK(tree_in_file(text, options_of(slab_bytes, threads)) == tree_of(text));
            }
        }
    }
}

TEST_CASE("bytes that are no records are in the tree digest") {
    Random random("tree digest of what is passed over");
    const std::string filler = lines(150'000, 2000, random);
    const std::string long_line = std::string(300'000, 'x') + "\n";
    const std::string bom = "\xef\xbb\xbf";
    for (const std::string& text : {bom, bom + filler, bom + long_line + filler, filler + long_line + filler,
                                    long_line + long_line, filler + std::string(300'000, ' ') + "\n" + filler,
                                    std::string(200'000, '\n') + filler, filler + long_line.substr(1, 200'000)}) {
        for (const std::size_t slab_bytes : {1000U, 65536U, 1U << 20}) {
            // Held, and passed over.
            for (const std::uint64_t max_record_bytes : {1U << 24, 100'000U, 100U}) {
                INFO(text.size() << " bytes, slabs of " << slab_bytes << ", records up to " << max_record_bytes);
                rules::RunOptions options = options_of(slab_bytes, 2);
                options.max_record_bytes = max_record_bytes;
                CHECK(tree_in_file(text, options) == tree_of(text));
            }
        }
    }
}

TEST_CASE("a table's header, damaged rows and what stands behind them are in the tree digest") {
    Random random("tree digest of tables");
    const std::string filler = lines(200'000, 2000, random);
    for (const std::string& table : {"Id,KeyId,MacAlgorithm,Message,Mac\n" + filler,
                                     "\n\nKeyId,MacAlgorithm,Message,Mac," + std::string(100'000, 'x') + "\n" + filler,
                                     "KeyId,MacAlgorithm,Message,Mac\n\"" + filler}) {
        for (const std::size_t slab_bytes : {1000U, 1U << 20}) {
            CHECK(tree_in_file(table, options_of(slab_bytes, 2, format::InputFormat::Csv)) == tree_of(table));
        }
    }
    std::string rows = copy_head();
    for (int i = 0; i < 100; ++i) {
        rows += copy_row({"k", "HMAC_SHA_256", std::string(2000, 'm'), "mac"});
    }
    rules::RunOptions options = options_of(10'000, 2, format::InputFormat::PgCopy);
    set_names(options.shape, {"", "1", "2", "3", "4"});
    for (std::size_t f = 1; f < format::num_fields; ++f) {
        options.shape.fields[f].is_mapped = true;
    }
    for (const std::string& bytes :
         {rows + copy_end, rows + copy_end + filler, rows + "\xf0" + filler, rows + big_endian(1, 2) + "\xff" + filler,
          rows, rows + copy_row({std::string(300'000, 'x')}) + copy_end}) {
        for (const std::uint64_t max_record_bytes : {1U << 24, 5000U, 100U}) {
            options.max_record_bytes = max_record_bytes;
            CHECK(tree_in_file(bytes, options) == tree_of(bytes));
        }
    }
}

TEST_CASE("of several inputs each has the tree digest of its own bytes, and none where it was not read whole") {
    Random random("tree digests of several inputs");
    const TempDir folder;
    const std::string first = lines(400'000, 1000, random);
    const std::string second = lines(65536, 1000, random);
    std::vector<std::string> names{folder.write("a.jsonl", first), folder.write("b.jsonl", ""), folder.file("none"),
                                   folder.write("c.jsonl", second)};
    std::vector<std::string> expected{tree_of(first), tree_of(""), "", tree_of(second)};
    if (can_read(input::Compression::Gzip)) {
        const std::string packed = gzip_of(first, 0);
        for (const std::string& bytes : {packed, packed.substr(0, 100'000), gzip_of(""), packed + "garbage"}) {
            names.push_back(folder.write("z" + std::to_string(names.size()) + ".gz", bytes));
            expected.push_back(tree_of(bytes));
        }
    }
    for (const std::uint32_t threads : {1U, 4U}) {
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        const report::Report report = run_over(sources, options_of(50'000, threads));
        REQUIRE(report.sources.size() == names.size());
        for (std::size_t i = 0; i < names.size(); ++i) {
            INFO(names[i] << ", " << threads << " threads");
            CHECK(report.sources[i].tree_sha256 == expected[i]);
            CHECK(report.sources[i].sha256.empty());
        }
    }
}

TEST_CASE("a file that changes while it is read has no tree digest") {
    const TempDir folder;
    const std::string text(200'000, '\n');
    const std::vector<std::string> names{folder.write("in.jsonl", text)};
    for (const std::size_t size : {std::size_t{199'999}, std::size_t{200'001}, std::size_t{0}}) {
        folder.write("in.jsonl", text);
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        folder.write("in.jsonl", std::string(size, '\n'));
        const report::Report report = run_over(sources, options_of(10'000, 2));
        CHECK(report.sources[0].tree_sha256.empty());
        CHECK_THAT(report.sources[0].error, has_text("changed while it was read"));
    }
}

TEST_CASE("a slow pipe has the tree digest of all that came through it") {
    Random random("tree digest of a pipe");
    const std::string text = lines(500'000, 1000, random);
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    std::vector<input::Source> sources(1);
    sources[0].name = "pipe";
    sources[0].fd = Fd(ends[0]);
    std::thread writer([&] {
        for (std::size_t begin = 0; begin < text.size(); begin += 1777) {
            const std::string part = text.substr(begin, 1777);
            static_cast<void>(::write(ends[1], part.data(), part.size()));
        }
        ::close(ends[1]);
    });
    const report::Report report = run_over(sources, options_of(1 << 20, 3));
    writer.join();
    CHECK(report.sources[0].tree_sha256 == tree_of(text));
}

TEST_CASE("a run that was told to compute another digest, or none, has no tree digest") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", "x\n")};
    for (const InputDigest digest : {InputDigest::None, InputDigest::Sha256}) {
        std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
        const report::Report report = run_over(sources, options_of(1000, 1), digest);
        CHECK(report.sources[0].tree_sha256.empty());
        CHECK(report.sources[0].sha256.empty() == (digest == InputDigest::None));
    }
}

}    // namespace hmacsweep::tests
