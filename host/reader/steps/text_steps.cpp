#include "host/reader/steps/text_steps.hpp"

#include "host/base/bytes.hpp"
#include "host/base/json_tokens.hpp"
#include "host/format/shape.hpp"
#include "host/reader/steps/percent.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include <fmt/format.h>
#include <iconv.h>
#include <openssl/evp.h>

namespace hmacsweep::reader {
namespace {

std::string decode_into(Encoding encoding, std::string_view text, std::vector<std::uint8_t>& bytes, std::string& out) {
    bytes.resize(decoded_room(text.size()));
    const DecodeResult decoded = decode(encoding, text, bytes.data());
    out.append(as_text(Bytes(bytes).first(decoded.bytes)));
    return std::string(decoded.reason);
}

void append_base64url(std::string& out, std::string_view text, bool has_padding) {
    const std::size_t begin = out.size();
    append_base64(out, as_bytes(text));
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '+', '-');
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), '/', '_');
    while (!has_padding && out.size() > begin && out.back() == '=') {
        out.pop_back();
    }
}

char to_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// How many characters UTF-8 text has.
std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}    // namespace

/// Converts from one charset to another, of which one is UTF-8. Nothing is replaced by another character or dropped.
class TextSteps::Charset {
public:
    /// `name`: `to CHARSET` or `from CHARSET`.
    explicit Charset(const std::string& name)
        : name_(name),
          charset_(name.substr(name.find(' ') + 1)),
          is_from_(name.starts_with("from")),
          handle_(is_from_ ? ::iconv_open("UTF-8", charset_.c_str()) : ::iconv_open(charset_.c_str(), "UTF-8")) {
        if (handle_ == ::iconv_t(-1)) {    // NOLINT: iconv's own value for "none"
            throw std::runtime_error(fmt::format("this system's iconv does not know the charset {}", charset_));
        }
    }
    Charset(const Charset&) = delete;
    Charset& operator=(const Charset&) = delete;
    Charset(Charset&&) = delete;
    Charset& operator=(Charset&&) = delete;
    ~Charset() { ::iconv_close(handle_); }

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] std::string append(std::string& out, std::string_view text) {
        if (!is_from_ && !is_utf8(text)) {
            return "has bytes that are not UTF-8";
        }
        if (is_from_ && needs_mark() && !has_mark(text)) {
            return fmt::format("has no byte-order mark, as {} needs it; {}le or {}be says the order of bytes", charset_,
                               charset_, charset_);
        }
        std::array<char, 1024> room{};
        auto* from = const_cast<char*>(text.data());    // NOLINT: iconv does not write there
        std::size_t left = text.size();
        ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        while (left != 0) {
            char* to = room.data();
            std::size_t space = room.size();
            const std::size_t replaced = ::iconv(handle_, &from, &left, &to, &space);
            out.append(room.data(), room.size() - space);
            if (replaced != 0 && (replaced != static_cast<std::size_t>(-1) || errno != E2BIG)) {
                return fault();
            }
        }
        char* to = room.data();
        std::size_t space = room.size();
        const bool is_ended =
            ::iconv(handle_, nullptr, nullptr, &to, &space) == 0;    // what waits for a next character
        out.append(room.data(), room.size() - space);
        return is_ended ? std::string() : fault();
    }

private:
    /// Whether iconv would take the machine's own order of bytes where there is no mark.
    [[nodiscard]] bool needs_mark() const {
        constexpr std::array<std::string_view, 4> names{"utf-16", "utf16", "utf-32", "utf32"};
        return std::ranges::any_of(
            names, [&](std::string_view name) { return format::Shape::is_same_but_case(name, charset_); });
    }
    [[nodiscard]] static bool has_mark(std::string_view text) {
        return text.empty() || text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") ||
               text.starts_with(std::string_view("\0\0\xfe\xff", 4));
    }
    [[nodiscard]] std::string fault() const {
        return is_from_ ? fmt::format("has bytes that are no text in {}", charset_)
                        : fmt::format("has a character that {} does not have", charset_);
    }

    std::string name_;
    std::string charset_;
    bool is_from_;
    ::iconv_t handle_;
};

/// A hash function of OpenSSL.
class TextSteps::Hash {
public:
    explicit Hash(const std::string& name)
        : name_(name), function_(EVP_MD_fetch(nullptr, name.c_str(), nullptr), &EVP_MD_free) {
        if (!function_) {
            throw std::runtime_error(fmt::format("this system's OpenSSL does not have the hash function {}", name));
        }
    }

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] std::string append(std::string& out, std::string_view text) {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned int size = 0;
        if (EVP_Digest(text.data(), text.size(), digest.data(), &size, function_.get(), nullptr) != 1) {
            throw std::runtime_error(fmt::format("OpenSSL cannot hash by {}", name_));
        }
        out.append(as_text(Bytes(digest.data(), size)));
        return {};
    }

private:
    std::string name_;
    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> function_;
};

TextSteps::TextSteps() = default;
TextSteps::TextSteps(TextSteps&&) noexcept = default;
TextSteps& TextSteps::operator=(TextSteps&&) noexcept = default;
TextSteps::~TextSteps() = default;

/// The one of a name, made at its first use.
template <class T>
T& TextSteps::kept(std::vector<std::unique_ptr<T>>& kept, const std::string& name) {
    const auto found = std::ranges::find_if(kept, [&](const auto& one) { return one->name() == name; });
    return found != kept.end() ? **found : *kept.emplace_back(std::make_unique<T>(name));
}

std::string TextSteps::run(const format::Step& step, std::string_view text, std::string& out) {
    switch (step.kind) {
        case format::StepKind::Decode:
            return decode_into(step.encoding, text, decoded_, out);
        case format::StepKind::DecodeUrl:
        case format::StepKind::DecodeForm:
            return append_percent_decoded(out, text, step.kind == format::StepKind::DecodeForm);
        case format::StepKind::EncodeHex:
        case format::StepKind::EncodeUpperHex:
            out += to_hex(as_bytes(text));
            if (step.kind == format::StepKind::EncodeUpperHex) {
                std::ranges::transform(out, out.begin(), to_upper);
            }
            return {};
        case format::StepKind::EncodeBase64:
            append_base64(out, as_bytes(text));
            return {};
        case format::StepKind::EncodeBase64Url:
        case format::StepKind::EncodeBase64UrlBare:
            append_base64url(out, text, step.kind == format::StepKind::EncodeBase64Url);
            return {};
        case format::StepKind::EncodeUrl:
            append_percent_encoded(out, text);
            return {};
        case format::StepKind::Charset:
            return kept(charsets_, "to " + step.text).append(out, text);
        case format::StepKind::DecodeCharset:
            return kept(charsets_, "from " + step.text).append(out, text);
        case format::StepKind::Lower:
        case format::StepKind::Upper:
            out.resize(text.size());
            std::ranges::transform(text, out.begin(), step.kind == format::StepKind::Lower ? to_lower : to_upper);
            return {};
        case format::StepKind::Trim:
            out += trim_blanks(text);
            return {};
        case format::StepKind::Length:
            out += fmt::format_int(text.size()).c_str();
            return {};
        case format::StepKind::Characters:
            out += fmt::format_int(count_characters(text)).c_str();
            return is_utf8(text) ? "" : "has bytes that are not UTF-8";
        case format::StepKind::HasNone:
            out += text;
            return text.find_first_of(step.text) == std::string_view::npos
                       ? std::string()
                       : fmt::format("has one of \"{}\" in it, which no(...) says that it does not have",
                                     printable(step.text));
        case format::StepKind::IsWritten:
            if (std::string reason = decode_into(step.encoding, text, decoded_, out); !reason.empty()) {
                return reason;
            }
            out = text;
            return {};
        case format::StepKind::Digest:
            return kept(hashes_, step.text).append(out, text);
        default:
            throw std::logic_error("a step that is no text step");
    }
}

}    // namespace hmacsweep::reader
