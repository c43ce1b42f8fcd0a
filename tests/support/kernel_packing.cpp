#include "tests/support/kernel_packing.hpp"

#include "cuda/gpu/text_input.hpp"
#include "host/backend/text_functions.hpp"
#include "host/judge/plain_step.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/emulated_steps.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

constexpr std::size_t num_canaries = 3;
constexpr std::uint8_t garbage = 0xcd;

/// Values in memory that a device may use.
template <class T>
class OnDevice {
public:
    explicit OnDevice(std::size_t count) : bytes_(count * sizeof(T), garbage) {
        note_device_memory(bytes_.data(), bytes_.size());
    }
    explicit OnDevice(std::span<const T> values) : OnDevice(values.size()) {
        std::memcpy(bytes_.data(), values.data(), values.size_bytes());
    }
    ~OnDevice() { forget_device_memory(bytes_.data()); }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;
    OnDevice(OnDevice&&) = delete;
    OnDevice& operator=(OnDevice&&) = delete;

    [[nodiscard]] T* get() { return reinterpret_cast<T*>(bytes_.data()); }
    [[nodiscard]] const T& operator[](std::size_t i) const { return reinterpret_cast<const T*>(bytes_.data())[i]; }
    [[nodiscard]] Bytes bytes(std::size_t offset, std::size_t size) const {
        return Bytes(bytes_.data() + offset, size);
    }

private:
    std::vector<std::uint8_t> bytes_;
};

bool is_same(const core::BatchItem& a, const core::BatchItem& b) {
    return a.num_blocks == b.num_blocks && a.schedule == b.schedule && a.algorithm == b.algorithm &&
           a.mac_bytes == b.mac_bytes;
}

/// What a device made of the records, and of the canaries behind them.
struct Packed {
    OnDevice<std::uint8_t> blocks;
    OnDevice<core::BatchItem> items;
    OnDevice<std::uint8_t> macs;
    OnDevice<core::TextAnswer> answers;

    Packed(std::size_t block_bytes, std::size_t num_records)
        : blocks(block_bytes),
          items(num_records + num_canaries),
          macs((num_records + num_canaries) * core::max_digest_bytes),
          answers(num_records) {}

    [[nodiscard]] bool is_exception(std::size_t i) const {
        const core::TextAnswer& answer = answers[i];
        return answer.is_plain == 0 && answer.key == core::no_key && answer.id.size == 0 &&
               is_same(items[i], core::unpacked_item());
    }
    /// How record `i` differs from item `k` of a batch of the host's; empty when it does not.
    [[nodiscard]] std::string difference(std::size_t i, judge::PlainBatch& batch, std::uint32_t k) const {
        const core::TextAnswer& answer = answers[i];
        const core::BatchItem& item = items[i];
        const core::BatchItem& expected = batch.batch.item(k);
        const core::PlainRecord& record = batch.records[k];
        if (answer.is_plain != 1 || answer.key != record.key || answer.algorithm != expected.algorithm ||
            answer.verdict != core::Verdict::NotJudged) {
            return "its answer is another";
        }
        if (answer.id.offset != record.id.offset || answer.id.size != record.id.size) {
            return "its Id is elsewhere";
        }
        const std::size_t bytes = std::size_t{expected.num_blocks} * core::block_bytes(expected.algorithm);
        if (!is_same(item, expected) || !std::ranges::equal(blocks.bytes(item.blocks_offset, bytes),
                                                            batch.batch.message(expected.blocks_offset, bytes))) {
            return "its message or padding is another";
        }
        const Bytes mac = macs.bytes(i * core::max_digest_bytes, core::max_digest_bytes);
        const bool is_same_mac = std::ranges::equal(mac.subspan(0, expected.mac_bytes), batch.batch.mac(k));
        const auto rest = mac.subspan(expected.mac_bytes);
        return is_same_mac && std::ranges::all_of(rest, [](std::uint8_t byte) { return byte == 0; })
                   ? ""
                   : "its MAC is another";
    }
    /// Whether the canaries are behind the `count` records as they were given: one item for all, and blocks and MACs of
    /// the same bytes.
    [[nodiscard]] bool has_canaries(std::size_t count, const core::BatchItem& given, Bytes bytes) const {
        for (std::size_t i = 0; i < num_canaries; ++i) {
            const core::BatchItem& item = items[count + i];
            const Bytes block = blocks.bytes(item.blocks_offset, core::max_block_bytes);
            const Bytes mac = macs.bytes((count + i) * core::max_digest_bytes, core::max_digest_bytes);
            if (!is_same(item, given) ||
                !std::ranges::equal(block, bytes.subspan(i * core::max_block_bytes, core::max_block_bytes)) ||
                !std::ranges::equal(mac, bytes.subspan(i * core::max_digest_bytes, core::max_digest_bytes))) {
                return false;
            }
        }
        return true;
    }
};

}    // namespace

KernelPacking::KernelPacking(const format::Shape& shape, const keys::KeyStore& keys)
    : table_(keys), shape_(shape, keys, {}), keys_(table_, [&](std::uint32_t key) {
          return backend::PlainKeys::Use{keys[key].state == keys::KeyState::Enabled,
                                         keys[key].key_id.starts_with("kms")};
      }) {}

void KernelPacking::add(std::string_view record, std::string_view behind) {
    const auto number = static_cast<std::uint32_t>(frames_.size());
    frames_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(record.size()), number});
    text_ += record;
    text_ += behind;
}

void KernelPacking::add_beginnings(std::string_view record) {
    for (std::size_t size = 1; size <= record.size(); ++size) {
        add(record.substr(0, size), record.substr(size));
    }
}

PackingComparison KernelPacking::compare(std::uint64_t max_record_bytes) {
    const std::size_t count = frames_.size();
    const std::size_t text_bytes = text_.size();
    text_.append(core::mask_bytes, '"');
    const gpu::FlatShape flat(shape_.view());
    const gpu::TextKeys flat_keys(keys_.view(), keys_.size());

    judge::PlainBatch batches[2];
    std::vector<std::uint32_t> open(count);
    const std::size_t room = core::text_place(flat.places(), text_bytes, count + num_canaries + 1);
    core::PackedFrames host{batches[0].open(count, room), batches[1].open(count, room), open.data(), 0};
    const auto* const text = reinterpret_cast<const std::uint8_t*>(text_.data());
    backend::portable_text.pack_frames(shape_.view(), keys_.view(), {&core::standard_base64, &core::url_base64}, text,
                                       frames_.data(), static_cast<std::uint32_t>(count), max_record_bytes, host);
    batches[0].close(host.keyed);
    batches[1].close(host.unkeyed);

    OnDevice<std::uint8_t> shape_bytes(flat.bytes());
    OnDevice<std::uint8_t> key_bytes(flat_keys.bytes());
    OnDevice<std::uint8_t> given(std::span(text, text_.size()));
    OnDevice<core::Frame> frames{std::span<const core::Frame>(frames_)};
    const core::BatchItem canary{7, 1, 5, Algorithm::HmacSha384, 48};
    const std::vector<core::BatchItem> all_canaries(num_canaries, canary);
    OnDevice<core::BatchItem> canaries{std::span<const core::BatchItem>(all_canaries)};
    const ByteVector of_canaries = pattern(num_canaries * core::max_block_bytes);
    OnDevice<std::uint8_t> canary_blocks{std::span<const std::uint8_t>(of_canaries)};
    Packed packed(room, count);
    core::TrialKeys trial_keys{};
    std::ranges::fill(trial_keys.counts, shape_.view().takes_no_key ? 1U : 0U);
    run_step(
        core::PackRecords{flat.view(shape_bytes.get()), flat_keys.view(key_bytes.get()),
                          flat_keys.tables(key_bytes.get()), given.get(), text_bytes, frames.get(), count,
                          max_record_bytes, flat.places(), canaries.get(), canary_blocks.get(), canary_blocks.get(),
                          packed.blocks.get(), packed.items.get(), packed.macs.get(), packed.answers.get(), trial_keys},
        count + num_canaries);

    PackingComparison comparison{count - host.num_exceptions, host.num_exceptions, {}};
    const auto differs = [&](std::size_t i, const std::string& how) {
        if (comparison.difference.empty() && !how.empty()) {
            comparison.difference = fmt::format("{}: {}", text_.substr(frames_[i].offset, frames_[i].size), how);
        }
    };
    for (std::uint32_t k = 0; k < host.num_exceptions; ++k) {
        differs(open[k], packed.is_exception(open[k]) ? "" : "only the device packed it");
    }
    for (judge::PlainBatch& batch : batches) {
        for (std::uint32_t k = 0; k < batch.records.size(); ++k) {
            differs(batch.records[k].frame, packed.difference(batch.records[k].frame, batch, k));
        }
    }
    if (!packed.has_canaries(count, canary, of_canaries)) {
        comparison.difference += "a canary is another";
    }
    text_.clear();
    frames_.clear();
    return comparison;
}

}    // namespace hmacsweep::tests
