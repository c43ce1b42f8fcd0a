#include "host/io/reader.hpp"

#include "host/encoding.hpp"
#include "host/io/json_tokens.hpp"
#include "host/kms_text.hpp"

#include <algorithm>
#include <stdexcept>

namespace hmacsweep::io {
namespace {

namespace dom = simdjson::dom;

static_assert(slab_padding >= simdjson::SIMDJSON_PADDING);

/// Past this line length the parser's buffers are given back after use.
constexpr std::size_t kept_capacity = std::size_t{1} << 20;
constexpr std::size_t max_depth = 1024;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// What is wrong with a line that simdjson refused.
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
            return "it is nested more than " + std::to_string(max_depth) + " levels deep";
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

bool has_control_character(std::string_view line) {
    return std::ranges::any_of(line,
                               [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; });
}

}    // namespace

Reader::Reader(const Shape& shape) : shape_(shape), parser_(std::make_unique<dom::parser>()) {}

const Record& Reader::read(const std::uint8_t* bytes, std::size_t size) {
    record_ = Record{};
    if (shape_.format == InputFormat::Lines) {
        record_.key_id = shape_.default_key_id;
        record_.algorithm = shape_.default_algorithm;
        record_.message = Bytes(bytes, size);
    } else {
        read_json(as_text(Bytes(bytes, size)));
    }
    return record_;
}

void Reader::fail(std::string reason) {
    if (!record_.is_malformed()) {
        reason_ = std::move(reason);
        record_.malformed = reason_;
    }
}

void Reader::read_json(std::string_view line) {
    if (line.starts_with(byte_order_mark)) {
        fail("not valid JSON: a byte-order mark stands before it");
        return;
    }
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] != '{') {
        fail("not valid JSON: a record is an object and begins with {");
        return;
    }
    if (has_control_character(line)) {
        fail("not valid JSON: it has a control character in it");
        return;
    }
    dom::element root;
    if (parse(line, root)) {
        if (const auto object = root.get_object(); object.error() == simdjson::SUCCESS) {
            read_object(line, object.value_unsafe());
        } else {
            fail("not a record: it must be a JSON object");
        }
    }
    if (parser_->capacity() > kept_capacity) {
        // The record's texts were copied out or decoded; only `key_id` may still point into the parser.
        rewritten_ = record_.key_id;
        record_.key_id = rewritten_;
        parser_ = std::make_unique<dom::parser>();
    }
}

bool Reader::parse(std::string_view line, dom::element& root) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(line.data());
    simdjson::error_code error = parser_->parse(bytes, line.size(), false).get(root);
    if (is_maybe_number(error)) {
        rewritten_ = line;
        if (blank_numbers(rewritten_)) {
            rewritten_.resize(line.size() + simdjson::SIMDJSON_PADDING, ' ');
            const auto* const blanked = reinterpret_cast<const std::uint8_t*>(rewritten_.data());
            error = parser_->parse(blanked, line.size(), false).get(root);
        }
    }
    if (error == simdjson::MEMALLOC) {
        throw std::bad_alloc();
    }
    if (error != simdjson::SUCCESS) {
        fail("not valid JSON: " + json_reason(error));
        return false;
    }
    return true;
}

void Reader::read_object(std::string_view line, dom::object object) {
    Fields fields;
    std::array<bool, num_fields> seen{};
    std::size_t member = 0;
    std::size_t id_member = 0;
    for (const auto& [name, value] : object) {
        for (std::size_t f = 0; f < num_fields; ++f) {
            if (name == shape_.names[f]) {
                if (seen[f]) {
                    fail(shape_.names[f] + " stands there twice");
                }
                seen[f] = true;
                fields[f] = value;
                id_member = f == static_cast<std::size_t>(Field::Id) ? member : id_member;
            }
        }
        ++member;
    }
    // Null is the same as absent.
    const auto is_given = [&](Field field) {
        const auto f = static_cast<std::size_t>(field);
        return seen[f] && !fields[f].is_null();
    };
    const auto value_of = [&](Field field) -> const dom::element& { return fields[static_cast<std::size_t>(field)]; };

    if (is_given(Field::Id)) {
        read_id(line, value_of(Field::Id), id_member);
    }
    std::string_view text;
    record_.key_id = shape_.default_key_id;
    if (is_given(Field::KeyId) && read_text(Field::KeyId, value_of(Field::KeyId), text)) {
        if (text.empty() || text.size() > max_key_name_bytes) {
            fail(kms::length_violation("keyId", text.size(), max_key_name_bytes));
        }
        record_.key_id = text;
    } else if (record_.key_id.empty()) {
        fail(std::string(shape_.name(Field::KeyId)) + " is missing, and there is no --key-id for records without one");
    }
    record_.algorithm = shape_.default_algorithm;
    if (is_given(Field::MacAlgorithm)) {
        record_.algorithm.reset();
        if (read_text(Field::MacAlgorithm, value_of(Field::MacAlgorithm), text)) {
            read_algorithm(text);
        }
    } else if (!record_.algorithm) {
        fail(std::string(shape_.name(Field::MacAlgorithm)) +
             " is missing, and there is no --mac-algorithm for records without one");
    }
    if (!is_given(Field::Message)) {
        fail(std::string(shape_.name(Field::Message)) + " is missing");
    } else if (read_text(Field::Message, value_of(Field::Message), text)) {
        decode_field(Field::Message, shape_.message_encoding, text, message_, record_.message);
    }
    if (is_given(Field::Mac) && read_text(Field::Mac, value_of(Field::Mac), text) && !text.empty()) {
        record_.has_mac =
            decode_field(Field::Mac, shape_.mac_encoding, text, mac_, record_.mac) && !record_.mac.empty();
    }
}

void Reader::read_id(std::string_view line, const dom::element& value, std::size_t member) {
    id_.clear();
    if (value.is_string()) {
        append_json_string(id_, value.get_string().value_unsafe());
    } else if (value.is_number()) {
        id_ = member_text(line, member);
    } else {
        fail(std::string(shape_.name(Field::Id)) + " must be a string or a number");
    }
    record_.id = id_;
}

bool Reader::read_text(Field field, const dom::element& value, std::string_view& text) {
    if (!value.is_string()) {
        fail(std::string(shape_.name(field)) + " must be a string");
        return false;
    }
    text = value.get_string().value_unsafe();
    return true;
}

void Reader::read_algorithm(std::string_view name) {
    record_.algorithm = parse_algorithm(name);
    if (!record_.algorithm) {
        fail(kms::enum_violation(name));
    }
}

bool Reader::decode_field(Field field, Encoding encoding, std::string_view text, std::vector<std::uint8_t>& buffer,
                          Bytes& bytes) {
    buffer.resize(decoded_room(text.size()));
    const DecodeResult decoded = decode(encoding, text, buffer.data());
    if (!decoded.reason.empty()) {
        fail(std::string(shape_.name(field)) + " " + std::string(decoded.reason));
        return false;
    }
    bytes = Bytes(buffer.data(), decoded.bytes);
    return true;
}

}    // namespace hmacsweep::io
