#include "widgets/secretclipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;

namespace {

QString onClipboard()
{
    return QGuiApplication::clipboard()->text();
}

} // namespace

class TestSecretClipboard final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QGuiApplication::clipboard()->clear(); }

    void isMarkedAsASecret()
    {
        SecretClipboard clipboard;
        clipboard.copy(Secret::fromText(u"canary"));
        QCOMPARE(onClipboard(), QStringLiteral("canary"));
        QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("x-kde-passwordManagerHint")),
                 QByteArray("secret"));
    }

    void isTakenBackWhenTheTimeIsOver()
    {
        SecretClipboard clipboard(std::chrono::seconds(1));
        const QSignalSpy left(&clipboard, &SecretClipboard::secondsLeftChanged);
        clipboard.copy(Secret::fromText(u"canary"));
        QCOMPARE(left.first().first().toInt(), 1);
        QTRY_VERIFY(onClipboard().isEmpty());
        QCOMPARE(left.last().first().toInt(), 0);
        QVERIFY(!clipboard.holdsOurs());
    }

    void othersTextIsLeftAlone()
    {
        SecretClipboard clipboard(std::chrono::seconds(1));
        const QSignalSpy left(&clipboard, &SecretClipboard::secondsLeftChanged);
        clipboard.copy(Secret::fromText(u"canary"));
        QGuiApplication::clipboard()->setText(QStringLiteral("theirs"));
        QTRY_COMPARE(left.last().first().toInt(), 0);
        QCOMPARE(onClipboard(), QStringLiteral("theirs"));
    }

    void isTakenBackAtTheEnd()
    {
        {
            SecretClipboard clipboard;
            clipboard.copy(Secret::fromText(u"canary"));
        }
        QVERIFY(onClipboard().isEmpty());
        {
            SecretClipboard clipboard;
            clipboard.copy(Secret::fromText(u"canary"));
            QGuiApplication::clipboard()->setText(QStringLiteral("theirs"));
        }
        QCOMPARE(onClipboard(), QStringLiteral("theirs"));
    }

    void copyingAgainStartsOver()
    {
        SecretClipboard clipboard;
        clipboard.copy(Secret::fromText(u"one"));
        clipboard.copy(Secret::fromText(u"two"));
        QCOMPARE(onClipboard(), QStringLiteral("two"));
        QVERIFY(clipboard.holdsOurs());
        clipboard.clear();
        QVERIFY(onClipboard().isEmpty());
    }
};

QTEST_MAIN(TestSecretClipboard)
#include "tst_secretclipboard.moc"
