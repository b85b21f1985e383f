#include "auth/pkce.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

class TestPkce final : public QObject
{
    Q_OBJECT

private slots:
    // RFC 7636, appendix B.
    void makesTheChallengeOfTheStandard()
    {
        const Secret verifier = Secret::fromUtf8("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        QCOMPARE(Pkce::challengeOf(verifier), QByteArray("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    void verifiersAreLongOddAndNeverTheSame()
    {
        static const QRegularExpression allowed(u"^[A-Za-z0-9._~-]{43,128}$"_s);
        QSet<QByteArray> seen;
        for (int i = 0; i < 500; ++i) {
            const Pkce pkce = Pkce::generate();
            const QByteArray verifier = pkce.verifier.exposeUtf8().toByteArray();
            QVERIFY2(allowed.match(QString::fromLatin1(verifier)).hasMatch(), verifier.constData());
            QCOMPARE(pkce.challenge, Pkce::challengeOf(pkce.verifier));
            QVERIFY(pkce.challenge != verifier);
            seen.insert(verifier);
            seen.insert(randomUrlSafe().exposeUtf8().toByteArray());
        }
        QCOMPARE(seen.size(), 1000);
    }
};

QTEST_GUILESS_MAIN(TestPkce)
#include "tst_pkce.moc"
