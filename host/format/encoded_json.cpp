#include "host/format/encoded_json.hpp"

#include <utility>

namespace hmacsweep::format {

Result<std::optional<InnerName>> parse_inner_name(std::string_view text) {
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        const std::size_t slash = text.find('/', colon);
        if (slash == std::string_view::npos) {
            break;
        }
        const std::string_view how = text.substr(colon + 1, slash - colon - 1);
        const std::optional<Encoding> encoding = how == "json" ? Encoding::Text : parse_encoding(how);
        if (encoding && colon != 0) {
            Result<JsonPointer> pointer = parse_json_pointer(text.substr(slash));
            if (!pointer) {
                return pointer.error();
            }
            return std::optional(InnerName{std::string(text.substr(0, colon)), *encoding, std::move(*pointer)});
        }
    }
    return std::optional<InnerName>();
}

}    // namespace hmacsweep::format
