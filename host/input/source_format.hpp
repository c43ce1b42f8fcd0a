// The format of a source, before any source is read.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <optional>
#include <string>

namespace hmacsweep::input {

/// The format that the first bytes of a source show, with the run's shape; `charset` as FolderRules::charset. nullopt:
/// only reading the source tells it (a pipe, a member of an archive), or the source has no records.
[[nodiscard]] std::optional<format::InputFormat> format_at_head(const Source& source, const std::string& charset,
                                                                const format::Shape& shape);

}    // namespace hmacsweep::input
