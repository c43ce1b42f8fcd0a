#include "host/judge/record_sum.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace hmacsweep::judge {

OrderFreeSum record_hash(Bytes record, Verdict verdict) {
    struct {
        XXH128_canonical_t bytes;
        std::uint8_t verdict;
    } judged{{}, static_cast<std::uint8_t>(verdict)};
    XXH128_canonicalFromHash(&judged.bytes, XXH3_128bits(record.data(), record.size()));
    const XXH128_hash_t whole = XXH3_128bits(&judged, sizeof(judged));
    return {whole.high64, whole.low64};
}

OrderFreeSum sum_of_records(const input::Slab& slab, const SlabResult& result) {
    OrderFreeSum sum;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        const core::Frame& frame = result.framing.frames[i];
        const bool has_bytes = slab.kind == input::SlabKind::Records;
        sum.add(record_hash(has_bytes ? Bytes(slab.data() + frame.offset, frame.size) : Bytes(),
                            result.outcomes[i].verdict));
    }
    return sum;
}

}    // namespace hmacsweep::judge
