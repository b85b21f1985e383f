#include "apiurl.h"

#include <QCoreApplication>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ApiUrl)
};

} // namespace

Result<QUrl> apiUrl(const QUrl &baseUrl, const QStringList &segments)
{
    const auto refused = [](const char *text) {
        return std::unexpected(
            Error::inField(ErrorKind::InvalidUserId, QStringLiteral("userId"), Texts::tr(text)));
    };
    QByteArray url = baseUrl.toEncoded(QUrl::StripTrailingSlash);
    for (const QString &segment : segments) {
        if (segment.isEmpty())
            return refused(QT_TRANSLATE_NOOP("ApiUrl", "The user ID is empty."));
        if (!segment.isValidUtf16())
            return refused(QT_TRANSLATE_NOOP("ApiUrl", "The user ID holds a broken character."));
        // Path steps, also when typed in encoded form: servers decode before they look.
        const QString decoded = QUrl::fromPercentEncoding(segment.toUtf8());
        if (decoded == QLatin1String(".") || decoded == QLatin1String(".."))
            return refused(QT_TRANSLATE_NOOP("ApiUrl", "\".\" and \"..\" are not user IDs."));
        const bool hasControl = std::any_of(segment.begin(), segment.end(),
                                            [](QChar c) { return c.category() == QChar::Other_Control; });
        if (hasControl)
            return refused(
                QT_TRANSLATE_NOOP("ApiUrl", "The user ID holds a line break or control character."));
        url += '/' + QUrl::toPercentEncoding(segment);
    }
    return QUrl::fromEncoded(url, QUrl::StrictMode);
}

bool isUsableToken(const Secret &token)
{
    const QByteArrayView bytes = token.exposeUtf8();
    return !bytes.isEmpty()
        && std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Error unusableToken()
{
    return Error::inField(
        ErrorKind::InvalidToken, QStringLiteral("token"),
        Texts::tr("The access token is empty, or holds a line break, a blank or a special character."));
}

} // namespace Keyturn
