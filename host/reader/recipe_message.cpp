#include "host/reader/recipe_message.hpp"

#include "host/base/encoding.hpp"
#include "host/base/integer_text.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

constexpr std::string_view previous_mac_name = "the MAC of the record before";

/// What is wrong with a message of which a piece is NULL.
std::string null_reason(const format::RecipePiece& piece, const format::Recipe& recipe) {
    std::string_view name;
    switch (piece.kind) {
        case format::PieceKind::Group:
            return "a group of --message found nothing, and has no text for that, as {(...)?-}";
        case format::PieceKind::Raw:
            name = "raw";
            break;
        case format::PieceKind::InputName:
            name = "input.name";
            break;
        case format::PieceKind::PreviousMac:
            name = "prev.Mac";
            break;
        default:
            name = recipe.names[piece.field].name;
            break;
    }
    return piece.steps.empty()
               ? fmt::format("{0} is NULL or not there, and --message has no text for that, as {{{0}?-}}",
                             printable(name))
               : fmt::format(
                     "{} is NULL or not there, or a step found nothing in it, and --message has no text for "
                     "that, as {{NAME:STEP?-}}",
                     printable(name));
}

}    // namespace

void RecipeMessage::fail(std::string reason) {
    if (reason_.empty()) {
        reason_ = std::move(reason);
    }
}

void RecipeMessage::append_text(std::string_view text) {
    const Bytes bytes = as_bytes(text);
    message_.insert(message_.end(), bytes.begin(), bytes.end());
}

void RecipeMessage::make(const Source& source) {
    message_.clear();
    files_.clear();
    reason_.clear();
    is_maybe_detached_ = false;
    if (const format::RecipePiece* const null = append(source.shape.recipe.pieces, source)) {
        fail(null_reason(*null, source.shape.recipe));
    }
}

const format::RecipePiece* RecipeMessage::append(std::span<const format::RecipePiece> pieces, const Source& source) {
    for (const format::RecipePiece& piece : pieces) {
        if (const format::RecipePiece* const null =
                piece.is_file ? append_file(piece, source) : append_piece(piece, source)) {
            if (!piece.null) {
                return null;
            }
            append_text(*piece.null);
        }
    }
    return nullptr;
}

const format::RecipePiece* RecipeMessage::append_piece(const format::RecipePiece& piece, const Source& source) {
    switch (piece.kind) {
        case format::PieceKind::Literal:
            append_text(piece.literal);
            return nullptr;
        case format::PieceKind::Secret:
            if (!piece.secret) {
                throw std::logic_error("a recipe's key was not looked up");
            }
            append_text(as_text(piece.secret->bytes()));
            return nullptr;
        case format::PieceKind::Raw:
            return append_value(piece, "the record", as_text(source.raw), false);
        case format::PieceKind::RawLength:
            append_text(fmt::format_int(source.raw.size()).c_str());
            return nullptr;
        case format::PieceKind::InputName:
            return append_value(piece, "the input's name", source.shape.input_name, false);
        case format::PieceKind::PreviousMac:
            return append_previous_mac(piece, source);
        case format::PieceKind::Group:
            return append_group(piece, source);
        case format::PieceKind::Field:
        case format::PieceKind::Length:
        case format::PieceKind::Integer:
            break;
    }
    return append_field(piece, source);
}

/// The path is appended to the message first, and becomes an entry of files_.
const format::RecipePiece* RecipeMessage::append_file(const format::RecipePiece& piece, const Source& source) {
    const std::size_t begin = message_.size();
    if (const format::RecipePiece* const null = append_piece(piece, source)) {
        return null;
    }
    std::string path(as_text(Bytes(message_).subspan(begin)));
    message_.resize(begin);
    if (path.empty() || path.find('\0') != std::string::npos) {
        fail(path.empty() ? "the path of the file is empty" : "the path of the file has a NUL byte");
    }
    files_.push_back({begin, std::move(path)});
    return nullptr;
}

const format::RecipePiece* RecipeMessage::append_field(const format::RecipePiece& piece, const Source& source) {
    const format::RecipeName& field = source.shape.recipe.names[piece.field];
    const bool is_mac_part = field.mac_part != format::no_part;
    const FieldText text = is_mac_part ? source.mac.part(field.mac_part) : source.texts[piece.field];
    if (!text) {
        return &piece;
    }
    const bool is_binary = source.shape.is_binary && !is_mac_part;
    if (piece.kind == format::PieceKind::Length) {
        append_text(fmt::format_int(text->size()).c_str());
    } else if (piece.kind == format::PieceKind::Integer) {
        std::string digits;
        if (const std::string reason = append_integer(*text, is_binary, digits); !reason.empty()) {
            fail(fmt::format("{} {}", printable(field.name), reason));
        }
        append_text(digits);
    } else if (text->find_first_of(piece.excluded) != std::string_view::npos) {
        fail(fmt::format("{} has one of \"{}\" in it, which --message says that it does not have",
                         printable(field.name), printable(piece.excluded)));
    } else if (piece.written) {
        is_maybe_detached_ = is_maybe_detached_ || text->empty();
        decoded_.resize(decoded_room(text->size()));
        if (const std::string_view reason = decode(*piece.written, *text, decoded_.data()).reason; !reason.empty()) {
            fail(fmt::format("{} {}", printable(field.name), reason));
        }
        append_text(*text);
    } else {
        return append_value(piece, field.name, *text, is_binary);
    }
    return nullptr;
}

/// Appends a text by the piece's encoding or steps.
const format::RecipePiece* RecipeMessage::append_value(const format::RecipePiece& piece, std::string_view name,
                                                       std::string_view text, bool is_binary) {
    if (piece.steps.empty()) {
        append_decoded(piece.encoding, name, text);
        return nullptr;
    }
    const StepOutcome outcome = runner_.run(piece.steps, text, is_binary);
    if (!outcome.reason.empty()) {
        fail(fmt::format("{} {}", printable(name), outcome.reason));
        return nullptr;
    }
    if (!outcome.text) {
        return &piece;
    }
    append_text(*outcome.text);
    return nullptr;
}

void RecipeMessage::append_decoded(Encoding encoding, std::string_view name, std::string_view text) {
    if (encoding == Encoding::Text) {
        append_text(text);
        return;
    }
    decoded_.resize(decoded_room(text.size()));
    const DecodeResult decoded = decode(encoding, text, decoded_.data());
    if (!decoded.reason.empty()) {
        fail(fmt::format("{} {}", printable(name), decoded.reason));
    }
    append_text(as_text(Bytes(decoded_).first(decoded.bytes)));
}

/// The group's pieces are appended to the message first. Where one of them is NULL, they are removed again.
const format::RecipePiece* RecipeMessage::append_group(const format::RecipePiece& piece, const Source& source) {
    const std::size_t begin = message_.size();
    const std::size_t num_files = files_.size();
    const format::RecipePiece* const null = append(piece.group, source);
    if (null != nullptr) {
        message_.resize(begin);
        files_.resize(num_files);
        return null;
    }
    if (piece.steps.empty()) {
        return nullptr;
    }
    const WipedVector<std::uint8_t> content(message_.begin() + static_cast<std::ptrdiff_t>(begin), message_.end());
    message_.resize(begin);
    return append_value(piece, "a group", as_text(content), false);
}

const format::RecipePiece* RecipeMessage::append_previous_mac(const format::RecipePiece& piece, const Source& source) {
    // As of every field, the text for NULL is what is hashed, and nothing that is decoded.
    switch (source.previous.state) {
        case format::PreviousState::Stored:
            return append_value(piece, previous_mac_name, source.previous.text, false);
        case format::PreviousState::Start:
            if (source.shape.chain.start) {
                return append_value(piece, "--chain-start", *source.shape.chain.start, false);
            }
            append_text(piece.null.value_or(""));
            return nullptr;
        case format::PreviousState::Untagged:
            if (!piece.null) {
                const format::Recipe& recipe = source.shape.recipe;
                fail(fmt::format("the record before, to which it is chained, has no {}",
                                 recipe.previous_field ? printable(recipe.names[*recipe.previous_field].name) : "MAC"));
            }
            append_text(piece.null.value_or(""));
            return nullptr;
        case format::PreviousState::Lost:
            fail("the record before, to which it is chained, cannot be read");
            return nullptr;
    }
    return nullptr;
}

}    // namespace hmacsweep::reader
