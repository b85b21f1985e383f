#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "core/clock.h"
#include "passwords/passwordgenerator.h"
#include "secrets/memorystore.h"
#include "session/appsessionfactory.h"
#include "shell/mainwindow.h"
#include "support/pages/mainpage.h"

#include <QApplication>
#include <QPixmap>
#include <QSettings>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>

// makescreenshot FILE TEXT: paints FILE as resources/screenshot.png is: Keyturn's own window with its
// practice account, after somebody typed TEXT to find a person, picked the first and generated a password.
// packaging/screenshot.sh starts it.

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize size(1000, 720);

[[noreturn]] void fail(const QString &why)
{
    std::fprintf(stderr, "makescreenshot: %s\n", qPrintable(why));
    std::exit(1);
}

void pick(const Pages::MainPage &page, const QWidget *progress, const QString &text)
{
    if (!QTest::qWaitFor([&] { return page.rows() > 0 && !progress->isVisible(); }, 30'000))
        fail(u"the users are not loaded"_s);
    page.search()->setFocus();
    page.type(text);
    page.press(Qt::Key_Return);
    if (!page.selected().contains(text, Qt::CaseInsensitive))
        fail(u"nobody with \"%1\" in their name is picked"_s.arg(text));
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3)
        fail(u"usage: makescreenshot FILE TEXT"_s);
    QApplication::setCursorFlashTime(0);

    const QTemporaryDir scratch;
    QSettings settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    const SystemClock clock;
    AccountStore accounts(&settings);
    MemoryStore tokens;
    AccountSaver saver(&accounts, &tokens, &tokens);
    PracticeProcess::Options practice;
    practice.program = QApplication::applicationDirPath() + u"/../keyturn-practice-server"_s;
    AppSessionFactory sessions(&tokens, &tokens, clock, {}, practice);
    const PasswordGenerator generator;
    MainWindow window({&accounts, &saver, &sessions, &generator, nullptr},
                      MainWindow::StartWith::PracticeAccount);
    window.resize(size);
    window.show();

    const Pages::MainPage page(&window);
    pick(page, Pages::find(&window, "loadProgress"), arguments[2]);
    page.generate()->click();
    QTest::qWait(500); // what is known of the person comes a moment later
    if (!window.grab().save(arguments[1], "PNG", 0)) // 0: the smallest file
        fail(u"%1 cannot be written"_s.arg(arguments[1]));
    return 0;
}
