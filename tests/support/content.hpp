// What sources say when they are read through slabs, whatever they are compressed with.
#pragma once

#include "host/input/slab_reader.hpp"
#include "tests/support/temp_dir.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace hmacsweep::tests {

struct Content {
    std::string text;
    input::Source source;    ///< as it is after it was read
};

/// Reads one source to its end.
inline Content read_content(input::Source source, const input::SlabReaderOptions& options = {}) {
    std::vector<input::Source> sources;
    sources.push_back(std::move(source));
    const StopFlag stop;
    input::SlabReader reader(sources, options, stop);
    input::Slab slab;
    std::string text;
    while (reader.next(slab)) {
        text.append(slab.data(), slab.data() + slab.size);
    }
    return {std::move(text), std::move(sources[0])};
}

/// The same of bytes that are in no folder: for tests that read thousands of sources.
inline Content read_in_memory(std::string_view bytes, const input::SlabReaderOptions& options) {
    input::Source source;
    source.name = "-";
    source.is_regular = true;
    source.fd = Fd(::memfd_create("source", MFD_CLOEXEC));
    if (!source.fd || ::write(source.fd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::lseek(source.fd.get(), 0, SEEK_SET) != 0) {
        throw std::runtime_error("no file in memory");
    }
    return read_content(std::move(source), options);
}

/// Writes `bytes` to a file of that name and reads it.
inline Content read_content(std::string_view bytes, const input::SlabReaderOptions& options = {},
                            std::string_view name = "input.jsonl") {
    const TempDir folder;
    const std::vector<std::string> names{folder.write(name, bytes)};
    return read_content(std::move(input::open_sources(names, format::InputFormat::JsonLines).at(0)), options);
}

}    // namespace hmacsweep::tests
