#include "host/reader/json_parser.hpp"

#include "host/base/json_tokens.hpp"

#include <new>

#include <fmt/format.h>

namespace hmacsweep::reader {
namespace {

namespace dom = simdjson::dom;

/// Past this text length the parser's buffers are given back after use.
constexpr std::size_t kept_capacity = std::size_t{1} << 20;
constexpr std::size_t max_depth = 1024;

/// What is wrong with a text that simdjson refused.
std::string json_reason(simdjson::error_code code) {
    switch (code) {
        case simdjson::UTF8_ERROR:
            return "it has bytes that are not UTF-8";
        case simdjson::UNESCAPED_CHARS:
            return "a string has a raw control character in it";
        case simdjson::UNCLOSED_STRING:
            return "a string is not closed";
        case simdjson::STRING_ERROR:
            return "a string has a bad escape in it";
        case simdjson::NUMBER_ERROR:
            return "it has a number that JSON does not allow";
        case simdjson::DEPTH_ERROR:
            return fmt::format("it is nested more than {} levels deep", max_depth);
        default:
            return "it is not one complete JSON object";
    }
}

/// Whether a number that no machine type holds may be behind an error: versions of simdjson call it differently.
bool is_maybe_number(simdjson::error_code code) {
    switch (code) {
        case simdjson::SUCCESS:
        case simdjson::CAPACITY:
        case simdjson::MEMALLOC:
        case simdjson::UTF8_ERROR:
        case simdjson::UNESCAPED_CHARS:
        case simdjson::UNCLOSED_STRING:
        case simdjson::STRING_ERROR:
        case simdjson::DEPTH_ERROR:
            return false;
        default:
            return true;
    }
}

}    // namespace

JsonParser::JsonParser() : parser_(std::make_unique<dom::parser>()) {}

simdjson::error_code JsonParser::parse_rewritten(dom::element& root) {
    const std::size_t size = rewritten_.size();
    rewritten_.resize(size + simdjson::SIMDJSON_PADDING, ' ');
    return parser_->parse(reinterpret_cast<const std::uint8_t*>(rewritten_.data()), size, false).get(root);
}

std::string JsonParser::parse(std::string_view text, Padding padding, Numbers numbers, dom::element& root) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    has_blanked_ = false;
    simdjson::error_code error = parser_->parse(bytes, text.size(), padding == Padding::None).get(root);
    if (is_maybe_number(error) && numbers == Numbers::JavaScript) {
        rewritten_ = with_long_integers_as_doubles(text);
        error = parse_rewritten(root);
    }
    if (is_maybe_number(error)) {
        rewritten_ = text;
        if (blank_numbers(rewritten_)) {
            has_blanked_ = true;
            error = parse_rewritten(root);
        }
    }
    if (error == simdjson::MEMALLOC) {
        throw std::bad_alloc();
    }
    return error == simdjson::SUCCESS ? std::string() : json_reason(error);
}

bool JsonParser::is_large() const {
    return parser_->capacity() > kept_capacity;
}

void JsonParser::shrink() {
    parser_ = std::make_unique<dom::parser>();
}

}    // namespace hmacsweep::reader
