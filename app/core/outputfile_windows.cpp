#include "outputfile.h"

#include <QString>

#include <memory>
#include <vector>

#include <qt_windows.h>

#include <aclapi.h>
#include <io.h>
#include <sddl.h>

namespace Keyturn {

namespace {

struct LocalFreed
{
    void operator()(void *memory) const { LocalFree(memory); }
};

struct HandleClosed
{
    using pointer = HANDLE;
    void operator()(HANDLE handle) const { CloseHandle(handle); }
};

/// Of whoever runs this program, as "S-1-5-…". Empty: Windows does not say.
QString userSid()
{
    HANDLE opened = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened))
        return {};
    const std::unique_ptr<HANDLE, HandleClosed> token(opened);
    DWORD size = 0;
    GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    std::vector<char> bytes(size);
    if (size == 0 || !GetTokenInformation(token.get(), TokenUser, bytes.data(), size, &size))
        return {};
    wchar_t *text = nullptr;
    if (!ConvertSidToStringSidW(reinterpret_cast<const TOKEN_USER *>(bytes.data())->User.Sid, &text))
        return {};
    const std::unique_ptr<wchar_t, LocalFreed> freed(text);
    return QString::fromWCharArray(text);
}

/// The file that is written, which bears another name than the one that it will have.
std::wstring placeOf(const QFile &file)
{
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(file.handle()));
    std::wstring path(32'768, L'\0');
    path.resize(GetFinalPathNameByHandleW(handle, path.data(), static_cast<DWORD>(path.size()), 0));
    return path;
}

/// One entry and none from the folder above: everything for this user.
bool allowOwnerOnly(std::wstring path)
{
    const QString sid = userSid();
    if (sid.isEmpty() || path.empty())
        return false;
    const std::wstring rights = QStringLiteral("D:P(A;;FA;;;%1)").arg(sid).toStdWString();
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(rights.c_str(), SDDL_REVISION_1, &descriptor,
                                                              nullptr))
        return false;
    const std::unique_ptr<void, LocalFreed> freed(descriptor);
    BOOL isThere = FALSE;
    BOOL isDefault = FALSE;
    ACL *list = nullptr;
    return GetSecurityDescriptorDacl(descriptor, &isThere, &list, &isDefault)
        && SetNamedSecurityInfoW(path.data(), SE_FILE_OBJECT,
                                 DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr,
                                 nullptr, list, nullptr)
        == ERROR_SUCCESS;
}

} // namespace

bool keepForOwner(const QFile &file)
{
    return allowOwnerOnly(placeOf(file));
}

} // namespace Keyturn
