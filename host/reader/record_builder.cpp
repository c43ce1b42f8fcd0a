#include "host/reader/record_builder.hpp"

#include "host/base/encoding.hpp"
#include "host/base/meant_algorithm.hpp"
#include "host/keys/key_store.hpp"
#include "host/keys/kms_text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::reader {

void RecordBuilder::start(const format::Shape& shape, const format::PreviousMac& previous) {
    shape_ = &shape;
    previous_ = previous;
    record_ = Record{};
    mac_.clear();
    if (documents_.size() < shape.documents.size()) {
        documents_.resize(shape.documents.size());
    }
}

void RecordBuilder::fail(std::string reason) {
    if (!record_.is_malformed()) {
        reason_ = std::move(reason);
        record_.malformed = reason_;
    }
}

void RecordBuilder::fail_missing(format::Field field, std::string_view option) {
    fail(fmt::format("{} is missing, and there is no {} for records without one", shape_->whole_name(field), option));
}

RecordBuilder::OwnText RecordBuilder::own_text(format::Field field, FieldText text) {
    const format::FieldPlace& place = shape_->place(field);
    OwnText own = text_at(place, runners_[static_cast<std::size_t>(field)], text);
    if (own.is_number && field != format::Field::Id) {
        fail(fmt::format("{} must be a string", place.inner->text));
        return {{}, false, true};
    }
    return own;
}

/// The text of a value by the steps or the document of its place.
RecordBuilder::OwnText RecordBuilder::text_at(const format::FieldPlace& place, StepRunner& runner, FieldText text) {
    if (!text) {
        return {text};
    }
    if (!place.steps.empty()) {
        StepOutcome outcome = runner.run(place.steps, *text, shape_->is_binary);
        if (!outcome.reason.empty()) {
            fail(fmt::format("{} {}", place.name, outcome.reason));
            return {{}, false, true};
        }
        return {outcome.text};
    }
    if (!place.inner) {
        return {text};
    }
    EncodedJsonReader& reader = documents_[place.inner->document];
    if (const std::string& reason = reader.read(shape_->documents[place.inner->document], *text); !reason.empty()) {
        fail(fmt::format("{} {}", place.name, reason));
        return {{}, false, true};
    }
    const Result<std::optional<EncodedJsonReader::Value>> value =
        reader.find(place.inner->pointer, shape_->ignores_case);
    if (!value) {
        fail(fmt::format("{} {}", place.inner->text, value.error().message));
        return {{}, false, true};
    }
    return *value ? OwnText{(*value)->text, (*value)->is_number} : OwnText{};
}

void RecordBuilder::set_filter_text(const format::Filter& filter, FieldText text) {
    const OwnText own = text_at(filter.place, filter_runner_, text);
    if (!own.is_wrong && own.text != filter.text) {
        record_.is_chosen = false;
    }
}

void RecordBuilder::set_id(std::string_view given) {
    if (!shape_->is_mac_part(format::Field::Id)) {
        take_id(given);
    }
}

void RecordBuilder::set_key_id(FieldText given) {
    if (!shape_->is_mac_part(format::Field::KeyId)) {
        take_key_id(given);
    }
}

void RecordBuilder::set_algorithm(FieldText given) {
    if (!shape_->is_mac_part(format::Field::MacAlgorithm)) {
        take_algorithm(given);
    }
}

/// Without a MAC, its field's parts are missing with it: such a record is untagged, and not malformed. One that needs
/// no MAC needs them.
void RecordBuilder::take_no_mac_parts() {
    if (!shape_->wants_mac) {
        take_mac_parts();
        return;
    }
    if (shape_->is_mac_part(format::Field::KeyId)) {
        record_.key_id = shape_->default_key_id;
    }
    if (shape_->is_mac_part(format::Field::MacAlgorithm)) {
        record_.algorithm = shape_->default_algorithm;
    }
}

/// The fields that are parts of the MAC's.
void RecordBuilder::take_mac_parts() {
    const auto part_of = [&](format::Field field) { return mac_.part(shape_->place(field).mac_part); };
    if (const FieldText id = part_of(format::Field::Id)) {
        take_id(*id);
    }
    if (shape_->is_mac_part(format::Field::KeyId)) {
        take_key_id(part_of(format::Field::KeyId));
    }
    if (shape_->is_mac_part(format::Field::MacAlgorithm)) {
        take_algorithm(part_of(format::Field::MacAlgorithm));
    }
}

void RecordBuilder::take_id(std::string_view given) {
    const OwnText own = own_text(format::Field::Id, given);
    if (!own.text) {
        return;
    }
    if (own.is_number) {
        set_id_json(*own.text);
        return;
    }
    const std::string_view text = *own.text;
    if (!is_utf8(text)) {
        fail(fmt::format("{} has bytes that are not UTF-8", shape_->name(format::Field::Id)));
        return;
    }
    id_.clear();
    append_json_string(id_, text);
    record_.id = id_;
}

void RecordBuilder::set_id_json(std::string_view json) {
    id_ = json;
    record_.id = id_;
}

void RecordBuilder::take_key_id(FieldText given) {
    const auto [text, is_number, is_wrong] = own_text(format::Field::KeyId, given);
    if (is_wrong) {
        return;
    }
    record_.key_id = shape_->default_key_id;
    if (text && !is_utf8(*text)) {
        fail(fmt::format("{} has bytes that are not UTF-8", shape_->name(format::Field::KeyId)));
        record_.key_id = {};
    } else if (text) {
        if (text->empty() || text->size() > keys::max_key_name_bytes) {
            fail(keys::length_violation("keyId", text->size(), keys::max_key_name_bytes));
        }
        record_.key_id = *text;
    } else if (record_.key_id.empty() && shape_->candidates.is_empty()) {
        fail_missing(format::Field::KeyId, "--key-id");
    }
}

void RecordBuilder::take_algorithm(FieldText given) {
    const auto [text, is_number, is_wrong] = own_text(format::Field::MacAlgorithm, given);
    if (is_wrong) {
        return;
    }
    record_.algorithm = shape_->default_algorithm;
    if (text && !shape_->algorithm_names.empty()) {
        const auto found = std::ranges::find(shape_->algorithm_names, *text, &std::pair<std::string, Algorithm>::first);
        record_.algorithm.reset();
        if (found != shape_->algorithm_names.end()) {
            record_.algorithm = found->second;
        } else {
            fail(fmt::format("{} is \"{}\", which --algorithm-names does not have",
                             shape_->whole_name(format::Field::MacAlgorithm), printable(*text)));
        }
    } else if (text) {
        record_.algorithm = parse_algorithm(*text);
        if (!record_.algorithm) {
            const std::optional<Algorithm> meant = meant_algorithm(*text);
            fail(keys::enum_violation(*text) +
                 (meant ? fmt::format("; --algorithm-names {}={} reads it", printable(*text), name_of(*meant)) : ""));
        }
    } else if (!record_.algorithm) {
        fail_missing(format::Field::MacAlgorithm, "--mac-algorithm");
    }
}

void RecordBuilder::set_message(FieldText given) {
    const auto [text, is_number, is_wrong] = own_text(format::Field::Message, given);
    if (is_wrong) {
        return;
    }
    if (!text) {
        fail(fmt::format("{} is missing", shape_->whole_name(format::Field::Message)));
        return;
    }
    message_.resize(decoded_room(text->size()));
    const DecodeResult decoded = decode(shape_->own_message_encoding(), *text, message_.data());
    if (!decoded.reason.empty()) {
        if (record_.sign == Sign::None) {
            note(Sign::UndecodedMessage);
        }
        fail(fmt::format("{} {}", shape_->name(format::Field::Message), decoded.reason));
        return;
    }
    record_.message = Bytes(message_).first(decoded.bytes);
}

/// Whether one of the recipe's names is a part of the MAC's field.
bool RecordBuilder::is_mac_part(std::uint32_t name) const {
    return shape_->recipe.names[name].mac_part != format::no_part;
}

void RecordBuilder::set_recipe_message(Bytes raw, std::span<const FieldText> texts) {
    if (shape_->recipe.object != format::ObjectForm::None) {
        fail("not a JSON object, which --message takes");
    }
    const auto is_part = [](const format::RecipeName& name) { return name.mac_part != format::no_part; };
    if (shape_->wants_mac && !record_.has_mac && std::ranges::any_of(shape_->recipe.names, is_part)) {
        // No MAC, and so no message that it could be of: untagged, unless it is malformed already.
        record_.is_message_known = false;
        return;
    }
    recipe_message_.make({*shape_, raw, texts, mac_, previous_});
    if (!recipe_message_.reason().empty()) {
        fail(recipe_message_.reason());
    }
    record_.message = recipe_message_.bytes();
    record_.files = recipe_message_.files();
    record_.is_maybe_detached = record_.is_maybe_detached || recipe_message_.is_maybe_detached();
    const auto text_of = [&](std::uint32_t name) {
        return is_mac_part(name) ? mac_.part(shape_->recipe.names[name].mac_part) : texts[name];
    };
    if (shape_->recipe.previous_field) {
        mac_text_ = text_of(*shape_->recipe.previous_field).value_or(std::string_view());
        record_.as_previous = {mac_text_.empty() ? format::PreviousState::Untagged : format::PreviousState::Stored,
                               mac_text_};
    }
    if (shape_->chain.link) {
        set_link(text_of(*shape_->chain.link));
    }
}

/// A chain may begin anywhere: without a --chain-start, what its first record is linked to is not known.
void RecordBuilder::set_link(FieldText text) {
    link_text_ = text.value_or(std::string_view());
    record_.link_text = link_text_;
    switch (previous_.state) {
        case format::PreviousState::Start:
            record_.is_link_broken = shape_->chain.start && !format::is_same_mac(link_text_, *shape_->chain.start,
                                                                                 shape_->told_mac_encoding());
            return;
        case format::PreviousState::Stored:
            record_.is_link_broken = !format::is_same_mac(link_text_, previous_.text, shape_->told_mac_encoding());
            return;
        case format::PreviousState::Untagged:
            record_.is_link_broken = !link_text_.empty();
            return;
        case format::PreviousState::Lost:
            fail("the record before, to which it is chained, cannot be read");
            return;
    }
}

void RecordBuilder::set_mac(FieldText given) {
    const auto [text, is_number, is_wrong] = own_text(format::Field::Mac, given);
    if (is_wrong) {
        return;
    }
    if (shape_->is_chained() && !shape_->recipe.previous_field) {
        mac_text_ = text.value_or(std::string_view());
        record_.as_previous = {mac_text_.empty() ? format::PreviousState::Untagged : format::PreviousState::Stored,
                               mac_text_};
    }
    if (!text || text->empty()) {
        take_no_mac_parts();
        return;
    }
    if (const std::string reason = mac_.read(*shape_, *text, record_.algorithm); !reason.empty()) {
        fail(fmt::format("{} {}", shape_->name(format::Field::Mac), reason));
        return;
    }
    take_mac_parts();
    for (const format::Filter& filter : shape_->filters) {
        if (filter.place.mac_part != format::no_part) {
            set_filter_text(filter, mac_.part(filter.place.mac_part));
        }
    }
    const std::span<const Bytes> macs = mac_.macs();
    record_.mac_key_number = mac_.key_number();
    record_.mac_form = mac_.form();
    if (!macs.empty()) {
        record_.has_mac = true;
        record_.mac = macs.front();
        record_.more_macs = macs.subspan(1);
    }
    if (!mac_.key_version().empty()) {
        add_key_version();
    }
}

/// The key's name becomes NAME:VERSION.
void RecordBuilder::add_key_version() {
    if (record_.key_id.empty()) {
        return;    // the record is malformed
    }
    if (!is_utf8(mac_.key_version())) {
        fail(fmt::format("{} has bytes that are not UTF-8", shape_->name(format::Field::Mac)));
        return;
    }
    key_id_ = fmt::format("{}:{}", record_.key_id, mac_.key_version());
    record_.key_id = key_id_;
    if (key_id_.size() > keys::max_key_name_bytes) {
        fail(keys::length_violation("keyId", key_id_.size(), keys::max_key_name_bytes));
    }
}

void RecordBuilder::keep_key_id() {
    key_id_ = record_.key_id;
    record_.key_id = key_id_;
}

}    // namespace hmacsweep::reader
