# Writes OUT, the source that tells the commit; only when it has changed, so that nothing is compiled in vain.
execute_process(COMMAND git describe --always --abbrev=40 --dirty --exclude=*
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status ERROR_QUIET)
if(NOT status EQUAL 0)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "host/cli/commit.hpp"

namespace hmacsweep::cli {

std::string_view commit() {
    return "@commit@";
}

}    // namespace hmacsweep::cli
]])
