#include "host/rules/recipe_keys.hpp"

#include "host/base/encoding.hpp"

#include <vector>

#include <fmt/format.h>

namespace hmacsweep::rules {
namespace {

std::optional<Error> set_keys(std::vector<format::RecipePiece>& pieces, const keys::KeyStore& keys) {
    for (format::RecipePiece& piece : pieces) {
        if (piece.kind == format::PieceKind::Group) {
            if (std::optional<Error> error = set_keys(piece.group, keys)) {
                return error;
            }
        }
        if (piece.kind != format::PieceKind::Secret) {
            continue;
        }
        const std::uint32_t key = keys.find(piece.literal);
        if (key == core::no_key || keys[key].material.empty()) {
            return Error{fmt::format(
                "--message: no key with material has the name \"{}\" (hmacsweep keys list shows those there are)",
                printable(piece.literal))};
        }
        piece.secret = std::make_shared<const SecretBytes>(keys[key].material.bytes());
    }
    return std::nullopt;
}

}    // namespace

std::optional<Error> set_recipe_keys(format::Recipe& recipe, const keys::KeyStore& keys) {
    return set_keys(recipe.pieces, keys);
}

}    // namespace hmacsweep::rules
