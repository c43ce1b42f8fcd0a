// Makes a Record from the texts of its fields. It owns the rules about each field, which are the same for all formats,
// and the buffers for decoded fields.
#pragma once

#include "host/format/shape.hpp"
#include "host/reader/encoded_json_reader.hpp"
#include "host/reader/field_text.hpp"
#include "host/reader/mac_reader.hpp"
#include "host/reader/recipe_message.hpp"
#include "host/reader/record.hpp"
#include "host/reader/steps/step_runner.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// Texts that are given must be valid while the record is used, unless their function copies them.
class RecordBuilder {
public:
    /// Begins a new, empty record. The shape must be valid while the record is used. The text of `previous` must be
    /// valid until the last set function was called, and must not be a view of this object.
    void start(const format::Shape& shape, const format::PreviousMac& previous = {});
    /// The record that start() began, with what was set so far.
    [[nodiscard]] const Record& record() const { return record_; }

    /// Makes the record malformed. The first reason is kept.
    void fail(std::string reason);
    /// As fail(), with a sign of why.
    void fail_as(Sign sign, std::string reason) {
        record_.sign = sign;
        fail(std::move(reason));
    }

    /// Sets the text of the field of a filter: see Record::is_chosen. Not for a part of the MAC's field, which
    /// set_mac() has.
    void set_filter_text(const format::Filter& filter, FieldText text);
    /// Notes a sign without making the record malformed.
    void note(Sign sign) { record_.sign = sign; }

    // Must be called in this order, because the MAC's field may have the key's version and parts of the message. A text
    // for a field that is a part of the MAC's field is ignored. A text that breaks a rule makes the record malformed.
    void set_id(std::string_view given);        ///< becomes a JSON string; copies
    void set_id_json(std::string_view json);    ///< a string or a number as JSON text; copies
    void set_key_id(FieldText given);           ///< does not copy: see keep_key_id()
    void set_algorithm(FieldText given);        ///< copies
    void set_mac(FieldText given);              ///< copies
    void set_message(FieldText given);          ///< copies
    /// Makes the message by the shape's recipe, from the record's bytes `raw` and one text for each of Recipe::names.
    /// Sets the chain's link, too. Copies.
    void set_recipe_message(Bytes raw, std::span<const FieldText> texts);
    /// Sets the text that the record has for the MAC before it; copies.
    void set_link(FieldText text);
    /// Sets the message itself, which is not decoded.
    void set_message_bytes(Bytes message) { record_.message = message; }
    /// Sets Record::num_unread_elements.
    void set_unread_elements(std::size_t count) { record_.num_unread_elements = count; }
    /// Copies the text that set_key_id() got, so that the text need not stay valid.
    void keep_key_id();

private:
    /// The text of a field. For a field within a document: the text of its value there.
    struct OwnText {
        FieldText text;
        bool is_number = false;
        bool is_wrong = false;    ///< whether the record is malformed
    };
    OwnText own_text(format::Field field, FieldText text);
    OwnText text_at(const format::FieldPlace& place, StepRunner& runner, FieldText text);
    void take_id(std::string_view given);
    void take_key_id(FieldText given);
    void take_algorithm(FieldText given);
    void take_mac_parts();
    void take_no_mac_parts();
    void add_key_version();
    [[nodiscard]] bool is_mac_part(std::uint32_t name) const;
    void fail_missing(format::Field field, std::string_view option);

    const format::Shape* shape_ = nullptr;
    Record record_;
    std::string id_;
    std::string key_id_;
    std::string reason_;
    std::vector<std::uint8_t> message_;
    format::PreviousMac previous_;
    std::string mac_text_;     ///< of chained records: a copy of the MAC's text
    std::string link_text_;    ///< of chained records: Record::link_text
    MacReader mac_;
    RecipeMessage recipe_message_;
    std::array<StepRunner, format::num_fields> runners_;    ///< of FieldPlace::steps
    StepRunner filter_runner_;
    std::vector<EncodedJsonReader> documents_;    ///< one for each of Shape::documents
};

}    // namespace hmacsweep::reader
