// The texts of a sample's records: their fields, what recipes make of them, and their MACs.
#pragma once

#include "host/diagnosis/failure_sampler.hpp"
#include "host/diagnosis/rewriting.hpp"
#include "host/reader/record_fields.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

/// What a recipe makes of each record; none where the record has no such field, or cannot be read so.
using Texts = std::vector<std::optional<ByteBuffer>>;

/// The bytes of texts that a search may still make. What is made stays until the search ends: this bounds its memory,
/// and the time that long records take.
struct TextBudget {
    std::uint64_t left = std::uint64_t{256} << 20;

    /// False where so many bytes are not left; then nothing is left.
    bool spend(std::uint64_t bytes) {
        left = bytes > left ? 0 : left - bytes;
        return left != 0;
    }
};

/// A record's MACs as written, or their bytes where the steps of --columns have decoded them.
struct MacTexts {
    std::vector<ByteBuffer> texts;
    bool is_decoded = false;
};

class RecordTexts {
public:
    /// The samples and the budget must outlive the object.
    RecordTexts(std::span<const Sample> samples, TextBudget& budget);

    [[nodiscard]] std::size_t size() const { return samples_.size(); }
    /// The fields of a record, as reader::fields_of() has them.
    [[nodiscard]] std::vector<reader::NamedText> fields(std::size_t index);
    /// The members of an object that are lists, as JSON. A recipe takes a list only with a step behind its name.
    [[nodiscard]] std::vector<reader::NamedText> lists(std::size_t index);
    /// What a recipe makes of each record; all none where the text is no recipe, or the budget does not allow it.
    [[nodiscard]] Texts made_by(std::string_view text);
    /// The MACs of each record.
    [[nodiscard]] std::vector<MacTexts> macs();
    /// Whether records are objects of JSON.
    [[nodiscard]] bool is_json() const { return !samples_.empty() && samples_.front().shape->is_json(); }
    [[nodiscard]] bool is_line() const {
        return !samples_.empty() && samples_.front().shape->kind() == format::RecordKind::Line;
    }
    /// The names of the parts of the MAC's field.
    [[nodiscard]] std::vector<std::string> mac_parts() const;

private:
    Texts make(std::string_view text);

    std::span<const Sample> samples_;
    TextBudget& budget_;
    std::vector<format::Shape> shapes_;    ///< those of the samples, which read MACs as texts
    reader::Reader reader_;
};

}    // namespace hmacsweep::diagnosis
