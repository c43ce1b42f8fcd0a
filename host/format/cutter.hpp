// Where a source's bytes may be cut, so that every piece holds whole records. Each format has its cutter. The reader of
// slabs asks the cutter once per slab.
#pragma once

#include "host/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hmacsweep::format {

enum class CutKind : std::uint8_t {
    None,        ///< not even one whole record yet: more bytes are needed
    Records,     ///< the first `bytes` bytes are whole records
    Oversize,    ///< the first record is too long: pass_over() finds its end
    End,         ///< in place of a record stands what ends all records, `bytes` long
    Broken       ///< in place of a record stands what cannot be one, and all behind it is lost: `fault` says why
};

struct Cut {
    CutKind kind = CutKind::None;
    std::size_t bytes = 0;
    std::string_view fault = {};
};

/// What Cutter::pass_over() made of some bytes of a record that is too long.
struct Passed {
    std::size_t bytes = 0;          ///< that belong to the record, or to what ends it
    std::uint32_t num_lines = 0;    ///< of the source, that these bytes have
    bool is_ended = false;          ///< whether the record ends with these bytes
    bool is_blank = false;          ///< whether all of the record so far is a blank line, which is no record
    std::string_view fault = {};    ///< why the record has no end; empty when it may have one
};

/// Cuts one source. Faults continue a sentence that the source's name begins, and end before an offset.
class Cutter {
public:
    explicit Cutter(std::uint64_t max_record_bytes) : longest_record_(max_record_bytes + line_end_bytes) {}
    Cutter(const Cutter&) = delete;
    Cutter& operator=(const Cutter&) = delete;
    Cutter(Cutter&&) = delete;
    Cutter& operator=(Cutter&&) = delete;
    virtual ~Cutter() = default;

    /// The buffer begins with another record now.
    virtual void restart() = 0;
    /// How much of a buffer is whole records. The buffer begins with a record and grows from call to call, until
    /// restart(). `is_at_end`: the source has nothing behind it.
    [[nodiscard]] virtual Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) = 0;
    /// After CutKind::Oversize: looks for the record's end, at first in the buffer that find() had, and then in the
    /// bytes that follow. Bytes that do not count as passed over must come again.
    [[nodiscard]] virtual Passed pass_over(Bytes bytes) = 0;

    /// Whether all records have ended. Behind them only what may_follow() may stand.
    [[nodiscard]] virtual bool is_ended() const { return false; }
    [[nodiscard]] virtual bool may_follow(std::uint8_t /*byte*/) const { return false; }
    /// What is wrong where more stands there.
    [[nodiscard]] virtual std::string_view fault_behind() const { return {}; }
    /// What is wrong where the source ends with `left` bytes behind its last whole record; empty when nothing is.
    [[nodiscard]] virtual std::string_view fault_at_end(std::size_t /*left*/) const { return {}; }
    /// Whether a record without an end is none. Its fault tells where it begins, and not where the source ends.
    [[nodiscard]] virtual bool needs_ends() const { return false; }
    /// What the format calls records, for a fault's text.
    [[nodiscard]] virtual std::string_view word_for_records() const { return "records"; }

    /// The most bytes that a record and its line end may have.
    [[nodiscard]] std::uint64_t longest_record() const { return longest_record_; }

private:
    /// A record may be followed by CR LF, which do not count.
    static constexpr std::uint64_t line_end_bytes = 2;
    std::uint64_t longest_record_;
};

}    // namespace hmacsweep::format
