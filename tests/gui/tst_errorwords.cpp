#include "outcome/outcomedetails.h"
#include "reset/passwordreset.h"
#include "words/errorwords.h"
#include "words/terminaltext.h"

#include <QLocale>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;

namespace {

QList<ErrorKind> allKinds()
{
    QList<ErrorKind> kinds;
    for (int kind = 0; kind <= int(ErrorKind::NameTaken); ++kind)
        kinds += ErrorKind(kind);
    return kinds;
}

bool mentionsAny(const QString &text, const QStringList &claims)
{
    for (const QString &claim : claims) {
        if (text.contains(claim, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

const QStringList nothingChangedClaims{QStringLiteral("nothing was changed"), QStringLiteral("never left"),
                                       QStringLiteral("changed nothing")};
// Nobody knows that: the person may have no Zoom password, be inactive or be gone.
const QStringList oldPasswordClaims{QStringLiteral("still works"), QStringLiteral("old password"),
                                    QStringLiteral("old one")};
const QStringList leftClaims{QStringLiteral("had already left"), QStringLiteral("may be set, or not")};
const QStringList changedClaims{QStringLiteral("has set the new password"),
                                QStringLiteral("does not work any more"), QStringLiteral("is set already")};

} // namespace

class TestErrorWords final : public QObject
{
    Q_OBJECT

private slots:
    void everyKindHasWords();
    void everyKindHasItsOwnWords();
    void everyKindHasALineForATerminal();
    void aTerminalReadsOurOwnSentencesAsTheyAre();
    void aTerminalReadsWhatAnAnswerSaid();
    void outcomesKeepToTheirOwnClaims();
    void anEarlierUnknownIsNotForgotten();
    void tlsIsNeverToBeIgnored();
    void namesTheScopes();
    void saysWhenToTryAgain();
    void quotesZoomWhereItKnowsNoBetter();
    void keepsMarksThatTurnTextOut();
    void detailsHoldTheFacts();
    void sentencesNameThePerson();
};

void TestErrorWords::everyKindHasWords()
{
    for (const ErrorKind kind : allKinds()) {
        const ErrorWords words = wordsFor(Error::of(kind));
        QVERIFY2(words.happened.size() > 10 && words.happened.endsWith(u'.'), qPrintable(words.happened));
        QVERIFY2(words.next.size() > 10 && words.next.endsWith(u'.'), qPrintable(words.next));
        QVERIFY(words.changed.isEmpty());
    }
}

void TestErrorWords::everyKindHasItsOwnWords()
{
    QSet<QString> seen;
    for (const ErrorKind kind : allKinds())
        seen += wordsFor(Error::of(kind)).happened;
    QCOMPARE(seen.size(), allKinds().size());
}

void TestErrorWords::everyKindHasALineForATerminal()
{
    for (const ErrorKind kind : allKinds()) {
        const QString plain = terminalText(Error::of(kind));
        QVERIFY2(plain.startsWith(wordsFor(Error::of(kind)).happened), qPrintable(plain));
        QVERIFY2(plain.size() > 20 && plain.endsWith(u'.'), qPrintable(plain));
        // A terminal has no buttons, menus, fields or details to open.
        QVERIFY2(!mentionsAny(plain,
                              {QStringLiteral("“"), QStringLiteral(" menu"), QStringLiteral("the field"),
                               QStringLiteral("above"), QStringLiteral("the details")}),
                 qPrintable(plain));
        Error error = Error::of(kind, QStringLiteral("line one\n\x1b[31mline two"));
        error.reply.httpStatus = 502;
        for (const int status : {0, 502}) {
            error.reply.httpStatus = status;
            const QString text = terminalText(error);
            QVERIFY2(text.size() > 10 && !text.contains(u'\n') && !text.contains(u'\x1b'), qPrintable(text));
        }
    }
}

void TestErrorWords::aTerminalReadsOurOwnSentencesAsTheyAre()
{
    QCOMPARE(terminalText(Error::of(ErrorKind::SettingsFailed, QStringLiteral("x.ini cannot be written"))),
             QStringLiteral("x.ini cannot be written."));
    // A server's words are no sentence of ours, whatever kind they came with.
    Error answered = Error::of(ErrorKind::InvalidToken, QStringLiteral("no"));
    answered.reply.httpStatus = 401;
    QVERIFY(terminalText(answered).startsWith(wordsFor(answered).happened));
}

void TestErrorWords::aTerminalReadsWhatAnAnswerSaid()
{
    Error error = Error::of(ErrorKind::PermissionDenied, QStringLiteral("No permission."));
    error.reply.httpStatus = 403;
    error.reply.zoomCode = 200;
    const QString text = terminalText(error);
    for (const QString &fact : {QStringLiteral("HTTP status: 403"), QStringLiteral("Zoom code: 200"),
                                QStringLiteral("No permission.")})
        QVERIFY2(text.contains(fact), qPrintable(text));
    // What the network layer calls a time-out says nothing to anybody.
    QVERIFY(!terminalText(Error::of(ErrorKind::ReplyTimeout, QStringLiteral("Operation canceled")))
                 .contains(QStringLiteral("canceled")));
}

void TestErrorWords::outcomesKeepToTheirOwnClaims()
{
    for (const ErrorKind kind : allKinds()) {
        const Error error = Error::of(kind);
        const auto all = [](const ErrorWords &words) {
            return QString(words.happened + u'\n' + words.changed + u'\n' + words.next);
        };
        const QString refused = all(wordsFor(Outcome::refused(error)));
        QVERIFY2(mentionsAny(refused, nothingChangedClaims), qPrintable(refused));
        QVERIFY2(!mentionsAny(refused, leftClaims) && !mentionsAny(refused, changedClaims),
                 qPrintable(refused));
        QVERIFY2(!refused.contains(QStringLiteral("never left")), qPrintable(refused));
        const QString notSent = all(wordsFor(Outcome::notSent(error)));
        QVERIFY2(notSent.contains(QStringLiteral("never left")), qPrintable(notSent));
        QVERIFY2(!mentionsAny(notSent, leftClaims) && !mentionsAny(notSent, changedClaims),
                 qPrintable(notSent));
        QVERIFY(!mentionsAny(refused, oldPasswordClaims) && !mentionsAny(notSent, oldPasswordClaims));
        for (const Outcome &outcome : {Outcome::unknown(error), Outcome::stillUnknown(error)}) {
            const QString unknown = all(wordsFor(outcome));
            QVERIFY2(mentionsAny(unknown, leftClaims), qPrintable(unknown));
            QVERIFY2(!mentionsAny(unknown, nothingChangedClaims) && !mentionsAny(unknown, changedClaims),
                     qPrintable(unknown));
            QVERIFY2(unknown.contains(QStringLiteral("same password again")), qPrintable(unknown));
        }
    }
    for (const Outcome &outcome : {Outcome::changed({}), Outcome::changedEarlier({})}) {
        const ErrorWords words = wordsFor(outcome);
        QVERIFY(mentionsAny(words.happened, changedClaims));
        QVERIFY(!mentionsAny(words.changed + words.next, nothingChangedClaims));
    }
}

void TestErrorWords::anEarlierUnknownIsNotForgotten()
{
    const Error error = Error::of(ErrorKind::PasswordTooEasy);
    for (const Outcome &outcome : {Outcome::refused(error), Outcome::notSent(error)}) {
        const QString changed = wordsFor(outcome, {.earlierAttemptUnknown = true}).changed;
        QVERIFY(changed.contains(QStringLiteral("earlier")));
        QVERIFY(!mentionsAny(changed, oldPasswordClaims));
    }
}

void TestErrorWords::tlsIsNeverToBeIgnored()
{
    for (const ErrorKind kind :
         {ErrorKind::TlsExpired, ErrorKind::TlsWrongHost, ErrorKind::TlsUntrusted, ErrorKind::TlsFailed}) {
        const ErrorWords words = wordsFor(Error::of(kind));
        QVERIFY2(
            !mentionsAny(words.happened + words.next,
                         {QStringLiteral("ignore"), QStringLiteral("anyway"), QStringLiteral("accept the")}),
            qPrintable(words.next));
    }
}

void TestErrorWords::namesTheScopes()
{
    Error error = Error::of(ErrorKind::MissingScopes);
    error.missingScopes = {QStringLiteral("user:write:admin"), QStringLiteral("user:read:admin")};
    const QString happened = wordsFor(error).happened;
    QVERIFY(happened.contains(QStringLiteral("user:write:admin")));
    QVERIFY(happened.contains(QStringLiteral("user:read:admin")));
}

void TestErrorWords::saysWhenToTryAgain()
{
    for (const ErrorKind kind : {ErrorKind::RateLimited, ErrorKind::DailyLimitReached}) {
        Error error = Error::of(kind);
        error.retryAt = QDateTime(QDate(2030, 5, 6), QTime(7, 8), QTimeZone::utc()).toUTC();
        QVERIFY(wordsFor(error).next.contains(
            QLocale().toString(error.retryAt->toLocalTime(), QLocale::ShortFormat)));
    }
}

void TestErrorWords::quotesZoomWhereItKnowsNoBetter()
{
    QVERIFY(wordsFor(Error::of(ErrorKind::Refused, QStringLiteral("No %1 today")))
                .happened.contains(QStringLiteral("No %1 today")));
    Error error = Error::of(ErrorKind::ValidationFailed);
    error.fieldErrors = {{QStringLiteral("password"), QStringLiteral("Too plain.")}};
    QVERIFY(wordsFor(error).happened.contains(QStringLiteral("Too plain.")));
}

void TestErrorWords::keepsMarksThatTurnTextOut()
{
    const QString message = QStringLiteral("a\u202eb\nc");
    const QString happened = wordsFor(Error::of(ErrorKind::Refused, message)).happened;
    QVERIFY(happened.contains(QStringLiteral("ab c")));
}

void TestErrorWords::detailsHoldTheFacts()
{
    Error error =
        Error::of(ErrorKind::SamePassword, QStringLiteral("Your new password can not match the old one."));
    error.reply.httpStatus = 400;
    error.reply.zoomCode = 300;
    error.reply.trackingId = QStringLiteral("WEB_0123abcd");
    error.reply.time = QDateTime(QDate(2026, 3, 1), QTime(12, 34, 56), QTimeZone::utc()).toUTC();
    const ResetResult result{
        {QStringLiteral("id1"), QStringLiteral("Ann Able"), QStringLiteral("ann@x.example")},
        Outcome::refused(error),
        BodyFormat::Json,
        true};
    const QString details = outcomeDetails(result);
    for (const QString &fact :
         {QStringLiteral("HTTP status: 400"), QStringLiteral("Zoom code: 300"), error.reply.message,
          QStringLiteral("Tracking ID: WEB_0123abcd"), QStringLiteral("2026-03-01 12:34:56 UTC"),
          QStringLiteral("Ann Able <ann@x.example>"), QStringLiteral("id1"), QStringLiteral("JSON, after")})
        QVERIFY2(details.contains(fact), qPrintable(fact));
}

void TestErrorWords::sentencesNameThePerson()
{
    const ResetTarget target{QStringLiteral("id1"), QStringLiteral("Ann 100%1"),
                             QStringLiteral("ann@x.example")};
    QSet<QString> sentences;
    for (const Outcome &outcome :
         {Outcome::changed({}), Outcome::refused({}), Outcome::notSent({}), Outcome::unknown({})}) {
        const QString sentence = outcomeSentence({target, outcome});
        QVERIFY2(sentence.contains(QStringLiteral("Ann 100%1 <ann@x.example>")), qPrintable(sentence));
        sentences += sentence;
    }
    QCOMPARE(sentences.size(), 4);
}

QTEST_MAIN(TestErrorWords)
#include "tst_errorwords.moc"
