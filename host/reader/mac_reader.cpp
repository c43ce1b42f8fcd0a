#include "host/reader/mac_reader.hpp"

#include "host/format/mac_forms.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::reader {

void MacReader::clear() {
    num_macs_ = 0;
    parts_.clear();
    key_version_ = {};
    key_number_.reset();
    form_.reset();
}

std::string MacReader::read(const format::Shape& shape, std::string_view text, std::optional<Algorithm> algorithm) {
    clear();
    whole_bytes_ = algorithm ? shape.mac_prefix_bytes + core::digest_bytes(*algorithm) : 0;
    parts_.resize(shape.mac.names.size());
    if (shape.mac.is_empty()) {
        return add_mac(shape, shape.told_mac_encoding(), text);
    }
    if (!shape.mac.separator.empty()) {
        return read_list(shape, text);
    }
    const format::MacItem& item = shape.mac.items[0];
    return fits(item, text) ? read_item(shape, item, text) : "is not written as --mac says";
}

/// Reads the items that fit a template; others may be there for other programs. One whose MAC cannot be decoded matches
/// nothing, and is a reason only where no other has a MAC.
std::string MacReader::read_list(const format::Shape& shape, std::string_view text) {
    const std::string& separator = shape.mac.separator;
    std::string problem = "has no MAC in it as --mac says";
    bool has_problem = false;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        const std::string_view entry = text.substr(begin, end - begin);
        begin = end + separator.size();
        const auto item =
            std::ranges::find_if(shape.mac.items, [&](const format::MacItem& i) { return fits(i, entry); });
        if (item == shape.mac.items.end()) {
            continue;
        }
        if (std::string reason = take_parts(shape, *item, entry); !reason.empty()) {
            return reason;
        }
        std::string reason = add_item(shape, *item, entry);
        if (!reason.empty() && num_macs_ == format::max_macs) {
            return reason;
        }
        if (!reason.empty() && !has_problem) {
            problem = std::move(reason);
            has_problem = true;
        }
    }
    return num_macs_ == 0 ? problem : std::string();
}

bool MacReader::fits(const format::MacItem& item, std::string_view text) {
    spans_.resize(item.parts.size());
    return core::match_line(item.line.view(), as_bytes(text).data(), text.size(), spans_.data()) > item.parts.size();
}

std::string MacReader::read_item(const format::Shape& shape, const format::MacItem& item, std::string_view text) {
    const std::string reason = take_parts(shape, item, text);
    return reason.empty() ? add_item(shape, item, text) : reason;
}

/// Takes the parts of an item that has just been found to fit.
std::string MacReader::take_parts(const format::Shape& shape, const format::MacItem& item, std::string_view text) {
    for (std::uint32_t i = 0; i < item.parts.size(); ++i) {
        if (item.parts[i] == format::no_part) {
            continue;
        }
        std::optional<std::string_view>& part = parts_[item.parts[i]];
        if (part) {
            return fmt::format("has {} twice", printable(shape.mac.names[item.parts[i]]));
        }
        part = part_text(i, text);
    }
    if (item.key_version != format::no_part) {
        key_version_ = part_text(item.key_version, text);
        if (key_version_.empty()) {
            return "has no version of the key where --mac says {KeyVersion}";
        }
    }
    return {};
}

/// The MAC of an item that has just been found to fit, if it has one.
std::string MacReader::add_item(const format::Shape& shape, const format::MacItem& item, std::string_view text) {
    if (item.mac == format::no_part) {
        return {};
    }
    const StepOutcome outcome = runner_.run(item.steps, part_text(item.mac, text));
    if (!outcome.text) {
        return outcome.reason;
    }
    return add_mac(shape, item.encoding ? item.encoding : shape.told_mac_encoding(), *outcome.text);
}

std::string_view MacReader::part_text(std::uint32_t part, std::string_view text) const {
    return text.substr(spans_[part].offset, spans_[part].size);
}

/// An empty text is no MAC.
std::string MacReader::add_mac(const format::Shape& shape, std::optional<Encoding> encoding, std::string_view text) {
    if (text.empty()) {
        return {};
    }
    if (num_macs_ == format::max_macs) {
        return fmt::format("has more than {} MACs", format::max_macs);
    }
    std::vector<std::uint8_t>& buffer = buffers_[num_macs_];
    buffer.resize(format::mac_room(text.size()));
    DecodeResult decoded;
    if (encoding) {
        decoded = decode(*encoding, text, buffer.data());
    } else {
        const format::FoundMac found = format::find_mac(text, whole_bytes_, buffer.data());
        decoded = found.decoded;
        form_ = found.encoding;
    }
    if (!decoded.reason.empty()) {
        return std::string(decoded.reason);
    }
    Bytes mac = Bytes(buffer).first(decoded.bytes);
    if (std::string reason = take_prefix(shape, mac); !reason.empty()) {
        return reason;
    }
    if (!mac.empty()) {
        macs_[num_macs_++] = mac;
    }
    return {};
}

/// Takes the prefix of a MAC off.
std::string MacReader::take_prefix(const format::Shape& shape, Bytes& mac) {
    if (shape.mac_prefix_bytes == 0 || mac.empty()) {
        return {};
    }
    if (mac.size() <= shape.mac_prefix_bytes) {
        return fmt::format("has {} bytes, and its prefix alone has {}", mac.size(), shape.mac_prefix_bytes);
    }
    const Bytes prefix = mac.first(shape.mac_prefix_bytes);
    if (shape.mac_prefix) {
        const std::string_view begin = *shape.mac_prefix;
        if (!as_text(prefix).starts_with(begin)) {
            return "does not begin with the bytes that --mac-prefix says";
        }
        std::uint32_t number = 0;
        for (const std::uint8_t byte : prefix.subspan(begin.size())) {
            number = (number << 8) | byte;
        }
        key_number_ = number;
    }
    mac = mac.subspan(shape.mac_prefix_bytes);
    return {};
}

}    // namespace hmacsweep::reader
