#include "host/base/version.hpp"

namespace hmacsweep {

std::string_view version() {
    return HMACSWEEP_VERSION;    // set by CMakeLists.txt
}

}    // namespace hmacsweep
