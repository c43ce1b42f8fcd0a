#include "host/reader/mac_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::reader {

void MacReader::clear() {
    num_macs_ = 0;
    parts_.clear();
    key_version_ = {};
}

std::string MacReader::read(const format::Shape& shape, std::string_view text) {
    clear();
    parts_.resize(shape.mac.names.size());
    if (shape.mac.is_empty()) {
        return add_mac(shape, shape.mac_encoding, text);
    }
    if (!shape.mac.separator.empty()) {
        return read_list(shape, text);
    }
    const format::MacItem& item = shape.mac.items[0];
    return fits(item, text) ? read_item(shape, item, text) : "is not written as --mac says";
}

/// Reads the items that fit a template; others may be there for other programs.
std::string MacReader::read_list(const format::Shape& shape, std::string_view text) {
    const std::string& separator = shape.mac.separator;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        const std::string_view entry = text.substr(begin, end - begin);
        const auto item =
            std::ranges::find_if(shape.mac.items, [&](const format::MacItem& i) { return fits(i, entry); });
        if (item != shape.mac.items.end()) {
            if (std::string reason = read_item(shape, *item, entry); !reason.empty()) {
                return reason;
            }
        }
        begin = end + separator.size();
    }
    return num_macs_ == 0 ? "has no MAC in it as --mac says" : std::string();
}

bool MacReader::fits(const format::MacItem& item, std::string_view text) {
    spans_.resize(item.parts.size());
    return core::match_line(item.line.view(), as_bytes(text).data(), text.size(), spans_.data()) > item.parts.size();
}

/// Takes the parts of an item that has just been found to fit.
std::string MacReader::read_item(const format::Shape& shape, const format::MacItem& item, std::string_view text) {
    const auto span_text = [&](std::uint32_t i) { return text.substr(spans_[i].offset, spans_[i].size); };
    for (std::uint32_t i = 0; i < item.parts.size(); ++i) {
        if (item.parts[i] == format::no_part) {
            continue;
        }
        std::optional<std::string_view>& part = parts_[item.parts[i]];
        if (part) {
            return fmt::format("has {} twice", printable(shape.mac.names[item.parts[i]]));
        }
        part = span_text(i);
    }
    if (item.key_version != format::no_part) {
        key_version_ = span_text(item.key_version);
        if (key_version_.empty()) {
            return "has no version of the key where --mac says {KeyVersion}";
        }
    }
    return item.mac == format::no_part
               ? std::string()
               : add_mac(shape, item.encoding.value_or(shape.mac_encoding), span_text(item.mac));
}

/// An empty text is no MAC.
std::string MacReader::add_mac(const format::Shape& shape, Encoding encoding, std::string_view text) {
    if (text.empty()) {
        return {};
    }
    if (num_macs_ == format::max_macs) {
        return fmt::format("has more than {} MACs", format::max_macs);
    }
    std::vector<std::uint8_t>& buffer = buffers_[num_macs_];
    buffer.resize(decoded_room(text.size()));
    const DecodeResult decoded = decode(encoding, text, buffer.data());
    if (!decoded.reason.empty()) {
        return std::string(decoded.reason);
    }
    if (shape.mac_prefix_bytes != 0 && decoded.bytes <= shape.mac_prefix_bytes) {
        return fmt::format("has {} bytes, and --mac-prefix-bytes passes over {}", decoded.bytes,
                           shape.mac_prefix_bytes);
    }
    if (decoded.bytes != 0) {
        macs_[num_macs_] = Bytes(buffer).first(decoded.bytes).subspan(shape.mac_prefix_bytes);
        ++num_macs_;
    }
    return {};
}

}    // namespace hmacsweep::reader
