// A shape as the flat data that the steps before hashing read: what they need of names, columns, encodings and recipe.
#pragma once

#include "cuda/core/line_rules.hpp"
#include "cuda/core/plain_shape.hpp"
#include "host/format/shape.hpp"
#include "host/keys/key_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::backend {

/// What plain records are wanted for.
struct PlainUse {
    bool is_verify = true;
    bool quotes_messages = false;                 ///< in the results, which a packed message is not enough for
    std::optional<Encoding> mac_encoding = {};    ///< for shapes that leave it open: MACs in other forms are not plain
};

/// A Shape as core::PlainShapeView. Not to be copied: the view points into the object.
class PlainShape {
public:
    /// The shape must outlive the object.
    PlainShape(const format::Shape& shape, const keys::KeyStore& keys, PlainUse use);
    PlainShape(const PlainShape&) = delete;
    PlainShape& operator=(const PlainShape&) = delete;
    PlainShape(PlainShape&&) = delete;
    PlainShape& operator=(PlainShape&&) = delete;
    ~PlainShape() = default;

    /// Whether plain records of this shape can be packed.
    [[nodiscard]] bool is_packable() const { return is_packable_; }
    [[nodiscard]] const core::PlainShapeView& view() const { return view_; }
    /// How the records stand in lines, as frame_records() has it; nothing where they do not.
    [[nodiscard]] const std::optional<core::LineRules>& lines() const { return lines_; }
    /// Whether an Id stands in the slab as the result echoes it, quotes included.
    [[nodiscard]] bool has_json_ids() const { return view_.format == core::PlainFormat::Json; }

private:
    bool place_members(const format::Shape& shape);
    bool place_columns(const format::Shape& shape, std::uint32_t num_places);
    bool add_pieces(const format::Shape& shape);
    std::uint32_t place_name(const std::string& name);
    core::Span keep(std::string_view text);

    bool is_packable_ = false;
    core::PlainShapeView view_{};
    std::optional<core::LineRules> lines_;
    std::string texts_;
    std::vector<core::PlainName> names_;
    std::uint32_t message_place_ = core::no_place;
    std::vector<std::uint32_t> recipe_places_;
    std::vector<core::PlainPiece> pieces_;
};

}    // namespace hmacsweep::backend
