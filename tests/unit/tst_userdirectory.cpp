#include "directory/searchfold.h"
#include "directory/userdirectory.h"
#include "directory/userindex.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

User person(const QString &id, const QString &name, const QString &email, const QString &department = {})
{
    User user;
    user.id = id;
    user.displayName = name;
    user.email = email;
    user.department = department;
    return user;
}

std::vector<int> filtered(const UserDirectory &directory, const QString &text)
{
    UserIndex index(directory.users().store());
    index.take(directory.users().store()->count(), 1'000'000);
    index.drop(directory.users().outdatedVersions());
    std::vector<int> rows;
    index.search(
        {.text = text}, 1'000'000,
        [&](const UserHits &hits) { rows.assign(hits.rows->begin(), hits.rows->end()); },
        [] { return false; });
    return rows;
}

QStringList namesOf(const UserDirectory &directory, const QString &filter)
{
    QStringList names;
    for (const int row : filtered(directory, filter))
        names.append(directory.at(row).name());
    return names;
}

} // namespace

class TestUserDirectory final : public QObject
{
    Q_OBJECT

private slots:
    void folds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("folded");
        QTest::newRow("ascii") << u"Ann O'Neil"_s << u"ann o'neil"_s;
        QTest::newRow("accents") << u"José ÀÉÎ"_s << u"jose aei"_s;
        QTest::newRow("decomposed") << u"Jose\u0301"_s << u"jose"_s;
        QTest::newRow("sharp s") << u"Straße"_s << u"strasse"_s;
        QTest::newRow("capital sharp s") << u"STRA\u1E9EE"_s << u"strasse"_s;
        QTest::newRow("dotted I") << u"\u0130zmir"_s << u"izmir"_s;
        QTest::newRow("dotless i") << u"Kad\u0131k\u00F6y"_s << u"kadikoy"_s;
        QTest::newRow("strokes") << u"Łukasz Ødegård Đorđe"_s << u"lukasz odegard dorde"_s;
        QTest::newRow("ligatures") << u"\uFB01 Ægir Œuvre Þór"_s << u"fi aegir oeuvre thor"_s;
        QTest::newRow("wide") << u"Ａ１"_s << u"a1"_s;
        QTest::newRow("final sigma") << u"ΣΊΣΥΦΟΣ Σίσυφος"_s << u"σισυφοσ σισυφοσ"_s;
        QTest::newRow("hebrew points") << u"שָׁלוֹם"_s << u"שלום"_s;
        QTest::newRow("direction marks") << u"\u200Fabc\u200E"_s << u"abc"_s;
        QTest::newRow("4 bytes, cased") << u"𐐀"_s << u"𐐨"_s;
        QTest::newRow("4 bytes, compatible") << u"𝐉𝐨"_s << u"jo"_s;
        QTest::newRow("emoji") << u"🔑"_s << u"🔑"_s;
    }
    void folds()
    {
        QFETCH(QString, text);
        QTEST(searchFolded(text), "folded");
    }

    void addsOnce()
    {
        UserDirectory directory;
        QSignalSpy added(&directory, &UserDirectory::usersAdded);
        QSignalSpy changed(&directory, &UserDirectory::usersChanged);
        directory.add({person(u"a"_s, u"Ann"_s, u"ann@x.com"_s), person(u"b"_s, u"Bob"_s, u"bob@x.com"_s)});
        QCOMPARE(added.size(), 1);
        QCOMPARE(added.at(0), QVariantList({0, 2}));

        // The same page once more, as happens when a list starts again.
        directory.add({person(u"a"_s, u"Ann"_s, u"ann@x.com"_s), person(u"b"_s, u"Bob"_s, u"bob@x.com"_s),
                       person(u"c"_s, u"Cid"_s, u"cid@x.com"_s)});
        QCOMPARE(directory.count(), 3);
        QCOMPARE(added.size(), 2);
        QCOMPARE(added.at(1), QVariantList({2, 1}));
        QCOMPARE(changed.size(), 0);

        // Twice in one page.
        directory.add({person(u"d"_s, u"Dan"_s, u"dan@x.com"_s), person(u"d"_s, u"Dana"_s, u"dan@x.com"_s)});
        QCOMPARE(directory.count(), 4);
        QCOMPARE(directory.at(3).name(), u"Dana"_s);
        QCOMPARE(changed.size(), 0);
        QCOMPARE(namesOf(directory, {}), QStringList({u"Ann"_s, u"Bob"_s, u"Cid"_s, u"Dana"_s}));

        // Nobody.
        directory.add({User()});
        directory.add({});
        QCOMPARE(directory.count(), 4);
        QCOMPARE(added.size(), 3);
    }

    void updatesInPlace()
    {
        UserDirectory directory;
        directory.add({person(u"a"_s, u"Ann"_s, u"ann@x.com"_s), person(u"b"_s, u"Bob"_s, u"bob@x.com"_s),
                       person(u"c"_s, u"Cid"_s, u"cid@x.com"_s)});
        QSignalSpy changed(&directory, &UserDirectory::usersChanged);
        directory.add({person(u"a"_s, u"Zoe"_s, u"zoe@x.com"_s)});
        QCOMPARE(directory.count(), 3);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(0).value<std::vector<int>>(), std::vector<int>({0}));
        QCOMPARE(directory.at(0).name(), u"Zoe"_s);
        QCOMPARE(namesOf(directory, {}), QStringList({u"Bob"_s, u"Cid"_s, u"Zoe"_s}));
        QCOMPARE(namesOf(directory, u"ann"_s), QStringList());
        QCOMPARE(directory.find(u"ann@x.com"_s), -1);
        QCOMPARE(directory.find(u"zoe@x.com"_s), 0);
        // Many changes, so that the packed text is written anew.
        for (int i = 0; i < 500; ++i)
            directory.add({person(u"b"_s, u"Bob %1"_s.arg(i), u"bob@x.com"_s)});
        QCOMPARE(namesOf(directory, {}), QStringList({u"Bob 499"_s, u"Cid"_s, u"Zoe"_s}));
        QCOMPARE(namesOf(directory, u"cid@x"_s), QStringList({u"Cid"_s}));
    }

    void mergesByEmailWhereOneHasNoId()
    {
        UserDirectory directory;
        directory.add({person({}, u"New Person"_s, u"New@x.com"_s)});
        directory.add({person(u"n1"_s, u"New Person"_s, u"new@X.com"_s)});
        QCOMPARE(directory.count(), 1);
        QCOMPARE(directory.at(0).id, u"n1"_s);
        QCOMPARE(directory.find(u"n1"_s), 0);
        // The ID that is known already stays.
        directory.add({person({}, u"New Person II"_s, u"new@x.com"_s)});
        QCOMPARE(directory.count(), 1);
        QCOMPARE(directory.at(0).id, u"n1"_s);
        QCOMPARE(directory.at(0).name(), u"New Person II"_s);
        // Two IDs are two people.
        directory.add({person(u"n2"_s, u"Namesake"_s, u"new@x.com"_s)});
        QCOMPARE(directory.count(), 2);
        QCOMPARE(directory.find(u"n1"_s), 0);
        QCOMPARE(directory.find(u"n2"_s), 1);
        QCOMPARE(directory.find(u"new@x.com"_s), 1);
        // No e-mail at all.
        directory.add({person(u"n3"_s, {}, {}), person(u"n4"_s, {}, {})});
        QCOMPARE(directory.count(), 4);
        QCOMPARE(directory.at(2).name(), u"n3"_s);
    }

    void keepsWhatOnlyALookupTells()
    {
        UserDirectory directory;
        User looked = person(u"a"_s, u"Ann"_s, u"ann@x.com"_s);
        looked.loginTypes = {100, 101};
        directory.add({looked});
        directory.add({person(u"a"_s, u"Ann B"_s, u"ann@x.com"_s)});
        QCOMPARE(directory.at(0).loginTypes, QList<int>({100, 101}));
        QCOMPARE(directory.at(0).name(), u"Ann B"_s);
    }

    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("found");
        const QStringList all{u"Ann Müller"_s,  u"Annette Schulz"_s, u"José Álvarez"_s, u"Otto Weiß"_s,
                              u"Zed 🔑 Keys"_s, u"דנה כהן"_s,        u"ليلى حسن"_s};
        QTest::newRow("empty") << QString() << all;
        QTest::newRow("spaces") << u"  \t "_s << all;
        QTest::newRow("part") << u"ann"_s << QStringList({u"Ann Müller"_s, u"Annette Schulz"_s});
        QTest::newRow("case") << u"ANN"_s << QStringList({u"Ann Müller"_s, u"Annette Schulz"_s});
        QTest::newRow("two words") << u"ann mull"_s << QStringList({u"Ann Müller"_s});
        QTest::newRow("other order") << u"mull ann"_s << QStringList({u"Ann Müller"_s});
        QTest::newRow("word missing") << u"ann jose"_s << QStringList();
        QTest::newRow("no accent") << u"jose alvarez"_s << QStringList({u"José Álvarez"_s});
        QTest::newRow("accent") << u"josé"_s << QStringList({u"José Álvarez"_s});
        QTest::newRow("decomposed") << u"jose\u0301"_s << QStringList({u"José Álvarez"_s});
        QTest::newRow("wrong accent, lenient") << u"jòse"_s << QStringList({u"José Álvarez"_s});
        QTest::newRow("ss") << u"weiss"_s << QStringList({u"Otto Weiß"_s});
        QTest::newRow("sharp s") << u"weiß"_s << QStringList({u"Otto Weiß"_s});
        QTest::newRow("email") << u"mueller@"_s << QStringList({u"Ann Müller"_s});
        QTest::newRow("department") << u"finance"_s << QStringList({u"José Álvarez"_s, u"Zed 🔑 Keys"_s});
        QTest::newRow("department and name") << u"finance zed"_s << QStringList({u"Zed 🔑 Keys"_s});
        QTest::newRow("id") << u"id-3"_s << QStringList({u"José Álvarez"_s});
        QTest::newRow("hebrew") << u"כהן"_s << QStringList({u"דנה כהן"_s});
        QTest::newRow("hebrew, other order") << u"כהן דנה"_s << QStringList({u"דנה כהן"_s});
        QTest::newRow("arabic") << u"حسن"_s << QStringList({u"ليلى حسن"_s});
        QTest::newRow("4 bytes") << u"🔑"_s << QStringList({u"Zed 🔑 Keys"_s});
        QTest::newRow("pasted from mail")
            << u"Müller, Ann <a.mueller@x.com>"_s << QStringList({u"Ann Müller"_s});
        QTest::newRow("not across fields") << u"müllera.mueller"_s << QStringList();
        QTest::newRow("wildcards are plain text") << u".*"_s << QStringList();
        QTest::newRow("nobody") << u"nobody"_s << QStringList();
    }
    void filters()
    {
        QFETCH(QString, text);
        UserDirectory directory;
        directory.add({person(u"id-1"_s, u"Zed 🔑 Keys"_s, u"zed@x.com"_s, u"Finance"_s),
                       person(u"id-2"_s, u"Otto Weiß"_s, u"otto@x.com"_s),
                       person(u"id-3"_s, u"José Álvarez"_s, u"ja@x.com"_s, u"Finance"_s)});
        directory.add({person(u"id-4"_s, u"Ann Müller"_s, u"a.mueller@x.com"_s, u"Sales"_s),
                       person(u"id-5"_s, u"ليلى حسن"_s, u"l@x.com"_s),
                       person(u"id-6"_s, u"דנה כהן"_s, u"d@x.com"_s),
                       person(u"id-7"_s, u"Annette Schulz"_s, u"as@x.com"_s, u"Sales"_s)});
        QTEST(namesOf(directory, text), "found");
    }

    void namesakesAreToldApartByEmail()
    {
        UserDirectory directory;
        directory.add({person(u"2"_s, u"Ann Lee"_s, u"b@x.com"_s), person(u"1"_s, u"ann lee"_s, u"a@x.com"_s),
                       person(u"3"_s, u"Ann"_s, u"z@x.com"_s)});
        QCOMPARE(filtered(directory, {}), std::vector<int>({2, 1, 0}));
    }

    void finds()
    {
        UserDirectory directory;
        directory.add({person(u"AbC"_s, u"Ann"_s, u"Ann.Jose@x.com"_s),
                       person(u"abc"_s, u"Bob"_s, u"ann.josé@x.com"_s)});
        QCOMPARE(directory.find(u"AbC"_s), 0);
        QCOMPARE(directory.find(u"abc"_s), 1); // IDs have a case
        QCOMPARE(directory.find(u"ABC"_s), -1);
        QCOMPARE(directory.find(u" ann.jose@X.COM "_s), 0);
        QCOMPARE(directory.find(u"ANN.JOSÉ@x.com"_s), 1); // addresses have their accents
        QCOMPARE(directory.find(u"ann"_s), -1);
        QCOMPARE(directory.find(QString()), -1);
    }

    void clears()
    {
        UserDirectory directory;
        QSignalSpy cleared(&directory, &UserDirectory::replaced);
        directory.add({person(u"a"_s, u"Ann"_s, u"ann@x.com"_s)});
        directory.clear();
        QCOMPARE(cleared.size(), 1);
        QCOMPARE(directory.count(), 0);
        QCOMPARE(directory.find(u"a"_s), -1);
        QVERIFY(filtered(directory, {}).empty());
        directory.add({person(u"b"_s, u"Bob"_s, u"bob@x.com"_s)});
        QCOMPARE(namesOf(directory, u"bob"_s), QStringList({u"Bob"_s}));
    }

    void holdsAHundredThousand()
    {
        constexpr int total = 100'000;
        constexpr int pageSize = 300;
        UserDirectory directory;
        int heard = 0;
        connect(&directory, &UserDirectory::usersAdded, this, [&](int first, int count) {
            QCOMPARE(first, heard);
            heard += count;
        });
        for (int begin = 0; begin < total; begin += pageSize) {
            QList<User> page;
            for (int i = begin; i < std::min(begin + pageSize, total); ++i) {
                // 7919 is coprime to the total: arrival is not the order of names.
                const int number = static_cast<int>(qint64(i) * 7919 % total);
                page.append(person(u"id%1"_s.arg(number), u"Person %1"_s.arg(number, 6, 10, QChar(u'0')),
                                   u"p%1@example.com"_s.arg(number), u"Dept %1"_s.arg(number % 50)));
            }
            directory.add(page);
        }
        QCOMPARE(directory.count(), total);
        QCOMPARE(heard, total);
        const std::vector<int> all = filtered(directory, {});
        QCOMPARE(all.size(), std::size_t(total));
        for (std::size_t i = 0; i < all.size(); ++i)
            QCOMPARE(directory.at(all[i]).name(), u"Person %1"_s.arg(i, 6, 10, QChar(u'0')));
        QCOMPARE(namesOf(directory, u"person 012345"_s), QStringList({u"Person 012345"_s}));
        QCOMPARE(filtered(directory, u"0001"_s).size(), std::size_t(100 + 10 + 10));
        QCOMPARE(directory.at(directory.find(u"P99999@example.com"_s)).id, u"id99999"_s);
    }
};

QTEST_GUILESS_MAIN(TestUserDirectory)
#include "tst_userdirectory.moc"
