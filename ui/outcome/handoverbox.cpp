#include "handoverbox.h"

#include "password/passwordedit.h"
#include "widgets/secretclipboard.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace Keyturn {

HandOverBox::HandOverBox(const QString &title, const Secret &password, SecretClipboard *clipboard,
                         QWidget *parent)
    : QGroupBox(title, parent)
    , m_clipboard(clipboard)
    , m_password(new PasswordEdit(this, clipboard))
    , m_reveal(new QPushButton(tr("&Reveal password"), this))
    , m_copy(new QPushButton(tr("&Copy password"), this))
    , m_countdown(new QLabel(this))
{
    m_password->setObjectName(QStringLiteral("handOverPassword"));
    m_password->setAccessibleName(tr("The new password"));
    m_password->setReadOnly(true);
    m_password->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_password->setSecret(password);
    m_reveal->setObjectName(QStringLiteral("revealPassword"));
    m_reveal->setAccessibleName(tr("Reveal password"));
    m_reveal->setCheckable(true);
    m_copy->setObjectName(QStringLiteral("copyPassword"));
    m_copy->setAccessibleName(tr("Copy password"));
    m_copy->setToolTip(tr("Copies the password, and takes it off the clipboard again after a while"));
    m_countdown->setObjectName(QStringLiteral("clipboardCountdown"));
    m_countdown->setTextFormat(Qt::PlainText);
    m_countdown->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto *grid = new QGridLayout(this);
    grid->addWidget(m_password, 0, 0, 1, 3);
    grid->addWidget(m_reveal, 1, 0);
    grid->addWidget(m_copy, 1, 1);
    grid->addWidget(m_countdown, 2, 0, 1, 3);
    grid->setColumnStretch(2, 1);
    connect(m_reveal, &QPushButton::toggled, this, &HandOverBox::setRevealed);
    connect(m_copy, &QPushButton::clicked, this, &HandOverBox::copy);
    connect(m_clipboard, &SecretClipboard::secondsLeftChanged, this, &HandOverBox::showSecondsLeft);
}

void HandOverBox::forget()
{
    m_password->forget();
    m_password->setShown(false);
    setEnabled(false);
    hide();
}

void HandOverBox::setRevealed(bool revealed)
{
    m_password->setShown(revealed);
    if (revealed)
        emit taken();
}

void HandOverBox::copy()
{
    m_clipboard->copy(m_password->secret());
    emit taken();
}

void HandOverBox::showSecondsLeft(int seconds)
{
    m_countdown->setText(seconds > 0 ? tr("Copied. Taken off the clipboard in %1 s.").arg(seconds)
                                     : tr("The password is no longer on the clipboard."));
}

} // namespace Keyturn
