#pragma once

#include "core/error.h"

#include <QMessageBox>

namespace Keyturn {

/// The keychain did not take a token or a sign-in: says why, and offers to keep it for this run only. Never
/// plain text on disk. Deletes itself when closed.
class KeychainQuestion : public QMessageBox
{
    Q_OBJECT

public:
    enum class About { Token, SignIn };

    KeychainQuestion(const Error &error, About about, QWidget *parent = nullptr);

signals:
    void thisRunOnlyChosen();
};

} // namespace Keyturn
