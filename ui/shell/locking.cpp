#include "locking.h"

#include "accounts/browsersigninview.h"
#include "password/passwordedit.h"
#include "widgets/secretclipboard.h"

#include <QApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::Locking)
};

QString happened(IdleLock::Reason reason, int minutes)
{
    switch (reason) {
    case IdleLock::Reason::ScreenLocked:
        return Texts::tr("Locked together with the screen. Passwords in this window were cleared.");
    case IdleLock::Reason::Sleep:
        return Texts::tr("Locked when the computer went to sleep. Passwords in this window were cleared.");
    case IdleLock::Reason::NoInput:
        break;
    }
    if (minutes == 1)
        return Texts::tr("Locked after a minute without input. Passwords in this window were cleared.");
    return Texts::tr("Locked after %n minutes without input. Passwords in this window were cleared.", nullptr,
                     minutes);
}

} // namespace

void forgetSecretsOnScreen()
{
    for (QWidget *window : QApplication::topLevelWidgets()) {
        for (SecretClipboard *clipboard : window->findChildren<SecretClipboard *>()) {
            if (clipboard->holdsOurs())
                clipboard->clear();
        }
        for (PasswordEdit *field : window->findChildren<PasswordEdit *>())
            field->forget();
        for (BrowserSignInView *signIn : window->findChildren<BrowserSignInView *>())
            signIn->forget();
    }
}

QString lockWords(IdleLock::Reason reason, int minutes, bool forgotRunOnly)
{
    const QString next = forgotRunOnly
        ? Texts::tr("What was kept for this run only was cleared, too: paste the access token again, or sign "
                    "in again, with “Edit…”.")
        : Texts::tr("Go on whenever you like.");
    return happened(reason, minutes) + u' ' + next;
}

} // namespace Keyturn
