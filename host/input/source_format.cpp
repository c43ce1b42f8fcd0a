#include "host/input/source_format.hpp"

#include "host/input/charset.hpp"
#include "host/input/folder_file.hpp"
#include "host/input/source_head.hpp"

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

std::optional<format::InputFormat> format_at_head(const Source& source, const std::string& charset,
                                                  const format::Shape& shape) {
    if (!source.is_regular || source.archive != nullptr || !source.error.empty()) {
        return std::nullopt;
    }
    const std::vector<std::uint8_t> raw = read_content_head(source, look_bytes).bytes;
    const std::string written_in(charset.empty() ? marked_charset(raw) : charset);
    const std::string converted = written_in.empty() ? std::string() : converted_head(raw, written_in);
    std::string_view text = written_in.empty() ? as_text(raw) : converted;
    text.remove_prefix(text.starts_with("\xef\xbb\xbf") ? 3 : 0);
    if (text.empty()) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    const std::function<bool()> no_more = [] { return false; };
    const format::SourceHead head = read_head({shape, source.name, look_bytes, bytes, no_more});
    return head.error.empty() ? std::optional(head.shape.format) : std::nullopt;
}

}    // namespace hmacsweep::input
