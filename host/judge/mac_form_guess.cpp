#include "host/judge/mac_form_guess.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::judge {
namespace {

/// How much is looked at, and, where that shows nothing, how much more: a record that does not end there counts for
/// nothing.
constexpr std::array<std::size_t, 2> most_bytes{std::size_t{16} << 10, std::size_t{1} << 20};
constexpr std::uint32_t most_records = 8;

}    // namespace

Encoding MacFormGuess::operator()(const input::Slab& slab) {
    const format::Shape& shape = *slab.shape;
    if (!shape.finds_mac_form() || shape.is_chained() || slab.kind != input::SlabKind::Records) {
        return shape.mac_encoding;
    }
    for (const std::size_t bytes : most_bytes) {
        std::array<std::uint32_t, num_encodings> votes{};
        std::uint32_t num_records = 0;
        format::frame_records(slab.data(), std::min(slab.size, bytes), shape, [&](const core::Frame& frame) {
            if (++num_records > most_records) {
                return;
            }
            const reader::Record& record = reader_.read(shape, slab.data() + frame.offset, frame.size);
            if (!record.is_malformed() && record.mac_form) {
                ++votes[static_cast<std::size_t>(*record.mac_form)];
            }
        });
        const auto* const most = std::ranges::max_element(votes);
        if (*most > 0) {
            last_ = static_cast<Encoding>(most - votes.begin());
            break;
        }
    }
    return last_;
}

}    // namespace hmacsweep::judge
