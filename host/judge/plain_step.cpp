#include "host/judge/plain_step.hpp"

#include <numeric>

namespace hmacsweep {
namespace {

constexpr core::Base64Table standard_table = core::make_base64_table(false);
constexpr core::Base64Table url_table = core::make_base64_table(true);

/// How a shape's records stand in lines, as frame_records() has it; nothing where they do not.
std::optional<core::LineRules> line_rules(const Shape& shape) {
    if (shape.is_binary || shape.format == InputFormat::Json) {
        return std::nullopt;
    }
    return core::LineRules{shape.table_syntax(), shape.is_table(), shape.skips_blank_lines()};
}

}    // namespace

core::PlainPack PlainBatch::open(std::size_t num_records, std::size_t bytes) {
    records.resize(num_records);
    return batch.open(records, bytes);
}

void PlainBatch::close(const core::PlainPack& pack) {
    batch.close(pack);
    records.resize(pack.num_items);
}

PlainStep::PlainStep(const RunOptions& options, const KeyTable& table, const Rules& rules)
    : options_(options), table_(table), rules_(rules) {}

void PlainStep::pack(const Slab& slab, const backend::TextFunctions& text, Judgement& judgement) {
    settle(slab.shape);
    const std::size_t num_frames = judgement.frames.size();
    const std::size_t num_packable = shape_->is_packable() ? num_frames : 0;
    const std::size_t num_unkeyed = shape_->view().takes_no_key ? num_packable : 0;
    judgement.exceptions.resize(num_frames);
    core::PackedFrames packed{keyed_.open(num_packable, num_packable == 0 ? 0 : slab.size),
                              unkeyed_.open(num_unkeyed, num_unkeyed == 0 ? 0 : slab.size), judgement.exceptions.data(),
                              0};
    if (num_packable == 0) {
        std::iota(judgement.exceptions.begin(), judgement.exceptions.end(), 0U);
        packed.num_exceptions = static_cast<std::uint32_t>(num_frames);
    } else {
        text.pack_frames(shape_->view(), {table_.store().names(), schedules_.data(), has_limits_.get()},
                         {&standard_table, &url_table}, slab.data(), judgement.frames.data(),
                         static_cast<std::uint32_t>(num_frames), options_.max_record_bytes, packed);
    }
    keyed_.close(packed.keyed);
    unkeyed_.close(packed.unkeyed);
    judgement.exceptions.resize(packed.num_exceptions);
}

std::optional<TextJob> PlainStep::texts(const Slab& slab, TextCandidates* candidates) {
    settle(slab.shape);
    if (!shape_->is_packable() || !shape_->view().takes_mac || (shape_->view().takes_no_key && candidates == nullptr)) {
        return std::nullopt;
    }
    return TextJob{.shape = shape_->view(),
                   .keys = {table_.store().names(), schedules_.data(), has_limits_.get()},
                   .num_keys = table_.store().size(),
                   .slab = slab.data(),
                   .slab_bytes = slab.size,
                   .frames = {},
                   .lines = line_rules(*slab.shape),
                   .max_record_bytes = options_.max_record_bytes,
                   .wants_ids = options_.results == ResultsFilter::All,
                   .candidates = candidates};
}

void PlainStep::settle(const std::shared_ptr<const Shape>& shape) {
    if (shape_ == nullptr || settled_ != shape) {
        shape_ = std::make_unique<PlainShape>(*shape, options_, table_.store());
        settled_ = shape;
    }
    if (schedules_.empty() && shape_->is_packable()) {
        make_keys();
    }
}

void PlainStep::make_keys() {
    const KeyStore& keys = table_.store();
    schedules_.assign(keys.size() * core::num_algorithms, core::no_key);
    has_limits_ = std::make_unique<bool[]>(keys.size());
    for (std::uint32_t k = 0; k < keys.size(); ++k) {
        has_limits_[k] = rules_.has_kms_limits(k);
        for (const Algorithm algorithm : all_algorithms) {
            if (rules_.is_usable(keys[k].state) && keys[k].is_mac_key() && keys[k].allows(algorithm)) {
                schedules_[(k * core::num_algorithms) + static_cast<std::size_t>(algorithm)] =
                    table_.schedule(k, algorithm);
            }
        }
    }
}

}    // namespace hmacsweep
