#include "host/input/charset.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <vector>

#include <iconv.h>

namespace hmacsweep::input {
namespace {

struct Mark {
    std::string_view bytes;
    std::string_view charset;
};

using namespace std::string_view_literals;    // NOLINT(google-build-using-namespace): bytes with zeros in them

// Those of UTF-32 first: one of them begins as one of UTF-16.
constexpr std::array marks{Mark{"\xff\xfe\0\0"sv, "UTF-32LE"}, Mark{"\0\0\xfe\xff"sv, "UTF-32BE"},
                           Mark{"\xff\xfe"sv, "UTF-16LE"}, Mark{"\xfe\xff"sv, "UTF-16BE"}};

iconv_t open_converter(const std::string& charset) {
    return ::iconv_open("UTF-8", charset.c_str());
}

bool is_open(iconv_t handle) {
    return handle != iconv_t(-1);    // NOLINT(performance-no-int-to-ptr): POSIX's own value
}

}    // namespace

std::string_view marked_charset(Bytes head) {
    const auto* const mark =
        std::ranges::find_if(marks, [&](const Mark& known) { return as_text(head).starts_with(known.bytes); });
    return mark == marks.end() ? std::string_view() : mark->charset;
}

bool may_become_marked(Bytes head) {
    return std::ranges::any_of(marks, [&](const Mark& known) {
        return head.size() < known.bytes.size() && known.bytes.starts_with(as_text(head));
    });
}

bool is_charset(const std::string& name) {
    // What is behind two slashes would let iconv replace or drop characters.
    if (name.empty() || name.find('/') != std::string::npos) {
        return false;
    }
    auto* const handle = open_converter(name);
    if (!is_open(handle)) {
        return false;
    }
    ::iconv_close(handle);
    return true;
}

std::string converted_head(Bytes text, const std::string& charset) {
    CharsetConverter converter(charset);
    constexpr std::size_t longest_character = 4;
    std::vector<std::uint8_t> out((text.size() + 1) * longest_character);
    const CharsetConverter::Converted step = converter.convert(text, out);
    return std::string(as_text(Bytes(out).first(step.produced)));
}

CharsetConverter::CharsetConverter(const std::string& charset) : handle_(open_converter(charset)) {
    if (!is_open(handle_)) {
        throw std::bad_alloc();
    }
}

CharsetConverter::~CharsetConverter() {
    ::iconv_close(handle_);
}

CharsetConverter::Converted CharsetConverter::convert(Bytes in, std::span<std::uint8_t> out) {
    char* from = const_cast<char*>(as_text(in).data());    // NOLINT(cppcoreguidelines-pro-type-const-cast): it reads
    char* to = reinterpret_cast<char*>(out.data());        // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    std::size_t left = in.size();
    std::size_t room = out.size();
    const bool is_done = ::iconv(handle_, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
    return {in.size() - left, out.size() - room, !is_done && errno == EILSEQ};
}

CharsetConverter::Converted CharsetConverter::finish(std::span<std::uint8_t> out) {
    char* to = reinterpret_cast<char*>(out.data());    // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    std::size_t room = out.size();
    ::iconv(handle_, nullptr, nullptr, &to, &room);
    return {0, out.size() - room, false};
}

}    // namespace hmacsweep::input
