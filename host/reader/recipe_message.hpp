// Makes a record's message by the shape's recipe.
#pragma once

#include "host/base/bytes.hpp"
#include "host/format/chain.hpp"
#include "host/format/shape.hpp"
#include "host/reader/field_text.hpp"
#include "host/reader/mac_reader.hpp"
#include "host/reader/steps/step_runner.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::reader {

/// For one thread at a time. All results are valid until the next make().
class RecipeMessage {
public:
    /// What a message is made of.
    struct Source {
        const format::Shape& shape;
        Bytes raw;                           ///< the record
        std::span<const FieldText> texts;    ///< one for each of Recipe::names that is no part of the MAC's field
        const MacReader& mac;                ///< of the record's MAC field
        const format::PreviousMac& previous;
    };

    void make(const Source& source);

    [[nodiscard]] Bytes bytes() const { return message_; }
    /// Why the record is malformed; empty: it is not.
    [[nodiscard]] const std::string& reason() const { return reason_; }
    /// As Record::is_maybe_detached.
    [[nodiscard]] bool is_maybe_detached() const { return is_maybe_detached_; }

private:
    /// Appends pieces to the message. Returns the first piece that is NULL and has no text for that; nullptr: none.
    const format::RecipePiece* append(std::span<const format::RecipePiece> pieces, const Source& source);
    const format::RecipePiece* append_piece(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_field(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_group(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_previous_mac(const format::RecipePiece& piece, const Source& source);
    const format::RecipePiece* append_value(const format::RecipePiece& piece, std::string_view name,
                                            std::string_view text, bool is_binary);
    void append_decoded(Encoding encoding, std::string_view name, std::string_view text);
    void append_text(std::string_view text);
    void fail(std::string reason);

    std::vector<std::uint8_t> message_;
    std::vector<std::uint8_t> decoded_;    ///< the field that was decoded last
    std::string reason_;
    bool is_maybe_detached_ = false;
    StepRunner runner_;
};

}    // namespace hmacsweep::reader
