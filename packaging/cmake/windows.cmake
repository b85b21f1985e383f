# What programs are on Windows alone: a version, an icon and a manifest inside each, and a window without a console
# behind it. For a command line there is keyturn.com (app/launcher), which "keyturn" means before keyturn.exe does.
enable_language(RC)
configure_file(packaging/windows/keyturn.manifest keyturn.manifest @ONLY)

function(keyturn_windows_resource target description)
    set(KEYTURN_EXE ${target})
    set(KEYTURN_EXE_DESCRIPTION ${description})
    configure_file(${PROJECT_SOURCE_DIR}/packaging/windows/program.rc.in ${PROJECT_BINARY_DIR}/${target}.rc @ONLY)
    target_sources(${target} PRIVATE ${PROJECT_BINARY_DIR}/${target}.rc)
    set_source_files_properties(${PROJECT_BINARY_DIR}/${target}.rc TARGET_DIRECTORY ${target} PROPERTIES
        OBJECT_DEPENDS "${PROJECT_BINARY_DIR}/keyturn.manifest;${PROJECT_SOURCE_DIR}/resources/icons/keyturn.ico")
endfunction()

set_target_properties(keyturn PROPERTIES WIN32_EXECUTABLE ON)
keyturn_windows_resource(keyturn "Keyturn")
keyturn_windows_resource(keyturn-practice-server "Keyturn's practice account")

add_executable(keyturn-launcher app/launcher/main.cpp)
set_target_properties(keyturn-launcher PROPERTIES OUTPUT_NAME keyturn SUFFIX .com AUTOMOC OFF)
target_link_libraries(keyturn-launcher PRIVATE keyturn_flags)
keyturn_windows_resource(keyturn-launcher "Keyturn for the command line")
install(TARGETS keyturn-launcher)

# Of a static Qt, what is used of its plugins: Keyturn shows PNG, and its practice account has neither TLS nor a history.
qt_import_plugins(keyturn EXCLUDE_BY_TYPE generic imageformats EXCLUDE Qt6::QTlsBackendCertOnlyPlugin)
qt_import_plugins(keyturn-practice-server EXCLUDE_BY_TYPE tls networkinformation sqldrivers)
