# Finds an nvcc that compiles a C++20 kernel with a host compiler that is here, and enables the CUDA language with it.
# Sets ${usable} to TRUE, or to FALSE with ${reason} in words.
macro(find_usable_cuda usable reason)
  set(${usable} FALSE)
  set(${reason} "no nvcc in PATH or /usr/local/cuda")
  find_program(HMACSWEEP_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda /opt/cuda PATH_SUFFIXES bin)
  mark_as_advanced(HMACSWEEP_NVCC)
  if(HMACSWEEP_NVCC)
    set(probe_folder ${CMAKE_CURRENT_BINARY_DIR}/nvcc_probe)
    file(WRITE ${probe_folder}/probe.cu "#include <concepts>\n__global__ void k(std::integral auto* p) { *p = 1; }\n"
                                        "void launch(int* p) { k<<<1, 1>>>(p); }\n")
    # The compiler of this build first; nvcc refuses those that are newer than itself, so then the older g++ there are.
    foreach(host_compiler ${CMAKE_CXX_COMPILER} g++-14 g++-13 g++-12 g++-11)
      execute_process(COMMAND ${HMACSWEEP_NVCC} -std=c++20 -ccbin ${host_compiler} -c probe.cu -o probe.o
                      WORKING_DIRECTORY ${probe_folder} RESULT_VARIABLE probe_status OUTPUT_VARIABLE probe_text
                      ERROR_VARIABLE probe_text)
      if(probe_status EQUAL 0)
        set(${usable} TRUE)
        set(CMAKE_CUDA_COMPILER ${HMACSWEEP_NVCC})
        set(CMAKE_CUDA_HOST_COMPILER ${host_compiler})
        set(CMAKE_CUDA_ARCHITECTURES ${HMACSWEEP_CUDA_ARCHITECTURES})
        enable_language(CUDA)
        set(HMACSWEEP_NVCC_VERSION ${CMAKE_CUDA_COMPILER_VERSION} CACHE INTERNAL "What hmacsweep --version --verbose tells")
        break()
      elseif(host_compiler STREQUAL CMAKE_CXX_COMPILER)
        string(STRIP "${probe_text}" probe_text)
        set(${reason} "${HMACSWEEP_NVCC} refuses ${host_compiler}: ${probe_text}")
      endif()
    endforeach()
  endif()
endmacro()
