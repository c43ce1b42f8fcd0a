// What was found, as Arrow: arrays that a receiver of the C data interface owns.
#pragma once

#include "host/columns/arrow_c.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::columns {

/// An array to give away, and what its memory rests on. Immutable once it is shared.
struct ExportedArray {
    std::string_view format;    ///< as ArrowSchema has it; a literal
    std::string name;
    std::int64_t length = 0;
    std::int64_t null_count = 0;
    std::vector<const void*> buffers;
    std::vector<std::shared_ptr<const ExportedArray>> children;
    std::shared_ptr<const ExportedArray> dictionary;
    std::vector<std::shared_ptr<const void>> owners;    ///< of the memory of the buffers
};

// The receiver releases what these fill in. The array's memory stays until then.
void export_schema(const ExportedArray& array, ArrowSchema& out);
void export_array(const std::shared_ptr<const ExportedArray>& array, ArrowArray& out);
/// A stream of this one array.
void export_stream(const std::shared_ptr<const ExportedArray>& array, ArrowArrayStream& out);

/// An array of texts: `texts` one behind the other; a text begins where the one before ends. `is_there`: for each text,
/// whether it is not null; empty: all are there.
[[nodiscard]] std::shared_ptr<const ExportedArray> make_texts(std::string name, const std::vector<std::string>& texts,
                                                              const std::vector<bool>& is_there = {});

}    // namespace hmacsweep::columns
