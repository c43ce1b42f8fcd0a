#include "host/io/record_builder.hpp"

#include "host/encoding.hpp"
#include "host/integer_text.hpp"
#include "host/kms_text.hpp"

#include <fmt/format.h>

namespace hmacsweep::io {

void RecordBuilder::start(const Shape& shape, const PreviousMac& previous) {
    shape_ = &shape;
    previous_ = previous;
    record_ = Record{};
}

void RecordBuilder::fail(std::string reason) {
    if (!record_.is_malformed()) {
        reason_ = std::move(reason);
        record_.malformed = reason_;
    }
}

void RecordBuilder::fail_missing(Field field, std::string_view option) {
    fail(fmt::format("{} is missing, and there is no {} for records without one", shape_->name(field), option));
}

void RecordBuilder::set_id(std::string_view text) {
    if (!is_utf8(text)) {
        fail(fmt::format("{} has bytes that are not UTF-8", shape_->name(Field::Id)));
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

void RecordBuilder::set_key_id(FieldText text) {
    record_.key_id = shape_->default_key_id;
    if (text && !is_utf8(*text)) {
        fail(fmt::format("{} has bytes that are not UTF-8", shape_->name(Field::KeyId)));
        record_.key_id = {};
    } else if (text) {
        if (text->empty() || text->size() > max_key_name_bytes) {
            fail(kms::length_violation("keyId", text->size(), max_key_name_bytes));
        }
        record_.key_id = *text;
    } else if (record_.key_id.empty() && shape_->candidates.is_empty()) {
        fail_missing(Field::KeyId, "--key-id");
    }
}

void RecordBuilder::set_algorithm(FieldText text) {
    record_.algorithm = shape_->default_algorithm;
    if (text) {
        record_.algorithm = parse_algorithm(*text);
        if (!record_.algorithm) {
            fail(kms::enum_violation(*text));
        }
    } else if (!record_.algorithm) {
        fail_missing(Field::MacAlgorithm, "--mac-algorithm");
    }
}

void RecordBuilder::set_message(FieldText text) {
    if (text) {
        decode_field(Field::Message, shape_->message_encoding, *text, message_, record_.message);
    } else {
        fail(fmt::format("{} is missing", shape_->name(Field::Message)));
    }
}

void RecordBuilder::set_recipe_message(Bytes raw, std::span<const FieldText> texts) {
    if (shape_->recipe.object != ObjectForm::None) {
        fail("not a JSON object, which --message takes");
    }
    message_.clear();
    for (const RecipePiece& piece : shape_->recipe.pieces) {
        const bool has_field =
            piece.kind != PieceKind::Literal && piece.kind != PieceKind::Raw && piece.kind != PieceKind::RawLength;
        append_piece(piece, raw, has_field ? texts[piece.field] : FieldText());
    }
    record_.message = message_;
    if (shape_->chain.link) {
        set_link(texts[*shape_->chain.link]);
    }
}

void RecordBuilder::append_piece(const RecipePiece& piece, Bytes raw, const FieldText& text) {
    const auto append = [&](Bytes bytes) { message_.insert(message_.end(), bytes.begin(), bytes.end()); };
    const auto append_number = [&](std::size_t number) { append(as_bytes(fmt::format_int(number).c_str())); };
    switch (piece.kind) {
        case PieceKind::Literal:
            append(as_bytes(piece.literal));
            return;
        case PieceKind::Raw:
            append(raw);
            return;
        case PieceKind::RawLength:
            append_number(raw.size());
            return;
        case PieceKind::PreviousMac:
            append_previous_mac(piece);
            return;
        case PieceKind::Field:
        case PieceKind::Length:
        case PieceKind::Integer:
            break;
    }
    const std::string& name = shape_->recipe.names[piece.field];
    if (!text && !piece.null) {
        fail(
            fmt::format("{0} is NULL or not there, and --message has no text for that, as {{{0}?-}}", printable(name)));
    } else if (!text) {
        append(as_bytes(*piece.null));
    } else if (piece.kind == PieceKind::Length) {
        append_number(text->size());
    } else if (piece.kind == PieceKind::Integer) {
        std::string digits;
        if (const std::string reason = append_integer(*text, shape_->is_binary, digits); !reason.empty()) {
            fail(fmt::format("{} {}", printable(name), reason));
        }
        append(as_bytes(digits));
    } else {
        append_decoded(piece, name, *text);
    }
}

void RecordBuilder::append_decoded(const RecipePiece& piece, std::string_view name, std::string_view text) {
    Bytes bytes = as_bytes(text);
    if (piece.encoding != Encoding::Text) {
        decoded_.resize(decoded_room(text.size()));
        const DecodeResult decoded = decode(piece.encoding, text, decoded_.data());
        if (!decoded.reason.empty()) {
            fail(fmt::format("{} {}", printable(name), decoded.reason));
        }
        bytes = Bytes(decoded_).first(decoded.bytes);
    }
    message_.insert(message_.end(), bytes.begin(), bytes.end());
}

void RecordBuilder::append_previous_mac(const RecipePiece& piece) {
    constexpr std::string_view name = "the MAC of the record before";
    switch (previous_.state) {
        case PreviousState::Stored:
            append_decoded(piece, name, previous_.text);
            return;
        case PreviousState::Start:
            append_decoded(piece, "--chain-start", shape_->chain.start.value_or(piece.null.value_or("")));
            return;
        case PreviousState::Untagged:
            if (piece.null) {
                const Bytes null = as_bytes(*piece.null);
                message_.insert(message_.end(), null.begin(), null.end());
                return;
            }
            fail("the record before, to which it is chained, has no MAC");
            return;
        case PreviousState::Lost:
            fail("the record before, to which it is chained, cannot be read");
            return;
    }
}

/// A chain may begin anywhere: without a --chain-start, what its first record is linked to is not known.
void RecordBuilder::set_link(FieldText text) {
    link_text_ = text.value_or(std::string_view());
    record_.link_text = link_text_;
    switch (previous_.state) {
        case PreviousState::Start:
            record_.is_link_broken =
                shape_->chain.start && !is_same_mac(link_text_, *shape_->chain.start, shape_->mac_encoding);
            return;
        case PreviousState::Stored:
            record_.is_link_broken = !is_same_mac(link_text_, previous_.text, shape_->mac_encoding);
            return;
        case PreviousState::Untagged:
            record_.is_link_broken = !link_text_.empty();
            return;
        case PreviousState::Lost:
            fail("the record before, to which it is chained, cannot be read");
            return;
    }
}

void RecordBuilder::set_mac(FieldText text) {
    if (shape_->is_chained()) {
        mac_text_ = text.value_or(std::string_view());
        record_.as_previous = {mac_text_.empty() ? PreviousState::Untagged : PreviousState::Stored, mac_text_};
    }
    if (text && !text->empty()) {
        record_.has_mac =
            decode_field(Field::Mac, shape_->mac_encoding, *text, mac_, record_.mac) && !record_.mac.empty();
    }
}

void RecordBuilder::keep_key_id() {
    key_id_ = record_.key_id;
    record_.key_id = key_id_;
}

bool RecordBuilder::decode_field(Field field, Encoding encoding, std::string_view text,
                                 std::vector<std::uint8_t>& buffer, Bytes& bytes) {
    buffer.resize(decoded_room(text.size()));
    const DecodeResult decoded = decode(encoding, text, buffer.data());
    if (!decoded.reason.empty()) {
        fail(fmt::format("{} {}", shape_->name(field), decoded.reason));
        return false;
    }
    bytes = Bytes(buffer.data(), decoded.bytes);
    return true;
}

}    // namespace hmacsweep::io
