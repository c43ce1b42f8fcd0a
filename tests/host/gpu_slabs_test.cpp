// Slabs in pinned memory, and their leaves hashed on the GPU, emulated: where the memory comes from and goes, and the
// tree digests of OpenSSL whatever the GPU does.
#include "cuda/gpu/slab_memory.hpp"
#include "host/run/leaf_hasher.hpp"
#include "host/run/pipeline.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gpu_runs.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>

#include <openssl/evp.h>

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

struct TreeRun {
    report::Report report;
    std::shared_ptr<EmulatedGpu> gpu;
    [[nodiscard]] const std::string& tree() const { return report.sources[0].tree_sha256; }
};

TreeRun run_for_tree(std::string_view text, const keys::KeyStore& keys, rules::RunOptions options,
                     const EmulatedGpuOptions& gpu = {}, const gpu::EngineOptions& engine = small_engine()) {
    TreeRun result{{}, std::make_shared<EmulatedGpu>(gpu)};
    const TempDir folder;
    const std::vector<std::string> names{folder.write("in.jsonl", text)};
    std::vector<input::Source> sources = input::open_sources(names, format::InputFormat::JsonLines);
    const keys::KeyTable table(keys);
    backend::FallbackBackend backend(
        [&] { return backend::open_cuda_on(result.gpu, table, engine); },
        [&] { return backend::Replacement{"scalar", "for the test", backend_named("scalar").open(table, {})}; });
    Result<OutputFile> results = OutputFile::open(folder.file("results"), {});
    REQUIRE(results.has_value());
    StopFlag stop;
    options.results = rules::ResultsFilter::None;
    result.report = run::run({options, table, backend}, sources, InputDigest::Tree, {*results}, stop);
    return result;
}

rules::RunOptions options_of(std::size_t slab_bytes, std::uint32_t threads) {
    rules::RunOptions options;
    options.slab_bytes = slab_bytes;
    options.threads = threads;
    return options;
}

/// Memory as a device would pin it, kept until the end.
struct Pinned {
    std::vector<std::unique_ptr<std::uint8_t[]>> pieces;
    std::vector<std::size_t> asked;
    bool is_empty = false;

    std::uint8_t* operator()(std::size_t bytes) {
        asked.push_back(bytes);
        if (is_empty) {
            return nullptr;
        }
        pieces.push_back(std::make_unique<std::uint8_t[]>(bytes));
        return pieces.back().get();
    }
};

constexpr std::size_t many = 100'000;

}    // namespace

TEST_CASE("memory for slabs is pinned once and used again, and what is small is not pinned") {
    Pinned pinned;
    gpu::SlabMemory memory([&](std::size_t bytes) { return pinned(bytes); }, 10 * many);
    auto* const first = static_cast<std::uint8_t*>(memory.allocate(many, 1));
    CHECK(first == pinned.pieces.at(0).get());
    CHECK(memory.is_pinned(first, many));
    CHECK(memory.is_pinned(first + many - 1, 1));
    CHECK_FALSE(memory.is_pinned(first + 1, many));
    CHECK_FALSE(memory.is_pinned(first + many, 1));
    auto* const second = static_cast<std::uint8_t*>(memory.allocate(many / 2, 1));
    CHECK(memory.is_pinned(second, many / 2));
    memory.deallocate(first, many, 1);
    CHECK(memory.allocate(many - 1000, 1) == first);
    memory.deallocate(first, many - 1000, 1);
    // One that is much too large is not taken.
    auto* const third = static_cast<std::uint8_t*>(memory.allocate(many / 4, 1));
    CHECK(third != first);
    auto* const small = static_cast<std::uint8_t*>(memory.allocate(1000, 1));
    CHECK_FALSE(memory.is_pinned(small, 1000));
    CHECK(pinned.asked == std::vector<std::size_t>{many, many / 2, many / 4});
    memory.deallocate(small, 1000, 1);
    memory.deallocate(second, many / 2, 1);
    memory.deallocate(third, many / 4, 1);
}

TEST_CASE("where no more memory can be pinned slabs lie in other memory, and it is not asked for again") {
    for (const bool is_limited : {true, false}) {
        Pinned pinned;
        gpu::SlabMemory memory([&](std::size_t bytes) { return pinned(bytes); }, is_limited ? many : 10 * many);
        void* const first = memory.allocate(many, 1);
        pinned.is_empty = true;
        void* const second = memory.allocate(many, 1);
        CHECK_FALSE(memory.is_pinned(static_cast<std::uint8_t*>(second), 1));
        std::fill_n(static_cast<std::uint8_t*>(second), many, std::uint8_t{1});
        void* const third = memory.allocate(many, 1);
        CHECK(pinned.asked.size() == (is_limited ? 1 : 2));
        memory.deallocate(second, many, 1);
        memory.deallocate(third, many, 1);
        memory.deallocate(first, many, 1);
        CHECK(memory.allocate(many, 1) == first);
        memory.deallocate(first, many, 1);
    }
}

TEST_CASE("a run on the GPU reads its slabs into pinned memory, and into other memory where none can be had") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string text = gpu_test_records(keys, 1000);
    const GpuRun none = run_on_gpu({}, "", keys, Replaceable::No);
    const GpuRun pinned = run_on_gpu({}, text, keys, Replaceable::No);
    const std::uint64_t before = none.gpu->num_calls(GpuCall::AllocatePinned);
    // At most one for each slab in flight.
    CHECK(pinned.gpu->num_calls(GpuCall::AllocatePinned) >= before + 2);
    CHECK(pinned.gpu->num_calls(GpuCall::AllocatePinned) <= before + 5);
    CHECK(pinned.gpu->num_owned() == 0);
    // Out of memory, or a system that does not let memory be pinned, in CUDA's various words for it.
    for (const int code : {2, 1, 304, 800, 801, 999}) {
        CAPTURE(code);
        EmulatedGpuOptions options;
        options.faults = {{GpuCall::AllocatePinned, code, before + 2, true, -1}};
        const GpuRun mixed = run_on_gpu(options, text, keys, Replaceable::No);
        CHECK(mixed.outcome.report.backend_error == "");
        REQUIRE(mixed.outcome.report.shares.size() == 1);
        CHECK(mixed.outcome.report.shares[0].failure == "");
        CHECK((mixed.outcome.text == pinned.outcome.text));
        // Each of two workers may have asked before the first was refused.
        CHECK(mixed.gpu->num_calls(GpuCall::AllocatePinned) >= before + 2);
        CHECK(mixed.gpu->num_calls(GpuCall::AllocatePinned) <= before + 3);
        // A slab in ordinary memory goes over in the slot's buffer, with what stands before it.
        CHECK(mixed.gpu->num_calls(GpuCall::CopyToDevice) < pinned.gpu->num_calls(GpuCall::CopyToDevice));
        CHECK(mixed.gpu->num_owned() == 0);
    }
}

TEST_CASE("the tree digest of a file whose leaves the GPU hashes is OpenSSL's, for every size, slab and slot") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string records = gpu_test_records(keys, 5000);
    REQUIRE(records.size() > 1'200'000);
    std::uint64_t num_digests = 0;
    for (const std::size_t size : {0U, 1U, 65536U, 200'001U, 327'680U, 1'200'000U}) {
        for (const std::size_t slab_bytes : {70'000U, 262'144U, 1'000'000U}) {
            for (const std::size_t slot_bytes : {gpu::min_slot_bytes, std::size_t{2} << 20}) {
                const std::uint32_t threads = slab_bytes == 70'000 ? 4 : 2;
                CAPTURE(size, slab_bytes, slot_bytes);
                gpu::EngineOptions engine = small_engine();
                engine.slot_bytes = slot_bytes;
                const std::string text = records.substr(0, size);
                const TreeRun run = run_for_tree(text, keys, options_of(slab_bytes, threads), {}, engine);
                CHECK(run.report.backend_error.empty());
                CHECK(run.tree() == tree_of(text));
                num_digests += run.gpu->num_calls(GpuCall::Digest);
            }
        }
    }
    CHECK(num_digests > 20);
}

TEST_CASE("a GPU that does not digest, or fails in the middle, is given up and the host's digest is right") {
    const keys::KeyStore keys = gpu_test_keys();
    const std::string text = gpu_test_records(keys, 4000);
    EmulatedGpuOptions skips;
    skips.damage = GpuDamage::SkipsDigests;
    const TreeRun skipped = run_for_tree(text, keys, options_of(200'000, 2), skips);
    CHECK(skipped.tree() == tree_of(text));
    REQUIRE(skipped.report.shares.size() == 2);
    CHECK_THAT(skipped.report.shares[0].failure, has_text("it made a wrong digest of bytes whose digest is known"));
    for (const GpuCall call : {GpuCall::Digest, GpuCall::Judge, GpuCall::CopyToDevice, GpuCall::AllocatePinned}) {
        for (const std::uint64_t occurrence : {1U, 14U}) {
            CAPTURE(call_name(call), occurrence);
            EmulatedGpuOptions fails;
            fails.faults = {{call, 700, occurrence, false, -1}};
            const TreeRun run = run_for_tree(text, keys, options_of(200'000, 2), fails);
            CHECK(run.tree() == tree_of(text));
            CHECK(run.report.backend_error.empty());
        }
    }
}

TEST_CASE("a digest that the GPU gets wrong ends the run") {
    const keys::KeyStore keys = gpu_test_keys();
    EmulatedGpuOptions flips;
    flips.damage = GpuDamage::FlipsDigests;
    const TreeRun run = run_for_tree(gpu_test_records(keys, 4000), keys, options_of(200'000, 2), flips);
    CHECK_THAT(run.report.backend_error, has_text("digest of a piece of an input is not OpenSSL's"));
    CHECK(run.tree().empty());
}

TEST_CASE("of the digests that a backend makes one is made again, each time another one") {
    const std::size_t num_whole = 5;
    Random random("leaves that a backend hashes");
    const ByteVector buffer = random.bytes((num_whole + 2) * 65536);
    std::size_t num_found = 0;
    run::LeafHasher hasher(nullptr);
    for (std::size_t round = 0; round < num_whole; ++round) {
        input::LeafWork work;
        work.begun = random.bytes(1000);
        const ByteVector first = [&] {
            ByteVector leaf = work.begun;
            leaf.insert(leaf.end(), buffer.begin() + 77, buffer.begin() + 77 + 65536 - 1000);
            return leaf;
        }();
        work.offset = 77;
        work.size = ((num_whole + 1) * 65536) - 1000;
        const core::WholeLeaves* const whole = hasher.find_whole(work);
        REQUIRE(whole != nullptr);
        REQUIRE(whole->count == num_whole);
        CHECK(whole->offset == 77 + 65536 - 1000);
        std::string expected = openssl_sha256(as_text(first));
        for (std::size_t i = 0; i < num_whole; ++i) {
            const std::string digest =
                openssl_sha256(as_text(Bytes(buffer).subspan(whole->offset + (i * 65536), 65536)));
            expected += digest;
            std::ranges::copy(digest, reinterpret_cast<char*>(whole->digests) + (i * 32));
            whole->is_known[i] = 1;
        }
        whole->digests[(3 * 32) + 31] ^= 1;
        try {
            hasher.hash(work, buffer.data());
        } catch (const std::runtime_error&) {
            ++num_found;
            continue;
        }
        REQUIRE(work.digests.size() == expected.size());
        work.digests[(4 * 32) + 31] ^= 1;
        CHECK(std::string(as_text(work.digests)) == expected);
    }
    CHECK(num_found == 1);
    // One that is not known is made here.
    input::LeafWork work;
    work.size = 3 * 65536;
    const core::WholeLeaves* const whole = hasher.find_whole(work);
    REQUIRE(whole->count == 2);
    std::fill_n(whole->digests, 64, std::uint8_t{7});
    hasher.hash(work, buffer.data());
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(as_text(Bytes(work.digests).subspan(i * 32, 32)) ==
              openssl_sha256(as_text(Bytes(buffer).subspan(i * 65536, 65536))));
    }
}

}    // namespace hmacsweep::tests
