# CMake's toolchain for 64-bit Windows, with Debian's mingw-w64 (g++-mingw-w64-x86-64-posix): the "posix" one,
# whose libstdc++ has std::thread. Every program is linked statically: it needs no DLL but Windows' own.
# KEYTURN_WINDOWS_PREFIX is where what Keyturn is built with was installed (dependencies.sh).
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

# CMake configures small projects with this file to try the compiler; they know the variable only if told.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES KEYTURN_WINDOWS_PREFIX)
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32 ${KEYTURN_WINDOWS_PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# What no program calls is left out, which is most of Qt. Addresses are random, also above 4 GiB.
set(CMAKE_C_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_INIT "-ffunction-sections -fdata-sections")
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "-static -Wl,--gc-sections -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va")
