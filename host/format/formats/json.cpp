// One JSON value whose records are the elements of an array, or the one object that it is.
#include "host/format/format.hpp"

#include <algorithm>
#include <cstddef>

namespace hmacsweep::format {
namespace {

constexpr std::string_view unclosed_array =
    "is cut short, or a bracket or quote in it is left open: its array has not ended at byte";
constexpr std::string_view unclosed_object =
    "is cut short, or a bracket or quote in it is left open: its object has not ended at byte";
constexpr std::string_view behind_array = "has more behind its array, from byte";
constexpr std::string_view behind_object =
    "has more than one JSON object (`jq -c .` writes one a line, as --input-format jsonl reads them): there is more "
    "from "
    "byte";

core::FrameCounts frame(Bytes records, const Shape& /*shape*/, std::vector<core::Frame>& frames) {
    return core::frame_elements(records.data(), records.size(),
                                [&](const core::Frame& found) { frames.push_back(found); });
}

class ElementCutter final : public Cutter {
public:
    ElementCutter(bool is_array, std::uint64_t max_record_bytes)
        : Cutter(max_record_bytes), is_array_(is_array), element_(core::element_from(0)) {}

    void restart() override { element_ = core::element_from(0); }

    /// Blanks before an element that is not whole yet belong to what comes before them. An element is too long by
    /// itself or with the blanks up to its comma, whatever the slab has room for.
    [[nodiscard]] Cut find(const std::uint8_t* bytes, std::size_t size, bool is_at_end) override {
        while (true) {
            const core::ElementStop found = core::scan_element(bytes, size, !is_array_, element_);
            const std::size_t begin = std::min(element_.begin, element_.position);
            if (element_.position - begin > longest_record()) {
                if (begin > 0) {
                    return {CutKind::Records, begin};
                }
                passing_ = core::element_from(0);
                return {CutKind::Oversize, size};
            }
            if (found == core::ElementStop::More) {
                const std::size_t whole = is_at_end ? size : begin;
                return whole > 0 || is_at_end ? Cut{CutKind::Records, whole} : Cut{};
            }
            if (found == core::ElementStop::End && element_.begin == core::no_element && !has_elements_) {
                is_ended_ = true;
                return {CutKind::End, element_.position + 1};
            }
            element_ends(found);
            if (is_ended_) {
                return {CutKind::Records, element_.position + (found == core::ElementStop::End ? 1 : 0)};
            }
            element_ = core::element_from(element_.position + 1);
        }
    }

    /// Up to the element's comma, or the end of the array or of the one object.
    [[nodiscard]] Passed pass_over(Bytes bytes) override {
        passing_.position = 0;
        const core::ElementStop found = core::scan_element(bytes.data(), bytes.size(), !is_array_, passing_);
        const std::size_t end = passing_.position;
        Passed passed;
        passed.num_lines = static_cast<std::uint32_t>(std::count(bytes.data(), bytes.data() + end, std::uint8_t{'\n'}));
        passed.is_ended = found != core::ElementStop::More;
        passed.bytes = end + (passed.is_ended && found != core::ElementStop::Closed ? 1 : 0);
        if (passed.is_ended) {
            element_ends(found);
        }
        return passed;
    }

    [[nodiscard]] bool is_ended() const override { return is_ended_; }
    [[nodiscard]] bool may_follow(std::uint8_t byte) const override { return core::is_json_blank(byte); }
    [[nodiscard]] std::string_view fault_behind() const override { return is_array_ ? behind_array : behind_object; }
    [[nodiscard]] std::string_view fault_at_end(std::size_t /*left*/) const override {
        if (is_ended_) {
            return {};
        }
        return is_array_ ? unclosed_array : unclosed_object;
    }

private:
    void element_ends(core::ElementStop found) {
        has_elements_ = has_elements_ || found == core::ElementStop::Comma;
        is_ended_ = found == core::ElementStop::End || found == core::ElementStop::Closed;
    }

    bool is_array_;
    core::ElementScan element_;      ///< of the first element that is not known to be whole
    core::ElementScan passing_{};    ///< of the element that is too long
    bool has_elements_ = false;      ///< whether there was a comma
    bool is_ended_ = false;
};

std::unique_ptr<Cutter> make_cutter(const Shape& shape, std::uint64_t max_record_bytes) {
    return std::make_unique<ElementCutter>(shape.is_array, max_record_bytes);
}

/// Where the one value of a JSON text begins, and whether that is an array, whose bracket is a header of a kind.
void read_head(const HeadRequest& request, SourceHead& head) {
    std::size_t begin = 0;
    while (true) {
        const auto first = std::find_if_not(request.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                            request.bytes.end(), core::is_json_blank);
        begin = static_cast<std::size_t>(first - request.bytes.begin());
        const bool is_there = first != request.bytes.end();
        if (begin > request.max_record_bytes || (!is_there && !request.read_ahead())) {
            head.error = "has no JSON in it: one object, or an array of objects, is needed";
            return;
        }
        if (is_there) {
            break;
        }
    }
    head.shape.is_array = request.bytes[begin] == '[';
    if (!head.shape.is_array && request.bytes[begin] != '{') {
        head.error = "is neither a JSON object nor an array of objects";
        return;
    }
    head.header_bytes = begin + (head.shape.is_array ? 1 : 0);
    head.header_lines = static_cast<std::uint32_t>(
        std::count(request.bytes.begin(), request.bytes.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
}

bool is_closed(Bytes record) {
    return core::is_closed_element(record.data(), record.size());
}

constexpr RejectForm rejects{
    .begin = "[", .separator = ",\n", .end = "\n]\n", .has_line_ends = false, .is_closed = is_closed};

}    // namespace

namespace formats {

const Format json{
    .frame = frame, .make_cutter = make_cutter, .read_head = read_head, .filling = " \t\r\n,[]", .rejects = &rejects};

}    // namespace formats
}    // namespace hmacsweep::format
