#include "net/cacertificates.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// The folder of make-certs.sh.
QString certificates()
{
    return qEnvironmentVariable("KEYTURN_TEST_CERTS");
}

QString pathOf(const QString &name)
{
    return certificates() + u'/' + name;
}

QByteArray contentsOf(const QString &name)
{
    QFile file(pathOf(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString complaintOf(const Result<QList<QSslCertificate>> &loaded)
{
    return loaded ? QString() : loaded.error().reply.message;
}

} // namespace

class TestCaCertificates final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString written(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(u"given"_s));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return file.fileName();
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!certificates().isEmpty(), "run through ctest, which makes certificates");
        QVERIFY(m_folder.isValid());
    }

    void takesAuthorities_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("names");
        const QByteArray ca = contentsOf(u"ca.pem"_s);
        const QByteArray old = contentsOf(u"oldca.pem"_s);
        const QString caName = u"Keyturn test authority"_s;
        const QString oldName = u"Keyturn test oldca"_s;
        QTest::newRow("PEM") << ca << QStringList{caName};
        QTest::newRow("DER") << QSslCertificate(ca).toDer() << QStringList{caName};
        QTest::newRow("two") << ca + old << QStringList{caName, oldName};
        QTest::newRow("the same twice") << ca + ca << QStringList{caName};
        QTest::newRow("a root of version 1") << old << QStringList{oldName};
        QTest::newRow("with words around it") << "The authority:\n" + ca + "\nthat was it\n"
                                              << QStringList{caName};
        QTest::newRow("lines of Windows") << QByteArray(ca).replace("\n", "\r\n") << QStringList{caName};
        QTest::newRow("byte order mark") << "\xef\xbb\xbf" + ca << QStringList{caName};
        QTest::newRow("a chain from a browser") << contentsOf(u"good.pem"_s) + ca << QStringList{caName};
        QTest::newRow("beside one that ended") << contentsOf(u"expiredca.pem"_s) + ca << QStringList{caName};
    }
    void takesAuthorities()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, names);
        const auto check = [&names](const Result<QList<QSslCertificate>> &loaded) {
            QCOMPARE(complaintOf(loaded), QString());
            QStringList got;
            for (const QSslCertificate &one : *loaded)
                got.append(one.subjectDisplayName());
            QCOMPARE(got, names);
        };
        check(loadCaCertificates(written(bytes)));
        if (bytes.contains("-----BEGIN"))
            check(loadCaCertificates(QString::fromUtf8(bytes)));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        const QByteArray ca = contentsOf(u"ca.pem"_s);
        QTest::newRow("nothing") << QByteArray("\n") << u"no certificate"_s;
        QTest::newRow("text") << QByteArray("a word") << u"no certificate"_s;
        QTest::newRow("zeros") << QByteArray(5'000, '\0') << u"no certificate"_s;
        QTest::newRow("another PEM") << QByteArray(
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
                                     << u"no certificate"_s;
        QTest::newRow("a private key") << contentsOf(u"ca.key"_s) << u"private key"_s;
        QTest::newRow("a private key beside it") << ca + contentsOf(u"ca.key"_s) << u"private key"_s;
        QTest::newRow("cut off") << ca.first(ca.size() / 2) << u"damaged"_s;
        QTest::newRow("the second cut off") << ca + ca.first(ca.size() / 2) << u"damaged"_s;
        QTest::newRow("expired") << contentsOf(u"expiredca.pem"_s) << u"expired on"_s;
        QTest::newRow("says that it is none")
            << contentsOf(u"notca.pem"_s) << u"not a certificate authority"_s;
        QTest::newRow("a server's") << contentsOf(u"good.pem"_s) << u"not a certificate authority"_s;
        QTest::newRow("too large") << QByteArray(1024 * 1024, '\n') + ca << u"larger"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const auto loaded = loadCaCertificates(written(bytes));
        QVERIFY(!loaded.has_value());
        QCOMPARE(loaded.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(loaded.error().field, u"caCertificates"_s);
        QVERIFY2(complaintOf(loaded).contains(word), qPrintable(complaintOf(loaded)));
        // One sentence, and nothing of what is in the file but a name.
        QVERIFY2(complaintOf(loaded).endsWith(u'.') && !complaintOf(loaded).contains(u". "_s)
                     && !complaintOf(loaded).contains(u"-----"_s),
                 qPrintable(complaintOf(loaded)));
    }

    void refusesWhatIsNoFile_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("word");
        QTest::newRow("empty") << u" "_s << u"No file"_s;
        QTest::newRow("missing") << pathOf(u"no-such-file.pem"_s) << u"no file"_s;
        QTest::newRow("a folder") << certificates() << u"folder"_s;
#ifdef Q_OS_LINUX
        QTest::newRow("unreadable") << u"/proc/self/mem"_s << u"could not be read"_s;
#endif
#ifdef Q_OS_UNIX
        QTest::newRow("a device") << u"/dev/zero"_s << u"plain file"_s;
#endif
    }
    void refusesWhatIsNoFile()
    {
        QFETCH(QString, path);
        QFETCH(QString, word);
        const auto loaded = loadCaCertificates(path);
        QVERIFY(!loaded.has_value());
        QCOMPARE(loaded.error().field, u"caCertificates"_s);
        QVERIFY2(complaintOf(loaded).contains(word), qPrintable(complaintOf(loaded)));
    }

    void refusesWhatCannotBeRead()
    {
        const QString path = written(contentsOf(u"ca.pem"_s));
        QVERIFY(QFile::setPermissions(path, QFileDevice::WriteOwner));
        const bool canRead = QFile(path).open(QIODevice::ReadOnly);
        const auto loaded = loadCaCertificates(path);
        QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        if (canRead)
            QSKIP("this user may read everything");
        QVERIFY(complaintOf(loaded).contains(u"could not be read"_s));
    }

    void timeDecides()
    {
        const QSslCertificate ca(contentsOf(u"ca.pem"_s));
        const QString path = pathOf(u"ca.pem"_s);
        QVERIFY(loadCaCertificates(path, ca.effectiveDate()).has_value());
        QVERIFY(loadCaCertificates(path, ca.expiryDate()).has_value());
        QVERIFY(complaintOf(loadCaCertificates(path, ca.expiryDate().addSecs(1))).contains(u"expired on"_s));
        QVERIFY(complaintOf(loadCaCertificates(path, ca.effectiveDate().addSecs(-1)))
                    .contains(u"not valid before"_s));
    }
};

QTEST_GUILESS_MAIN(TestCaCertificates)
#include "tst_cacertificates.moc"
