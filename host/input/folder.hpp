// The files of a folder and of all folders in it: each is read, or named as passed over.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <string>

namespace hmacsweep::input {

/// Adds the folder's files to the inputs, in byte order of their paths. What cannot be opened or listed is a Source
/// with an error. Each folder is entered once, however many links lead to it.
void open_folder(const std::string& folder, const format::Shape& shape, const FolderRules& rules, Inputs& inputs);

}    // namespace hmacsweep::input
