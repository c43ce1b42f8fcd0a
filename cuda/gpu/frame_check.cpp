#include "cuda/gpu/frame_check.hpp"

namespace hmacsweep::gpu {
namespace {

/// Goes through a text from frame to frame.
class Walk {
public:
    Walk(std::span<const std::uint8_t> text, const core::LineRules& rules) : text_(text), rules_(rules) {}

    /// Whether everything up to the frame is accounted for, and the frame is a record.
    bool takes(const core::Frame& frame) {
        if (!passes_over(frame.offset) || at_ != frame.offset || !has_line(frame.line) || !ends_at_line(frame)) {
            return false;
        }
        last_ = frame;
        ++line_;
        return true;
    }
    /// Whether the text ends here, after so many lines.
    bool ends(std::uint32_t num_lines) { return passes_over(text_.size()) && has_line(num_lines); }

private:
    /// Goes over lines that are no records, up to `end`; false where one is.
    bool passes_over(std::size_t end) {
        while (at_ < end) {
            const std::size_t feed = core::find_line_feed(text_.data(), at_, text_.size());
            if (core::is_record(text_.data(), rules_, core::line_frame(text_.data(), text_.size(), at_, feed, line_))) {
                return false;
            }
            ++line_;
            at_ = feed < text_.size() ? feed + 1 : feed;
        }
        return true;
    }
    /// Whether the next line has that number. Quotes may hide line ends in the record before it: only then is it read.
    bool has_line(std::uint32_t line) {
        if (line != line_ && rules_.syntax.has_quotes) {
            const std::size_t end = std::size_t{last_.offset} + last_.size;
            core::RecordScan scan = core::scan_from(last_.offset);
            if (core::scan_record(text_.data(), end, rules_.syntax, scan)) {
                return false;    // it ends before
            }
            for (std::size_t i = core::find_line_feed(text_.data(), last_.offset, end); i < end;
                 i = core::find_line_feed(text_.data(), i + 1, end)) {
                ++line_;
            }
        }
        return line == line_;
    }
    /// Whether the frame ends with the text, or before a line's end, to which `at_` is moved.
    bool ends_at_line(const core::Frame& frame) {
        std::size_t end = std::size_t{frame.offset} + frame.size;
        if (end >= text_.size()) {
            at_ = text_.size();
            return end == text_.size() && frame.size != 0 && text_.back() != '\n';
        }
        if (text_[end] == '\r') {
            ++end;
        } else if (frame.size != 0 && text_[end - 1] == '\r') {
            return false;
        }
        at_ = end + 1;
        return end < text_.size() && text_[end] == '\n';
    }

    std::span<const std::uint8_t> text_;
    const core::LineRules& rules_;
    std::size_t at_ = 0;        ///< where the next line begins
    std::uint32_t line_ = 0;    ///< and its number, but for line ends within the last record
    core::Frame last_{0, 0, 0};
};

}    // namespace

std::string frames_fault(std::span<const std::uint8_t> text, const core::LineRules& rules,
                         std::span<const core::Frame> frames, std::uint32_t num_lines) {
    Walk walk(text, rules);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!walk.takes(frames[i])) {
            return "record " + std::to_string(i) + " of a text is not where it says";
        }
    }
    return walk.ends(num_lines) ? "" : "it did not find every record of a text";
}

}    // namespace hmacsweep::gpu
