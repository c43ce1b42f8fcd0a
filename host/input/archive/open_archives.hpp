// Finds the archives among the inputs of a run, and makes a source of each member, as of each file of a folder.
#pragma once

#include "host/input/source.hpp"

namespace hmacsweep::input {

/// Adds the members of each tar, zip or 7z archive to Inputs::sources, before the archive itself. Members that are not
/// read are added to Inputs::passed_over. What is wrong with an archive's structure goes to Source::archive_error, and
/// is reported only when the archive's own turn comes: its members are read first, as far as possible. Does nothing to
/// an archive from a pipe or from standard input, and does nothing at all if the build has no libarchive: SlabReader
/// then refuses the archive.
void open_archives(const format::Shape& shape, const FolderRules& rules, Inputs& inputs);

/// Opens the member of an archive by a name such as `logs.tar!one.log`, for which names_member() must be true. A source
/// with an error if the archive has no such member. `charset` as FolderRules::charset.
[[nodiscard]] Source open_member(const std::string& name, const format::Shape& shape, const std::string& charset);
/// Whether a name may be that of a member: no file has the name, and the text before one of its `!` is the name of a
/// regular file. Does not look into that file.
[[nodiscard]] bool names_member(const std::string& name);

}    // namespace hmacsweep::input
