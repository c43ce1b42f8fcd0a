#include "host/input/source_check.hpp"

#include "host/input/archive/archive_walk.hpp"
#include "host/input/containers.hpp"

#include <fmt/format.h>

namespace hmacsweep::input {

namespace {

std::string_view why_not_read(const Container& container, Compression compression) {
    const bool may_be_read = container.archive == ArchiveKind::Tar ||
                             (container.archive != ArchiveKind::None && compression == Compression::None);
    if (!may_be_read) {
        return "is not read as it is";
    }
    return can_read_archives() ? "is read from a file, not from a pipe"
                               : "this hmacsweep was built without libarchive-dev to read";
}

}    // namespace

bool SourceCheck::wants_more(Bytes begin) {
    is_key_file_ = key_document_.look(as_text(begin));
    return is_key_file_ == KeyDocument::Answer::Undecided || may_become_container(begin);
}

std::string SourceCheck::refusal(Bytes begin, std::string_view name, Compression compression) const {
    if (is_key_file_ == KeyDocument::Answer::Yes) {
        return "is a key file, and key material is no input (--keys reads it)";
    }
    const Container* const container = find_container(begin);
    if (container == nullptr) {
        return {};
    }
    const std::string packing =
        compression == Compression::None ? std::string() : fmt::format(" in {}", compression_name(compression));
    return fmt::format("is {}{}, which {}: {}", container->name, packing, why_not_read(*container, compression),
                       command_for(*container, name));
}

}    // namespace hmacsweep::input
