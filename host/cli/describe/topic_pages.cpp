#include "host/cli/describe/topic_pages.hpp"

#include <array>

namespace hmacsweep::cli {
namespace {

constexpr std::array<TopicPage, 3> topics{{
    {"formats", 7, "what records are read from, and how", formats_body},
    {"keys", 5, "the key files of hmacsweep", keys_body},
    {"profiles", 7, "how other software's MACs are read", profiles_body},
}};

}    // namespace

std::span<const TopicPage> topic_pages() {
    return topics;
}

}    // namespace hmacsweep::cli
