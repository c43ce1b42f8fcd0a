// The unit of work: a piece of one source, cut where a record ends, with its position. The backend says how large a
// slab is: BackendInfo::slab_bytes.
#pragma once

#include "host/base/bytes.hpp"
#include "host/format/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <vector>

namespace hmacsweep::input {

/// A slab's memory. It can come from a backend (Backend::slab_memory), so that a GPU copies from it directly. Its
/// functions are not inline: in sanitizer builds, where tests are compiled without optimisation, inline zero-filling
/// took most of the tests' time.
class SlabBuffer {
public:
    SlabBuffer() = default;
    /// `memory` must outlive the buffer.
    explicit SlabBuffer(std::pmr::memory_resource* memory) : bytes_(memory) {}

    [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    /// New bytes are zero.
    void resize(std::size_t size);
    /// Makes the buffer a copy of `bytes` with slab_padding zeros behind them.
    void assign(Bytes bytes);
    /// Frees the memory behind size().
    void shrink_to_fit();

private:
    std::pmr::vector<std::uint8_t> bytes_;
};

/// What a slab is. Records and Header (a table's header line with its line end and the blank lines before it) have
/// bytes. The other two have none: a record, or a blank line, longer than --max-record-bytes, whose bytes were not
/// kept.
enum class SlabKind : std::uint8_t { Records, Header, OversizeRecord, OversizeBlankLine };

/// The record before a slab's first record, for chained records. It is no part of the slab. Where the newest record is
/// first, it is the record behind the slab's last record.
struct PreviousRecord {
    format::PreviousState state =
        format::PreviousState::Start;              ///< Stored: its bytes are in `buffer`; else Start or Lost
    std::shared_ptr<const format::Shape> shape;    ///< of the record's source
    std::size_t size = 0;                          ///< of the record, in bytes
    std::vector<std::uint8_t> buffer;              ///< size + slab_padding bytes
};

/// One slab. Its memory can be reused for the next one.
struct Slab {
    std::uint64_t sequence = 0;        ///< index among all slabs of the run
    std::uint32_t source = 0;          ///< index of the source in the run
    std::uint64_t offset = 0;          ///< of the slab's first byte in the decompressed source
    std::size_t size = 0;              ///< how many bytes of `buffer` are data
    std::uint64_t source_bytes = 0;    ///< bytes of the source, maybe compressed, read since the slab before
    SlabKind kind = SlabKind::Records;
    std::uint32_t num_lines = 0;                     ///< of a kind other than Records: how many lines it has
    std::shared_ptr<const format::Shape> shape{};    ///< of the source
    SlabBuffer buffer{};                             ///< has at least size + slab_padding bytes
    PreviousRecord previous{};                       ///< of chained shapes

    [[nodiscard]] const std::uint8_t* data() const { return buffer.data(); }
};

/// How many records and lines of its source come before a slab.
struct SlabPlace {
    std::uint64_t records = 0;
    std::uint64_t lines = 0;
    std::uint64_t run_records = 0;    ///< records of all sources that come before it
};

}    // namespace hmacsweep::input
