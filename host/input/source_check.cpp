#include "host/input/source_check.hpp"

#include "host/input/containers.hpp"

#include <fmt/format.h>

namespace hmacsweep::input {

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
    return fmt::format("is {}{}, which is not read as it is: {}", container->name, packing,
                       command_for(*container, name));
}

}    // namespace hmacsweep::input
