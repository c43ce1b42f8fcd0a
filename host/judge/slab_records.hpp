// Reads a slab's records by their numbers. Before a chained record, reads the record that it is linked to: the one
// before it, or the one behind it where the newest record is first.
#pragma once

#include "cuda/core/frame.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace hmacsweep::judge {

/// Not for use by two threads at a time.
class SlabRecords {
public:
    /// A record longer than `max_record_bytes` is not read for the record after it, which then gets
    /// PreviousState::Lost.
    SlabRecords(std::uint64_t max_record_bytes, reader::PlainLines plain_lines)
        : max_record_bytes_(max_record_bytes), reader_(plain_lines), previous_reader_(plain_lines) {}

    /// Reads record `index` of the slab; `frames` has all records of the slab. The result is good until the next call.
    const reader::Record& read(const input::Slab& slab, std::span<const core::Frame> frames, std::uint32_t index);

private:
    void find_previous(const input::Slab& slab, std::span<const core::Frame> frames, std::uint32_t index);
    void read_previous(const format::Shape& shape, const std::uint8_t* bytes, std::size_t size);
    void keep(const reader::Record& record);

    std::uint64_t max_record_bytes_;
    reader::Reader reader_;
    reader::Reader previous_reader_;
    // What is known of the record before record index_ of slab_:
    const std::uint8_t* slab_ = nullptr;
    std::uint64_t sequence_ = 0;
    std::uint32_t index_ = 0;
    format::PreviousState state_ = format::PreviousState::Start;
    std::string text_;
};

}    // namespace hmacsweep::judge
