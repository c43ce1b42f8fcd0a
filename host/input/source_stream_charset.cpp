// Content in other charsets, converted as it is read.
#include "host/input/source_stream.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

/// Content that is converted at a time.
constexpr std::size_t raw_bytes = std::size_t{64} * 1024;
/// UTF-8 that a byte of content may make.
constexpr std::size_t longest_character = 16;

}    // namespace

/// Takes the charset that was given, or else that of a byte-order mark; empty: none.
void SourceStream::use_charset(std::string_view charset) {
    if (source_.charset.empty()) {
        source_.charset = charset;
    }
    if (!source_.charset.empty()) {
        converter_ = std::make_unique<CharsetConverter>(source_.charset);
    }
    is_charset_settled_ = true;
}

/// Looks for a byte-order mark in compressed content.
void SourceStream::settle_charset() {
    while (source_.charset.empty() && (raw_.empty() || may_become_marked(raw_)) && !is_at_end_) {
        const std::size_t size = raw_.size();
        raw_.resize(longest_mark);
        raw_.resize(size + read_compressed(raw_.data() + size, longest_mark - size));
        if (raw_.size() == size) {
            break;
        }
    }
    use_charset(marked_charset(raw_));
}

/// Content before it is converted.
std::size_t SourceStream::read_content(std::uint8_t* to, std::size_t room) {
    if (raw_.empty()) {
        return decompressor_ == nullptr ? read_plain(to, room) : read_compressed(to, room);
    }
    const std::size_t size = std::min(room, raw_.size());
    std::copy_n(raw_.begin(), size, to);
    raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(size));
    return size;
}

/// Adds content to raw_; false at its end.
bool SourceStream::fill_raw() {
    const std::size_t size = raw_.size();
    raw_.resize(raw_bytes);
    std::uint8_t* const to = raw_.data() + size;
    raw_.resize(size +
                (decompressor_ == nullptr ? read_plain(to, raw_bytes - size) : read_compressed(to, raw_bytes - size)));
    return raw_.size() > size;
}

std::size_t SourceStream::read_converted(std::uint8_t* to, std::size_t room) {
    if (converted_place_ == converted_.size() && !convert_more()) {
        return 0;
    }
    const std::size_t size = std::min(room, converted_.size() - converted_place_);
    std::copy_n(converted_.begin() + static_cast<std::ptrdiff_t>(converted_place_), size, to);
    converted_place_ += size;
    return size;
}

/// Fills converted_ anew; false at the end of the content, on an error or on a stop.
bool SourceStream::convert_more() {
    converted_place_ = 0;
    while (!is_at_end_) {
        converted_.resize(longest_character * raw_bytes);
        const CharsetConverter::Converted step = converter_->convert(raw_, converted_);
        converted_.resize(step.produced);
        raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(step.consumed));
        raw_place_ += step.consumed;
        if (step.produced != 0) {
            return true;
        }
        if (step.is_invalid) {
            fail_to_convert("is no character of it");
            return false;
        }
        if (!fill_raw()) {
            return end_conversion();
        }
    }
    return false;
}

/// Behind the last byte of content, or where it could not be read on; false: nothing more comes.
bool SourceStream::end_conversion() {
    converted_.clear();
    if (stop_.is_requested() || !source_.error.empty()) {
        return false;
    }
    if (!raw_.empty()) {
        fail_to_convert("begins a character that is cut short");
        return false;
    }
    converted_.resize(longest_character);
    converted_.resize(converter_->finish(converted_).produced);
    return !converted_.empty();
}

void SourceStream::fail_to_convert(std::string_view what) {
    source_.error = fmt::format(
        "cannot convert all of {} from {}: what is at byte {} {}; whole records in the {} bytes of UTF-8 before that "
        "were "
        "judged",
        source_.name, source_.charset, raw_place_, what, source_.content_bytes);
    is_at_end_ = true;
}

}    // namespace hmacsweep::input
