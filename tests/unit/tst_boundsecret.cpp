#include "accounts/account.h"
#include "secrets/boundsecret.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QTest>

#include <optional>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Test::FakeSecretStore;

namespace {

const auto Key = u"Keyturn/contoso-00000001/client-secret"_s;
const QByteArray Place("https://zoom.us:443,https://api.zoom.us:443");

std::optional<Result<Secret>> readFrom(FakeSecretStore &store, const QByteArray &place)
{
    QObject context;
    std::optional<Result<Secret>> found;
    BoundSecret::read(&store, Key, place, &context,
                      [&found](Result<Secret> result) { found.emplace(std::move(result)); });
    (void)QTest::qWaitFor([&found] { return found.has_value(); });
    return found;
}

QByteArray bytesOf(const std::optional<Result<Secret>> &found)
{
    return found && *found ? (*found)->exposeUtf8().toByteArray() : QByteArray("(none)");
}

} // namespace

/// Secrets that know where they may go.
class TestBoundSecret final : public QObject
{
    Q_OBJECT

private slots:
    void placesAreServers_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("Zoom") << u"https://api.zoom.us/v2"_s << QByteArray("https://api.zoom.us:443");
        QTest::newRow("its port") << u"https://api.zoom.us:443"_s << QByteArray("https://api.zoom.us:443");
        QTest::newRow("another port")
            << u"https://api.zoom.us:8443/v2"_s << QByteArray("https://api.zoom.us:8443");
        QTest::newRow("capitals") << u"HTTPS://API.Zoom.US/v2"_s << QByteArray("https://api.zoom.us:443");
        QTest::newRow("not encrypted") << u"http://127.0.0.1/v2"_s << QByteArray("http://127.0.0.1:80");
        QTest::newRow("not ASCII") << u"https://b\u00fccher.example"_s
                                   << QByteArray("https://xn--bcher-kva.example:443");
        QTest::newRow("IPv6") << u"http://[::1]:8080/v2"_s << QByteArray("http://::1:8080");
    }
    void placesAreServers()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, place);
        QCOMPARE(BoundSecret::placeOf({QUrl(url)}), place);
    }

    void isReadWhereItMayGo()
    {
        FakeSecretStore store;
        store.entries[Key] =
            BoundSecret::wrapped(Secret::fromUtf8("s3cret"), Place).exposeUtf8().toByteArray();
        QCOMPARE(bytesOf(readFrom(store, Place)), QByteArray("s3cret"));
        QCOMPARE(store.writes, 0);
    }

    void isNotReadForAnotherPlace_data()
    {
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("another token server")
            << QByteArray("https://zoom.example:443,https://api.zoom.us:443");
        QTest::newRow("another API") << QByteArray("https://zoom.us:443,https://api.zoom.us.example:443");
        QTest::newRow("not encrypted") << QByteArray("http://zoom.us:443,https://api.zoom.us:443");
        QTest::newRow("another port") << QByteArray("https://zoom.us:443,https://api.zoom.us:444");
        QTest::newRow("one of the two") << QByteArray("https://zoom.us:443");
        QTest::newRow("more than the two") << Place + ",https://more.example:443";
        QTest::newRow("none") << QByteArray();
    }
    void isNotReadForAnotherPlace()
    {
        QFETCH(QByteArray, place);
        FakeSecretStore store;
        const QByteArray entry =
            BoundSecret::wrapped(Secret::fromUtf8("s3cret"), Place).exposeUtf8().toByteArray();
        store.entries[Key] = entry;
        const auto found = readFrom(store, place);
        QVERIFY(found && !*found);
        QCOMPARE(found->error().kind, ErrorKind::SecretForOtherAddress);
        QCOMPARE(store.entries.at(Key), entry); // it is there when the address is put right again
    }

    void whatAnEarlierVersionStoredIsBoundByTheFirstWhoReads()
    {
        FakeSecretStore store;
        store.entries[Key] = "s3cret";
        QCOMPARE(bytesOf(readFrom(store, Place)), QByteArray("s3cret"));
        QCOMPARE(store.entries.at(Key), "keyturn-bound-1 " + Place + " s3cret");
        const auto elsewhere = readFrom(store, "https://zoom.example:443");
        QVERIFY(elsewhere && !*elsewhere);
        QCOMPARE(bytesOf(readFrom(store, Place)), QByteArray("s3cret"));
        QCOMPARE(store.writes, 1);
    }

    void aKeychainThatDoesNotTakeItKeepsWhatItHas()
    {
        FakeSecretStore store;
        store.entries[Key] = "s3cret";
        store.writeError = ErrorKind::KeychainRefused;
        QCOMPARE(bytesOf(readFrom(store, Place)), QByteArray("s3cret"));
        QCOMPARE(store.entries.at(Key), QByteArray("s3cret"));
        store.writeError.reset();
        QCOMPARE(bytesOf(readFrom(store, Place)), QByteArray("s3cret"));
        QCOMPARE(store.entries.at(Key), "keyturn-bound-1 " + Place + " s3cret");
    }

    void theStoresErrorsAreTold()
    {
        FakeSecretStore store;
        auto found = readFrom(store, Place);
        QVERIFY(found && !*found);
        QCOMPARE(found->error().kind, ErrorKind::SecretMissing);
        store.readError = ErrorKind::KeychainLocked;
        found = readFrom(store, Place);
        QVERIFY(found && !*found);
        QCOMPARE(found->error().kind, ErrorKind::KeychainLocked);
        QCOMPARE(store.writes, 0);
    }

    /// An edit that AccountDialog takes for one to the same servers must be one to the same place.
    void anAccountsPlacesFollowItsAddresses()
    {
        Account account;
        account.kind = Account::Kind::ServerToServer;
        account.baseUrl = QUrl(u"https://api.zoom.us/v2"_s);
        account.tokenUrl = QUrl(u"https://zoom.us/oauth/token"_s);
        QCOMPARE(account.tokenPlace(), QByteArray("https://api.zoom.us:443"));
        QCOMPARE(account.clientSecretPlace(), Place);
        Account edited = account;
        edited.baseUrl = QUrl(u"https://api.zoom.us.example/v2"_s);
        QVERIFY(edited.tokenPlace() != account.tokenPlace());
        QVERIFY(edited.clientSecretPlace() != account.clientSecretPlace());
        QVERIFY(!edited.sharesSecretsWith(account));
        edited = account;
        edited.tokenUrl = QUrl(u"https://zoom.us.example/oauth/token"_s);
        QVERIFY(edited.clientSecretPlace() != account.clientSecretPlace());
        QVERIFY(!edited.sharesSecretsWith(account));
    }
};

QTEST_GUILESS_MAIN(TestBoundSecret)
#include "tst_boundsecret.moc"
