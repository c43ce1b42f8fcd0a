#include "host/bench/workload.hpp"

#include "host/backend/cpu_backends.hpp"
#include "host/base/algorithm_names.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace hmacsweep::bench {
namespace {

using Engine = std::mt19937_64;

constexpr const char* key_name = "bench";

std::vector<std::uint8_t> random_bytes(Engine& engine, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; i += sizeof(std::uint64_t)) {
        const std::uint64_t word = engine();
        std::memcpy(bytes.data() + i, &word, std::min(sizeof(word), size - i));
    }
    return bytes;
}

std::size_t next_length(Engine& engine, std::size_t message_bytes) {
    if (message_bytes == uniform_lengths) {
        return 1 + (engine() % 4096);
    }
    if (message_bytes != mixed_lengths) {
        return message_bytes;
    }
    std::uniform_real_distribution<double> exponent(0, 12);
    return static_cast<std::size_t>(std::exp2(exponent(engine)));
}

}    // namespace

keys::KeyStore make_bench_key() {
    keys::Key key;
    key.key_id = key_name;
    key.material = SecretBytes(as_bytes("a key to measure with, no secret"));
    keys::KeyStore store;
    static_cast<void>(store.add(std::move(key)));    // the only name cannot clash
    return store;
}

Records make_records(const keys::KeyTable& keys, Algorithm algorithm, std::size_t message_bytes, std::size_t bytes,
                     std::uint64_t seed) {
    Engine engine(seed);
    Records records;
    records.algorithm = algorithm;
    backend::Batch batch;
    const std::size_t num_keys = keys.store().size();
    for (std::size_t used = 0; used < bytes;) {
        const std::vector<std::uint8_t>& message =
            records.messages.emplace_back(random_bytes(engine, next_length(engine, message_bytes)));
        records.keys.push_back(static_cast<std::uint32_t>(num_keys == 1 ? 0 : engine() % num_keys));
        batch.add(algorithm, keys.schedule(records.keys.back(), algorithm), message, {}, 0);
        used += (core::padded_blocks(algorithm, message.size()) * core::block_bytes(algorithm)) +
                sizeof(core::BatchItem) + core::max_digest_bytes;
    }
    batch.schedule();
    records.macs.resize(records.messages.size() * core::max_digest_bytes);
    backend::open_simd(keys, {})->generate(batch.view(), records.macs);
    for (std::size_t i = 0; i < records.messages.size(); ++i) {
        if (engine() % 1024 == 0) {
            const std::size_t byte = engine() % core::digest_bytes(algorithm);
            records.macs[(i * core::max_digest_bytes) + byte] ^= 0x20;
            ++records.num_wrong;
        }
    }
    return records;
}

std::string json_lines(const Records& records) {
    std::string text;
    for (std::size_t i = 0; i < records.messages.size(); ++i) {
        text += R"({"Id":"row-)";
        text += std::to_string(i + 1);
        text += R"(","KeyId":")";
        text += key_name;
        text += R"(","MacAlgorithm":")";
        text += name_of(records.algorithm);
        text += R"(","Message":")";
        append_base64(text, records.messages[i]);
        text += R"(","Mac":")";
        append_base64(text, records.mac(i));
        text += "\"}\n";
    }
    return text;
}

Workload make_workload(const keys::KeyTable& keys, const Records& records) {
    Workload workload;
    workload.algorithm = records.algorithm;
    workload.num_wrong = records.num_wrong;
    for (std::size_t i = 0; i < records.messages.size(); ++i) {
        const std::vector<std::uint8_t>& message = records.messages[i];
        const std::uint32_t schedule = keys.schedule(records.keys[i], records.algorithm);
        workload.batch.add(records.algorithm, schedule, message, records.mac(i), 0);
        workload.total_bytes += message.size();
        workload.total_blocks += core::padded_blocks(records.algorithm, message.size()) + 1;
    }
    workload.batch.schedule();
    return workload;
}

}    // namespace hmacsweep::bench
