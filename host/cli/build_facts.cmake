# Which libraries the program is built with: HMACSWEEP_LIBRARIES, a list of NAME=VERSION for package.cmake, and build_facts.cpp.
# NAME is a Debian package; VERSION is `unknown` where the system has none. Included by host/cli.
set(packages libssl-dev libsimdjson-dev nlohmann-json3-dev libfmt-dev libcli11-dev libtomlplusplus-dev libxxhash-dev)
foreach(row IN ITEMS "ISAL;libisal-dev" "ZLIB;zlib1g-dev" "ZSTD;libzstd-dev" "LZMA;liblzma-dev" "BZ2;libbz2-dev"
                     "LZ4;liblz4-dev" "ARCHIVE;libarchive-dev")
  list(POP_FRONT row library package)
  if(HMACSWEEP_HAS_${library})
    list(APPEND packages ${package})
  endif()
endforeach()
if(yaml-cpp_FOUND)
  list(APPEND packages libyaml-cpp-dev)
endif()
set(rows "")
set(libraries "")
foreach(package IN LISTS packages)
  set(version "")
  execute_process(COMMAND dpkg-query -W -f "\${Version}" ${package} OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE status)
  if(NOT status EQUAL 0 OR NOT version)
    set(version unknown)
  endif()
  list(APPEND rows "${package}=${version}")
  string(APPEND libraries "    {\"${package}\", \"${version}\"},\n")
endforeach()
list(LENGTH packages num_libraries)
set(HMACSWEEP_LIBRARIES "${rows}" CACHE INTERNAL "What the program is built with")
set(gpu_code none)
if(HMACSWEEP_HAS_GPU_CODE)
  set(gpu_code "sm_${HMACSWEEP_CUDA_ARCHITECTURES}")
  string(REPLACE ";" ", sm_" gpu_code "${gpu_code}")
  string(APPEND gpu_code ", by nvcc ${HMACSWEEP_NVCC_VERSION}")
endif()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/build_facts.cpp @ONLY CONTENT [[
#include "host/cli/build_facts.hpp"

#include <array>

namespace hmacsweep::cli {
namespace {

constexpr std::array<Library, @num_libraries@> libraries{{
@libraries@}};

}    // namespace

BuildFacts build_facts() {
    return {"@CMAKE_CXX_COMPILER_ID@ @CMAKE_CXX_COMPILER_VERSION@, @CMAKE_BUILD_TYPE@, @CMAKE_SYSTEM_PROCESSOR@", "@gpu_code@",
            libraries};
}

}    // namespace hmacsweep::cli
]])
