#include "host/diagnosis/mistakes.hpp"

#include "host/diagnosis/rewriting.hpp"

#include <algorithm>
#include <array>

namespace hmacsweep::diagnosis {
namespace {

using enum Part;

constexpr std::array all{
    Mistake{"message-field", MessageField, "the message is the field {}", "message={}", nullptr,
            "the message is another field"},
    Mistake{"message-object", MessageField, "the message is the record's JSON object without its MAC ({})", "{}",
            nullptr, "the message is the record's JSON object without its MAC, in one of four forms"},
    Mistake{"message-text", MessageEncoding, "the message is the text as it is", "text", decode_as<Encoding::Text>},
    Mistake{"message-base64", MessageEncoding, "the message is written in base64", "base64",
            decode_as<Encoding::Base64>},
    Mistake{"message-hex", MessageEncoding, "the message is written in hex", "hex", decode_as<Encoding::Hex>},
    Mistake{"message-base64url", MessageEncoding, "the message is written in base64url", "base64url",
            decode_as<Encoding::Base64Url>},
    Mistake{"message-base64-mime", MessageEncoding, "the message is written in base64 with line breaks", "base64-mime",
            decode_as<Encoding::Base64Mime>},
    Mistake{"message-base64-twice", MessageEncoding, "the message is written in base64, twice", "",
            decode_base64_twice},

    Mistake{"message-joined", MessageChange, "the MAC covers {}", "{}", nullptr,
            "the MAC also covers other fields, such as a time and a dot before the message"},
    Mistake{"message-newline-added", MessageChange, "the MAC covers the message and a line feed after it", "\\n",
            add_line_feed},
    Mistake{"message-newline-dropped", MessageChange, "the MAC covers the message without its last line end", "",
            drop_line_end},
    Mistake{"message-crlf-to-lf", MessageChange, "the MAC covers the message with LF in place of CR LF", "",
            crlf_to_lf},
    Mistake{"message-lf-to-crlf", MessageChange, "the MAC covers the message with CR LF in place of LF", "",
            lf_to_crlf},
    Mistake{"message-trimmed", MessageChange, "the MAC covers the message without the blanks around it", "",
            trim_message},
    Mistake{"json-compact", MessageChange, "the MAC covers the message's JSON without blanks between its parts", "",
            json_compact},
    Mistake{"json-spaced", MessageChange, "the MAC covers the message's JSON as Python's json.dumps() writes it", "",
            json_spaced},
    Mistake{"json-sorted", MessageChange,
            "the MAC covers the message's JSON with its names sorted, as Python's sort_keys=True without blanks", "",
            json_sorted},
    Mistake{"json-sorted-utf8", MessageChange,
            "the MAC covers the message's JSON with its names sorted, as Python's does it with ensure_ascii=False", "",
            json_sorted_utf8},
    Mistake{"json-sorted-spaced", MessageChange,
            "the MAC covers the message's JSON with its names sorted, as Python's json.dumps(sort_keys=True)", "",
            json_sorted_spaced},
    Mistake{"json-jcs", MessageChange, "the MAC covers the message's JSON in the canonical form of RFC 8785", "",
            json_jcs},
    Mistake{"json-php", MessageChange, "the MAC covers the message's JSON as PHP's json_encode() writes it", "",
            json_php},
    Mistake{"slashes-escaped", MessageChange, "the MAC covers the message with \\/ in place of /", "", escape_slashes},
    Mistake{"slashes-plain", MessageChange, "the MAC covers the message with / in place of \\/", "", unescape_slashes},
    Mistake{"message-as-base64", MessageChange, "the MAC covers the message's base64 text", "", encode_base64},
    Mistake{"message-as-hex", MessageChange, "the MAC covers the message's hex text", "", encode_hex},

    Mistake{"mac-field", MacField, "the MAC is the field {}", "mac={}", nullptr, "the MAC is another field"},
    Mistake{"mac-hex", MacEncoding, "the MAC is written in hex", "hex", decode_as<Encoding::Hex>},
    Mistake{"mac-base64", MacEncoding, "the MAC is written in base64", "base64", decode_as<Encoding::Base64>},
    Mistake{"mac-base64url", MacEncoding, "the MAC is written in base64url", "base64url",
            decode_as<Encoding::Base64Url>},
    Mistake{"mac-base64-mime", MacEncoding, "the MAC is written in base64 with line breaks", "base64-mime",
            decode_as<Encoding::Base64Mime>},
    Mistake{"mac-unpadded", MacEncoding, "the MAC is written in base64 without the = at its end", "", decode_unpadded},
    Mistake{"mac-prefix", MacEncoding, "the MAC has a prefix, such as sha256= or v1=", "", decode_prefixed},
    Mistake{"mac-hex-in-base64", MacEncoding, "the MAC is the base64 of its hex text", "", decode_hex_in_base64},
    Mistake{"mac-base64-twice", MacEncoding, "the MAC is written in base64, twice", "", decode_base64_twice},
    Mistake{"mac-base64-in-hex", MacEncoding, "the MAC is the hex of its base64 text", "", decode_base64_in_hex},
    Mistake{"mac-text", MacEncoding, "the MAC is written as its bytes", "text", decode_as<Encoding::Text>},

    Mistake{"key-hex", Key, "the key is what its text is the hex of", "hex", decode_as<Encoding::Hex>},
    Mistake{"key-base64", Key, "the key is what its text is the base64 of", "base64", decode_as<Encoding::Base64>},
    Mistake{"key-base64url", Key, "the key is what its text is the base64url of", "base64url",
            decode_as<Encoding::Base64Url>},
    Mistake{"key-newline-dropped", Key, "the key is without the line end at its end", "text", drop_line_end},
    Mistake{"key-newline-added", Key, "the key has a line feed at its end", "raw", add_line_feed},
    Mistake{"key-as-hex", Key, "the key is its hex text, not the decoded bytes", "text", encode_hex},
    Mistake{"key-as-upper-hex", Key, "the key is its hex text in capitals, not the decoded bytes", "text",
            encode_upper_hex},
    Mistake{"key-as-base64", Key, "the key is its base64 text, not the decoded bytes", "text", encode_base64},
    Mistake{"key-whsec", Key, "the key is the decoded base64 text after whsec_", "base64", decode_whsec},
    Mistake{"key-other", Key, "the key is {}", "{}", nullptr, "the key is another one of the key files"},

    Mistake{"algorithm", Formula, "the algorithm is {}", "{}", nullptr, "the algorithm is another one"},
    Mistake{"mac-truncated", Formula, "the MACs are truncated to {} bytes", "--min-mac-bytes {}", nullptr,
            "the MACs are truncated"},
    Mistake{"lookalike", Formula, "the MAC is {}", "", nullptr,
            "it is HMAC-SHA-1, HMAC-MD5, HMAC-SHA-3 or a hash without HMAC"},
};

}    // namespace

std::span<const Mistake> mistakes() {
    return all;
}

std::uint8_t number_of(std::string_view name) {
    const auto* const found = std::ranges::find(all, name, &Mistake::name);
    return static_cast<std::uint8_t>(found - all.begin());
}

}    // namespace hmacsweep::diagnosis
