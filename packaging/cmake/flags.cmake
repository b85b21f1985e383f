# Every target of ours links keyturn_flags, so that a rule is switched on in one place.
add_library(keyturn_flags INTERFACE)

target_compile_definitions(keyturn_flags INTERFACE
    KEYTURN_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_CONTEXTLESS_CONNECT
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_URL_CAST_FROM_STRING
    QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_FOREACH
    QT_USE_QSTRINGBUILDER
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)

if(MSVC)
    target_compile_options(keyturn_flags INTERFACE /W4 /WX /utf-8)
else()
    target_compile_options(keyturn_flags INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
        -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Werror)
endif()

# GCC 12 warns about overlapping and endless copies inside std::string where there are none (GCC's bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(keyturn_flags INTERFACE -Wno-restrict -Wno-stringop-overflow)
endif()

option(KEYTURN_SANITIZE "Address and undefined behaviour sanitizers" OFF)

set(is_release_of_ours OFF)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT KEYTURN_SANITIZE)
    set(is_release_of_ours ON)
endif()

# Hardening that distributions expect; _FORTIFY_SOURCE needs optimisation and fights the sanitizers.
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT WIN32)
    target_compile_options(keyturn_flags INTERFACE -fstack-protector-strong)
    if(is_release_of_ours)
        target_compile_options(keyturn_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    endif()
endif()

# A third less of the program to read from the disk and to keep in memory. -O3, CMake's own, makes nothing here
# quicker that is measured. A target with the property KEYTURN_SMALL is smaller still.
if(is_release_of_ours AND NOT APPLE)
    target_compile_options(keyturn_flags INTERFACE
        $<IF:$<BOOL:$<TARGET_PROPERTY:KEYTURN_SMALL>>,-Os,-O2> -ffunction-sections -fdata-sections)
    target_link_options(keyturn_flags INTERFACE -Wl,--gc-sections)
endif()

if(is_release_of_ours AND NOT APPLE AND NOT WIN32)
    target_link_options(keyturn_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,--as-needed)
    include(CheckLinkerFlag)
    check_linker_flag(CXX -Wl,-z,pack-relative-relocs keyturn_packs_relocations)
    if(keyturn_packs_relocations)
        target_link_options(keyturn_flags INTERFACE -Wl,-z,pack-relative-relocs)
    endif()
endif()

if(KEYTURN_SANITIZE)
    target_compile_options(keyturn_flags INTERFACE
        -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(keyturn_flags INTERFACE -fsanitize=address,undefined)
endif()
