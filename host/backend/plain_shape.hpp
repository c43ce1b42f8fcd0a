// A shape as flat data for the fast steps: what they need of names, columns, encodings and recipe.
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

/// What a run does with plain records.
struct PlainUse {
    bool is_verify = true;
    bool quotes_messages = false;                 ///< results show messages; then no record is plain
    std::optional<Encoding> mac_encoding = {};    ///< in place of the shape's; other MACs are not plain
};

/// A Shape as core::PlainShapeView. The view points into the object, so the object is neither copied nor moved.
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
    /// Complete only where is_packable().
    [[nodiscard]] const core::PlainShapeView& view() const { return view_; }
    /// The rules by which frame_records() cuts lines into records; nothing where the format has no such rules.
    [[nodiscard]] const std::optional<core::LineRules>& lines() const { return lines_; }
    /// Whether PlainRecord::id includes the quotes, so that a result line can copy the Id from the slab.
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
