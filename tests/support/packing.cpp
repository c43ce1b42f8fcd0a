#include "tests/support/packing.hpp"

#include "host/judge/plain_step.hpp"
#include "host/reader/reader.hpp"
#include "host/rules/candidates.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

/// What differs between a packed record and the one that the parser read; empty when nothing does.
std::string difference_of(const judge::PlainBatch& packed, std::uint32_t i, std::string_view id,
                          const reader::Record& record, const rules::Ruling& ruling, const keys::KeyTable& table,
                          const rules::RunOptions& options) {
    const core::BatchItem& item = packed.batch.item(i);
    const bool is_keyed = packed.records[i].key != core::no_key;
    if (record.is_malformed()) {
        return fmt::format("it is malformed: {}", record.malformed);
    }
    if (is_keyed && (ruling.verdict != Verdict::NotJudged || ruling.key != packed.records[i].key)) {
        return fmt::format("the rules say {} of it: {}", static_cast<int>(ruling.verdict), ruling.reason);
    }
    if (!is_keyed && !record.key_id.empty()) {
        return fmt::format("it names the key {}", record.key_id);
    }
    if (record.algorithm != item.algorithm || record.id != id) {
        return "its algorithm or Id is another";
    }
    // The same record, packed by the Reader's path.
    backend::Batch other;
    const std::uint32_t schedule = is_keyed ? table.schedule(ruling.key, item.algorithm) : core::no_key;
    const std::uint32_t index = other.add(item.algorithm, schedule, record.message, record.mac, options.min_mac_bytes);
    const core::BatchItem& expected = other.item(index);
    const bool is_verify = options.operation == rules::Operation::Verify;
    if (item.num_blocks != expected.num_blocks || item.schedule != schedule ||
        packed.records[i].message_bytes != record.message.size() ||
        item.mac_bytes != (is_verify ? expected.mac_bytes : 0) || record.has_mac != is_verify) {
        return "its sizes are others";
    }
    const std::size_t bytes = std::size_t{item.num_blocks} * core::block_bytes(item.algorithm);
    if (!std::ranges::equal(packed.batch.message(item.blocks_offset, bytes), other.message(0, bytes))) {
        return "its message or padding is another";
    }
    return std::ranges::equal(packed.batch.mac(i), is_verify ? record.mac : Bytes()) ? "" : "its MAC is another";
}

}    // namespace

PackingComparison compare_packing(std::string_view text, const format::Shape& shape, const rules::RunOptions& options,
                                  const keys::KeyStore& keys, const backend::TextFunctions& steps) {
    const keys::KeyTable table(keys);
    const Result<std::optional<rules::Candidates>> candidates = rules::find_candidates(options, table);
    const rules::Rules rules(options, keys, candidates && *candidates ? &**candidates : nullptr);
    input::Slab slab;
    slab.shape = std::make_shared<const format::Shape>(shape);
    slab.size = text.size();
    slab.buffer.assign(as_bytes(text));
    std::fill_n(slab.buffer.data() + text.size(), slab_padding, static_cast<std::uint8_t>('"'));
    std::vector<core::Frame> frames;
    format::frame_records(slab.data(), slab.size, shape, [&](const core::Frame& frame) { frames.push_back(frame); });

    judge::PlainStep step(options, table, rules);
    std::vector<std::uint32_t> open;
    step.pack(slab, steps, frames, open);
    PackingComparison comparison{0, open.size(), {}};
    reader::Reader reader(reader::PlainLines::Parsed);
    const judge::PlainBatch* const batches[] = {&step.keyed(), &step.unkeyed()};
    for (const judge::PlainBatch* const packed : batches) {
        for (std::uint32_t i = 0; i < packed->records.size(); ++i) {
            const core::Frame& frame = frames[packed->records[i].frame];
            const std::string_view id = step.id_of(slab, packed->records[i].id);
            const reader::Record& record = reader.read(shape, slab.data() + frame.offset, frame.size);
            const std::string difference = difference_of(*packed, i, id, record, rules.rule(record), table, options);
            if (!difference.empty() && comparison.difference.empty()) {
                comparison.difference = fmt::format("{}: {}", text.substr(frame.offset, frame.size), difference);
            }
            ++comparison.num_packed;
        }
    }
    if (comparison.num_packed + comparison.num_exceptions != frames.size()) {
        comparison.difference = "a record is neither packed nor an exception";
    }
    return comparison;
}

}    // namespace hmacsweep::tests
