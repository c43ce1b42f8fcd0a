# The library as an installed package, `find_package(hmacsweep)`: one archive of all rooms and what they rest on, headers,
# schemas and the licence. Included by the project's root.
include(CMakePackageConfigHelpers)

set(packages base keys format input reader backend rules judge diagnosis report html audit run columns bench gpu reference gpu_runtime_objects)
list(TRANSFORM packages REPLACE "(.+)" "$<TARGET_OBJECTS:hmacsweep_\\1>" OUTPUT_VARIABLE objects)
add_library(hmacsweep_archive STATIC ${objects})
set_target_properties(hmacsweep_archive PROPERTIES OUTPUT_NAME hmacsweep EXPORT_NAME hmacsweep LINKER_LANGUAGE CXX)
target_compile_features(hmacsweep_archive INTERFACE cxx_std_20)
target_include_directories(hmacsweep_archive INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/hmacsweep>)
target_link_libraries(hmacsweep_archive INTERFACE ${HMACSWEEP_FMT} simdjson::simdjson OpenSSL::Crypto Threads::Threads)
foreach(row IN ITEMS "ISAL;isal" "ZLIB;z" "ZSTD;zstd" "LZMA;lzma" "BZ2;bz2" "LZ4;lz4" "ARCHIVE;archive")
  list(POP_FRONT row library name)
  if(HMACSWEEP_HAS_${library})
    target_link_libraries(hmacsweep_archive INTERFACE ${name})
  endif()
endforeach()
set(packages OpenSSL simdjson fmt Threads)
if(HMACSWEEP_HAS_GPU_CODE)
  target_link_libraries(hmacsweep_archive INTERFACE $<INSTALL_INTERFACE:CUDA::cudart_static>)
  list(APPEND packages CUDAToolkit)
endif()

set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/hmacsweep)
list(TRANSFORM packages REPLACE "(.+)" "find_dependency(\\1)" OUTPUT_VARIABLE dependencies)
list(JOIN dependencies "\n" dependencies)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/hmacsweepConfig.cmake @ONLY CONTENT [[
include(CMakeFindDependencyMacro)
@dependencies@
include(${CMAKE_CURRENT_LIST_DIR}/hmacsweepTargets.cmake)
]])
write_basic_package_version_file(${PROJECT_BINARY_DIR}/hmacsweepConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(TARGETS hmacsweep_archive EXPORT hmacsweepTargets COMPONENT library)
install(EXPORT hmacsweepTargets NAMESPACE hmacsweep:: DESTINATION ${folder} COMPONENT library)
install(FILES ${PROJECT_BINARY_DIR}/hmacsweepConfig.cmake ${PROJECT_BINARY_DIR}/hmacsweepConfigVersion.cmake
        DESTINATION ${folder} COMPONENT library)
foreach(package cuda/core cuda/gpu reference host)
  cmake_path(GET package PARENT_PATH parent)
  install(DIRECTORY ${package} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hmacsweep/${parent} COMPONENT library
          FILES_MATCHING PATTERN "*.hpp"
          PATTERN host/aws EXCLUDE PATTERN host/cli EXCLUDE PATTERN host/python EXCLUDE)
endforeach()
install(FILES host/report/results.schema.json host/report/summary.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/hmacsweep/schemas COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})    # of a Debian package: package_files.cmake
