# Debian packages by CPack: `hmacsweep`, the program, and `libhmacsweep-dev`, the library for programs of one's own.
# samples/package builds both. Included by the project's root. Name and mail address of who packs are those
# that Debian's tools take, DEBFULLNAME and DEBEMAIL.
set(name "$ENV{DEBFULLNAME}")
set(mail "$ENV{DEBEMAIL}")
if(NOT name)
  set(name "the hmacsweep authors")
endif()
if(NOT mail)
  set(mail nobody@hmacsweep.invalid)
endif()
set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_CONTACT "${name} <${mail}>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_HMACSWEEP_LIBRARIES ${HMACSWEEP_LIBRARIES})    # for the bill of materials
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/host/package_files.cmake)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME hmacsweep)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Recomputes the HMAC-SHA-224, -256, -384 and -512 of records in files, on SIMD
units of the CPU or on NVIDIA GPUs, compares them with the stored ones in
constant time, checks its results against OpenSSL and writes them as JSON in
the format of AWS KMS.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libhmacsweep-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(dependencies libssl-dev libsimdjson-dev libfmt-dev)
foreach(row IN ITEMS "ISAL;libisal-dev" "ZLIB;zlib1g-dev" "ZSTD;libzstd-dev" "LZMA;liblzma-dev" "BZ2;libbz2-dev"
                     "LZ4;liblz4-dev" "ARCHIVE;libarchive-dev")
  list(POP_FRONT row library package)
  if(HMACSWEEP_HAS_${library})
    list(APPEND dependencies ${package})
  endif()
endforeach()
list(JOIN dependencies ", " CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
    "The library of hmacsweep for C++ programs: headers, the static library and the
configuration for CMake. find_package(hmacsweep) gives the target
hmacsweep::hmacsweep.")
include(CPack)
