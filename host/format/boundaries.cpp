#include "host/format/boundaries.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

constexpr std::string_view digits = "0123456789";

/// Whether a byte can be in a text of that encoding.
bool is_in_alphabet(Encoding encoding, char byte) {
    const auto is_one_of = [byte](std::string_view bytes) { return bytes.find(byte) != std::string_view::npos; };
    const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    switch (encoding) {
        case Encoding::Base64:
            return is_letter || is_one_of("0123456789+/=");
        case Encoding::Base64Url:
            return is_letter || is_one_of("0123456789-_=");
        case Encoding::Base64UrlBare:
            return is_letter || is_one_of("0123456789-_");
        case Encoding::Base64Mime:
            return is_letter || is_one_of("0123456789+/=\r\n");
        case Encoding::Hex:
            return is_one_of("0123456789abcdefABCDEFxX\\");
        case Encoding::Text:
            break;
    }
    return true;
}

/// Whether a byte can be in what a step makes.
bool can_make(const Step& step, char byte) {
    switch (step.kind) {
        case StepKind::Length:
        case StepKind::Characters:
            return digits.find(byte) != std::string_view::npos;
        case StepKind::Integer:
            return byte == '-' || digits.find(byte) != std::string_view::npos;
        case StepKind::EncodeHex:
        case StepKind::EncodeUpperHex:
            return is_in_alphabet(Encoding::Hex, byte);
        case StepKind::EncodeBase64:
            return is_in_alphabet(Encoding::Base64, byte);
        case StepKind::EncodeBase64Url:
        case StepKind::EncodeBase64UrlBare:
            return is_in_alphabet(Encoding::Base64Url, byte);
        case StepKind::EncodeUrl:
            return byte == '%' || byte == '.' || byte == '~' || is_in_alphabet(Encoding::Base64UrlBare, byte);
        case StepKind::IsWritten:
            return is_in_alphabet(step.encoding, byte);
        case StepKind::HasNone:
            return step.text.find(byte) == std::string::npos;
        default:
            return true;
    }
}

class Boundaries {
public:
    Boundaries(const Shape& shape, bool has_whole_macs) : shape_(shape), has_whole_macs_(has_whole_macs) {}

    std::vector<std::string> unproved() { return unproved_of(shape_.recipe.pieces); }

private:
    std::vector<std::string> unproved_of(const std::vector<RecipePiece>& pieces) {
        pieces_ = &pieces;
        std::size_t begin = 0;
        std::size_t end = pieces.size();
        while (begin < end && is_read_from_left(begin)) {
            ++begin;
        }
        while (end > begin && is_read_from_right(end - 1)) {
            --end;
        }
        std::vector<std::string> names;
        const auto is_literal = [](const RecipePiece& piece) { return piece.kind == PieceKind::Literal; };
        const std::span open(pieces.begin() + static_cast<std::ptrdiff_t>(begin), end - begin);
        if (open.size() - static_cast<std::size_t>(std::ranges::count_if(open, is_literal)) > 1) {
            for (const RecipePiece& piece : open) {    // a piece that is alone takes what the others leave
                add_names(piece, names);
            }
        }
        for (const RecipePiece& piece : pieces) {
            add_inner(piece, names);
        }
        return names;
    }

    /// Adds the names of a piece that has boundaries of its own which the message does not tell: pairs that were
    /// joined, and fields of a group.
    void add_inner(const RecipePiece& piece, std::vector<std::string>& names) const {
        std::vector<std::string> inner;
        if (!are_pairs_proved(piece.steps)) {
            add_names(piece, inner);
        } else if (piece.kind == PieceKind::Group && !piece.is_file) {
            inner = Boundaries(shape_, has_whole_macs_).unproved_of(piece.group);
        }
        for (std::string& name : inner) {
            if (std::ranges::find(names, name) == names.end()) {
                names.push_back(std::move(name));
            }
        }
    }

    /// Whether joined pairs can be told apart again: those of a query as written, where a name and a value have no `&`.
    [[nodiscard]] static bool are_pairs_proved(const std::vector<Step>& steps) {
        bool is_written = true;
        for (const Step& step : steps) {
            if (step.kind == StepKind::Pairs || step.kind == StepKind::Members) {
                is_written = step.kind == StepKind::Pairs && step.pair_form == PairForm::AsWritten;
            } else if (step.kind == StepKind::Join || step.kind == StepKind::JoinValues) {
                return is_written && step.kind == StepKind::Join && step.text.find('&') != std::string::npos;
            }
        }
        return true;
    }

    void add_names(const RecipePiece& piece, std::vector<std::string>& names) const {
        switch (piece.kind) {
            case PieceKind::Literal:
                break;
            case PieceKind::Raw:
            case PieceKind::RawLength:
                names.emplace_back("raw");
                break;
            case PieceKind::InputName:
                names.emplace_back("input.name");
                break;
            case PieceKind::PreviousMac:
                names.push_back(shape_.recipe.previous_field
                                    ? "prev." + shape_.recipe.names[*shape_.recipe.previous_field].name
                                    : "prev.Mac");
                break;
            case PieceKind::Group:
                for (const RecipePiece& inner : piece.group) {
                    add_names(inner, names);
                }
                break;
            default:
                names.push_back(shape_.recipe.names[piece.field].name);
                break;
        }
    }

    /// The literal at `i`; empty where none is.
    [[nodiscard]] std::string_view literal(std::size_t i) const {
        const std::vector<RecipePiece>& pieces = *pieces_;
        return i < pieces.size() && pieces[i].kind == PieceKind::Literal ? pieces[i].literal : std::string_view();
    }

    /// Whether the message tells how long the piece at `i` is, for a reader who knows where it begins. Notes the
    /// lengths that it tells.
    bool is_read_from_left(std::size_t i) {
        const RecipePiece& piece = (*pieces_)[i];
        if (has_known_length(piece)) {
            return true;
        }
        const std::string_view next = literal(i + 1);
        if (next.empty() || (can_have(piece, next.front()) && !is_cut_at(piece, next, true))) {
            return false;
        }
        if (piece.kind == PieceKind::Length && !piece.null) {
            known_fields_.push_back(piece.field);
        }
        is_raw_known_ = is_raw_known_ || piece.kind == PieceKind::RawLength;
        return true;
    }

    /// The same for a reader who knows where it ends.
    [[nodiscard]] bool is_read_from_right(std::size_t i) const {
        const RecipePiece& piece = (*pieces_)[i];
        const std::string_view before = i == 0 ? std::string_view() : literal(i - 1);
        return has_known_length(piece) ||
               (!before.empty() && (!can_have(piece, before.back()) || is_cut_at(piece, before, false)));
    }

    [[nodiscard]] bool has_known_length(const RecipePiece& piece) const {
        if (piece.is_file) {
            return false;
        }
        if (!piece.steps.empty()) {
            return piece.steps.back().kind == StepKind::Digest && !piece.null;
        }
        switch (piece.kind) {
            case PieceKind::Literal:
            case PieceKind::Secret:
                return true;
            case PieceKind::Raw:
                return is_raw_known_;
            case PieceKind::PreviousMac:
                // A field of another record, which is verified by itself.
                return has_whole_macs_ && shape_.mac.is_empty() && !shape_.recipe.previous_field;
            case PieceKind::Field:
                return piece.encoding == Encoding::Text && !piece.null &&
                       std::ranges::find(known_fields_, piece.field) != known_fields_.end();
            default:
                return false;
        }
    }

    /// Whether a byte can be in the piece.
    [[nodiscard]] static bool can_have(const RecipePiece& piece, char byte) {
        if (piece.is_file) {
            return true;
        }
        if (piece.null && piece.null->find(byte) != std::string::npos) {
            return true;
        }
        if (!piece.steps.empty()) {
            return can_make(piece.steps.back(), byte);
        }
        switch (piece.kind) {
            case PieceKind::Literal:
                return piece.literal.find(byte) != std::string::npos;
            case PieceKind::Group:
                return std::ranges::any_of(piece.group,
                                           [byte](const RecipePiece& inner) { return can_have(inner, byte); });
            case PieceKind::Length:
            case PieceKind::RawLength:
                return digits.find(byte) != std::string_view::npos;
            case PieceKind::Integer:
                return byte == '-' || digits.find(byte) != std::string_view::npos;
            default:
                return piece.excluded.find(byte) == std::string::npos &&
                       (!piece.written || is_in_alphabet(*piece.written, byte));
        }
    }

    /// Whether the field is a part of a line, or of the MAC's field, which ends where the literal behind it first
    /// stands (or begins where the one before it last stands), and the message has that literal at the same place.
    [[nodiscard]] bool is_cut_at(const RecipePiece& piece, std::string_view in_message, bool is_behind) const {
        if (piece.kind != PieceKind::Field || piece.encoding != Encoding::Text || piece.null || !piece.steps.empty() ||
            piece.is_file) {
            return false;
        }
        const RecipeName& name = shape_.recipe.names[piece.field];
        if (name.mac_part != no_part) {
            return std::ranges::any_of(shape_.mac.items, [&](const MacItem& item) {
                const auto found = std::ranges::find(item.parts, name.mac_part);
                return found != item.parts.end() &&
                       ends_part(item.line, static_cast<std::uint32_t>(found - item.parts.begin()), in_message,
                                 is_behind);
            });
        }
        return shape_.kind() == RecordKind::Line && name.column < shape_.line.names.size() &&
               ends_part(shape_.line, name.column, in_message, is_behind);
    }

    [[nodiscard]] static bool ends_part(const LineTemplate& line, std::uint32_t part, std::string_view in_message,
                                        bool is_behind) {
        const std::string_view in_line = line.literal(is_behind ? part + 1 : part);
        if (in_line.empty() || part == line.rest || (part < line.rest) != is_behind) {
            return false;    // those before the rest are matched from the left, those behind it from the right
        }
        return is_behind ? in_message.starts_with(in_line) : in_message.ends_with(in_line);
    }

    const Shape& shape_;
    bool has_whole_macs_;
    const std::vector<RecipePiece>* pieces_ = nullptr;
    std::vector<std::uint32_t> known_fields_;    ///< whose lengths the message has told
    bool is_raw_known_ = false;                  ///< the same of all of the record
};

}    // namespace

std::vector<std::string> unproved_boundaries(const Shape& shape, bool has_whole_macs) {
    return Boundaries(shape, has_whole_macs).unproved();
}

std::string proving_step(std::string_view recipe) {
    const Result<Recipe> parsed = parse_recipe(recipe);
    char found = '|';
    for (std::size_t i = 1; parsed && i + 1 < parsed->pieces.size(); ++i) {
        if (parsed->pieces[i].kind == PieceKind::Literal && parsed->pieces[i - 1].kind != PieceKind::Literal) {
            found = parsed->pieces[i].literal.front();
            break;
        }
    }
    if (found == '\n') {
        return "no(\\n)";
    }
    return fmt::format("no({})",
                       found > ' ' && found < '\x7f' && std::string_view("(){}\\").find(found) == std::string_view::npos
                           ? found
                           : '|');
}

}    // namespace hmacsweep::format
