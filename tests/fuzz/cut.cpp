// Fuzz target: the records of a text that is cut into slabs, in whatever pieces it arrives, must be those of a reader
// that goes through the rules byte by byte. The first byte chooses the format, the second the longest record (1 to 64
// bytes), the third the pieces, the rest is the text.
#include "tests/support/cutting.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hmacsweep;
    using namespace hmacsweep::tests;
    if (size < 3) {
        return 0;
    }
    const std::vector<format::Shape>& shapes = cutting::all_shapes();
    const format::Shape& shape = shapes[data[0] % shapes.size()];
    const std::uint64_t most = 1 + (data[1] % 64);
    Random random(std::uint64_t{data[2]});
    const std::string_view text(reinterpret_cast<const char*>(data + 3), size - 3);
    if (cutting::cut_rows(text, shape, most, random) != cutting::slow_rows(text, shape, most)) {
        std::fprintf(stderr, "other records in pieces than whole\n");
        std::abort();
    }
    return 0;
}
