# LibTorch as hand-made imported targets: find_package(Torch) refuses to configure without a CUDA toolkit, and the PyPI wheel is a CUDA build.
# `./ghost setup` unpacks the pinned wheel into .deps/site; TORCH_ROOT points at another folder of the same layout.
# torch::torch_cpu and torch::c10 are always there; torch::torch_cuda and GHOST_CUDA_FOUND only where the CUDA plug-in can be built.
set(TORCH_ROOT "${CMAKE_SOURCE_DIR}/.deps/site/torch" CACHE PATH "folder that holds include/ and lib/ of LibTorch 2.11")

function(ghost_torch_library lib)
  find_library(GHOST_TORCH_${lib} ${lib} HINTS ${TORCH_ROOT}/lib NO_DEFAULT_PATH)
  if(GHOST_TORCH_${lib})
    add_library(torch::${lib} SHARED IMPORTED GLOBAL)
    set_target_properties(torch::${lib} PROPERTIES IMPORTED_LOCATION "${GHOST_TORCH_${lib}}")
  endif()
endfunction()

foreach(lib c10 torch_cpu)
  ghost_torch_library(${lib})
  if(NOT TARGET torch::${lib})
    message(FATAL_ERROR "lib${lib}.so not found in ${TORCH_ROOT}/lib. Run ./ghost setup, or point -DTORCH_ROOT at the torch folder of a PyTorch 2.11 installation.")
  endif()
endforeach()
file(STRINGS ${TORCH_ROOT}/include/torch/headeronly/version.h torch_minor REGEX "define TORCH_VERSION_MINOR 11$")
if(NOT torch_minor)
  message(FATAL_ERROR "${TORCH_ROOT} is not LibTorch 2.11. Run ./ghost setup, or point -DTORCH_ROOT at one that is.")
endif()
set_target_properties(torch::c10 PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES "${TORCH_ROOT}/include;${TORCH_ROOT}/include/torch/csrc/api/include"
  INTERFACE_COMPILE_DEFINITIONS "USE_DISTRIBUTED;USE_C10D_GLOO")
set_target_properties(torch::torch_cpu PROPERTIES INTERFACE_LINK_LIBRARIES torch::c10)

# The CUDA part. CMake 3.25 does not know C++20 for nvcc 13, hence the plain option; the shared runtime is the one LibTorch uses too.
set(GHOST_CUDA_FOUND FALSE)
if(NOT GHOST_CUDA STREQUAL OFF)
  include(CheckLanguage)
  check_language(CUDA)
  ghost_torch_library(c10_cuda)
  ghost_torch_library(torch_cuda)
  if(CMAKE_CUDA_COMPILER AND TARGET torch::torch_cuda AND TARGET torch::c10_cuda)
    set(GHOST_CUDA_FOUND TRUE)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
      set(CMAKE_CUDA_ARCHITECTURES 80 90)
    endif()
    set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
    enable_language(CUDA)
    add_compile_options($<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>)
    find_package(CUDAToolkit REQUIRED)
    set_target_properties(torch::c10_cuda PROPERTIES INTERFACE_LINK_LIBRARIES "torch::c10;CUDA::cudart")
    set_target_properties(torch::torch_cuda PROPERTIES
      INTERFACE_COMPILE_DEFINITIONS USE_C10D_NCCL
      INTERFACE_LINK_LIBRARIES "torch::c10_cuda;torch::torch_cpu"
      INTERFACE_LINK_OPTIONS "LINKER:--no-as-needed")
  elseif(GHOST_CUDA STREQUAL ON)
    message(FATAL_ERROR "GHOST_CUDA=ON needs nvcc (found: ${CMAKE_CUDA_COMPILER}) and libtorch_cuda.so in ${TORCH_ROOT}/lib. Run ./ghost setup --cuda, or leave GHOST_CUDA at AUTO.")
  endif()
endif()
