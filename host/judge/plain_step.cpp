#include "host/judge/plain_step.hpp"

#include <numeric>

namespace hmacsweep::judge {
core::PlainPack PlainBatch::open(std::size_t num_records, std::size_t bytes) {
    records.resize(num_records);
    return batch.open(records, bytes);
}

void PlainBatch::close(const core::PlainPack& pack) {
    batch.close(pack);
    records.resize(pack.num_items);
}

PlainStep::PlainStep(const rules::RunOptions& options, const keys::KeyTable& table, const rules::Rules& rules)
    : options_(options), table_(table), rules_(rules) {}

void PlainStep::pack(const input::Slab& slab, const backend::TextFunctions& text, std::span<const core::Frame> frames,
                     std::vector<std::uint32_t>& open) {
    settle(slab);
    const std::size_t num_packable = shape_->is_packable() ? frames.size() : 0;
    const std::size_t num_unkeyed = shape_->view().takes_no_key ? num_packable : 0;
    open.resize(frames.size());
    core::PackedFrames packed{keyed_.open(num_packable, num_packable == 0 ? 0 : slab.size),
                              unkeyed_.open(num_unkeyed, num_unkeyed == 0 ? 0 : slab.size), open.data(), 0};
    if (num_packable == 0) {
        std::iota(open.begin(), open.end(), 0U);
        packed.num_exceptions = static_cast<std::uint32_t>(frames.size());
    } else {
        text.pack_frames(shape_->view(), keys_.view(), {&core::standard_base64, &core::url_base64}, slab.data(),
                         frames.data(), static_cast<std::uint32_t>(frames.size()), options_.max_record_bytes, packed);
    }
    keyed_.close(packed.keyed);
    unkeyed_.close(packed.unkeyed);
    open.resize(packed.num_exceptions);
}

std::optional<backend::TextJob> PlainStep::texts(const input::Slab& slab, backend::TextCandidates* candidates) {
    settle(slab);
    if (!shape_->is_packable() || !shape_->view().takes_mac || shape_->view().format == core::PlainFormat::Row ||
        (shape_->view().takes_no_key && candidates == nullptr)) {
        return std::nullopt;
    }
    return backend::TextJob{.shape = shape_->view(),
                            .keys = keys_.view(),
                            .num_keys = keys_.size(),
                            .slab = slab.data(),
                            .slab_bytes = slab.size,
                            .frames = {},
                            .lines = shape_->lines(),
                            .max_record_bytes = options_.max_record_bytes,
                            .wants_ids = options_.results == rules::ResultsFilter::All,
                            .candidates = candidates};
}

Outcome& PlainStep::begin_outcome(const SlabTask& task, const PlainBatch& packed, std::uint32_t i) {
    const core::PlainRecord& record = packed.records[i];
    Outcome& outcome = task.result.outcomes[record.frame];
    outcome.algorithm = packed.batch.item(i).algorithm;
    outcome.key = record.key;
    outcome.id = task.result.keep(id_of(task.slab, record.id));
    return outcome;
}

std::string_view PlainStep::id_of(const input::Slab& slab, core::Span id) {
    const std::string_view given = as_text(Bytes(slab.data() + id.offset, id.size));
    if (given.empty() || shape_->has_json_ids()) {
        return given;
    }
    id_.assign(1, '"');
    id_ += given;
    id_ += '"';
    return id_;
}

void PlainStep::settle(const input::Slab& slab) {
    const Encoding mac_encoding = guess_mac_form_(slab);
    if (shape_ == nullptr || settled_ != slab.shape || mac_encoding_ != mac_encoding) {
        shape_ = std::make_unique<backend::PlainShape>(
            *slab.shape, table_.store(),
            backend::PlainUse{options_.operation == rules::Operation::Verify,
                              options_.line_form == rules::LineForm::Request, mac_encoding});
        settled_ = slab.shape;
        mac_encoding_ = mac_encoding;
    }
    if (shape_->is_packable() && keys_.size() == 0) {
        const keys::KeyStore& keys = table_.store();
        keys_ = backend::PlainKeys(table_, [&](std::uint32_t key) {
            return backend::PlainKeys::Use{rules_.is_usable(keys[key].state), rules_.has_kms_limits(key)};
        });
    }
}

}    // namespace hmacsweep::judge
