# ghost_module(sid KNOWS embed LINKS fmt::fmt): one room = one static library ghost_<name>, from every .cpp in the folder.
# KNOWS names the rooms this one may include (their targets come along, so arrows are transitive); LINKS names third-party targets.
# ghost_program(cli OUTPUT ghost KNOWS run model): one program from every .cpp in the folder and below, with its own arrows.
# ghost_test(sid KNOWS sid data LABELS unit): one GoogleTest program test_<name> from every .cpp in the test folder. A test whose
# name or suite begins with Slow is labelled slow as well: it runs in `./ghost test --all` only.
# Every arrow is recorded; arrows.txt in the build folder lists them, and the test `arrows` holds them against the includes.
include(GoogleTest)
set_property(GLOBAL PROPERTY GHOST_ARROWS "")

add_library(ghost_flags INTERFACE)
target_compile_options(ghost_flags INTERFACE -Wall -Wextra -Wshadow -Wno-unused-parameter -Wno-missing-field-initializers)
if(GHOST_SANITIZE)
  add_compile_options(-fsanitize=${GHOST_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${GHOST_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-maybe-uninitialized)  # false alarms inside the library once sanitizers are in
  endif()
endif()

# ccache where it is installed; the sloppiness and the extra flag are what it needs to cache precompiled headers,
# the base folder lets another clone hit the same entries.
find_program(GHOST_CCACHE ccache)
if(GHOST_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
    CCACHE_NOHASHDIR=1 ${GHOST_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()

# All programs with a `unit` label, so that a small build can make just these.
add_custom_target(unit_tests)

function(ghost_arrows name)
  string(REPLACE ";" " " knows "${ARGN}")
  file(RELATIVE_PATH place ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set_property(GLOBAL APPEND_STRING PROPERTY GHOST_ARROWS "${name} ${place} ${knows}\n")
endfunction()

function(ghost_write_arrows)
  get_property(arrows GLOBAL PROPERTY GHOST_ARROWS)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/arrows.txt CONTENT "${arrows}")
endfunction()
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL ghost_write_arrows)

function(ghost_module name)
  cmake_parse_arguments(M "" "" "KNOWS;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  add_library(ghost_${name} STATIC ${sources})
  add_library(ghost::${name} ALIAS ghost_${name})
  set_target_properties(ghost_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(ghost_${name} PUBLIC ${CMAKE_SOURCE_DIR}/core ${CMAKE_SOURCE_DIR})
  target_link_libraries(ghost_${name} PUBLIC ${M_LINKS} PRIVATE ghost_flags ${M_PRIVATE_LINKS})
  foreach(other ${M_KNOWS})
    target_link_libraries(ghost_${name} PUBLIC ghost_${other})
  endforeach()
  ghost_arrows(${name} ${M_KNOWS})
endfunction()

function(ghost_program name)
  cmake_parse_arguments(P "" "OUTPUT" "KNOWS;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.h)
  add_executable(ghost_${name} ${sources})
  if(P_OUTPUT)
    set_target_properties(ghost_${name} PROPERTIES OUTPUT_NAME ${P_OUTPUT})
  endif()
  target_include_directories(ghost_${name} PRIVATE ${CMAKE_SOURCE_DIR}/core ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(ghost_${name} PRIVATE ghost_flags ${P_LINKS})
  foreach(other ${P_KNOWS})
    target_link_libraries(ghost_${name} PRIVATE ghost_${other})
  endforeach()
  ghost_arrows(${name} ${P_KNOWS})
endfunction()

function(ghost_test name)
  cmake_parse_arguments(T "" "" "KNOWS;LINKS;LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE ghost_flags ghost_testing GTest::gmock ${T_LINKS})
  foreach(other ${T_KNOWS})
    target_link_libraries(test_${name} PRIVATE ghost_${other})
  endforeach()
  if(NOT T_LABELS)
    set(T_LABELS unit)
  endif()
  if(unit IN_LIST T_LABELS)
    add_dependencies(unit_tests test_${name})
  endif()
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  # gtest_discover_tests can't pass a list on, so labels are set when ctest reads the discovered names.
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/test_${name}_labels.cmake)
  file(WRITE ${labels} "foreach(test IN LISTS test_${name}_TESTS)
  set(labels \"${T_LABELS}\")
  if(test MATCHES \"[./]Slow\")
    list(APPEND labels slow)
  endif()
  set_tests_properties(\"\${test}\" PROPERTIES LABELS \"\${labels}\")
endforeach()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels})
endfunction()
