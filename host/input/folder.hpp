// The files of a folder and of all folders below it. Each file becomes a source or an entry of Inputs::passed_over.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::input {

/// What is in a folder and in all folders below it.
struct FolderFiles {
    std::vector<std::string> files;    ///< the paths of those that the rules want, in byte order
    std::vector<std::pair<std::string, std::string>> failures;    ///< a folder or what is in one, reason
    bool is_empty = false;
};

/// Lists a folder, and opens no file. What the rules do not want, and no regular file, is added to `passed_over`.
[[nodiscard]] FolderFiles list_folder(const std::string& folder, const FolderRules& rules,
                                      std::vector<PassedOver>& passed_over);

/// Adds the folder's files to `inputs`, in byte order of their paths. What cannot be opened or listed becomes a Source
/// with an error, and so does an empty folder. Each folder is entered once, even if several links lead to it.
void open_folder(const std::string& folder, const format::Shape& shape, const FolderRules& rules, Inputs& inputs);

}    // namespace hmacsweep::input
