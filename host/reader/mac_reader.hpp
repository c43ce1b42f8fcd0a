// From the text of a record's MAC field to its MACs and what stands around them.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/bytes.hpp"
#include "host/format/shape.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// What it gives holds until the next read(), as long as the text does.
class MacReader {
public:
    /// Reads a text that is not empty; why it cannot be read, or nothing. The algorithm is none only where the record
    /// is malformed, or where no MAC's form is to be found.
    [[nodiscard]] std::string read(const format::Shape& shape, std::string_view text,
                                   std::optional<Algorithm> algorithm);
    /// There is no text to read.
    void clear();

    /// The MACs, of which any may be the right one.
    [[nodiscard]] std::span<const Bytes> macs() const { return std::span(macs_).first(num_macs_); }
    /// The text of a part by its place in MacTemplate::names.
    [[nodiscard]] std::optional<std::string_view> part(std::uint32_t index) const {
        return index < parts_.size() ? parts_[index] : std::nullopt;
    }
    /// The encoding of the last MAC whose form was found, or the one nearest to it.
    [[nodiscard]] std::optional<Encoding> form() const { return form_; }
    [[nodiscard]] std::string_view key_version() const { return key_version_; }
    /// The key's number in the MAC's prefix.
    [[nodiscard]] std::optional<std::uint32_t> key_number() const { return key_number_; }

private:
    std::string take_prefix(const format::Shape& shape, Bytes& mac);
    std::string read_list(const format::Shape& shape, std::string_view text);
    std::string read_item(const format::Shape& shape, const format::MacItem& item, std::string_view text);
    std::string take_parts(const format::Shape& shape, const format::MacItem& item, std::string_view text);
    std::string add_item(const format::Shape& shape, const format::MacItem& item, std::string_view text);
    [[nodiscard]] std::string_view part_text(std::uint32_t part, std::string_view text) const;
    std::string add_mac(const format::Shape& shape, std::optional<Encoding> encoding, std::string_view text);
    [[nodiscard]] bool fits(const format::MacItem& item, std::string_view text);

    std::size_t whole_bytes_ = 0;    ///< of a MAC of the record's algorithm, its prefix with it
    std::array<std::vector<std::uint8_t>, format::max_macs> buffers_;
    std::array<Bytes, format::max_macs> macs_;
    std::size_t num_macs_ = 0;
    std::vector<core::Span> spans_;
    std::vector<std::optional<std::string_view>> parts_;
    std::string_view key_version_;
    std::optional<std::uint32_t> key_number_;
    std::optional<Encoding> form_;
};

}    // namespace hmacsweep::reader
