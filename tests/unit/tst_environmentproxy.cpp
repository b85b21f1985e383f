#include "net/environmentproxy.h"

#include <QHash>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

using Variables = QHash<QByteArray, QString>;

std::optional<Result<QNetworkProxy>> ours(const QString &target, const Variables &variables)
{
    return environmentProxy(QUrl(target), [&variables](const char *name) { return variables.value(name); });
}

/// The port that curl connects to: the proxy's, or the target's own. 0: it did not say.
int portOfCurl(const QString &target, const Variables &variables)
{
    const QUrl url(target);
    const int own = url.port(url.scheme() == "https"_L1 ? 443 : 80);
    QProcess curl;
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"LC_ALL"_s, u"C"_s);
    for (auto it = variables.begin(); it != variables.end(); ++it)
        environment.insert(QString::fromLatin1(it.key()), it.value());
    curl.setProcessEnvironment(environment);
    curl.start(u"curl"_s,
               {u"-q"_s, u"-v"_s, u"-s"_s, u"--max-time"_s, u"5"_s, u"--resolve"_s,
                u"%1:%2:127.0.0.1"_s.arg(url.host()).arg(own), target});
    if (!curl.waitForFinished())
        return 0;
    static const QRegularExpression trying(u"Trying \\[?[0-9a-f.:]+?\\]?:(\\d+)\\.\\.\\."_s);
    const QString said = QString::fromUtf8(curl.readAllStandardError());
    const auto match = trying.match(said);
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

} // namespace

class TstEnvironmentProxy final : public QObject
{
    Q_OBJECT

private slots:
    void goesAsCurlGoes_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<Variables>("variables");
        const auto row = [](const char *name, const Variables &variables,
                            const QString &target = u"https://api.zoom.test/v2"_s) {
            QTest::newRow(name) << target << variables;
        };
        const QString proxy = u"http://127.0.0.1:3128"_s;
        row("https_proxy", {{"https_proxy", proxy}});
        row("HTTPS_PROXY", {{"HTTPS_PROXY", proxy}});
        row("both", {{"https_proxy", proxy}, {"HTTPS_PROXY", u"http://127.0.0.1:3129"_s}});
        row("all_proxy", {{"all_proxy", proxy}});
        row("ALL_PROXY", {{"ALL_PROXY", proxy}});
        row("https before all", {{"ALL_PROXY", proxy}, {"HTTPS_PROXY", u"http://127.0.0.1:3129"_s}});
        row("empty is none", {{"https_proxy", QString()}, {"all_proxy", proxy}});
        row("HTTP_PROXY alone", {{"HTTP_PROXY", proxy}}, u"http://api.zoom.test/v2"_s);
        row("http_proxy", {{"http_proxy", proxy}}, u"http://api.zoom.test/v2"_s);
        row("no scheme", {{"https_proxy", u"127.0.0.1:3128"_s}});
        row("no scheme, a sign-in", {{"https_proxy", u"desk:pw@127.0.0.1:3128"_s}});
        row("no port", {{"https_proxy", u"http://127.0.0.1"_s}});
        row("no port, no scheme", {{"https_proxy", u"127.0.0.1"_s}});
        row("a slash", {{"https_proxy", u"http://127.0.0.1:3128/"_s}});
        row("socks5", {{"https_proxy", u"socks5://127.0.0.1:1081"_s}});
        row("socks5h", {{"https_proxy", u"socks5h://127.0.0.1:1081"_s}});
        row("socks5, no port", {{"all_proxy", u"socks5://127.0.0.1"_s}});
        row("capitals", {{"https_proxy", u"HTTP://127.0.0.1:3128"_s}});
        const auto except = [&](const char *exceptions,
                                const QString &target = u"https://api.zoom.test/v2"_s) {
            QTest::newRow(qPrintable(u"no_proxy=%1 %2"_s.arg(QLatin1String(exceptions), target)))
                << target << Variables{{"https_proxy", proxy}, {"no_proxy", QString::fromLatin1(exceptions)}};
        };
        except("*");
        except("*,other.test");
        except("zoom.test");
        except(".zoom.test");
        except("api.zoom.test");
        except("oom.test");
        except("ZOOM.TEST");
        except("test");
        except("other.test,zoom.test");
        except("other.test, zoom.test");
        except("us.api.zoom.test");
        except("zoom.test.");
        except("localhost");
        except("10.0.0.0/8", u"https://10.1.2.3/v2"_s);
        except("10.1.2.3", u"https://10.1.2.3/v2"_s);
        except("10.1.2.4", u"https://10.1.2.3/v2"_s);
        except("2.3", u"https://10.1.2.3/v2"_s);
        QTest::newRow("NO_PROXY") << u"https://api.zoom.test/v2"_s
                                  << Variables{{"https_proxy", proxy}, {"NO_PROXY", u"zoom.test"_s}};
        QTest::newRow("no_proxy before NO_PROXY")
            << u"https://api.zoom.test/v2"_s
            << Variables{{"https_proxy", proxy}, {"no_proxy", u"other.test"_s}, {"NO_PROXY", u"zoom.test"_s}};
    }
    void goesAsCurlGoes()
    {
        QFETCH(QString, target);
        QFETCH(Variables, variables);
        const QUrl url(target);
        const int curls = portOfCurl(target, variables);
        QVERIFY2(curls > 0, "curl did not say where it goes");
        const auto found = ours(target, variables);
        int port = url.port(url.scheme() == "https"_L1 ? 443 : 80);
        if (found) {
            QVERIFY(*found);
            if ((*found)->type() != QNetworkProxy::NoProxy)
                port = (*found)->port();
        }
        QCOMPARE(port, curls);
    }

    void readsWhatItHolds()
    {
        // Older versions of curl read it so, and newer ones know commas alone.
        const auto blanks =
            ours(u"https://api.zoom.test"_s,
                 {{"https_proxy", u"http://p.test:1"_s}, {"no_proxy", u"other.test zoom.test"_s}});
        QVERIFY(blanks && *blanks);
        QCOMPARE((*blanks)->type(), QNetworkProxy::NoProxy);
        const auto found =
            ours(u"https://x.test"_s, {{"https_proxy", u"socks5h://de%40sk:p%3Aw@proxy.test:1081"_s}});
        QVERIFY(found && *found);
        QCOMPARE((*found)->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE((*found)->hostName(), u"proxy.test"_s);
        QCOMPARE((*found)->user(), u"de@sk"_s);
        QCOMPARE((*found)->password(), u"p:w"_s);
        const auto six = ours(u"https://x.test"_s, {{"https_proxy", u"http://[::1]:3128"_s}});
        QVERIFY(six && *six);
        QCOMPARE((*six)->hostName(), u"::1"_s);
        QVERIFY(!ours(u"https://x.test"_s, {}));
        QVERIFY(!ours(u"https://x.test"_s, {{"no_proxy", u"*"_s}}));
    }

    void whatCannotBeUsedIsNeverPassedOver_data()
    {
        QTest::addColumn<QString>("value");
        for (const char *value :
             {"https://desk:s3cret@proxy.test:3128", "socks4://proxy.test", "socks4a://proxy.test:1",
              "ftp://proxy.test:21", "http://", "http://proxy.test:99999", "http://pro xy:3128",
              "://proxy.test", "desk:s3cret@proxy.test:port"})
            QTest::newRow(value) << QString::fromLatin1(value);
    }
    void whatCannotBeUsedIsNeverPassedOver()
    {
        QFETCH(QString, value);
        const auto found = ours(u"https://x.test"_s, {{"HTTPS_PROXY", value}});
        QVERIFY(found);
        QVERIFY(!*found);
        QCOMPARE(found->error().kind, ErrorKind::ProxyFailed);
        QVERIFY(found->error().reply.message.contains(u"HTTPS_PROXY"_s));
        QVERIFY2(!found->error().reply.message.contains(u"s3cret"_s),
                 qPrintable(found->error().reply.message));
    }
};

QTEST_GUILESS_MAIN(TstEnvironmentProxy)
#include "tst_environmentproxy.moc"
