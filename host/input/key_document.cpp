#include "host/input/key_document.hpp"

#include <charconv>

namespace hmacsweep::input {
namespace {

/// More than any name that counts.
constexpr std::size_t max_token_bytes = 16;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}    // namespace

KeyDocument::Answer KeyDocument::look(std::string_view begin) {
    for (; position_ < begin.size() && answer_ == Answer::Undecided; ++position_) {
        take(begin[position_]);
    }
    return answer_;
}

void KeyDocument::take(char c) {
    if (is_in_string_) {
        take_in_string(c);
        return;
    }
    if (is_blank(c)) {
        return;
    }
    const bool is_allowed = open_.empty() ? c == '{' : !wants_name_ || c == '"' || c == '}';
    if (!is_allowed) {
        answer_ = Answer::No;    // no JSON object, or one that is broken here
        return;
    }
    switch (c) {
        case '"':
            is_in_string_ = true;
            token_.clear();
            break;
        case '{':
        case '[':
            open(c);
            break;
        case '}':
        case ']':
            close(c);
            break;
        case ',':
            wants_name_ = open_.back() == '{';
            break;
        default:
            break;
    }
}

void KeyDocument::take_in_string(char c) {
    if (static_cast<unsigned char>(c) < 0x20) {
        answer_ = Answer::No;
    } else if (!escape_.empty()) {
        escape_ += c;
        if (escape_[1] != 'u' || escape_.size() == 6) {
            unsigned code = static_cast<unsigned char>(escape_[1]);
            if (escape_[1] == 'u') {
                code = 0;
                std::from_chars(escape_.data() + 2, escape_.data() + 6, code, 16);
            }
            if (keeps_token() && token_.size() < max_token_bytes) {
                token_ += code > 0 && code < 0x80 ? static_cast<char>(code) : '?';
            }
            escape_.clear();
        }
    } else if (c == '\\') {
        escape_ = c;
    } else if (c == '"') {
        end_string();
    } else if (keeps_token() && token_.size() < max_token_bytes) {
        token_ += c;
    }
}

void KeyDocument::end_string() {
    is_in_string_ = false;
    if (!wants_name_) {
        take_value(token_);
        return;
    }
    wants_name_ = false;
    name_ = token_;
    if (is_in("{")) {
        list_name_ = name_;
    }
}

/// A string that is a member's value, or an element.
void KeyDocument::take_value(std::string_view text) {
    const bool is_key = is_in("{[{") && (list_name_ == "Keys" || list_name_ == "keys");
    if (!is_key && !is_in("{")) {
        return;
    }
    is_oct_ = is_oct_ || (name_ == "kty" && text == "oct");
    has_k_ = has_k_ || name_ == "k";
    if ((is_oct_ && has_k_) || (is_key && name_ == "KeyMaterial")) {
        answer_ = Answer::Yes;
    }
}

void KeyDocument::open(char bracket) {
    open_ += bracket;
    wants_name_ = bracket == '{';
    if (is_in("{[{")) {
        is_oct_ = false;
        has_k_ = false;
    }
}

void KeyDocument::close(char bracket) {
    const char opened = open_.back();
    open_.pop_back();
    wants_name_ = false;
    if (open_.empty() || (opened == '{') != (bracket == '}')) {
        answer_ = Answer::No;
    }
}

}    // namespace hmacsweep::input
