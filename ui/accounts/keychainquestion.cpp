#include "keychainquestion.h"

#include "words/errorwords.h"

#include <QPushButton>

namespace Keyturn {

namespace {

QString titleFor(ErrorKind kind, KeychainQuestion::About about)
{
    switch (kind) {
    case ErrorKind::KeychainUnavailable:
        return KeychainQuestion::tr("No keychain answers on this computer.");
    case ErrorKind::KeychainLocked:
        return KeychainQuestion::tr("The keychain is locked.");
    case ErrorKind::KeychainRefused:
        return KeychainQuestion::tr("The keychain was not opened for Keyturn.");
    case ErrorKind::KeychainTimeout:
        return KeychainQuestion::tr("The keychain did not answer in time.");
    case ErrorKind::SecretHidden:
        return KeychainQuestion::tr("A part of the keychain is locked.");
    default:
        return about == KeychainQuestion::About::SignIn
            ? KeychainQuestion::tr("The keychain did not keep the sign-in.")
            : KeychainQuestion::tr("The keychain did not keep the token.");
    }
}

QString adviceFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::KeychainUnavailable:
        return KeychainQuestion::tr("Start a keychain such as GNOME Keyring or KWallet and save again.");
    case ErrorKind::KeychainLocked:
    case ErrorKind::SecretHidden:
        return KeychainQuestion::tr("Unlock it and save again.");
    case ErrorKind::KeychainRefused:
        return KeychainQuestion::tr("Save again and allow it when you are asked.");
    case ErrorKind::KeychainTimeout:
        return KeychainQuestion::tr(
            "Look for a prompt that waits for your answer, perhaps behind this window, and "
            "save again.");
    default:
        return KeychainQuestion::tr("Save again; if that fails too, look into the keychain's own program.");
    }
}

} // namespace

KeychainQuestion::KeychainQuestion(const Error &error, About about, QWidget *parent)
    : QMessageBox(parent)
{
    setObjectName(QStringLiteral("keychainQuestion"));
    setAttribute(Qt::WA_DeleteOnClose);
    const bool isSignIn = about == About::SignIn;
    setWindowTitle(isSignIn ? tr("The sign-in was not saved") : tr("The token was not saved"));
    setIcon(QMessageBox::Warning);
    setTextFormat(Qt::PlainText);
    setText(titleFor(error.kind, about));
    const QString offer = isSignIn
        ? tr("%1\n\nOr stay signed in for this run only: the sign-in stays in memory, is never written to "
             "disk, "
             "and you sign in again when Keyturn starts the next time.")
        : tr("%1\n\nOr keep the token for this run only: it stays in memory, is never written to disk, "
             "and has to be pasted again when Keyturn starts the next time.");
    setInformativeText(offer.arg(adviceFor(error.kind)));
    QPushButton *keep = addButton(isSignIn ? tr("Stay signed in for this &run only")
                                           : tr("&Keep the token for this run only"),
                                  QMessageBox::AcceptRole);
    keep->setObjectName(QStringLiteral("keepForThisRun"));
    keep->setAccessibleName(isSignIn ? tr("Stay signed in for this run only")
                                     : tr("Keep the token for this run only"));
    QPushButton *cancel = addButton(tr("Cance&l"), QMessageBox::RejectRole);
    cancel->setObjectName(QStringLiteral("cancelKeychainQuestion"));
    cancel->setAccessibleName(tr("Cancel"));
    setDefaultButton(cancel);
    setEscapeButton(cancel);
    connect(keep, &QPushButton::clicked, this, &KeychainQuestion::thisRunOnlyChosen);
}

} // namespace Keyturn
