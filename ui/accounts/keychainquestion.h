#pragma once

#include "core/error.h"

#include <QMessageBox>

namespace Keyturn {

/// Whether the trouble is the keychain's, so that holding the token for this run helps.
bool isKeychainTrouble(ErrorKind kind);

/// The keychain did not take a token: says why, and offers to keep it for this run only. Never plain text on
/// disk. Deletes itself when closed.
class KeychainQuestion : public QMessageBox
{
    Q_OBJECT

public:
    explicit KeychainQuestion(const Error &error, QWidget *parent = nullptr);

signals:
    void thisRunOnlyChosen();
};

} // namespace Keyturn
