#include "tests/support/gpu_runs.hpp"

#include "host/backend/cpu_backends.hpp"
#include "tests/support/records.hpp"

namespace hmacsweep::tests {

gpu::EngineOptions small_engine() {
    gpu::EngineOptions options;
    options.slot_bytes = gpu::min_slot_bytes;
    options.patience = std::chrono::milliseconds(60'000);
    return options;
}

keys::KeyStore gpu_test_keys() {
    std::vector<keys::Key> keys;
    for (const std::size_t size : {20U, 64U, 200U}) {
        keys.push_back(make_key(std::to_string(size), pattern(size, 5)));
    }
    return make_store(std::move(keys));
}

std::string gpu_test_records(const keys::KeyStore& keys, std::size_t count) {
    Random random(11);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const keys::Key& key = keys[static_cast<std::uint32_t>(random.below(keys.size()))];
        const Algorithm algorithm = all_algorithms[random.below(all_algorithms.size())];
        const ByteVector message = random.bytes(random.below(301));
        ByteVector mac = reference_hmac(algorithm, key.material.bytes(), message);
        mac[i % mac.size()] ^= static_cast<std::uint8_t>(i % 7 == 0 ? 1 : 0);
        std::string line = record_line({"", key.key_id, std::string(name_of(algorithm)), message, mac});
        if (i % 11 == 0) {
            line.insert(1, R"("more":{},)");    // for the Reader
        }
        text += line + "\n";
    }
    return text;
}

GpuRun run_on_gpu(const EmulatedGpuOptions& options, std::string_view records, const keys::KeyStore& keys,
                  Replaceable replaceable, rules::RunOptions run, const gpu::EngineOptions& engine) {
    GpuRun result;
    result.gpu = std::make_shared<EmulatedGpu>(options);
    run.threads = 2;
    if (run.slab_bytes == rules::RunOptions{}.slab_bytes) {
        run.slab_bytes = std::size_t{1} << 15;    // so that there are many batches
    }
    result.outcome =
        run_text_on(records, keys, run, [&](const keys::KeyTable& table) -> std::unique_ptr<backend::Backend> {
            const auto open = [&] { return backend::open_cuda_on(result.gpu, table, engine); };
            if (replaceable == Replaceable::No) {
                return open();
            }
            return std::make_unique<backend::FallbackBackend>(open, [&table] {
                return backend::Replacement{"scalar", "for the test", backend::open_scalar(table, {})};
            });
        });
    return result;
}

}    // namespace hmacsweep::tests
