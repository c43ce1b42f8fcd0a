// Reads the text of a record's MAC field: its MACs and the other parts of the field.
#pragma once

#include "host/base/algorithm_names.hpp"
#include "host/base/bytes.hpp"
#include "host/format/shape.hpp"
#include "host/reader/steps/step_runner.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// All results are valid until the next read() or clear(), and while the text is.
class MacReader {
public:
    /// Reads a text that is not empty. Returns why the text cannot be read, as a text that follows the field's name in
    /// a sentence; empty: it can. `algorithm` may be none only if the record is malformed or Shape::finds_mac_form() is
    /// false.
    [[nodiscard]] std::string read(const format::Shape& shape, std::string_view text,
                                   std::optional<Algorithm> algorithm);
    /// Removes all results, for a record without a text.
    void clear();

    /// The decoded MACs, without prefix. Any of them may be the right one. May be empty.
    [[nodiscard]] std::span<const Bytes> macs() const { return std::span(macs_).first(num_macs_); }
    /// The text of a part by its index in MacTemplate::names; nullopt if the field does not have the part.
    [[nodiscard]] std::optional<std::string_view> part(std::uint32_t index) const {
        return index < parts_.size() ? parts_[index] : std::nullopt;
    }
    /// The encoding, or the nearest one, of the last MAC whose form find_mac() found; nullopt: none.
    [[nodiscard]] std::optional<Encoding> form() const { return form_; }
    /// The text of `{KeyVersion}`; empty: none.
    [[nodiscard]] std::string_view key_version() const { return key_version_; }
    /// The key's number in the last MAC's prefix; nullopt: none.
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

    std::size_t whole_bytes_ = 0;    ///< the size of a whole MAC of the record's algorithm, with its prefix
    std::array<std::vector<std::uint8_t>, format::max_macs> buffers_;
    std::array<Bytes, format::max_macs> macs_;
    std::size_t num_macs_ = 0;
    std::vector<core::Span> spans_;
    std::vector<std::optional<std::string_view>> parts_;
    std::string_view key_version_;
    std::optional<std::uint32_t> key_number_;
    std::optional<Encoding> form_;
    StepRunner runner_;    ///< of MacItem::steps
};

}    // namespace hmacsweep::reader
