// From the texts of a record's fields to a Record. It owns the rules about each field, whatever the format that the
// texts come from, and the buffers that they are decoded into.
#pragma once

#include "host/format/shape.hpp"
#include "host/reader/encoded_json_reader.hpp"
#include "host/reader/mac_reader.hpp"
#include "host/reader/record.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// The text of a field; none when the record does not have it, or has null for it.
using FieldText = std::optional<std::string_view>;

/// Texts that are given must hold as long as the record is used, unless their function says that it copies them.
class RecordBuilder {
public:
    /// Begins a new record, which has nothing yet.
    void start(const format::Shape& shape, const format::PreviousMac& previous = {});
    [[nodiscard]] const Record& record() const { return record_; }

    /// The record is malformed. The first reason stays.
    void fail(std::string reason);
    /// Likewise; and what shows that the input is in another dialect.
    void fail_as(Dialect dialect, std::string reason) {
        record_.dialect = dialect;
        fail(std::move(reason));
    }

    // In this order, since the MAC's field may tell the key's version and parts of the message. What is given for a
    // field that is a part of the MAC's is not used.
    void set_id(std::string_view given);        ///< copies
    void set_id_json(std::string_view json);    ///< a string or a number, as it stands in JSON; copies
    void set_key_id(FieldText given);
    void set_algorithm(FieldText given);    ///< copies
    void set_mac(FieldText given);          ///< copies
    void set_message(FieldText given);      ///< copies
    /// The message that the shape's recipe makes of the record's bytes and the texts of the recipe's names; copies.
    void set_recipe_message(Bytes raw, std::span<const FieldText> texts);
    /// What the record says of the MAC before it; copies.
    void set_link(FieldText text);
    /// The message itself, with nothing to decode.
    void set_message_bytes(Bytes message) { record_.message = message; }
    void set_unread_elements(std::size_t count) { record_.num_unread_elements = count; }
    /// Copies what was given to set_key_id().
    void keep_key_id();

private:
    /// A field's own text: of one that is within another's JSON, what stands there.
    struct OwnText {
        FieldText text;
        bool is_number = false;
        bool is_wrong = false;    ///< and the record malformed
    };
    OwnText own_text(format::Field field, FieldText text);
    void take_id(std::string_view given);
    void take_key_id(FieldText given);
    void take_algorithm(FieldText given);
    void take_mac_parts();
    void add_key_version();
    [[nodiscard]] bool is_mac_part(std::uint32_t name) const;
    [[nodiscard]] FieldText recipe_text(std::uint32_t name, std::span<const FieldText> texts) const;
    void append_piece(const format::RecipePiece& piece, Bytes raw, const FieldText& text);
    void append_decoded(const format::RecipePiece& piece, std::string_view name, std::string_view text);
    void append_previous_mac(const format::RecipePiece& piece);
    void fail_missing(format::Field field, std::string_view option);

    const format::Shape* shape_ = nullptr;
    Record record_;
    std::string id_;
    std::string key_id_;
    std::string reason_;
    std::vector<std::uint8_t> message_;
    format::PreviousMac previous_;
    std::string mac_text_;                 ///< of chained records
    std::string link_text_;                ///< likewise
    std::vector<std::uint8_t> decoded_;    ///< one of a recipe's fields
    MacReader mac_;
    std::vector<EncodedJsonReader> documents_;    ///< of the shape's
};

}    // namespace hmacsweep::reader
