#include "host/diagnosis/rewriting.hpp"

#include "host/base/json_tokens.hpp"
#include "host/base/secret.hpp"
#include "host/reader/json_canonical.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::diagnosis {
namespace {

bool give(std::string_view text, ByteBuffer& to) {
    const Bytes bytes = as_bytes(text);
    to.assign(bytes.begin(), bytes.end());
    return true;
}

/// `first`, and then `second` of what that makes.
bool decode_twice(Encoding first, Encoding second, Bytes from, ByteBuffer& to) {
    ByteBuffer between;
    return decode_text(first, from, between) && decode_text(second, between, to);
}

/// How a MAC behind a prefix is written; its bytes are in `to` then.
std::optional<Encoding> encoding_of(Bytes from, ByteBuffer& to) {
    for (const Encoding encoding : {Encoding::Hex, Encoding::Base64, Encoding::Base64Url}) {
        if (decode_text(encoding, from, to)) {
            return encoding;
        }
    }
    return std::nullopt;
}

bool is_word_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.';
}

/// How many bytes at the beginning are words that each end in `=`, `:` or `,`, with something left behind them.
std::size_t prefix_size(std::string_view text) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_end = text[i] == '=' || text[i] == ':' || text[i] == ',';
        if (is_end && i != size && text.find_first_not_of('=', i + 1) != std::string_view::npos) {
            size = i + 1;
        } else if (!is_word_character(text[i])) {
            break;
        }
    }
    return size;
}

/// `text`, changed: `replace` writes something in place of the text's first bytes, and returns how many, or 0 for none.
template <class Replace>
std::string rewrite(std::string_view text, Replace&& replace) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t replaced = replace(text.substr(i), out);
        if (replaced == 0) {
            out += text[i];
        }
        i += std::max<std::size_t>(replaced, 1);
    }
    return out;
}

bool replace_all(Bytes from, std::string_view what, std::string_view by, ByteBuffer& to) {
    const std::string_view text = as_text(from);
    const std::string out = rewrite(text, [&](std::string_view rest, std::string& written) -> std::size_t {
        if (!rest.starts_with(what)) {
            return 0;
        }
        written += by;
        return what.size();
    });
    return out != text && give(out, to);
}

/// A JSON object or array with no blanks between its parts; empty for anything else.
std::string minified(Bytes from) {
    const std::string_view text = trim_blanks(as_text(from));
    if (text.empty() || (text[0] != '{' && text[0] != '[')) {
        return {};
    }
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    if (parser.parse(padded).error() != simdjson::SUCCESS) {
        return {};
    }
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    if (simdjson::minify(padded.data(), padded.size(), out.data(), size) != simdjson::SUCCESS) {
        return {};
    }
    out.resize(size);
    return out;
}

/// Minified JSON with `behind` after the colons and commas between its parts.
std::string spaced(std::string_view json, std::string_view behind) {
    bool is_in_string = false;
    bool is_escaped = false;
    std::string out;
    for (const char c : json) {
        out += c;
        if (is_in_string) {
            is_in_string = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
        } else if (c == '"') {
            is_in_string = true;
        } else if (c == ':' || c == ',') {
            out += behind;
        }
    }
    return out;
}

/// Every character that is not ASCII as `\uXXXX`, as Python's and PHP's JSON have it. The text is UTF-8.
std::string ascii_only(std::string_view json) {
    return rewrite(json, [](std::string_view rest, std::string& out) -> std::size_t {
        if (static_cast<unsigned char>(rest[0]) < 0x80) {
            return 0;
        }
        return reader::append_unicode_escapes(out, rest);
    });
}

std::string canonical(Bytes from, format::ObjectForm form) {
    const simdjson::padded_string padded(as_text(from));
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string out;
    if (parser.parse(padded).get(root) != simdjson::SUCCESS || !root.is_object() ||
        !reader::append_canonical(out, root, form).empty()) {
        return {};
    }
    return out;
}

bool give_json(Bytes from, const std::string& json, ByteBuffer& to) {
    return !json.empty() && json != as_text(from) && give(json, to);
}

}    // namespace

bool decode_text(Encoding encoding, Bytes from, ByteBuffer& to) {
    to.resize(decoded_room(from.size()));
    const DecodeResult decoded = decode(encoding, as_text(from), to.data());
    to.resize(decoded.bytes);
    return decoded.reason.empty();
}

bool decode_base64_twice(Bytes from, ByteBuffer& to) {
    return decode_twice(Encoding::Base64, Encoding::Base64, from, to);
}

bool decode_hex_in_base64(Bytes from, ByteBuffer& to) {
    return decode_twice(Encoding::Base64, Encoding::Hex, from, to);
}

bool decode_base64_in_hex(Bytes from, ByteBuffer& to) {
    return decode_twice(Encoding::Hex, Encoding::Base64, from, to);
}

bool decode_unpadded(Bytes from, ByteBuffer& to) {
    constexpr std::size_t group = 4;
    if (from.size() % group == 0) {
        return false;
    }
    const std::string padded = std::string(as_text(from)).append(group - (from.size() % group), '=');
    return decode_text(Encoding::Base64, as_bytes(padded), to);
}

bool decode_prefixed(Bytes from, ByteBuffer& to) {
    const std::size_t prefix = prefix_size(as_text(from));
    return prefix != 0 && encoding_of(from.subspan(prefix), to).has_value();
}

std::string template_of_prefixed(std::string_view text) {
    const std::size_t prefix = prefix_size(text);
    ByteBuffer decoded;
    const std::optional<Encoding> encoding = encoding_of(as_bytes(text.substr(prefix)), decoded);
    return fmt::format("{}{{Mac{}{}}}", text.substr(0, prefix), encoding ? ":" : "",
                       encoding ? name_of(*encoding) : "");
}

bool decode_whsec(Bytes from, ByteBuffer& to) {
    constexpr std::string_view prefix = "whsec_";
    return as_text(from).starts_with(prefix) && decode_text(Encoding::Base64, from.subspan(prefix.size()), to);
}

bool encode_base64(Bytes from, ByteBuffer& to) {
    std::string text;
    append_base64(text, from);
    const bool is_given = give(text, to);
    wipe(text.data(), text.size());    // it may be a key
    return is_given;
}

bool encode_hex(Bytes from, ByteBuffer& to) {
    std::string text = to_hex(from);
    const bool is_given = give(text, to);
    wipe(text.data(), text.size());
    return is_given;
}

bool encode_upper_hex(Bytes from, ByteBuffer& to) {
    const bool is_given = encode_hex(from, to);
    std::ranges::transform(to, to.begin(), [](std::uint8_t c) -> std::uint8_t {
        return c >= 'a' && c <= 'f' ? static_cast<std::uint8_t>(c - 'a' + 'A') : c;
    });
    return is_given;
}

bool add_line_feed(Bytes from, ByteBuffer& to) {
    to.reserve(from.size() + 1);    // at once: a key must not be left where the buffer was before it grew
    to.assign(from.begin(), from.end());
    to.push_back('\n');
    return true;
}

bool drop_line_end(Bytes from, ByteBuffer& to) {
    const std::string_view text = as_text(from);
    if (!text.ends_with('\n')) {
        return false;
    }
    return give(text.substr(0, text.size() - (text.ends_with("\r\n") ? 2 : 1)), to);
}

bool crlf_to_lf(Bytes from, ByteBuffer& to) {
    return replace_all(from, "\r\n", "\n", to);
}

bool lf_to_crlf(Bytes from, ByteBuffer& to) {
    ByteBuffer plain;
    const Bytes lines = crlf_to_lf(from, plain) ? Bytes(plain) : from;
    return replace_all(lines, "\n", "\r\n", to) && as_text(to) != as_text(from);
}

bool trim_message(Bytes from, ByteBuffer& to) {
    const std::string_view trimmed = trim_blanks(as_text(from));
    return trimmed.size() != from.size() && give(trimmed, to);
}

bool escape_slashes(Bytes from, ByteBuffer& to) {
    ByteBuffer plain;
    const Bytes unescaped = unescape_slashes(from, plain) ? Bytes(plain) : from;
    return replace_all(unescaped, "/", "\\/", to) && as_text(to) != as_text(from);
}

bool unescape_slashes(Bytes from, ByteBuffer& to) {
    return replace_all(from, "\\/", "/", to);
}

bool json_compact(Bytes from, ByteBuffer& to) {
    return give_json(from, minified(from), to);
}

bool json_spaced(Bytes from, ByteBuffer& to) {
    return give_json(from, ascii_only(spaced(minified(from), " ")), to);
}

bool json_sorted(Bytes from, ByteBuffer& to) {
    return give_json(from, canonical(from, format::ObjectForm::Sorted), to);
}

bool json_sorted_utf8(Bytes from, ByteBuffer& to) {
    return give_json(from, canonical(from, format::ObjectForm::SortedUtf8), to);
}

bool json_sorted_spaced(Bytes from, ByteBuffer& to) {
    return give_json(from, spaced(canonical(from, format::ObjectForm::Sorted), " "), to);
}

bool json_jcs(Bytes from, ByteBuffer& to) {
    return give_json(from, canonical(from, format::ObjectForm::Jcs), to);
}

bool json_php(Bytes from, ByteBuffer& to) {
    const std::string compact = ascii_only(minified(from));
    ByteBuffer escaped;
    return give_json(from, escape_slashes(as_bytes(compact), escaped) ? std::string(as_text(escaped)) : compact, to);
}

}    // namespace hmacsweep::diagnosis
