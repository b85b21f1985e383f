#include "core/secret.h"

#include <QTest>

#include <type_traits>

using namespace Keyturn;

class TestSecret final : public QObject
{
    Q_OBJECT

private slots:
    void neverCopies()
    {
        static_assert(!std::is_copy_constructible_v<Secret>);
        static_assert(!std::is_copy_assignable_v<Secret>);
        static_assert(std::is_nothrow_move_constructible_v<Secret>);
    }

    void moveEmptiesTheSource()
    {
        Secret first = Secret::fromText(u"s\u00e9cret");
        const Secret second = std::move(first);
        QCOMPARE(second.exposeUtf8().toByteArray(),
                 QByteArray("s\xc3\xa9"
                            "cret"));
        QVERIFY(first.isEmpty()); // NOLINT(bugprone-use-after-move): that is the point
    }

    void wipesBytes()
    {
        QByteArray bytes("canary");
        bytes.detach();
        const char *where = bytes.constData();
        const QByteArrayView view(where, 6);
        wipe(const_cast<char *>(where), 6);
        QCOMPARE(view, QByteArrayView("\0\0\0\0\0\0", 6));
    }

    void sharedTextIsLeftAlone()
    {
        QString text = QStringLiteral("abc") + QString::number(1);
        QString other = text;
        wipe(text);
        QVERIFY(text.isEmpty());
        QCOMPARE(other, QStringLiteral("abc1"));
    }

    void comparesBytes_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("equal");
        QTest::newRow("same") << QStringLiteral("x1") << QStringLiteral("x1") << true;
        QTest::newRow("other") << QStringLiteral("x1") << QStringLiteral("x2") << false;
        QTest::newRow("longer") << QStringLiteral("x1") << QStringLiteral("x12") << false;
        QTest::newRow("empty") << QString() << QString() << true;
    }
    void comparesBytes()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, equal);
        QCOMPARE(Secret::fromText(a).equals(Secret::fromText(b)), equal);
    }

    void clonesAreIndependent()
    {
        Secret copy;
        {
            const Secret original = Secret::fromUtf8("one");
            copy = original.clone();
        }
        QCOMPARE(copy.exposeUtf8().toByteArray(), QByteArray("one"));
    }
};

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
