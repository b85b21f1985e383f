#include "auth/jwtscopes.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

QByteArray jwt(const QByteArray &claims)
{
    constexpr auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    return QByteArray(R"({"alg":"HS512"})").toBase64(options) + '.' + claims.toBase64(options) + ".c2ln";
}

} // namespace

class TestJwtScopes final : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QStringList>("scopes");
        QTest::newRow("words") << jwt(R"({"scope":" user:read:admin  user:write:admin "})")
                               << QStringList{u"user:read:admin"_s, u"user:write:admin"_s};
        QTest::newRow("list") << jwt(R"({"scp":["a:b","",7,null,"c:d"]})") << QStringList{u"a:b"_s, u"c:d"_s};
        QTest::newRow("other name") << jwt(R"({"scopes":["a:b"]})") << QStringList{u"a:b"_s};
        QTest::newRow("none") << jwt(R"({"exp":1772366400})") << QStringList();
        QTest::newRow("number") << jwt(R"({"scope":7})") << QStringList();
        QTest::newRow("empty") << jwt(R"({"scope":""})") << QStringList();
        QTest::newRow("opaque") << QByteArray("0123456789abcdef") << QStringList();
        QTest::newRow("three words") << QByteArray("one.two.three") << QStringList();
        QTest::newRow("nothing") << QByteArray() << QStringList();
    }
    void reads()
    {
        QFETCH(QByteArray, token);
        QFETCH(QStringList, scopes);
        QCOMPARE(jwtScopes(Secret::fromUtf8(token)), scopes);
    }
};

QTEST_GUILESS_MAIN(TestJwtScopes)
#include "tst_jwtscopes.moc"
