// The unit of work: some MiB of raw bytes of one source, cut at record boundaries, with its position.
#pragma once

#include "host/base/bytes.hpp"
#include "host/format/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <vector>

namespace hmacsweep::input {

/// A slab's memory, in the memory of a backend (Backend::slab_memory), from which a GPU copies directly. Its functions
/// are compiled once: tests are compiled without optimisation in sanitizer builds, and took most of their time with
/// zeros.
class SlabBuffer {
public:
    SlabBuffer() = default;
    explicit SlabBuffer(std::pmr::memory_resource* memory) : bytes_(memory) {}

    [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    /// New bytes are zero.
    void resize(std::size_t size);
    /// The buffer becomes a copy of `bytes`, with slab_padding zeros behind them.
    void assign(Bytes bytes);
    void shrink_to_fit();

private:
    std::pmr::vector<std::uint8_t> bytes_;
};

/// What a slab stands for: its bytes, which are records or a table's header (its line end and blank lines before it
/// included), or what was passed over without keeping its bytes: a record or blank line over --max-record-bytes.
enum class SlabKind : std::uint8_t { Records, Header, OversizeRecord, OversizeBlankLine };

/// The record that stands before a slab's first, where records are chained: read-only, and no part of the slab.
struct PreviousRecord {
    format::PreviousState state =
        format::PreviousState::Start;    ///< Stored when its bytes are here, else Start or Lost
    std::shared_ptr<const format::Shape> shape;
    std::size_t size = 0;
    std::vector<std::uint8_t> buffer;    ///< size + slab_padding bytes
};

struct Slab {
    std::uint64_t sequence = 0;        ///< position among all slabs of the run
    std::uint32_t source = 0;          ///< index of the source
    std::uint64_t offset = 0;          ///< of the first byte in the decompressed source
    std::size_t size = 0;              ///< bytes of data in `buffer`
    std::uint64_t source_bytes = 0;    ///< of the source, compressed as it may be, read since the slab before
    SlabKind kind = SlabKind::Records;
    std::uint32_t num_lines = 0;                     ///< of what was passed over
    std::shared_ptr<const format::Shape> shape{};    ///< the source's
    SlabBuffer buffer{};                             ///< at least size + slab_padding bytes
    PreviousRecord previous{};                       ///< of chained shapes

    [[nodiscard]] const std::uint8_t* data() const { return buffer.data(); }
};

/// How many records and lines of its source stand before a slab.
struct SlabPlace {
    std::uint64_t records = 0;
    std::uint64_t lines = 0;
    std::uint64_t run_records = 0;    ///< of all sources
};

}    // namespace hmacsweep::input
