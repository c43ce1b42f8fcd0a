#include "host/aws/blob.hpp"

#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/environment.hpp"
#include "host/base/fd.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::aws {
namespace {

constexpr std::string_view text_prefix = "file://";
constexpr std::string_view binary_prefix = "fileb://";
/// Far above every limit of KMS, and low enough to hold.
constexpr std::size_t max_file_bytes = std::size_t{64} << 20;

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Python's os.path.expandvars: `$NAME` and `${NAME}`; a variable that is not set stays as it is written.
std::string expand_variables(std::string_view path) {
    std::string expanded;
    for (std::size_t i = 0; i < path.size();) {
        std::size_t end = i + 1;
        std::string name;
        if (path[i] == '$' && path.substr(i + 1).starts_with('{')) {
            const std::size_t brace = path.find('}', i);
            if (brace != std::string_view::npos) {
                name = path.substr(i + 2, brace - i - 2);
                end = brace + 1;
            }
        } else if (path[i] == '$') {
            while (end < path.size() && is_name_character(path[end])) {
                ++end;
            }
            name = path.substr(i + 1, end - i - 1);
        }
        const std::string value = name.empty() ? std::string() : environment(name.c_str());
        expanded += value.empty() ? path.substr(i, end - i) : std::string_view(value);
        i = end;
    }
    return expanded;
}

std::string expand_path(std::string_view path) {
    const bool is_home = path == "~" || path.starts_with("~/");
    const std::string home = is_home ? environment("HOME") : std::string();
    return expand_variables(home.empty() ? path : home + std::string(path.substr(1)));
}

std::string read_file(std::string_view option, const std::string& url, const std::string& path) {
    const auto failure = [&](int error) {
        return Failure(usage_error,
                       fmt::format("Error parsing parameter '{}': Unable to load paramfile {}: [Errno {}] {}: {}",
                                   option, url, error, errno_text(error), python_repr(path)));
    };
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        throw failure(errno);
    }
    struct stat status{};
    if (::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode)) {
        throw failure(EISDIR);
    }
    const Result<SecretBytes> content = read_all(file.get(), path, max_file_bytes);
    if (!content) {
        throw Failure(usage_error, fmt::format("Error parsing parameter '{}': Unable to load paramfile {}: {}", option,
                                               url, content.error().message));
    }
    return std::string(as_text(content->bytes()));
}

/// CRLF and CR become LF, as in Python's text files.
std::string with_unix_line_ends(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            result += '\n';
            i += text.substr(i + 1).starts_with('\n') ? 1 : 0;
        } else {
            result += text[i];
        }
    }
    return result;
}

constexpr unsigned no_value = 64;

constexpr unsigned base64_value(char c) {
    if (c >= 'A' && c <= 'Z') {
        return static_cast<unsigned>(c - 'A');
    }
    if (c >= 'a' && c <= 'z') {
        return static_cast<unsigned>(c - 'a') + 26;
    }
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0') + 52;
    }
    if (c == '+') {
        return 62;
    }
    return c == '/' ? 63 : no_value;
}

}    // namespace

ParameterText load_parameter(std::string_view option, const std::string& value) {
    const bool is_binary = value.starts_with(binary_prefix);
    if (!is_binary && !value.starts_with(text_prefix)) {
        return {.text = value, .shown = value};
    }
    const std::size_t prefix = is_binary ? binary_prefix.size() : text_prefix.size();
    const std::string path = expand_path(std::string_view(value).substr(prefix));
    std::string content = read_file(option, value, path);
    if (!is_binary && !is_utf8(content)) {
        throw Failure(
            usage_error,
            fmt::format("Error parsing parameter '{}': Unable to load paramfile ({}), text contents could not be "
                        "decoded.  If this is a binary file, please use the fileb:// prefix instead of the file:// "
                        "prefix.",
                        option, path));
    }
    return {
        .text = is_binary ? std::move(content) : with_unix_line_ends(content), .is_binary = is_binary, .shown = value};
}

std::vector<std::uint8_t> decode_lenient_base64(const ParameterText& value) {
    if (std::ranges::any_of(value.text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        throw Failure(general_error, "string argument should contain only ASCII characters");
    }
    std::vector<std::uint8_t> bytes;
    bytes.reserve(value.text.size() / 4 * 3 + 3);
    unsigned group = 0;       // bits of the characters so far, the last at the bottom
    unsigned in_group = 0;    // characters of the current four
    unsigned pads = 0;        // since the last character
    for (const char c : value.text) {
        if (c == '=') {
            if (in_group >= 2 && in_group + ++pads >= 4) {
                return bytes;
            }
            continue;
        }
        const unsigned bits = base64_value(c);
        if (bits == no_value) {
            continue;
        }
        pads = 0;
        group = ((group << 6) | bits) & 0xffffff;
        if (in_group > 0) {
            bytes.push_back(static_cast<std::uint8_t>(group >> (6 - 2 * in_group)));
        }
        in_group = (in_group + 1) % 4;
    }
    if (in_group != 0) {
        throw Failure(general_error, fmt::format("Invalid base64: \"{}\"", printable(value.shown, value.shown.size())));
    }
    return bytes;
}

std::vector<std::uint8_t> decode_blob(const ParameterText& value, bool is_raw) {
    if (!is_raw && !value.is_binary) {
        return decode_lenient_base64(value);
    }
    if (!value.is_binary && !is_utf8(value.text)) {
        throw Failure(general_error, "the value is not UTF-8; fileb:// takes bytes of any kind");
    }
    return {value.text.begin(), value.text.end()};
}

}    // namespace hmacsweep::aws
