// What sources say when they are read through slabs, whatever they are compressed with.
#pragma once

#include "host/input/slab_reader.hpp"
#include "tests/support/temp_dir.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::tests {

struct Content {
    std::string text;
    io::Source source;    ///< as it is after it was read
};

/// Reads one source to its end.
inline Content read_content(io::Source source, const io::SlabReaderOptions& options = {}) {
    std::vector<io::Source> sources;
    sources.push_back(std::move(source));
    const StopFlag stop;
    io::SlabReader reader(sources, options, stop);
    Slab slab;
    std::string text;
    while (reader.next(slab)) {
        text.append(slab.data(), slab.data() + slab.size);
    }
    return {std::move(text), std::move(sources[0])};
}

/// Writes `bytes` to a file of that name and reads it.
inline Content read_content(std::string_view bytes, const io::SlabReaderOptions& options = {},
                            std::string_view name = "input.jsonl") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write(name, bytes)};
    return read_content(std::move(io::open_sources(names, InputFormat::JsonLines).at(0)), options);
}

}    // namespace hmacsweep::tests
