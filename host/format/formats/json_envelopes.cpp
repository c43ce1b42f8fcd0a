// JSON documents of which each has its records in an array (--records): one document a line, or one JSON value that is
// a document or an array of documents. A document must be in memory as a whole, so the longest record bounds it.
#include "host/format/formats/json_envelopes.hpp"

#include "host/base/json_tokens.hpp"
#include "host/format/format.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::format {
namespace {

namespace dom = simdjson::dom;

/// Finds the array of records in one document after another.
class Envelope {
public:
    explicit Envelope(const JsonPointer& pointer) : pointer_(pointer) {}

    /// Appends a frame for each element of the document's array. False, with no frame, if the document is not valid
    /// JSON, has no such array, or has a name on the way twice, so that it is not clear which array is meant.
    bool frame(Bytes records, const core::Frame& document, std::vector<core::Frame>& frames) {
        const std::string_view text = as_text(records.subspan(document.offset, document.size));
        copy_ = text;
        // The parser passes over a byte-order mark, and refuses numbers that no machine type holds.
        if (text.starts_with("\xef\xbb\xbf") || !blank_numbers(copy_)) {
            return false;
        }
        copy_.append(simdjson::SIMDJSON_PADDING, ' ');
        dom::element value;
        const simdjson::error_code error = parser_.parse(copy_.data(), text.size(), false).get(value);
        if (error == simdjson::MEMALLOC) {
            throw std::bad_alloc();
        }
        if (error != simdjson::SUCCESS) {
            return false;
        }
        std::string_view array = text;
        for (const std::string& name : pointer_) {
            if (!enter(name, value, array)) {
                return false;
            }
        }
        dom::array elements;
        if (value.get_array().get(elements) != simdjson::SUCCESS) {
            return false;
        }
        const std::size_t num_before = frames.size();
        add_elements(records, document, trim_blanks(array), frames);
        std::size_t num_elements = 0;
        for (const dom::element& element : elements) {
            static_cast<void>(element);
            ++num_elements;
        }
        if (frames.size() - num_before != num_elements) {
            throw std::logic_error("framing and parser find different numbers of elements");
        }
        return true;
    }

private:
    /// Goes to the member with that name. Not into lists: their other elements would not be looked at.
    static bool enter(const std::string& name, dom::element& value, std::string_view& text) {
        dom::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            return false;
        }
        std::size_t index = 0;
        std::size_t found = no_member;
        for (const auto& [member, inner] : object) {
            if (member == name) {
                if (found != no_member) {
                    return false;
                }
                found = index;
                value = inner;
            }
            ++index;
        }
        text = found == no_member ? text : member_text(trim_blanks(text), found);
        return found != no_member;
    }

    /// The document is valid JSON, and so commas and brackets alone tell where its elements are.
    static void add_elements(Bytes records, const core::Frame& document, std::string_view array,
                             std::vector<core::Frame>& frames) {
        const Bytes inside = as_bytes(array.substr(1, array.size() - 2));
        const auto begin = static_cast<std::uint32_t>(inside.data() - records.data());
        const std::uint32_t line =
            document.line + count_lines(records.subspan(document.offset, begin - document.offset));
        core::frame_elements(inside.data(), inside.size(), [&](const core::Frame& element) {
            frames.push_back({begin + element.offset, element.size, line + element.line});
        });
    }

    static std::uint32_t count_lines(Bytes bytes) {
        return static_cast<std::uint32_t>(std::ranges::count(bytes, std::uint8_t{'\n'}));
    }

    static constexpr std::size_t no_member = ~std::size_t{0};

    const JsonPointer& pointer_;
    std::string copy_;
    dom::parser parser_;
};

/// A document without such an array is one record without bytes, which the Reader calls malformed.
core::FrameCounts frame(Bytes records, const Shape& shape, std::vector<core::Frame>& frames) {
    std::vector<core::Frame> documents;
    core::FrameCounts counts = row_of(shape.format).answers->frame(records, shape, documents);
    const std::size_t num_before = frames.size();
    Envelope envelope(shape.records);
    for (const core::Frame& document : documents) {
        if (!envelope.frame(records, document, frames)) {
            frames.push_back({document.offset, 0, document.line});
        }
    }
    counts.records = static_cast<std::uint32_t>(frames.size() - num_before);
    return counts;
}

/// Elements without bytes are left out: they are missing, or their document is broken.
bool is_closed(Bytes record) {
    return core::is_closed_element(record.data(), record.size());
}

constexpr RejectForm line_rejects{.is_closed = is_closed};

}    // namespace

namespace formats {

const Format& json_envelopes(const Shape& shape) {
    static const Format of_lines = [] {
        Format format = json_lines;
        format.frame = frame;
        format.has_line_rules = false;
        format.has_surroundings = true;
        format.rejects = &line_rejects;
        return format;
    }();
    static const Format of_documents = [] {
        Format format = json;
        format.frame = frame;
        format.has_surroundings = true;
        return format;
    }();
    return shape.has_elements() ? of_documents : of_lines;
}

}    // namespace formats
}    // namespace hmacsweep::format
