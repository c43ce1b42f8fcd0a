// Makes the MACs of a slab's records.
#pragma once

#include "host/backend/packer.hpp"
#include "host/judge/checker.hpp"
#include "host/judge/record_hasher.hpp"
#include "host/judge/run_context.hpp"

#include <memory>
#include <vector>

namespace hmacsweep::judge {

/// A record becomes Valid once its MAC is in SlabResult::macs. Not for use by two threads at a time.
class Generator : public RecordHasher {
public:
    /// The context must outlive the object.
    explicit Generator(const RunContext& context);

    void begin(const SlabTask& task) override;
    void judge_plain(const SlabTask& task, PlainStep& plain) override;
    void add(const SlabTask& task, std::uint32_t frame, const reader::Record& record,
             const rules::Ruling& ruling) override;
    void judge_added(const SlabTask& task) override;

private:
    void generate(const SlabTask& task, backend::Batch& batch);
    void keep_mac(const SlabTask& task, std::uint32_t frame, std::size_t item) const;

    const RunContext& context_;
    std::unique_ptr<Checker> openssl_;     ///< for messages that are too long for a batch
    backend::Batch batch_;                 ///< the records that were added
    std::vector<std::uint32_t> frames_;    ///< the frame of each item of batch_
    std::vector<std::uint8_t> macs_;       ///< what the backend made of a batch
};

}    // namespace hmacsweep::judge
