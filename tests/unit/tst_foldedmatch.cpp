#include "directory/foldedmatch.h"
#include "directory/userquery.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

class TestFoldedMatch final : public QObject
{
    Q_OBJECT

private slots:
    void marks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("search");
        QTest::addColumn<QString>("marked"); // the text, with what is marked in brackets
        QTest::newRow("none") << u"Ann Lee"_s << u"bo"_s << u"Ann Lee"_s;
        QTest::newRow("empty search") << u"Ann Lee"_s << u""_s << u"Ann Lee"_s;
        QTest::newRow("empty text") << u""_s << u"ann"_s << u""_s;
        QTest::newRow("case") << u"Ann Lee"_s << u"ANN"_s << u"[Ann] Lee"_s;
        QTest::newRow("everywhere") << u"Anna Bann"_s << u"an"_s << u"[An]na B[an]n"_s;
        QTest::newRow("two words") << u"Ann Lee"_s << u"le an"_s << u"[An]n [Le]e"_s;
        QTest::newRow("overlapping") << u"banana"_s << u"ana"_s << u"b[anana]"_s;
        QTest::newRow("side by side") << u"abcd"_s << u"ab cd"_s << u"[abcd]"_s;
        QTest::newRow("accent") << u"José Álvarez"_s << u"jose alv"_s << u"[José] [Álv]arez"_s;
        QTest::newRow("decomposed") << u"Jose\u0301 L"_s << u"jose"_s << u"[Jose\u0301] L"_s;
        QTest::newRow("sharp s") << u"Straße 1"_s << u"strasse"_s << u"[Straße] 1"_s;
        QTest::newRow("half of a letter") << u"Weiß"_s << u"weis"_s << u"[Weiß]"_s;
        QTest::newRow("ligature") << u"o\uFB03ce"_s << u"off"_s << u"[o\uFB03]ce"_s;
        QTest::newRow("4 bytes") << u"a🔑b𝐉𝐨"_s << u"🔑b jo"_s << u"a[🔑b𝐉𝐨]"_s;
        QTest::newRow("half a pair") << QString(u"a"_s + QChar(0xD83D) + u"b"_s) << u"b"_s
                                     << QString(u"a"_s + QChar(0xD83D) + u"[b]"_s);
        QTest::newRow("right to left") << u"דנה כהן"_s << u"כהן"_s << u"דנה [כהן]"_s;
        QTest::newRow("direction mark inside") << u"an\u200Fna"_s << u"anna"_s << u"[an\u200Fna]"_s;
    }
    void marks()
    {
        QFETCH(QString, text);
        QFETCH(QString, search);
        QString marked = text;
        const QList<TextSpan> spans = matchedSpans(text, searchWords(search));
        for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
            marked.insert(span->begin + span->size, u']');
            marked.insert(span->begin, u'[');
        }
        QTEST(marked, "marked");
    }
};

QTEST_GUILESS_MAIN(TestFoldedMatch)
#include "tst_foldedmatch.moc"
