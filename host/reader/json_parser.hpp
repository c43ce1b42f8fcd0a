// Parses JSON text by simdjson, with a text for a person where that fails. Numbers that no machine type holds do not
// stop it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace hmacsweep::reader {

/// Whether simdjson::SIMDJSON_PADDING bytes behind a text may be read.
enum class Padding : bool { None, Readable };

/// How numbers are read. Exact: as integers or doubles. JavaScript: an integer that 64 bits do not hold is a double.
enum class Numbers : bool { Exact, JavaScript };

/// For one thread at a time.
class JsonParser {
public:
    JsonParser();

    /// Parses a text and sets `root`. Returns why the text cannot be parsed, as a text that follows `not valid JSON: `;
    /// empty: it can. `root` is valid until the next parse() or shrink(); the text need not stay valid. Throws
    /// std::bad_alloc.
    [[nodiscard]] std::string parse(std::string_view text, Padding padding, Numbers numbers,
                                    simdjson::dom::element& root);
    /// Whether the last text has a number that no machine type holds. All numbers of `root` are 0 then.
    [[nodiscard]] bool has_blanked_numbers() const { return has_blanked_; }
    /// Gives back the memory that a long text needed.
    void shrink();
    /// Whether the last texts needed so much memory that shrink() is worth it.
    [[nodiscard]] bool is_large() const;

private:
    simdjson::error_code parse_rewritten(simdjson::dom::element& root);

    std::unique_ptr<simdjson::dom::parser> parser_;
    std::string rewritten_;    ///< a copy of the text with other numbers
    bool has_blanked_ = false;
};

}    // namespace hmacsweep::reader
