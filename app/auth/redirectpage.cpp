#include "redirectpage.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

const char *reasonOf(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    default:
        return "Bad Request";
    }
}

} // namespace

QByteArray redirectPage(int status, const QString &title, const QString &text)
{
    //: The language of these sentences, as HTML names it: en, de, pt-BR
    const QString language = QCoreApplication::translate("RedirectPage", "en");
    const QByteArray page = QStringLiteral("<!DOCTYPE html>\n"
                                           "<html lang=\"%1\"><head><meta charset=\"utf-8\">\n"
                                           "<meta name=\"viewport\" content=\"width=device-width\">\n"
                                           "<meta name=\"color-scheme\" content=\"light dark\">\n"
                                           "<title>%2</title></head>\n"
                                           "<body><h1>%2</h1><p>%3</p></body></html>\n")
                                .arg(language.toHtmlEscaped(), title.toHtmlEscaped(), text.toHtmlEscaped())
                                .toUtf8();
    QByteArray answer = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonOf(status) + "\r\n";
    answer += "Content-Type: text/html; charset=utf-8\r\n"
              "Content-Length: "
        + QByteArray::number(page.size())
        + "\r\n"
          "Connection: close\r\n"
          "Cache-Control: no-store\r\n"
          "Referrer-Policy: no-referrer\r\n"
          "X-Content-Type-Options: nosniff\r\n"
          "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'none'\r\n\r\n";
    return answer + page;
}

} // namespace Keyturn
