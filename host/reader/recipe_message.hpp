// Makes a record's message by the shape's recipe.
#pragma once

#include "host/base/bytes.hpp"
#include "host/base/wiped_vector.hpp"
#include "host/format/chain.hpp"
#include "host/format/shape.hpp"
#include "host/reader/field_text.hpp"
#include "host/reader/mac_reader.hpp"
#include "host/reader/record.hpp"
#include "host/reader/steps/step_runner.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// Makes one message after another. For one thread at a time. All results are valid until the next make().
class RecipeMessage {
public:
    /// What a message is made of. All must be valid during make().
    struct Source {
        const format::Shape& shape;          ///< with a recipe of pieces
        Bytes raw;                           ///< the record's bytes
        std::span<const FieldText> texts;    ///< by index in Recipe::names; not used for the parts of the MAC's field
        const MacReader& mac;                ///< has read the record's MAC field
        const format::PreviousMac& previous;
    };

    /// Makes the message of a record. When the record is malformed, reason() says why, and bytes() must not be used.
    void make(const Source& source);

    /// The files whose contents belong into the message.
    [[nodiscard]] std::span<const MessageFile> files() const { return files_; }
    /// The bytes that are hashed, without the contents of files().
    [[nodiscard]] Bytes bytes() const { return message_; }
    /// Why the record is malformed, for a person; empty: the message could be made.
    [[nodiscard]] const std::string& reason() const { return reason_; }
    /// What Record::is_maybe_detached must become.
    [[nodiscard]] bool is_maybe_detached() const { return is_maybe_detached_; }

private:
    /// Appends pieces to the message. Returns the first piece that is NULL and has no text for that; nullptr: none.
    const format::RecipePiece* append(std::span<const format::RecipePiece> pieces, const Source& source);
    const format::RecipePiece* append_piece(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_file(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_field(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_group(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_previous_mac(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_value(const format::RecipePiece& piece, std::string_view name,
                                            std::string_view text, bool is_binary);
    void append_decoded(Encoding encoding, std::string_view name, std::string_view text);
    void append_text(std::string_view text);
    void fail(std::string reason);

    WipedVector<std::uint8_t> message_;    ///< may have a key in it
    std::vector<MessageFile> files_;
    std::vector<std::uint8_t> decoded_;    ///< the field that was decoded last
    std::string reason_;
    bool is_maybe_detached_ = false;
    StepRunner runner_;
};

}    // namespace hmacsweep::reader
