# LibTorch as hand-made imported targets: find_package(Torch) refuses to configure without a CUDA toolkit, and the PyPI wheel is a CUDA build.
# `./ghost setup` unpacks the pinned wheel into .deps/site; TORCH_ROOT points at another folder of the same layout.
# Only the CPU libraries are linked; where ./ghost setup --cuda unpacked libtorch_cuda.so beside them, it is loaded at run time.
set(TORCH_ROOT "${CMAKE_SOURCE_DIR}/.deps/site/torch" CACHE PATH "folder that holds include/ and lib/ of LibTorch 2.11")

foreach(lib c10 torch_cpu)
  find_library(GHOST_TORCH_${lib} ${lib} HINTS ${TORCH_ROOT}/lib NO_DEFAULT_PATH)
  if(NOT GHOST_TORCH_${lib})
    message(FATAL_ERROR "lib${lib}.so not found in ${TORCH_ROOT}/lib. Run ./ghost setup, or point -DTORCH_ROOT at the torch folder of a PyTorch 2.11 installation.")
  endif()
  add_library(torch::${lib} SHARED IMPORTED)
  set_target_properties(torch::${lib} PROPERTIES IMPORTED_LOCATION "${GHOST_TORCH_${lib}}")
endforeach()
file(STRINGS ${TORCH_ROOT}/include/torch/headeronly/version.h torch_minor REGEX "define TORCH_VERSION_MINOR 11$")
if(NOT torch_minor)
  message(FATAL_ERROR "${TORCH_ROOT} is not LibTorch 2.11. Run ./ghost setup, or point -DTORCH_ROOT at one that is.")
endif()
set_target_properties(torch::c10 PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES "${TORCH_ROOT}/include;${TORCH_ROOT}/include/torch/csrc/api/include"
  INTERFACE_COMPILE_DEFINITIONS "USE_DISTRIBUTED;USE_C10D_GLOO")
set_target_properties(torch::torch_cpu PROPERTIES INTERFACE_LINK_LIBRARIES torch::c10)
