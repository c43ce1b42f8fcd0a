// simdjson over texts that hold key material.
#pragma once

#include "host/base/secret.hpp"

#include <new>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep {

/// A parser whose copies of the text are wiped when it goes.
class WipingParser {
public:
    WipingParser() = default;
    WipingParser(const WipingParser&) = delete;
    WipingParser& operator=(const WipingParser&) = delete;
    WipingParser(WipingParser&&) = delete;
    WipingParser& operator=(WipingParser&&) = delete;
    ~WipingParser() {
        // As much as simdjson has allocated: it writes a little behind the last string.
        const std::size_t room = (5 * parser_.doc.capacity() / 3) + simdjson::SIMDJSON_PADDING;
        wipe(parser_.doc.string_buf.get(), parser_.doc.string_buf ? room : 0);
    }

    /// Parses `text`, which is given room for simdjson's padding. What begins as a number is an error: simdjson copies
    /// such a text to the heap, where nobody wipes it.
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
