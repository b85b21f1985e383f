; Keyturn-x.y.z-setup.exe: for everybody on the computer, or, without an administrator, for one person.
;   /S           silent; exit code 0 done, 1 cancelled, 2 it could not be done
;   /AllUsers, /CurrentUser
;   /D=FOLDER    where to, last on the line and without quotes
; package.sh calls it with VERSION, FILES (the folder of what is installed), ICON and OUT.

; For 64-bit Windows only, as the programs are.
Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 32
ManifestDPIAware true

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Keyturn"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "Keyturn"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "Software\Keyturn\Setup"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "Folder"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "Software\Keyturn\Setup"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Folder"
!include MultiUser.nsh
!include MUI2.nsh

Name "Keyturn"
OutFile "${OUT}"
BrandingText "Keyturn ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Keyturn"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Keyturn's setup"
VIAddVersionKey CompanyName "The Keyturn developers"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\keyturn.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start Keyturn"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${FILES}/LICENSE.txt"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be replaced, and half of a new version beside half of an old one is worse than none.
!macro RequireThatNoneRuns
    ${If} ${FileExists} "$INSTDIR\keyturn.exe"
        again:
        ClearErrors
        FileOpen $0 "$INSTDIR\keyturn.exe" a
        ${If} ${Errors}
            MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION \
                "Keyturn is running. Close it first, so that no reset is cut off, then try again." \
                /SD IDCANCEL IDRETRY again
            SetErrorLevel 2
            Quit
        ${EndIf}
        FileClose $0
    ${EndIf}
!macroend

Function .onInit
    SetRegView 64
    !insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
    SetRegView 64
    !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section
    !insertmacro RequireThatNoneRuns
    SetOutPath "$INSTDIR"
    ClearErrors
    File "${FILES}/keyturn.exe"
    File "${FILES}/keyturn.com"
    File "${FILES}/keyturn-practice-server.exe"
    File "${FILES}/LICENSE.txt"
    File "${FILES}/CHANGELOG.txt"
    File "${FILES}/THIRD-PARTY.txt"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    ${If} ${Errors}
        MessageBox MB_OK|MB_ICONSTOP "Keyturn's files could not be written to $INSTDIR." /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    CreateShortcut "$SMPROGRAMS\Keyturn.lnk" "$INSTDIR\keyturn.exe"

    ; Of the computer or of the person, as was chosen (SHCTX).
    WriteRegStr SHCTX "Software\Keyturn\Setup" "Folder" "$INSTDIR"
    WriteRegStr SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\keyturn.exe" "" "$INSTDIR\keyturn.exe"
    WriteRegStr SHCTX "${KEY}" "DisplayName" "Keyturn"
    WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\keyturn.exe"
    WriteRegStr SHCTX "${KEY}" "Publisher" "The Keyturn developers"
    WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
    WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
    WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
    SectionGetSize 0 $0
    WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
SectionEnd

; What people have themselves stays: settings, history, and the secrets in Credential Manager (README.md says how to
; remove them, too).
Section Uninstall
    !insertmacro RequireThatNoneRuns
    Delete "$INSTDIR\keyturn.exe"
    Delete "$INSTDIR\keyturn.com"
    Delete "$INSTDIR\keyturn-practice-server.exe"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\CHANGELOG.txt"
    Delete "$INSTDIR\THIRD-PARTY.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\Keyturn.lnk"
    DeleteRegKey SHCTX "${KEY}"
    DeleteRegKey SHCTX "Software\Microsoft\Windows\CurrentVersion\App Paths\keyturn.exe"
    DeleteRegKey SHCTX "Software\Keyturn\Setup"
    DeleteRegKey /ifempty SHCTX "Software\Keyturn"
SectionEnd
