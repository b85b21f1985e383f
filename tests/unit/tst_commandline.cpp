#include "cli/commandline.h"

#include <QFile>
#include <QTest>

using namespace Keyturn;
using Mode = CommandLine::Mode;

class TestCommandLine final : public QObject
{
    Q_OBJECT

private slots:
    void modes_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<int>("mode");
        const auto row = [](const char *arguments, Mode mode) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments) << static_cast<int>(mode);
        };
        row("", Mode::Window);
        row("--practice", Mode::Window);
        row("--practice=1000", Mode::Window);
        row("--practice --users 20", Mode::Window);
        row("--practice-server", Mode::PracticeServer);
        row("--practice-server --port 8080", Mode::PracticeServer);
        row("--practice-server --with-app", Mode::PracticeServer);
        row("--add-account -", Mode::AddAccount);
        row("--list-accounts", Mode::ListAccounts);
        row("--remove-account Contoso", Mode::RemoveAccount);
        row("--remove-account", Mode::Invalid);
        row("--list-accounts --remove-account Contoso", Mode::Invalid);
        row("--version", Mode::Version);
        row("-v", Mode::Version);
        row("--help", Mode::Help);
        row("--nonsense", Mode::Invalid);
        row("--add-account", Mode::Invalid);
        row("--practice-server --port 70000", Mode::Invalid);
        row("--practice-server --port x", Mode::Invalid);
        row("--port 8080", Mode::Invalid);
        row("--practice --with-app", Mode::Invalid);
        row("--practice --practice-server", Mode::Invalid);
        row("--practice=0", Mode::Invalid);
        row("file.csv", Mode::Invalid);
    }
    void modes()
    {
        QFETCH(QString, arguments);
        QFETCH(int, mode);
        const CommandLine line = CommandLine::parse(QStringList{QStringLiteral("keyturn")}
                                                    + arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(static_cast<int>(line.mode), mode);
        if (line.mode == Mode::Invalid || line.mode == Mode::Help)
            QVERIFY(!line.text.isEmpty());
    }

    // The page that packages install says what the program says of itself. Written anew by
    // `keyturn --man-page >packaging/linux/keyturn.1`.
    void theManualIsThisProgrammes()
    {
        QFile page(QStringLiteral(KEYTURN_MAN_PAGE));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const CommandLine line =
            CommandLine::parse({QStringLiteral("keyturn"), QStringLiteral("--man-page")});
        QCOMPARE(QString::fromUtf8(page.readAll()), line.text);
        const QString help = CommandLine::parse({QStringLiteral("keyturn"), QStringLiteral("--help")}).text;
        QVERIFY(help.contains(QStringLiteral("--resume")));
        QVERIFY(!help.contains(QStringLiteral("--man-page")));
    }

    void values()
    {
        CommandLine line = CommandLine::parse({QStringLiteral("keyturn"), QStringLiteral("--practice-server"),
                                               QStringLiteral("--port"), QStringLiteral("8080")});
        QCOMPARE(line.port, 8080);
        QCOMPARE(line.practiceUsers, 500);
        QVERIFY(!line.withApp);
        line = CommandLine::parse(
            {QStringLiteral("keyturn"), QStringLiteral("--practice-server"), QStringLiteral("--with-app")});
        QVERIFY(line.withApp);
        line = CommandLine::parse({QStringLiteral("keyturn"), QStringLiteral("--practice=1000000")});
        QVERIFY(line.practice);
        QCOMPARE(line.practiceUsers, 1'000'000);
        line = CommandLine::parse({QStringLiteral("keyturn"), QStringLiteral("--remove-account"),
                                   QStringLiteral("Contoso, Europe")});
        QCOMPARE(line.accountName, QStringLiteral("Contoso, Europe"));
    }

    void whatNeedsNoDisplay()
    {
        const auto runs = [](QByteArray argument) {
            char program[] = "keyturn";
            char *arguments[] = {program, argument.data()};
            return CommandLine::runsWithoutDisplay(2, arguments);
        };
        QVERIFY(runs("--practice-server"));
        QVERIFY(runs("-practice-server"));
        QVERIFY(runs("--add-account=-"));
        QVERIFY(runs("--list-accounts"));
        QVERIFY(runs("--remove-account"));
        QVERIFY(runs("--version"));
        QVERIFY(!runs("--practice"));
        QVERIFY(!runs("-platform"));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
