#include "nginxfixture.h"

#include <QDir>
#include <QFile>
#include <QSet>

#include <csignal>

using namespace Qt::StringLiterals;

namespace Keyturn {

NginxFixture::NginxFixture(int upstreamPort, const Options &options)
    : m_scheme(options.plain ? u"http"_s : u"https"_s)
{
    QStringList arguments{u"--cert"_s, options.certificate, u"--listen"_s, options.address};
    if (options.http2)
        arguments << u"--http2"_s;
    if (options.plain)
        arguments << u"--plain"_s;
    if (!options.tlsVersions.isEmpty())
        arguments << u"--tls"_s << options.tlsVersions;
    for (const QString &directive : options.directives)
        arguments << u"--directive"_s << directive;
    arguments << QString::number(upstreamPort);

    m_script.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_script.start(QStringLiteral(KEYTURN_TEST_SUPPORT "/with-nginx.sh"), arguments);
    QByteArray said;
    while (!said.endsWith("\n\n")) {
        if (!m_script.waitForReadyRead(30'000)) {
            m_problem = u"with-nginx.sh did not start nginx: "_s + m_script.errorString();
            return;
        }
        said += m_script.readAllStandardOutput();
    }
    const QByteArrayList lines = said.split('\n');
    const auto value = [&lines](QByteArrayView name) {
        for (const QByteArray &line : lines) {
            if (line.startsWith(name) && line.mid(name.size()).startsWith('='))
                return line.mid(name.size() + 1);
        }
        return QByteArray();
    };
    m_port = value("KEYTURN_NGINX_PORT").toInt();
    m_master = value("KEYTURN_NGINX_PID").toLongLong();
    m_directory = QFile::decodeName(value("KEYTURN_NGINX_DIR"));
}

NginxFixture::~NginxFixture()
{
    m_script.closeWriteChannel();
    if (!m_script.waitForFinished(20'000))
        m_script.terminate();
}

QUrl NginxFixture::baseUrl(const QString &host) const
{
    QUrl url;
    url.setScheme(m_scheme);
    url.setHost(host);
    url.setPort(m_port);
    url.setPath(u"/v2"_s);
    return url;
}

QByteArray NginxFixture::read(const QString &file) const
{
    QFile log(QDir(m_directory).filePath(file));
    return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
}

QByteArray NginxFixture::errorLog() const
{
    return read(u"error.log"_s);
}

QList<NginxFixture::Access> NginxFixture::accesses() const
{
    QList<Access> all;
    const QByteArrayList lines = read(u"access.log"_s).split('\n');
    for (const QByteArray &line : lines) {
        const QByteArrayList words = line.split(' ');
        // A decoded path may hold blanks, so what follows it is counted from the end. An empty connection
        // that ends, or bytes that are no request, have no such line.
        if (words.size() < 8)
            continue;
        all.append({words[0].toLongLong(), words[1].toLongLong(), words[2].toInt(), words[3], words[4],
                    words[words.size() - 2].toInt(), words.last()});
    }
    return all;
}

qsizetype NginxFixture::connectionCount() const
{
    QSet<qint64> connections;
    for (const Access &access : accesses())
        connections.insert(access.connection);
    return connections.size();
}

QList<qint64> NginxFixture::workers() const
{
    QFile children(u"/proc/%1/task/%1/children"_s.arg(m_master));
    QList<qint64> all;
    if (children.open(QIODevice::ReadOnly)) {
        const QByteArrayList words = children.readAll().split(' ');
        for (const QByteArray &word : words) {
            if (const qint64 pid = word.toLongLong())
                all.append(pid);
        }
    }
    return all;
}

void NginxFixture::reload()
{
    ::kill(static_cast<pid_t>(m_master), SIGHUP);
}

void NginxFixture::killWorkers()
{
    for (const qint64 worker : workers())
        ::kill(static_cast<pid_t>(worker), SIGKILL);
}

void NginxFixture::stop()
{
    m_script.closeWriteChannel();
    m_script.waitForFinished(20'000);
}

} // namespace Keyturn
