#include "handoverbox.h"

#include "password/passwordedit.h"
#include "readoutview.h"
#include "widgets/secretclipboard.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace Keyturn {

namespace {

enum Rows { passwordRow, buttonRow, spelledRow, countdownRow, doneRow };

} // namespace

HandOverBox::HandOverBox(Certainty certainty, SecretClipboard *clipboard, QWidget *parent)
    : QGroupBox(parent)
    , m_clipboard(clipboard)
    , m_unfold(new QPushButton(tr("Sho&w what was sent"), this))
    , m_body(new QWidget(this))
    , m_password(new PasswordEdit(m_body, clipboard))
    , m_reveal(new QPushButton(tr("&Reveal password"), m_body))
    , m_readOut(new QPushButton(tr("Read &out"), m_body))
    , m_copy(new QPushButton(tr("&Copy password"), m_body))
    , m_countdown(new QLabel(m_body))
    , m_done(new QPushButton(tr("I have &handed it over"), m_body))
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
    m_unfold->setObjectName(QStringLiteral("unfoldPassword"));
    m_unfold->setAccessibleName(tr("Show what was sent"));
    m_unfold->setCheckable(true);
    m_unfold->setAutoDefault(false);
    buildLayout(!isSet);
    connect(m_unfold, &QPushButton::toggled, this, &HandOverBox::setUnfolded);
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

void HandOverBox::buildLayout(bool isFolded)
{
    auto *rows = new QVBoxLayout(this);
    rows->addWidget(m_unfold, 0, Qt::AlignLeft);
    rows->addWidget(m_body);
    m_unfold->setVisible(isFolded);
    m_body->setVisible(!isFolded);
    auto *grid = new QGridLayout(m_body);
    grid->setContentsMargins({});
    grid->addWidget(m_password, passwordRow, 0, 1, 4);
    int column = 0;
    for (QPushButton *button : {m_reveal, m_readOut, m_copy})
        grid->addWidget(button, buttonRow, column++);
    grid->addWidget(m_countdown, countdownRow, 0, 1, 4);
    grid->addWidget(m_done, doneRow, 0, 1, 4, Qt::AlignLeft);
    grid->setColumnStretch(3, 1);
}

void HandOverBox::setUnfolded(bool unfolded)
{
    m_body->setVisible(unfolded);
    emit resized();
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
        m_spelled = new ReadOutView(m_password->secret(), m_body);
        m_spelled->setObjectName(QStringLiteral("spelledPassword"));
        m_spelled->setAccessibleName(tr("The new password, spelled"));
        static_cast<QGridLayout *>(m_body->layout())->addWidget(m_spelled, spelledRow, 0, 1, 4);
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
    // The clipboard can hold another person's.
    if (seconds > 0 && m_clipboard->holds(m_password->secret()))
        m_countdown->setText(tr("Copied. Taken off the clipboard in %1 s.").arg(seconds));
    else if (!m_countdown->text().isEmpty())
        m_countdown->setText(tr("The password is no longer on the clipboard."));
}

} // namespace Keyturn
