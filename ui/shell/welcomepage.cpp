#include "welcomepage.h"

#include "widgets/wraplabel.h"

#include <QGridLayout>
#include <QPushButton>

namespace Keyturn {

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
{
    auto *title = new WrapLabel(tr("Connect a Zoom account to begin"), this);
    QFont titleFont = font();
    titleFont.setBold(true);
    if (titleFont.pointSizeF() > 0)
        titleFont.setPointSizeF(titleFont.pointSizeF() * 1.3);
    title->setFont(titleFont);
    auto *text =
        new WrapLabel(tr("Keyturn changes passwords of people in a Zoom account. It signs in to that "
                         "account with an app of yours at Zoom, whose secret it keeps in this computer's "
                         "keychain.\n\nTo look around first, "
                         "open the practice account: it has made-up people and runs on this computer alone."),
                      this);
    auto *add = new QPushButton(tr("Add an account…"), this);
    add->setObjectName(QStringLiteral("welcomeAdd"));
    add->setAccessibleName(tr("Add an account…"));
    add->setAutoDefault(true);
    add->setDefault(true);
    setFocusProxy(add);
    auto *practice = new QPushButton(tr("Try the practice account"), this);
    practice->setObjectName(QStringLiteral("welcomePractice"));
    practice->setAccessibleName(tr("Try the practice account"));
    practice->setAutoDefault(true);
    connect(add, &QPushButton::clicked, this, &WelcomePage::addRequested);
    connect(practice, &QPushButton::clicked, this, &WelcomePage::practiceRequested);

    auto *grid = new QGridLayout(this);
    grid->setVerticalSpacing(fontMetrics().height());
    grid->addWidget(title, 1, 1, 1, 2);
    grid->addWidget(text, 2, 1, 1, 2);
    grid->addWidget(add, 3, 1);
    grid->addWidget(practice, 3, 2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(3, 1);
    grid->setRowStretch(0, 1);
    grid->setRowStretch(4, 2);
}

} // namespace Keyturn
