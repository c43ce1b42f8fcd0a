#include "bench/workload.hpp"

#include "host/backend/cpu_backends.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace hmacsweep::bench {
namespace {

using Engine = std::mt19937_64;

std::vector<std::uint8_t> random_bytes(Engine& engine, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; i += sizeof(std::uint64_t)) {
        const std::uint64_t word = engine();
        std::memcpy(bytes.data() + i, &word, std::min(sizeof(word), size - i));
    }
    return bytes;
}

std::size_t next_length(Engine& engine, std::size_t message_bytes) {
    if (message_bytes != mixed_lengths) {
        return message_bytes;
    }
    std::uniform_real_distribution<double> exponent(0, 12);
    return static_cast<std::size_t>(std::exp2(exponent(engine)));
}

}    // namespace

KeyStore make_bench_key() {
    Engine engine(1);
    Key key;
    key.key_id = "bench";
    key.material = SecretBytes(random_bytes(engine, 32));
    KeyStore store;
    static_cast<void>(store.add(std::move(key)));    // the only name cannot clash
    return store;
}

Workload make_workload(const KeyTable& keys, Algorithm algorithm, std::size_t message_bytes, std::size_t bytes,
                       std::uint64_t seed) {
    Engine engine(seed);
    // Messages first, since it takes a batch to make the MACs that a batch is to be compared with.
    std::vector<std::vector<std::uint8_t>> messages;
    Batch unsigned_batch;
    for (std::size_t used = 0; used < bytes;) {
        messages.push_back(random_bytes(engine, next_length(engine, message_bytes)));
        const auto key = static_cast<std::uint32_t>(keys.store().size() == 1 ? 0 : engine() % keys.store().size());
        unsigned_batch.add(algorithm, keys.schedule(key, algorithm), messages.back(), {}, 0);
        used += (core::padded_blocks(algorithm, messages.back().size()) * core::block_bytes(algorithm)) + 88;
    }
    unsigned_batch.schedule();
    std::vector<std::uint8_t> macs(messages.size() * core::max_digest_bytes);
    backend::open_simd(keys, {})->generate(unsigned_batch.view(), macs);

    Workload workload;
    workload.algorithm = algorithm;
    workload.message_bytes = message_bytes;
    for (std::uint32_t i = 0; i < messages.size(); ++i) {
        const std::span<std::uint8_t> mac =
            std::span(macs).subspan(std::size_t{i} * core::max_digest_bytes, core::digest_bytes(algorithm));
        if (engine() % 1024 == 0) {
            mac[engine() % mac.size()] ^= 0x20;
            ++workload.num_wrong;
        }
        workload.batch.add(algorithm, unsigned_batch.item(i).schedule, messages[i], mac, 0);
        workload.total_bytes += messages[i].size();
        workload.total_blocks += core::padded_blocks(algorithm, messages[i].size()) + 1;
    }
    workload.batch.schedule();
    return workload;
}

}    // namespace hmacsweep::bench
