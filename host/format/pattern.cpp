#include "host/format/pattern.hpp"

#include "cuda/core/text_codec.hpp"
#include "host/base/encoding.hpp"

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Pattern> parse() {
        while (error_.empty() && i_ < text_.size()) {
            const char c = text_[i_];
            if (c == '\\') {
                pattern_.literals.back() += escape("");
            } else if ((c == '{' || c == '}') && next() == c) {
                pattern_.literals.back() += c;
                i_ += 2;
            } else if (c == '{') {
                ++i_;
                field();
            } else if (c == '}') {
                fail("a } that closes nothing; }} stands for the character");
            } else {
                pattern_.literals.back() += c;
                ++i_;
            }
        }
        if (!error_.empty()) {
            return Error{error_};
        }
        return std::move(pattern_);
    }

private:
    [[nodiscard]] char next() const { return i_ + 1 < text_.size() ? text_[i_ + 1] : '\0'; }

    void fail(std::string_view problem) {
        if (error_.empty()) {
            error_ = fmt::format("has {} (at character {})", problem, i_ + 1);
        }
    }

    /// The byte of the escape at i_, which is passed over. `own`: characters that a backslash makes plain here.
    char escape(std::string_view own) {
        const char c = next();
        const std::size_t at = i_;
        i_ += 2;
        constexpr std::string_view names = "0tnr\\";
        constexpr std::string_view bytes("\0\t\n\r\\", 5);
        if (const std::size_t found = names.find(c); found != std::string_view::npos && at + 1 < text_.size()) {
            return bytes[found];
        }
        if (c != '\0' && own.find(c) != std::string_view::npos) {
            return c;
        }
        if (c == 'x' && at + 3 < text_.size()) {
            const std::uint32_t high = core::hex_digit(static_cast<std::uint8_t>(text_[at + 2]));
            const std::uint32_t low = core::hex_digit(static_cast<std::uint8_t>(text_[at + 3]));
            if (high < 16 && low < 16) {
                i_ += 2;
                return static_cast<char>((high << 4) | low);
            }
        }
        i_ = at;
        fail("an escape that is none of \\0, \\t, \\n, \\r, \\\\ and \\xHH");
        i_ = text_.size();
        return '\0';
    }

    /// Text up to one of the characters `ends` that is not escaped.
    std::string text_until(std::string_view ends) {
        std::string text;
        while (i_ < text_.size() && ends.find(text_[i_]) == std::string_view::npos) {
            if (text_[i_] == '\\') {
                text += escape(":?.{}");
            } else if (text_[i_] == '{') {
                fail("a { inside a field");
                i_ = text_.size();
            } else {
                text += text_[i_++];
            }
        }
        return text;
    }

    /// What stands between braces; i_ is behind the first.
    void field() {
        PatternField field;
        const std::size_t begin = i_;
        field.name = text_until(":?}");
        if (text_.substr(begin, i_ - begin).ends_with("...") && field.name.ends_with("...")) {
            field.takes_rest = true;
            field.name.resize(field.name.size() - 3);
        }
        if (i_ < text_.size() && text_[i_] == ':') {
            ++i_;
            field.how = text_until("?}");
            if (field.how.empty()) {
                fail("a : without a word behind it");
            }
        }
        if (i_ < text_.size() && text_[i_] == '?') {
            ++i_;
            field.null = text_until("}");
        }
        if (i_ >= text_.size()) {
            fail("a field that is not closed with }");
            return;
        }
        ++i_;
        pattern_.fields.push_back(std::move(field));
        pattern_.literals.emplace_back();
    }

    std::string_view text_;
    std::size_t i_ = 0;
    Pattern pattern_;
    std::string error_;
};

}    // namespace

Result<Pattern> parse_pattern(std::string_view text) {
    return Parser(text).parse();
}

}    // namespace hmacsweep::format
