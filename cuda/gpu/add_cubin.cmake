# For tests of the machine code: compiles a .cu file for one architecture as the release build does, and keeps the
# code and what ptxas reports of it.

# What compiles such a file, wherever in the project it is asked for: CMake's own variables end at this folder.
separate_arguments(cuda_flags NATIVE_COMMAND "${CMAKE_CUDA_FLAGS} -O3 -DNDEBUG")
set_property(GLOBAL PROPERTY hmacsweep_cubin_command
  ${CMAKE_CUDA_COMPILER} -ccbin ${CMAKE_CUDA_HOST_COMPILER} ${cuda_flags} ${cuda_options} -I${PROJECT_SOURCE_DIR})
set_property(GLOBAL PROPERTY hmacsweep_cuda_version ${CMAKE_CUDA_COMPILER_VERSION})

# add_cubin(SOURCE ARCHITECTURE CUBIN): makes CUBIN, NAME.sm_ARCHITECTURE.cubin in the current binary folder, from
# NAME.cu; ptxas's report lies beside it as NAME.sm_ARCHITECTURE.txt.
function(add_cubin source architecture cubin)
  get_property(command GLOBAL PROPERTY hmacsweep_cubin_command)
  cmake_path(GET source STEM name)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${name}.sm_${architecture})
  add_custom_command(
    OUTPUT ${made}.cubin ${made}.txt
    COMMAND ${command} -cubin --generate-code=arch=compute_${architecture},code=sm_${architecture} -Xptxas -v
            -MD -MF ${made}.d -o ${made}.cubin ${source} 2> ${made}.txt
    DEPENDS ${source}
    DEPFILE ${made}.d
    COMMENT "Compiling ${name}.cu for sm_${architecture}, to look at its code"
    VERBATIM)
  set(${cubin} ${made}.cubin PARENT_SCOPE)
endfunction()
