# What installers hold beside the programs, and how CPack makes them. packaging/dev package calls it; the
# variable says for which kind of package, since each system wants its licence and changelog elsewhere.
set(KEYTURN_PACKAGE "" CACHE STRING "The kind of package that is made: deb, rpm, dmg, or none")
set(linux_files ${PROJECT_SOURCE_DIR}/packaging/linux)
set(doc_dir ${CMAKE_INSTALL_DATAROOTDIR}/doc/keyturn) # GNUInstallDirs takes the name of the project

# All that is installed, and nothing else: no tests.
add_custom_target(keyturn_installed ALL DEPENDS keyturn keyturn-practice-server)
if(WIN32)
    add_dependencies(keyturn_installed keyturn-launcher)
endif()

# keyturn_install_gzipped(SOURCE DESTINATION NAME): compressed without a name and a time in it, so that two
# builds give the same bytes.
function(keyturn_install_gzipped source destination name)
    set(packed ${PROJECT_BINARY_DIR}/packed/${name}.gz)
    add_custom_command(OUTPUT ${packed}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/packed
        COMMAND sh -c "gzip -9nc '${source}' >'${packed}'"
        DEPENDS ${source} VERBATIM)
    string(MAKE_C_IDENTIFIER packed_${name} target)
    add_custom_target(${target} DEPENDS ${packed})
    add_dependencies(keyturn_installed ${target})
    install(FILES ${packed} DESTINATION ${destination})
endfunction()

if(UNIX AND NOT APPLE)
    keyturn_install_gzipped(${linux_files}/keyturn.1 ${CMAKE_INSTALL_MANDIR}/man1 keyturn.1)
    if(KEYTURN_PACKAGE STREQUAL "deb")
        keyturn_install_gzipped(${linux_files}/debian/changelog ${doc_dir} changelog.Debian)
        keyturn_install_gzipped(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${doc_dir} changelog)
        install(FILES ${linux_files}/debian/copyright DESTINATION ${doc_dir})
        install(FILES ${linux_files}/debian/lintian-overrides
            DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME keyturn)
    else()
        install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/keyturn)
        install(FILES ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${doc_dir})
    endif()
endif()

# Written, not run: see packaging/README.md. The practice server lies in the bundle beside the program.
if(APPLE)
    set_target_properties(keyturn PROPERTIES
        MACOSX_BUNDLE ON
        MACOSX_BUNDLE_INFO_PLIST ${PROJECT_SOURCE_DIR}/packaging/macos/Info.plist.in)
    add_custom_command(TARGET keyturn POST_BUILD
        COMMAND ${CMAKE_COMMAND} -E copy_if_different
            $<TARGET_FILE:keyturn-practice-server> $<TARGET_FILE_DIR:keyturn>)
    install(TARGETS keyturn BUNDLE DESTINATION .)
    qt_generate_deploy_app_script(TARGET keyturn FILENAME_VARIABLE deploy_script NO_UNSUPPORTED_PLATFORM_ERROR)
    install(SCRIPT ${deploy_script})
    set(CPACK_GENERATOR DragNDrop)
    set(CPACK_DMG_VOLUME_NAME "Keyturn ${PROJECT_VERSION}")
else()
    install(TARGETS keyturn)
endif()
set(CPACK_PACKAGE_NAME keyturn)
set(CPACK_PACKAGE_VENDOR "The Keyturn developers")
set(CPACK_PACKAGE_CONTACT "The Keyturn developers <keyturn@users.noreply.github.com>")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://github.com/keyturn/keyturn")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "reset Zoom users' passwords, and know what happened")
set(CPACK_PACKAGE_DESCRIPTION
"For the IT staff of organisations that use Zoom: pick a person, type or
generate a password, press one button, and know for certain whether it was
changed, refused, not sent, or is unknown. Tokens live in the keychain of the
desktop (GNOME Keyring, KWallet or another Secret Service).
.
A practice account with made-up users lets you try everything without a Zoom
account.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# What the libraries load by themselves, and no tool finds by looking at the programs: the keychain's library,
# Qt's display plugins and SQLite driver, the certificates of the world, and a font in which no character of a
# password looks like another.
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "libsecret-1-0, libqt6sql6-sqlite, qt6-qpa-plugins, ca-certificates, fonts-dejavu-core")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnome-keyring | libkf5wallet-bin")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# Names of Fedora, then of SUSE; both find the libraries that the programs link by themselves. Fedora has the
# SQLite driver in qt6-qtbase and the display plugins in qt6-qtbase-gui.
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_GROUP Applications/Internet)
set(CPACK_RPM_PACKAGE_RELEASE 1)
string(CONCAT CPACK_RPM_PACKAGE_REQUIRES
    "(libsecret or libsecret-1-0), (qt6-qtbase or qt6-sql-sqlite), (qt6-qtbase-gui or libQt6Gui6), "
    "ca-certificates, (dejavu-sans-mono-fonts or dejavu-fonts)")
set(CPACK_RPM_PACKAGE_AUTOREQ YES)
set(CPACK_RPM_COMPRESSION_TYPE xz)
# Links for debuggers that no debug package of ours would serve.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none")
# These belong to the system's own packages.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/libexec /usr/share/applications /usr/share/metainfo /usr/share/licenses /usr/share/icons
    /usr/share/icons/hicolor /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps
    /usr/share/man /usr/share/man/man1 /usr/share/doc)
foreach(size 16 24 32 48 64 128 256)
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
        /usr/share/icons/hicolor/${size}x${size} /usr/share/icons/hicolor/${size}x${size}/apps)
endforeach()

include(CPack)
