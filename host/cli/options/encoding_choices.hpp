// The encodings that options take.
#pragma once

#include "host/base/encoding.hpp"
#include "host/cli/options/validation.hpp"

#include <algorithm>
#include <optional>

namespace hmacsweep::cli {

inline constexpr Choices<Encoding, 6> encoding_choices{{{"base64", Encoding::Base64},
                                                        {"base64url", Encoding::Base64Url},
                                                        {"base64url-nopad", Encoding::Base64UrlBare},
                                                        {"base64-mime", Encoding::Base64Mime},
                                                        {"hex", Encoding::Hex},
                                                        {"text", Encoding::Text}}};

/// The encodings, and `auto`, which is no encoding.
inline constexpr auto mac_encoding_choices = [] {
    Choices<std::optional<Encoding>, encoding_choices.size() + 1> choices{{{"auto", std::nullopt}}};
    std::ranges::copy(encoding_choices, choices.begin() + 1);
    return choices;
}();

}    // namespace hmacsweep::cli
