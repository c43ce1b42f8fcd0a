// Where a source's bytes may be cut, so that every piece holds whole records. Each format has its cutter. SlabReader
// asks the cutter once per slab.
#pragma once

#include "host/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hmacsweep::format {

/// What a buffer begins with.
enum class CutKind : std::uint8_t {
    None,        ///< the bytes hold no whole record: more bytes are needed
    Records,     ///< the first `bytes` bytes are whole records
    Oversize,    ///< the first record is too long: pass_over() finds its end
    End,         ///< the bytes begin with the end mark of all records, `bytes` long
    Broken       ///< the bytes begin with what cannot be a record; the rest of the source is lost: `fault` says why
};

/// The answer of Cutter::find().
struct Cut {
    CutKind kind = CutKind::None;
    std::size_t bytes = 0;          ///< of Records and End: see CutKind
    std::string_view fault = {};    ///< of Broken
};

/// What Cutter::pass_over() found in some bytes of a record that is too long.
struct Passed {
    std::size_t bytes = 0;          ///< how many belong to the record or to its end mark
    std::uint32_t num_lines = 0;    ///< how many of the source's lines are in these bytes
    bool is_ended = false;          ///< whether the record ends with these bytes
    bool is_blank = false;          ///< whether the record so far is a blank line, which is no record
    std::string_view fault = {};    ///< why the record has no end; empty: it may still have one
};

/// Cuts one source. A fault is a text that the caller puts between the source's name and a byte offset.
class Cutter {
public:
    explicit Cutter(std::uint64_t max_record_bytes) : longest_record_(max_record_bytes + line_end_bytes) {}
    Cutter(const Cutter&) = delete;
    Cutter& operator=(const Cutter&) = delete;
    Cutter(Cutter&&) = delete;
    Cutter& operator=(Cutter&&) = delete;
    virtual ~Cutter() = default;

    /// Tells the cutter that the buffer now begins with another record.
    virtual void restart() = 0;
    /// How many bytes of a buffer are whole records. The buffer begins with a record. Until restart(), each call must
    /// give the bytes of the call before and may add more. `is_at_end`: the source has no bytes behind the buffer.
    [[nodiscard]] virtual Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) = 0;
    /// After CutKind::Oversize: looks for the record's end. The first call gets the buffer that find() had, each later
    /// call the bytes that follow. The bytes behind Passed::bytes must be given again.
    [[nodiscard]] virtual Passed pass_over(Bytes bytes) = 0;

    /// Whether all records have ended. Only bytes of may_follow() are allowed behind them.
    [[nodiscard]] virtual bool is_ended() const { return false; }
    /// Whether a byte is allowed behind the end of all records.
    [[nodiscard]] virtual bool may_follow(std::uint8_t /*byte*/) const { return false; }
    /// The fault when another byte follows the end of all records.
    [[nodiscard]] virtual std::string_view fault_behind() const { return {}; }
    /// The fault when the source ends with `left` bytes behind its last whole record; empty when that is allowed.
    [[nodiscard]] virtual std::string_view fault_at_end(std::size_t /*left*/) const { return {}; }
    /// Whether a record without an end is no record. Its fault then gives the offset where the record begins; else the
    /// offset where the source ends.
    [[nodiscard]] virtual bool needs_ends() const { return false; }
    /// The format's word for records, for an error's text.
    [[nodiscard]] virtual std::string_view word_for_records() const { return "records"; }

    /// The most bytes that a record and its line end may have.
    [[nodiscard]] std::uint64_t longest_record() const { return longest_record_; }

private:
    /// A CR LF behind a record does not count towards the limit.
    static constexpr std::uint64_t line_end_bytes = 2;
    std::uint64_t longest_record_;
};

}    // namespace hmacsweep::format
