#include "host/input/own_files.hpp"

#include "host/base/digest.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <unistd.h>

namespace hmacsweep::input {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t most_summary_bytes = std::size_t{1} << 28;
constexpr std::size_t piece_bytes = std::size_t{64} << 10;

/// A JSON text, read token by token from its beginning.
class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) {}

    bool take(std::string_view token) {
        text_.remove_prefix(std::min(text_.find_first_not_of(blanks), text_.size()));
        const bool is_there = text_.starts_with(token);
        text_.remove_prefix(is_there ? token.size() : 0);
        return is_there;
    }
    bool take_number() {
        const std::size_t digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
        text_.remove_prefix(digits);
        return digits != 0;
    }
    [[nodiscard]] std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

/// Result lines have their number first. Those of `generate --with-message` are records, which verify reads.
bool are_result_lines(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    Tokens tokens(line);
    if (!tokens.take("{\"Record\":") || !tokens.take_number() || !tokens.take(",")) {
        return false;
    }
    const std::string_view rest = tokens.rest();
    return rest.find("\"MacValid\":true") != std::string_view::npos ||
           rest.find("\"MacValid\":false") != std::string_view::npos || rest.starts_with("\"Mac\":\"");
}

bool is_summary(std::string_view text) {
    Tokens tokens(text);
    return tokens.take("{") && tokens.take("\"schema\"") && tokens.take(":") && (tokens.take(" "), true) &&
           tokens.take_number() && tokens.take(",") && tokens.take("\"operation\"") && tokens.take(":") &&
           (tokens.take("\"verify\"") || tokens.take("\"generate\""));
}

bool is_report_page(std::string_view text) {
    constexpr std::size_t page_head = 2048;
    return text.starts_with("<!doctype html>") &&
           text.substr(0, page_head).find("<meta name=\"generator\" content=\"hmacsweep") != std::string_view::npos;
}

/// Gives all bytes of a file to `take`, wherever its own position is; false where that fails, or where `take` has
/// enough.
template <class Take>
bool read_pieces(int file, Take&& take) {
    std::vector<std::uint8_t> piece(piece_bytes);
    for (std::uint64_t place = 0;;) {
        const ssize_t got = ::pread(file, piece.data(), piece.size(), static_cast<off_t>(place));
        if (got <= 0) {
            return got == 0;
        }
        place += static_cast<std::uint64_t>(got);
        if (!take(Bytes(piece).first(static_cast<std::size_t>(got)))) {
            return false;
        }
    }
}

/// What is behind a member's name in a summary, where each has a line of its own.
std::string_view member(std::string_view text, std::string_view name) {
    const std::size_t place = text.find(name);
    text.remove_prefix(place == std::string_view::npos ? text.size() : place + name.size());
    return text.substr(0, text.find_first_of(",\n"));
}

}    // namespace

std::string_view own_kind(std::string_view text) {
    if (are_result_lines(text)) {
        return "has result lines of hmacsweep";
    }
    if (is_summary(text)) {
        return summary_kind;
    }
    return is_report_page(text) ? "is a report page of hmacsweep" : "";
}

std::optional<KeptRejects> find_rejects(int summary) {
    std::string text;
    const bool is_whole = read_pieces(summary, [&](Bytes piece) {
        text += as_text(piece);
        return text.size() < most_summary_bytes;
    });
    const std::size_t begin = text.find("\n  \"rejects\": {\n");
    if (!is_whole || begin == std::string::npos) {
        return std::nullopt;
    }
    const std::string_view rejects = std::string_view(text).substr(begin, text.find("\n  }", begin) - begin);
    const std::string_view bytes = member(rejects, "\n    \"bytes\": ");
    const std::string_view sha256 = member(rejects, "\n    \"sha256\": \"");
    KeptRejects found{0, std::string(sha256.substr(0, sha256.find('"')))};
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), found.bytes);
    return found.bytes == 0 || found.sha256.empty() ? std::nullopt : std::optional(found);
}

std::optional<KeptRejects> describe_file(int file) {
    KeptRejects described;
    Sha256Stream digest;
    const bool is_whole = read_pieces(file, [&](Bytes piece) {
        described.bytes += piece.size();
        digest.update(piece);
        return true;
    });
    described.sha256 = digest.finish();
    return is_whole ? std::optional(described) : std::nullopt;
}

}    // namespace hmacsweep::input
