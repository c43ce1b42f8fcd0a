// Gives arrays to a receiver of Arrow's C data interface.
#pragma once

#include "host/columns/arrow_c.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::columns {

/// An array to give away, and the owners of its memory. Must not change once it is shared.
struct ExportedArray {
    std::string_view format;    ///< as ArrowSchema has it; a literal
    std::string name;
    std::int64_t length = 0;
    std::int64_t null_count = 0;
    std::vector<const void*> buffers;    ///< as ArrowArray has them
    std::vector<std::shared_ptr<const ExportedArray>> children;
    std::shared_ptr<const ExportedArray> dictionary;
    std::vector<std::shared_ptr<const void>> owners;    ///< own the memory of the buffers
};

// These functions fill in `out`, which the receiver owns from then on and must release. They throw std::bad_alloc.

/// Exports the array's type and name. `out` has copies of them.
void export_schema(const ExportedArray& array, ArrowSchema& out);
/// Exports the array's values. `out` shares the ownership of the array until it is released.
void export_array(const std::shared_ptr<const ExportedArray>& array, ArrowArray& out);
/// Exports a stream of one chunk, which is the array. `out` shares the ownership of the array until it is released.
void export_stream(const std::shared_ptr<const ExportedArray>& array, ArrowArrayStream& out);

/// Makes an array of texts (Arrow's type `U`). The array has copies of `texts`. `is_there` says for each text whether
/// the array has the text (true) or null (false); an empty `is_there` means all texts.
[[nodiscard]] std::shared_ptr<const ExportedArray> make_texts(std::string name, const std::vector<std::string>& texts,
                                                              const std::vector<bool>& is_there = {});

}    // namespace hmacsweep::columns
