#include "aboutbox.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QStyle>

namespace Keyturn {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Keyturn::AboutBox", text);
}

} // namespace

void showAbout(QWidget *window)
{
    auto *about = new QMessageBox(window);
    about->setAttribute(Qt::WA_DeleteOnClose);
    about->setObjectName(QStringLiteral("about"));
    about->setWindowTitle(words(QT_TRANSLATE_NOOP("Keyturn::AboutBox", "About Keyturn")));
    about->setIconPixmap(
        window->windowIcon().pixmap(window->style()->pixelMetric(QStyle::PM_MessageBoxIconSize)));
    about->setTextFormat(Qt::PlainText);
    about->setText(
        words(QT_TRANSLATE_NOOP("Keyturn::AboutBox", "Keyturn %1")).arg(QStringLiteral(KEYTURN_VERSION)));
    about->setInformativeText(
        words(QT_TRANSLATE_NOOP("Keyturn::AboutBox",
                                "Resets Zoom users' passwords, and says for certain what "
                                "happened.\n\nFree software under the MIT licence. Not made or "
                                "endorsed by Zoom.")));
    about->addButton(QMessageBox::Close);
    about->open();
}

} // namespace Keyturn
