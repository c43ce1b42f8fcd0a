#include "host/diagnosis/job/record_arrays.hpp"

#include "host/base/json_pointer.hpp"

#include <algorithm>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t most_arrays = 3;
constexpr std::size_t deepest_array = 4;
constexpr unsigned deepest_value = 64;
/// Shorter texts are no MACs, or not worth a search.
constexpr std::size_t shortest_mac_text = 20;

/// Whether a text is a MAC, or has one behind a prefix or in a list.
bool has_mac_word(std::string_view text, MacLengths lengths) {
    constexpr std::string_view ends = "=:,;| .$\\%\"";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(ends), text.size());
        if (end >= shortest_mac_text && !macs_in(text.substr(0, end), lengths).empty()) {
            return true;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

/// Goes through JSON text, which may be broken or cut: then it stops there.
class ArrayFinder {
public:
    ArrayFinder(std::string_view text, MacLengths lengths) : text_(text), lengths_(lengths) {}

    std::vector<std::string> operator()() {
        while (arrays_.size() < most_arrays && skip_blanks()) {
            const char c = text_[at_];
            if (c == '[' || c == ']' || c == ',') {
                ++at_;    // around documents and between them
            } else if (!value({}, 0, true)) {
                break;
            }
        }
        return std::move(arrays_);
    }

private:
    /// Whether there is something behind the blanks.
    bool skip_blanks() {
        at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
        return at_ < text_.size();
    }

    /// All functions below read one thing, and return whether it was there as a whole.
    /// `pointer`: where it is; `depth`: how many names the pointer has; `is_single`: whether no array is on the way.
    bool value(const std::string& pointer, std::size_t depth, bool is_single) {
        if (!skip_blanks() || levels_ == deepest_value) {
            return false;
        }
        ++levels_;
        bool is_whole = false;
        if (text_[at_] == '{') {
            is_whole = object(pointer, depth, is_single);
        } else if (text_[at_] == '[') {
            is_whole = array(pointer, is_single && depth > 0 && depth <= deepest_array);
        } else if (text_[at_] == '"') {
            std::string_view content;
            is_whole = string(content);
            num_macs_ += has_mac_word(content, lengths_) ? 1 : 0;
        } else {
            const std::size_t end = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
            is_whole = end > at_;
            at_ = end;
        }
        --levels_;
        return is_whole;
    }

    bool string(std::string_view& content) {
        const std::size_t begin = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') {
            at_ += text_[at_] == '\\' ? 2 : 1;
        }
        if (at_ >= text_.size()) {
            return false;
        }
        content = text_.substr(begin, at_ - begin);
        ++at_;
        return true;
    }

    bool object(const std::string& pointer, std::size_t depth, bool is_single) {
        bool has_name = false;
        bool has_value = false;
        ++at_;
        while (skip_blanks() && text_[at_] != '}') {
            std::string_view name;
            if (text_[at_] == ',') {
                ++at_;
                continue;
            }
            if (text_[at_] != '"' || !string(name) || !skip_blanks() || text_[at_] != ':') {
                return false;
            }
            ++at_;
            has_name = has_name || name == "name";
            has_value = has_value || name == "value";
            const bool is_plain = name.find('\\') == std::string_view::npos;
            if (!value(pointer + "/" + pointer_part(name), depth + 1, is_single && is_plain)) {
                return false;
            }
        }
        is_header_ = has_name && has_value;
        return at_++ < text_.size();
    }

    bool array(const std::string& pointer, bool can_hold_records) {
        ++at_;
        bool is_first = true;
        while (skip_blanks() && text_[at_] != ']') {
            if (text_[at_] == ',') {
                ++at_;
                continue;
            }
            const bool is_object = text_[at_] == '{';
            const std::size_t num_before = num_macs_;
            const bool is_whole = value({}, 0, false);
            if (can_hold_records && is_first && is_object && !is_header_ && num_macs_ != num_before &&
                std::ranges::find(arrays_, pointer) == arrays_.end()) {
                arrays_.push_back(pointer);
            }
            if (!is_whole) {
                return false;
            }
            is_first = false;
        }
        return at_++ < text_.size();
    }

    std::string_view text_;
    MacLengths lengths_;
    std::size_t at_ = 0;
    unsigned levels_ = 0;
    std::size_t num_macs_ = 0;
    bool is_header_ = false;    ///< whether the object that was read last has a name and a value
    std::vector<std::string> arrays_;
};

}    // namespace

std::vector<std::string> record_arrays(std::string_view text, MacLengths lengths) {
    return ArrayFinder(text, lengths)();
}

}    // namespace hmacsweep::diagnosis
