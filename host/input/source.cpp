#include "host/input/source.hpp"

#include "host/input/archive/open_archives.hpp"
#include "host/input/folder.hpp"

#include <cerrno>
#include <utility>

#include <sys/resource.h>
#include <sys/stat.h>

namespace hmacsweep::input {
namespace {

/// All sources stay open at a time, so take as many descriptors as the system gives.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));    // it is only a wish
    }
}

}    // namespace

Source failed_source(const std::string& name, std::string error) {
    Source source;
    source.name = name;
    source.error = std::move(error);
    return source;
}

Source open_source(const std::string& name) {
    Result<Fd> fd = open_for_reading(name);
    if (!fd) {
        return failed_source(name, fd.error().message);
    }
    struct stat status{};
    if (::fstat(fd->get(), &status) != 0) {
        return failed_source(name, "cannot open " + name + ": " + errno_text(errno));
    }
    Source source;
    source.name = name;
    source.fd = std::move(*fd);
    source.identity = identity_of(status);
    source.is_regular = S_ISREG(status.st_mode);
    source.modified = status.st_mtim;
    // Standard input may be a file of which another program has read the beginning.
    const off_t begin = source.is_regular ? std::max<off_t>(::lseek(source.fd.get(), 0, SEEK_CUR), 0) : 0;
    source.expected_bytes =
        source.is_regular ? static_cast<std::uint64_t>(std::max<off_t>(status.st_size - begin, 0)) : 0;
    return source;
}

Inputs open_inputs(std::span<const std::string> names, const format::Shape& shape, const FolderRules& rules,
                   const std::optional<Shard>& shard) {
    raise_descriptor_limit();
    Inputs inputs;
    for (const std::string& name : names) {
        struct stat status{};
        if (name != "-" && ::stat(name.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
            open_folder(name, shape, rules, inputs);
        } else {
            inputs.sources.push_back(open_source(name));
        }
    }
    if (shard) {
        inputs.shard = take_shard(inputs.sources, *shard);
    }
    open_archives(shape, rules, inputs);
    for (Source& source : inputs.sources) {
        source.charset = source.is_archive ? "" : rules.charset;
    }
    return inputs;
}

std::vector<Source> open_sources(std::span<const std::string> names, format::InputFormat format) {
    format::Shape shape;
    shape.format = format;
    return std::move(open_inputs(names, shape, {}).sources);
}

}    // namespace hmacsweep::input
