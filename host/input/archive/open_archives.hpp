// Archives among the inputs of a run: their members become sources, as the files of a folder do.
#pragma once

#include "host/input/source.hpp"

namespace hmacsweep::input {

/// Each source that is a tar, zip or 7z archive gets its members before it. Members that are not read are added to
/// Inputs::passed_over. An archive whose structure is wrong gets its error when it is read, so that its members are
/// read as far as they go. Without libarchive, and of a pipe, archives stay as they are.
void open_archives(const format::Shape& shape, const FolderRules& rules, Inputs& inputs);

/// The archive's member that is named as `logs.tar!one.log`; a source with an error if there is none. `charset` as
/// FolderRules::charset.
[[nodiscard]] Source open_member(const std::string& name, const format::Shape& shape, const std::string& charset);
/// Whether a name that is no file's names a member of an archive that is there.
[[nodiscard]] bool names_member(const std::string& name);

}    // namespace hmacsweep::input
