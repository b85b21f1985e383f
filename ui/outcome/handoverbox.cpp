#include "handoverbox.h"

#include "password/passwordedit.h"
#include "readoutview.h"
#include "widgets/secretclipboard.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include <utility>

namespace Keyturn {

namespace {

enum Rows { passwordRow, buttonRow, spelledRow, countdownRow, doneRow };

} // namespace

HandOverBox::HandOverBox(Certainty certainty, SecretClipboard *clipboard, QWidget *parent)
    : QGroupBox(parent)
    , m_clipboard(clipboard)
    , m_password(new PasswordEdit(this, clipboard))
    , m_reveal(new QPushButton(tr("&Reveal password"), this))
    , m_readOut(new QPushButton(tr("Read &out"), this))
    , m_copy(new QPushButton(tr("&Copy password"), this))
    , m_countdown(new QLabel(this))
    , m_done(new QPushButton(tr("I have &handed it over"), this))
{
    const bool isSet = certainty == Certainty::IsSet;
    setTitle(isSet ? tr("Hand over the new password") : tr("If the request landed, this is the password"));
    m_password->setObjectName(QStringLiteral("handOverPassword"));
    m_password->setAccessibleName(tr("The new password"));
    m_password->setReadOnly(true);
    m_password->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_reveal->setObjectName(QStringLiteral("revealPassword"));
    m_reveal->setAccessibleName(tr("Reveal password"));
    m_reveal->setCheckable(true);
    m_readOut->setObjectName(QStringLiteral("readOutPassword"));
    m_readOut->setAccessibleName(tr("Read out"));
    m_readOut->setToolTip(tr("Spells the password in large type, with a word for each character"));
    m_readOut->setCheckable(true);
    m_copy->setObjectName(QStringLiteral("copyPassword"));
    m_copy->setAccessibleName(tr("Copy password"));
    m_copy->setToolTip(tr("Copies the password, and takes it off the clipboard again after a while"));
    m_countdown->setObjectName(QStringLiteral("clipboardCountdown"));
    m_countdown->setTextFormat(Qt::PlainText);
    m_countdown->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_done->setObjectName(QStringLiteral("handedOver"));
    m_done->setAccessibleName(tr("I have handed it over"));
    m_done->setToolTip(tr("Wipes the password from Keyturn and from the clipboard"));
    m_done->setVisible(isSet);
    buildLayout();
    connect(m_reveal, &QPushButton::toggled, this, &HandOverBox::setRevealed);
    connect(m_readOut, &QPushButton::toggled, this, &HandOverBox::setReadOut);
    connect(m_copy, &QPushButton::clicked, this, &HandOverBox::copy);
    connect(m_done, &QPushButton::clicked, this, &HandOverBox::finish);
    connect(m_clipboard, &SecretClipboard::secondsLeftChanged, this, &HandOverBox::showSecondsLeft);
}

void HandOverBox::setPassword(const Secret &password)
{
    m_password->setSecret(password);
}

void HandOverBox::buildLayout()
{
    auto *grid = new QGridLayout(this);
    grid->addWidget(m_password, passwordRow, 0, 1, 4);
    int column = 0;
    for (QPushButton *button : {m_reveal, m_readOut, m_copy})
        grid->addWidget(button, buttonRow, column++);
    grid->addWidget(m_countdown, countdownRow, 0, 1, 4);
    grid->addWidget(m_done, doneRow, 0, 1, 4, Qt::AlignLeft);
    grid->setColumnStretch(3, 1);
}

void HandOverBox::forget()
{
    m_forgotten = true;
    m_readOut->setChecked(false);
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

void HandOverBox::setReadOut(bool readOut)
{
    delete std::exchange(m_spelled, nullptr);
    if (readOut) {
        m_spelled = new ReadOutView(m_password->secret(), this);
        m_spelled->setObjectName(QStringLiteral("spelledPassword"));
        m_spelled->setAccessibleName(tr("The new password, spelled"));
        static_cast<QGridLayout *>(layout())->addWidget(m_spelled, spelledRow, 0, 1, 4);
        m_spelled->show(); // what joins a window that is shown stays hidden until the next turn
        setTabOrder(m_copy, m_spelled);
        setTabOrder(m_spelled, m_done);
        m_spelled->setFocus(Qt::OtherFocusReason);
        emit taken();
    }
    emit resized();
}

void HandOverBox::finish()
{
    if (m_clipboard->holdsOurs())
        m_clipboard->clear();
    forget();
    emit handedOver();
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
