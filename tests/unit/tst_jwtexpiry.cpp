#include "auth/jwtexpiry.h"

#include <QTest>

using namespace Keyturn;

namespace {

QByteArray jwt(const QByteArray &header, const QByteArray &claims)
{
    constexpr auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return header.toBase64(options) + '.' + claims.toBase64(options) + ".c2ln";
}

} // namespace

class TestJwtExpiry final : public QObject
{
    Q_OBJECT

private slots:
    void readsTheEnd_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<qint64>("seconds"); // 0: nothing
        const QByteArray header = R"({"alg":"HS512","typ":"JWT"})";
        QTest::newRow("JWT") << jwt(header, R"({"exp":1772366400,"iat":1772362800})") << qint64(1772366400);
        QTest::newRow("fraction") << jwt(header, R"({"exp":1772366400.7})") << qint64(1772366400);
        QTest::newRow("no exp") << jwt(header, R"({"iat":1772362800})") << qint64(0);
        QTest::newRow("exp in words") << jwt(header, R"({"exp":"1772366400"})") << qint64(0);
        QTest::newRow("exp null") << jwt(header, R"({"exp":null})") << qint64(0);
        QTest::newRow("exp zero") << jwt(header, R"({"exp":0})") << qint64(0);
        QTest::newRow("exp negative") << jwt(header, R"({"exp":-1})") << qint64(0);
        QTest::newRow("exp huge") << jwt(header, R"({"exp":1e30})") << qint64(0);
        QTest::newRow("claims are a list") << jwt(header, R"([{"exp":1772366400}])") << qint64(0);
        QTest::newRow("header is no JSON") << jwt("header", R"({"exp":1772366400})") << qint64(0);
        QTest::newRow("opaque") << QByteArray("0123456789abcdef") << qint64(0);
        QTest::newRow("three words") << QByteArray("one.two.three") << qint64(0);
        QTest::newRow("two segments") << QByteArray("e30.e30") << qint64(0);
        QTest::newRow("four segments") << jwt(header, R"({"exp":1772366400})") + ".x" << qint64(0);
        QTest::newRow("bad base64") << QByteArray("e30.e3*0.x") << qint64(0);
        QTest::newRow("empty") << QByteArray() << qint64(0);
    }
    void readsTheEnd()
    {
        QFETCH(QByteArray, token);
        QFETCH(qint64, seconds);
        const auto expiry = jwtExpiry(Secret::fromUtf8(token));
        QCOMPARE(expiry.has_value(), seconds != 0);
        if (expiry) {
            QCOMPARE(expiry->toSecsSinceEpoch(), seconds);
            QCOMPARE(expiry->timeSpec(), Qt::UTC);
        }
    }
};

QTEST_GUILESS_MAIN(TestJwtExpiry)
#include "tst_jwtexpiry.moc"
