#include "host/input/archive/archive_walk.hpp"

namespace hmacsweep::input {

#if defined(HMACSWEEP_HAS_ARCHIVE)
bool can_read_archives() {
    return true;
}

std::unique_ptr<ArchiveWalk> walk_archive(const ArchiveFile& file, bool is_checked) {
    return make_libarchive_walk(file, is_checked);
}
#else
bool can_read_archives() {
    return false;
}

std::unique_ptr<ArchiveWalk> walk_archive(const ArchiveFile& /*file*/, bool /*is_checked*/) {
    return nullptr;
}
#endif

}    // namespace hmacsweep::input
