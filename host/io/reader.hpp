// The Reader: the one full parser. It owns every rule about what a record is and every text about what is wrong with
// one; whatever a backend's fast steps are not sure of comes here.
#pragma once

#include "host/record.hpp"
#include "host/shape.hpp"
#include "host/slab.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <simdjson.h>

namespace hmacsweep::io {

/// Reads one record at a time. Not for use by two threads at a time.
class Reader {
public:
    explicit Reader(const Shape& shape);

    /// Reads the record of `size` bytes at `bytes`, behind which slab_padding bytes are readable. The result's views
    /// hold until the next call.
    const Record& read(const std::uint8_t* bytes, std::size_t size);

private:
    using Fields = std::array<simdjson::dom::element, num_fields>;

    void read_json(std::string_view line);
    void read_object(std::string_view line, simdjson::dom::object object);
    bool parse(std::string_view line, simdjson::dom::element& root);
    void read_id(std::string_view line, const simdjson::dom::element& value, std::size_t member);
    bool read_text(Field field, const simdjson::dom::element& value, std::string_view& text);
    void read_algorithm(std::string_view name);
    bool decode_field(Field field, Encoding encoding, std::string_view text, std::vector<std::uint8_t>& buffer,
                      Bytes& bytes);
    void fail(std::string reason);

    const Shape& shape_;
    std::unique_ptr<simdjson::dom::parser> parser_;
    Record record_;
    std::string id_;
    std::string reason_;
    std::string rewritten_;    ///< a line whose numbers were blanked
    std::vector<std::uint8_t> message_;
    std::vector<std::uint8_t> mac_;
};

}    // namespace hmacsweep::io
