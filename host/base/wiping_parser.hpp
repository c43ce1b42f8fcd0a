// simdjson for texts with key material.
#pragma once

#include "host/base/secret.hpp"

#include <new>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep {

/// A parser that wipes its copies of the text when it is destroyed.
class WipingParser {
public:
    WipingParser() = default;
    WipingParser(const WipingParser&) = delete;
    WipingParser& operator=(const WipingParser&) = delete;
    WipingParser(WipingParser&&) = delete;
    WipingParser& operator=(WipingParser&&) = delete;
    ~WipingParser() {
        // All that simdjson has allocated, because it writes a little behind the last string.
        const std::size_t room = (5 * parser_.doc.capacity() / 3) + simdjson::SIMDJSON_PADDING;
        wipe(parser_.doc.string_buf.get(), parser_.doc.string_buf ? room : 0);
    }

    /// Parses `text`, which grows by simdjson's padding. The result is valid while the parser is and until the next
    /// call. A text that begins with a number is an error, because simdjson copies such a text to the heap and does not
    /// wipe it. Throws std::bad_alloc.
    simdjson::simdjson_result<simdjson::dom::element> parse(SecretBytes& text) {
        const std::size_t size = text.size();
        const std::size_t begin = as_text(text.bytes()).find_first_not_of(" \t\r\n");
        if (begin < size &&
            std::string_view("-0123456789").find(as_text(text.bytes())[begin]) != std::string_view::npos) {
            return simdjson::TAPE_ERROR;
        }
        text.grow(size + simdjson::SIMDJSON_PADDING);
        const auto document = parser_.parse(text.data(), size, false);
        if (document.error() == simdjson::MEMALLOC) {
            throw std::bad_alloc();
        }
        return document;
    }

private:
    simdjson::dom::parser parser_;
};

}    // namespace hmacsweep
