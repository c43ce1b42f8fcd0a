// The files of a folder and of all folders below it. Each file becomes a source or an entry of Inputs::passed_over.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <string>

namespace hmacsweep::input {

/// Adds the folder's files to `inputs`, in byte order of their paths. What cannot be opened or listed becomes a Source
/// with an error, and so does an empty folder. Each folder is entered once, even if several links lead to it.
void open_folder(const std::string& folder, const format::Shape& shape, const FolderRules& rules, Inputs& inputs);

}    // namespace hmacsweep::input
