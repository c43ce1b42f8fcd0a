// CSV, whose cells may stand in quotes (RFC 4180), and TSV, whose cells stand as they are.
#include "host/format/format.hpp"
#include "host/format/line_cutter.hpp"
#include "host/format/table_format.hpp"

namespace hmacsweep::format {
namespace {

class QuotedCutter final : public LineCutter {
public:
    using LineCutter::LineCutter;

    void restart() override {
        begin_ = 0;
        scan_ = core::scan_from(0);
    }

    /// Whether and where a record ends is decided by the bytes up to the limit alone, so that slabs of every size hold
    /// the same records; one byte behind it tells whether a quote before it is the first of two. A slab ends behind a
    /// line that left a quote open: framing need not know why the quote is open.
    [[nodiscard]] Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) override {
        while (begin_ < size) {
            const std::size_t left = size - begin_;
            const bool is_limited = left > longest_record() || (left == longest_record() && is_at_end);
            const std::size_t limit = is_limited ? begin_ + longest_record() : size;
            if (core::scan_record(bytes, limit, syntax(), scan_)) {
                record_ends(scan_.position);
                continue;
            }
            if (!is_limited && !is_at_end) {
                break;
            }
            if (const std::size_t line_feed = core::end_of_broken(bytes, limit, size, scan_); line_feed < limit) {
                return {CutKind::Records, line_feed + 1};
            }
            if (!is_limited) {
                return {CutKind::Records, size};
            }
            if (skip_too_long(bytes, size, limit)) {
                continue;
            }
            if (is_at_end && core::find_line_feed(bytes, limit, size) == size) {
                return {CutKind::Records, size};
            }
            return begin_ > 0 ? Cut{CutKind::Records, begin_} : oversize(limit);
        }
        return begin_ > 0 || is_at_end ? Cut{CutKind::Records, begin_} : Cut{};
    }

private:
    /// A record that is too long ends with the line that it passed the limit on. Where its quotes say the same, it may
    /// stay in the slab, whose judge refuses it.
    bool skip_too_long(const std::uint8_t* bytes, std::size_t size, std::size_t limit) {
        const std::size_t line_feed = core::find_line_feed(bytes, limit, size);
        if (line_feed == size) {
            return false;
        }
        core::RecordScan scan = scan_;
        if (!core::scan_record(bytes, line_feed + 1, syntax(), scan)) {
            return false;
        }
        record_ends(line_feed);
        return true;
    }

    void record_ends(std::size_t line_feed) {
        begin_ = line_feed + 1;
        scan_ = core::scan_from(begin_);
    }

    std::size_t begin_ = 0;    ///< of the first record that is not known to be whole
    core::RecordScan scan_ = core::scan_from(0);
};

std::unique_ptr<Cutter> make_quoted_cutter(const Shape& shape, std::uint64_t max_record_bytes) {
    return std::make_unique<QuotedCutter>(shape, max_record_bytes);
}

}    // namespace

namespace formats {

const Format csv{.frame = frame_rows_of_table,
                 .make_cutter = make_quoted_cutter,
                 .read_head = read_table_head,
                 .has_line_rules = true};
const Format tsv{.frame = frame_rows_of_table,
                 .make_cutter = make_line_cutter,
                 .read_head = read_table_head,
                 .ends_at_line_feeds = true,
                 .has_line_rules = true};

}    // namespace formats
}    // namespace hmacsweep::format
