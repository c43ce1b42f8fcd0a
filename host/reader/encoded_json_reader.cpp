#include "host/reader/encoded_json_reader.hpp"

#include "host/base/bytes.hpp"

#include <algorithm>
#include <new>

#include <fmt/format.h>

namespace hmacsweep::reader {

namespace dom = simdjson::dom;

EncodedJsonReader::EncodedJsonReader() : parser_(std::make_unique<dom::parser>()) {}

const std::string& EncodedJsonReader::read(const format::EncodedJson& document, std::string_view text) {
    if (!is_read_ || text != text_) {
        reason_ = parse(document, text);
        // A text that is not kept is one that the next cannot be equal to.
        is_read_ = text.size() <= format::max_encoded_json_bytes;
        text_ = is_read_ ? text : std::string_view();
    }
    return reason_;
}

std::string EncodedJsonReader::parse(const format::EncodedJson& document, std::string_view text) {
    if (text.size() > format::max_encoded_json_bytes) {
        return fmt::format("has more than {} characters, which no JSON in a field may have",
                           format::max_encoded_json_bytes);
    }
    bytes_.resize(decoded_room(text.size()) + simdjson::SIMDJSON_PADDING);
    const DecodeResult decoded = decode(document.encoding, text, bytes_.data());
    if (!decoded.reason.empty()) {
        return std::string(decoded.reason);
    }
    num_bytes_ = decoded.bytes;
    const simdjson::error_code error = parser_->parse(bytes_.data(), num_bytes_, false).get_object().get(root_);
    if (error == simdjson::MEMALLOC) {
        throw std::bad_alloc();
    }
    if (error != simdjson::SUCCESS) {
        return "is not one JSON object";
    }
    names_.clear();
    for (const auto& [name, value] : root_) {
        names_.push_back(name);
    }
    std::ranges::sort(names_);
    if (const auto twice = std::ranges::adjacent_find(names_); twice != names_.end()) {
        return fmt::format("has \"{}\" twice", printable(*twice));
    }
    for (std::size_t i = 0; i < document.refused_pointers.size(); ++i) {
        if (finder_.find(root_, document.refused_pointers[i], false) || !finder_.twice().empty()) {
            return fmt::format("has {}, which --refuse names", printable(document.refused[i]));
        }
    }
    return {};
}

Result<std::optional<EncodedJsonReader::Value>> EncodedJsonReader::find(const JsonPointer& pointer, bool ignores_case) {
    const bool is_found = finder_.find(root_, pointer, ignores_case);
    if (!finder_.twice().empty()) {
        return Error{fmt::format("has \"{}\" twice", printable(finder_.twice()))};
    }
    if (!finder_.dead_end().empty()) {
        return Error{dead_end_reason(finder_, {})};
    }
    if (!is_found || finder_.value().is_null()) {
        return std::optional<Value>();
    }
    if (finder_.value().is_string()) {
        return std::optional(Value{finder_.value().get_string().value_unsafe(), false});
    }
    if (finder_.value().is_number()) {
        return std::optional(Value{finder_.text(as_text(Bytes(bytes_).first(num_bytes_))), true});
    }
    return Error{"must be a string or a number"};
}

}    // namespace hmacsweep::reader
