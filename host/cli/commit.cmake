# Writes OUT, the source that tells the commit and its date; only when they have changed, so that nothing is compiled in
# vain. Outside of a repository the date is that of the build (SOURCE_DATE_EPOCH, where it is set).
execute_process(COMMAND git describe --always --abbrev=40 --dirty --exclude=*
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status ERROR_QUIET)
if(NOT status EQUAL 0)
  set(commit unknown)
endif()
execute_process(COMMAND git log -1 --format=%cs OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE
                RESULT_VARIABLE status ERROR_QUIET)
if(NOT status EQUAL 0)
  string(TIMESTAMP date %Y-%m-%d UTC)
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "host/cli/commit.hpp"

namespace hmacsweep::cli {

std::string_view commit() {
    return "@commit@";
}

std::string_view commit_date() {
    return "@date@";
}

}    // namespace hmacsweep::cli
]])
