#include "host/judge/mac_form_guess.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::judge {
namespace {

/// How much is looked at: a record that does not end there counts for nothing.
constexpr std::size_t most_bytes = std::size_t{16} << 10;
constexpr std::uint32_t most_records = 8;

}    // namespace

Encoding MacFormGuess::operator()(const input::Slab& slab) {
    const format::Shape& shape = *slab.shape;
    if (!shape.finds_mac_form() || shape.is_chained() || slab.kind != input::SlabKind::Records) {
        return shape.mac_encoding;
    }
    std::array<std::uint32_t, num_encodings> votes{};
    std::uint32_t num_records = 0;
    format::frame_records(slab.data(), std::min(slab.size, most_bytes), shape, [&](const core::Frame& frame) {
        if (++num_records > most_records) {
            return;
        }
        const reader::Record& record = reader_.read(shape, slab.data() + frame.offset, frame.size);
        if (!record.is_malformed() && record.mac_form) {
            ++votes[static_cast<std::size_t>(*record.mac_form)];
        }
    });
    const auto most = std::ranges::max_element(votes);
    if (*most > 0) {
        last_ = static_cast<Encoding>(most - votes.begin());
    }
    return last_;
}

}    // namespace hmacsweep::judge
