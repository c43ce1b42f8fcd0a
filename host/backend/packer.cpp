#include "host/backend/packer.hpp"

#include "host/base/algorithm_names.hpp"

#include "cuda/core/plain_record.hpp"

#include <algorithm>
#include <numeric>

namespace hmacsweep::backend {

void Batch::clear() {
    blocks_.clear();
    clear_items();
}

void Batch::clear_items() {
    items_.clear();
    macs_.clear();
}

PackedMessage Batch::pack(core::Algorithm algorithm, Bytes message) {
    const std::size_t offset = blocks_.size();
    const auto num_blocks = static_cast<std::uint32_t>(core::padded_blocks(algorithm, message.size()));
    blocks_.resize(offset + (std::size_t{num_blocks} * core::block_bytes(algorithm)));
    std::ranges::copy(message, blocks_.begin() + static_cast<std::ptrdiff_t>(offset));
    core::write_padding(algorithm, blocks_.data() + offset, message.size(), core::block_bytes(algorithm));
    return {offset, num_blocks, static_cast<std::uint32_t>(message.size()), algorithm};
}

std::uint32_t Batch::add(const PackedMessage& message, std::uint32_t schedule, Bytes mac, std::uint32_t min_mac_bytes) {
    const auto index = static_cast<std::uint32_t>(items_.size());
    const std::size_t mac_bytes = is_mac_length(message.algorithm, mac.size(), min_mac_bytes) ? mac.size() : 0;
    macs_.resize(macs_.size() + core::max_digest_bytes);
    std::fill(macs_.end() - core::max_digest_bytes, macs_.end(), std::uint8_t{0});
    std::copy_n(mac.begin(), mac_bytes, macs_.end() - core::max_digest_bytes);
    items_.push_back(
        {message.offset, message.num_blocks, schedule, message.algorithm, static_cast<std::uint8_t>(mac_bytes)});
    return index;
}

std::uint32_t Batch::add(core::Algorithm algorithm, std::uint32_t schedule, Bytes message, Bytes mac,
                         std::uint32_t min_mac_bytes) {
    return add(pack(algorithm, message), schedule, mac, min_mac_bytes);
}

core::PlainPack Batch::open(std::span<core::PlainRecord> records, std::size_t bytes) {
    // Each message is padded, and decoding may write a little behind its end.
    constexpr std::size_t most_padding = std::size_t{2} * core::max_block_bytes;
    clear();
    blocks_.resize(bytes + ((records.size() + 1) * most_padding));
    items_.resize(records.size());
    macs_.resize((records.size() * core::max_digest_bytes) + core::decode_slack);
    return {blocks_.data(), 0, blocks_.size(), items_.data(), macs_.data(), records.data(), 0};
}

void Batch::close(const core::PlainPack& pack) {
    blocks_.resize(pack.used_bytes);
    items_.resize(pack.num_items);
    macs_.resize(std::size_t{pack.num_items} * core::max_digest_bytes);
}

void Batch::schedule() {
    // Counting sort: there are few algorithms, and a message of a batch has few blocks.
    order_.resize(items_.size());
    std::uint32_t most_blocks = 0;
    std::uint32_t last_key = 0;
    bool is_sorted = true;
    for (const core::BatchItem& item : items_) {
        const std::uint32_t key = core::schedule_key(item);
        is_sorted = is_sorted && last_key <= key;
        last_key = key;
        most_blocks = std::max(most_blocks, item.num_blocks);
    }
    if (is_sorted) {
        std::iota(order_.begin(), order_.end(), 0U);
        return;
    }
    const auto rank = [most_blocks](const core::BatchItem& item) {
        return (static_cast<std::size_t>(item.algorithm) * (most_blocks + 1)) + (most_blocks - item.num_blocks);
    };
    ranks_.assign(core::num_algorithms * (most_blocks + 1), 0);
    for (const core::BatchItem& item : items_) {
        ++ranks_[rank(item)];
    }
    std::exclusive_scan(ranks_.begin(), ranks_.end(), ranks_.begin(), 0U);
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        order_[ranks_[rank(items_[i])]++] = i;
    }
}

core::BatchView Batch::view() const {
    return {blocks_.data(), items_.data(), macs_.data(), order_.data(), items_.size()};
}

}    // namespace hmacsweep::backend
