// Which shapes the fast steps may read: only those that have nothing but what these steps know.
#include "host/backend/plain_shape.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace hmacsweep::tests {
namespace {

using Change = std::function<void(format::Shape&)>;

bool is_plain_with(const Change& change) {
    format::Shape shape;
    change(shape);
    const keys::KeyStore keys = make_store({});
    return backend::PlainShape(shape, keys, {}).is_packable();
}

/// A recipe of one field with a change of its piece.
Change recipe_with(const std::function<void(format::RecipePiece&)>& change) {
    return [change](format::Shape& shape) {
        shape.recipe = *format::parse_recipe("a{b}");
        change(shape.recipe.pieces.back());
    };
}

}    // namespace

TEST_CASE("a shape is plain if it has nothing but names, encodings, defaults and a recipe of fields") {
    CHECK(is_plain_with([](format::Shape&) {}));
    CHECK(is_plain_with([](format::Shape& shape) { shape.mac_encoding = Encoding::Hex; }));
    CHECK(is_plain_with([](format::Shape& shape) { shape.place(format::Field::Mac).name = "sig"; }));
    CHECK(is_plain_with([](format::Shape& shape) { shape.default_key_id = "k"; }));
    CHECK(is_plain_with(recipe_with([](format::RecipePiece&) {})));
    CHECK(is_plain_with(recipe_with([](format::RecipePiece& piece) { piece.encoding = Encoding::Hex; })));
    CHECK(is_plain_with(recipe_with([](format::RecipePiece& piece) { piece.null = "-"; })));
}

TEST_CASE("a shape with anything that the Reader alone knows is not plain") {
    const std::vector<Change> changes{
        [](format::Shape& shape) { shape.chain.link = 0; },
        [](format::Shape& shape) { shape.chain.is_reversed = true; },
        [](format::Shape& shape) { shape.recipe.uses_previous = true; },
        [](format::Shape& shape) { shape.ignores_case = true; },
        [](format::Shape& shape) { shape.has_pointers = true; },
        [](format::Shape& shape) { shape.list_uses.emplace_back(); },
        [](format::Shape& shape) { shape.documents.emplace_back(); },
        [](format::Shape& shape) { shape.filters.emplace_back(); },
        [](format::Shape& shape) { shape.records = {"a"}; },
        [](format::Shape& shape) { shape.mac.items.emplace_back(); },
        [](format::Shape& shape) { shape.mac_prefix_bytes = 1; },
        [](format::Shape& shape) { shape.mac_prefix = ""; },
        [](format::Shape& shape) { shape.algorithm_names.emplace_back("a", Algorithm::HmacSha256); },
        [](format::Shape& shape) { shape.null_text = "NULL"; },
        [](format::Shape& shape) { shape.recipe = *format::parse_recipe("json-without:a"); },
        [](format::Shape& shape) { shape.place(format::Field::Mac).pointer = {"a"}; },
        [](format::Shape& shape) { shape.place(format::Field::Mac).inner.emplace(); },
        [](format::Shape& shape) { shape.place(format::Field::Mac).mac_part = 0; },
        [](format::Shape& shape) { shape.place(format::Field::Mac).is_decoded = true; },
        [](format::Shape& shape) { shape.place(format::Field::Id).steps.emplace_back(); },
        recipe_with([](format::RecipePiece& piece) { piece.kind = format::PieceKind::Length; }),
        recipe_with([](format::RecipePiece& piece) { piece.kind = format::PieceKind::Secret; }),
        recipe_with([](format::RecipePiece& piece) { piece.written = Encoding::Hex; }),
        recipe_with([](format::RecipePiece& piece) { piece.excluded = ","; }),
        recipe_with([](format::RecipePiece& piece) { piece.steps.emplace_back(); }),
        recipe_with([](format::RecipePiece& piece) { piece.group.emplace_back(); }),
        [](format::Shape& shape) {
            shape.recipe = *format::parse_recipe("a{b}");
            shape.recipe.names[0].mac_part = 0;
        },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        INFO(i);
        CHECK_FALSE(is_plain_with(changes[i]));
    }
}

}    // namespace hmacsweep::tests
