#include "host/backend/self_test.hpp"

#include "host/backend/known_answers.hpp"
#include "host/backend/packer.hpp"
#include "host/backend/text_self_test.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <iterator>

namespace hmacsweep::backend {
namespace {

std::vector<std::uint8_t> pattern(std::size_t size, std::uint8_t step) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>((i * step) + 1);
    }
    return bytes;
}

std::vector<std::uint8_t> from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes(decoded_room(hex.size()));
    bytes.resize(decode(Encoding::Hex, hex, bytes.data()).bytes);
    return bytes;
}

/// One key for each key length of the known answers.
struct TestKeys {
    keys::KeyStore store;
    TestKeys() {
        for (const KnownAnswer& answer : known_answers) {
            const std::string name = std::to_string(answer.key_bytes);
            if (store.find(name) == core::no_key) {
                keys::Key key;
                key.key_id = name;
                key.material = SecretBytes(pattern(answer.key_bytes, 7));
                static_cast<void>(store.add(std::move(key)));    // a new name cannot clash
            }
        }
    }
};

std::string describe(const KnownAnswer& answer) {
    return std::string(name_of(answer.algorithm)) + ", key of " + std::to_string(answer.key_bytes) +
           " bytes, message of " + std::to_string(answer.message_bytes) + " bytes";
}

std::string run_known_answers(const OpenBackend& open) {
    const TestKeys keys;
    const keys::KeyTable table(keys.store);
    const std::unique_ptr<Backend> backend = open(table);
    // Two items an answer: the MAC as it is, and with one bit flipped, a different one each time.
    Batch batch;
    std::vector<KnownRecord> records;
    std::size_t flipped_bit = 0;
    for (const KnownAnswer& answer : known_answers) {
        const std::uint32_t schedule =
            table.schedule(keys.store.find(std::to_string(answer.key_bytes)), answer.algorithm);
        const std::vector<std::uint8_t> message = pattern(answer.message_bytes, 11);
        std::vector<std::uint8_t> mac = from_hex(answer.mac);
        batch.add(answer.algorithm, schedule, message, mac, 0);
        records.push_back({std::to_string(answer.key_bytes), answer.algorithm, message, mac, true});
        flipped_bit = (flipped_bit + 37) % (mac.size() * 8);
        mac[flipped_bit / 8] ^= static_cast<std::uint8_t>(1U << (flipped_bit % 8));
        batch.add(answer.algorithm, schedule, message, mac, 0);
        records.push_back({std::to_string(answer.key_bytes), answer.algorithm, message, mac, false});
    }
    batch.schedule();

    std::vector<Verdict> verdicts(batch.size(), Verdict::NotJudged);
    backend->verify(batch.view(), verdicts);
    std::vector<std::uint8_t> macs(batch.size() * core::max_digest_bytes);
    backend->generate(batch.view(), macs);
    for (std::size_t i = 0; i < std::size(known_answers); ++i) {
        const KnownAnswer& answer = known_answers[i];
        if (verdicts[2 * i] != Verdict::Valid) {
            return "its self-test failed: a right MAC is not valid (" + describe(answer) + ")";
        }
        if (verdicts[(2 * i) + 1] != Verdict::Invalid) {
            return "its self-test failed: a wrong MAC is not invalid (" + describe(answer) + ")";
        }
        const std::vector<std::uint8_t> mac = from_hex(answer.mac);
        for (const std::size_t item : {2 * i, (2 * i) + 1}) {
            if (!std::equal(mac.begin(), mac.end(),
                            macs.begin() + static_cast<std::ptrdiff_t>(item * core::max_digest_bytes))) {
                return "its self-test failed: it makes a wrong MAC (" + describe(answer) + ")";
            }
        }
    }
    return test_texts(*backend, table, records);
}

}    // namespace

std::string self_test(const OpenBackend& open) {
    try {
        return run_known_answers(open);
    } catch (const std::exception& error) {
        return std::string("its self-test failed: ") + error.what();
    }
}

std::string self_test(const BackendInfo& info, const BackendSetup& setup) {
    return self_test([&](const keys::KeyTable& keys) { return info.open(keys, setup); });
}

}    // namespace hmacsweep::backend
