#include "accounts/tokenexpirywords.h"
#include "support/fakeclock.h"

#include "core/secret.h"

#include <QLocale>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

QDateTime at(int day, int hour, int minute, int second = 0)
{
    return QDateTime(QDate(2026, 3, day), QTime(hour, minute, second), QTimeZone::utc()).toUTC();
}

Secret jwt(const QByteArray &claims)
{
    constexpr auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const QByteArray token = QByteArray("{}").toBase64(options) + '.' + claims.toBase64(options) + ".c2ln";
    return Secret::fromUtf8(token);
}

} // namespace

class TestTokenExpiryWords final : public QObject
{
    Q_OBJECT

private slots:
    void tells_data()
    {
        QTest::addColumn<QDateTime>("ends");
        QTest::addColumn<QString>("words");
        // Now is 13:44 on the 3rd.
        QTest::newRow("usual") << at(3, 14, 32) << u"Ends at 14:32, in 48 minutes"_s;
        QTest::newRow("seconds left") << at(3, 13, 44, 59) << u"Ends at 13:44, in less than a minute"_s;
        QTest::newRow("a second") << at(3, 13, 44, 1) << u"Ends at 13:44, in less than a minute"_s;
        QTest::newRow("a minute") << at(3, 13, 45) << u"Ends at 13:45, in a minute"_s;
        QTest::newRow("nearly two") << at(3, 13, 45, 59) << u"Ends at 13:45, in a minute"_s;
        QTest::newRow("two minutes") << at(3, 13, 46) << u"Ends at 13:46, in 2 minutes"_s;
        QTest::newRow("an hour") << at(3, 14, 44) << u"Ends at 14:44, in 60 minutes"_s;
        QTest::newRow("hours") << at(3, 23, 0) << u"Ends at 23:00, in 9 hours"_s;
        QTest::newRow("tomorrow") << at(4, 15, 0) << u"Ends on Wednesday, 4 March 2026 at 15:00"_s;
        QTest::newRow("now") << at(3, 13, 44) << u"Ended at 13:44 today"_s;
        QTest::newRow("ended today") << at(3, 13, 10) << u"Ended at 13:10 today"_s;
        QTest::newRow("ended yesterday") << at(2, 23, 59) << u"Ended on Monday, 2 March 2026 at 23:59"_s;
    }
    void tells()
    {
        QFETCH(QDateTime, ends);
        QFETCH(QString, words);
        const FakeClock clock(at(3, 13, 44));
        QCOMPARE(TokenExpiryWords(clock).of(std::optional(ends)), words);
    }

    void aMinuteAfterMidnight()
    {
        const FakeClock clock(at(3, 23, 50));
        QCOMPARE(TokenExpiryWords(clock).of(std::optional(at(4, 0, 10))), u"Ends at 00:10, in 20 minutes"_s);
    }

    void readsTheToken()
    {
        FakeClock clock(at(3, 13, 44));
        const TokenExpiryWords words(clock);
        const Secret token = jwt("{\"exp\":" + QByteArray::number(at(3, 14, 32).toSecsSinceEpoch()) + "}");
        QCOMPARE(words.of(token), u"Ends at 14:32, in 48 minutes"_s);
        QVERIFY(!words.hasEnded(token));
        clock.advance(std::chrono::minutes(48));
        QCOMPARE(words.of(token), u"Ended at 14:32 today"_s);
        QVERIFY(words.hasEnded(token));

        for (const char *claims : {"{}", R"({"exp":"soon"})", "[]"}) {
            QCOMPARE(words.of(jwt(claims)), u"Does not say when it ends"_s);
            QVERIFY(!words.hasEnded(jwt(claims)));
        }
        QCOMPARE(words.of(Secret::fromUtf8("opaque")), u"Does not say when it ends"_s);
        QCOMPARE(words.of(Secret()), u"Does not say when it ends"_s);
    }
};

int main(int argc, char **argv)
{
    qputenv("TZ", "UTC");
    QCoreApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    TestTokenExpiryWords test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_tokenexpirywords.moc"
