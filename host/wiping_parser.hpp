// simdjson over texts that hold key material.
#pragma once

#include "host/secret.hpp"

#include <new>

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
    ~WipingParser() { wipe(parser_.doc.string_buf.get(), parser_.doc.string_buf ? 5 * parser_.capacity() / 3 : 0); }

    /// Parses `text`, which is given room for simdjson's padding.
    simdjson::simdjson_result<simdjson::dom::element> parse(SecretBytes& text) {
        const std::size_t size = text.size();
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
