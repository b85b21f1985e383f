#include "bench/figure.h"
#include "bench/painting.h"
#include "bench/population.h"
#include "directory/searchfold.h"
#include "directory/userdirectory.h"
#include "directory/usersearch.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMainWindow>
#include <QRandomGenerator>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

// benchfilter NAME --users N [--runs N]
// Somebody types into the real picker, whose list holds N users: from a key press to the painted rows. The
// same texts are looked for by a plain memmem scan of everybody's lower-case text, and by a
// QSortFilterProxyModel below a QTableView. Needs a display.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 120'000;

struct KeyTimes
{
    double firstRows = 0; ///< ms until rows are painted that answer what is typed
    double all = 0; ///< ms until the exact count is painted
};

/// A window with nothing but the picker.
class Desk
{
public:
    explicit Desk(int users)
    {
        for (int begin = 0; begin < users; begin += 2000)
            directory.add(population(begin, std::min(begin + 2000, users)));
        m_picker = new UserPicker;
        window.setCentralWidget(m_picker);
        window.resize(1000, 800);
        window.show();
        m_paints = std::make_unique<Paints>(m_picker->table()->viewport());
        QObject::connect(m_picker, &UserPicker::answered, &window, [this](bool isAll) {
            notePainted(); // the first rows, when the others follow at once
            m_paints->isPainted = false;
            m_isAnswered = true;
            m_isAll = isAll;
        });
        m_picker->setSource(&directory, nullptr, nullptr);
        settle();
        const qsizetype rows = m_picker->table()->model()->rowCount();
        if (rows != users)
            fail(u"the list has %1 of %2 users"_s.arg(rows).arg(users));
    }

    void clear()
    {
        m_picker->searchField()->clear();
        settle();
    }

    KeyTimes press(QChar letter)
    {
        m_times = {};
        m_isAnswered = m_isAll = m_paints->isPainted = false;
        QKeyEvent key(QEvent::KeyPress, 0, Qt::NoModifier, letter);
        m_timer.start();
        QCoreApplication::sendEvent(m_picker->searchField(), &key);
        while (m_times.all == 0) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            if (m_timer.elapsed() > patienceMs)
                fail(u"no answer"_s);
            notePainted();
        }
        settle();
        return m_times;
    }

    int count() const { return m_picker->table()->model()->rowCount(); }

    UserDirectory directory;
    QMainWindow window;

private:
    /// Until nothing has been to do for longer than the display needs to be brought up to date.
    void settle()
    {
        QElapsedTimer timer;
        timer.start();
        QElapsedTimer quiet;
        quiet.start();
        while (quiet.elapsed() < 25) {
            if (timer.elapsed() > patienceMs)
                fail(u"the list does not settle"_s);
            if (QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents)
                || !m_picker->isAnswered())
                quiet.start();
        }
    }

    void notePainted()
    {
        if (!m_isAnswered || !m_paints->isPainted)
            return;
        waitForDisplay();
        const double now = double(m_timer.nsecsElapsed()) / 1e6;
        if (m_times.firstRows == 0)
            m_times.firstRows = now;
        if (m_isAll && m_times.all == 0)
            m_times.all = now;
    }

    UserPicker *m_picker = nullptr;
    std::unique_ptr<Paints> m_paints;
    QElapsedTimer m_timer;
    KeyTimes m_times;
    bool m_isAnswered = false;
    bool m_isAll = false;
};

/// What people type: names, parts of them, addresses, departments, IDs.
QStringList texts(const UserDirectory &directory, int count)
{
    QRandomGenerator random(42);
    QStringList texts;
    while (texts.size() < count) {
        const User user = directory.at(random.bounded(directory.rowEnd()));
        switch (texts.size() % 5) {
        case 0:
            texts.append(user.firstName.left(9));
            break;
        case 1:
            texts.append(QString(user.firstName.left(3) % u' ' % user.lastName.left(6)));
            break;
        case 2:
            texts.append(user.email.left(16));
            break;
        case 3:
            texts.append(QString(user.lastName.left(5) % u' ' % user.department.left(4)));
            break;
        default:
            texts.append(user.id.left(8));
        }
    }
    return texts;
}

double percentile99(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[std::min(values.size() - 1, values.size() * 99 / 100)];
}

/// Everybody's lower-case text, one after the other.
class Scan
{
public:
    explicit Scan(const UserDirectory &directory)
    {
        for (int row = 0; row < directory.rowEnd(); ++row) {
            const User user = directory.at(row);
            m_text += QString(user.name() % u' ' % user.email % u' ' % user.department % u' ' % user.id)
                          .toLower()
                          .toStdString();
            m_text += '\n';
        }
    }

    /// How many users have every word.
    int count(const QString &text) const
    {
        std::vector<std::string> words;
        const QStringList parts = text.toLower().split(u' ', Qt::SkipEmptyParts);
        for (const QString &part : parts)
            words.push_back(part.toStdString());
        if (words.empty())
            return -1;
        const auto find = [](const char *begin, const char *end, const std::string &word) {
            return static_cast<const char *>(
                memmem(begin, std::size_t(end - begin), word.data(), word.size()));
        };
        int count = 0;
        const char *at = m_text.data();
        const char *const end = at + m_text.size();
        while (const char *hit = find(at, end, words.front())) {
            const auto *line =
                static_cast<const char *>(memrchr(m_text.data(), '\n', std::size_t(hit - m_text.data())));
            line = line ? line + 1 : m_text.data();
            const auto *lineEnd = static_cast<const char *>(std::memchr(hit, '\n', std::size_t(end - hit)));
            count += std::all_of(words.begin() + 1, words.end(), [&](const std::string &word) {
                return find(line, lineEnd, word) != nullptr;
            });
            at = lineEnd;
        }
        return count;
    }

private:
    std::string m_text;
};

/// One text a user, as a model that has nothing else would hold it.
class PlainModel final : public QAbstractTableModel
{
public:
    explicit PlainModel(const UserDirectory &directory)
    {
        for (int row = 0; row < directory.rowEnd(); ++row) {
            const User user = directory.at(row);
            m_texts.append(QString(user.name() % u' ' % user.email % u' ' % user.department));
        }
    }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_texts.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 1; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role == Qt::DisplayRole ? m_texts[index.row()] : QVariant();
    }

private:
    QStringList m_texts;
};

/// Milliseconds until a QTableView shows what a fresh QSortFilterProxyModel leaves.
double proxyTime(PlainModel &model, const QString &text)
{
    QSortFilterProxyModel proxy;
    proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    proxy.setSourceModel(&model);
    QTableView view;
    view.verticalHeader()->hide();
    view.setModel(&proxy);
    view.resize(1000, 800);
    view.show();
    QElapsedTimer settling;
    settling.start();
    while (settling.elapsed() < 300)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);

    Paints paints(view.viewport());
    QElapsedTimer timer;
    timer.start();
    proxy.setFilterFixedString(text);
    view.viewport()->update();
    while (!paints.isPainted)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    waitForDisplay();
    return double(timer.nsecsElapsed()) / 1e6;
}

struct Samples
{
    std::vector<double> firstRows;
    std::vector<double> all;
};

template<typename AfterKey>
Samples typeTexts(Desk &desk, int count, const AfterKey &afterKey)
{
    Samples samples;
    const QStringList all = texts(desk.directory, count);
    for (const QString &text : all) {
        desk.clear();
        for (qsizetype size = 1; size <= text.size(); ++size) {
            const KeyTimes times = desk.press(text[size - 1]);
            samples.firstRows.push_back(times.firstRows);
            samples.all.push_back(times.all);
            afterKey(text.left(size));
        }
    }
    return samples;
}

void againstScan(Desk &desk, int textCount, Figure figure)
{
    const Scan scan(desk.directory);
    std::vector<double> scans;
    int sink = 0;
    const Samples samples = typeTexts(desk, textCount, [&](const QString &text) {
        QElapsedTimer timer;
        timer.start();
        sink += scan.count(text);
        scans.push_back(double(timer.nsecsElapsed()) / 1e6);
    });
    const double ours = std::accumulate(samples.all.begin(), samples.all.end(), 0.0);
    figure.value = ours / std::accumulate(scans.begin(), scans.end(), 0.0);
    figure.against +=
        u"; median %1 ms from the key to the painted count, against %2 ms of scanning alone, %3 keys (%4 hits)"_s
            .arg(median(samples.all), 0, 'f', 1)
            .arg(median(scans), 0, 'f', 1)
            .arg(scans.size())
            .arg(sink);
    print(figure);
}

void againstProxy(Desk &desk, int textCount, Figure figure)
{
    PlainModel model(desk.directory);
    Pairs pairs;
    for (const QString &text : {u"mar"_s, u"ove"_s, u"lin"_s}) {
        if (int(pairs.ours.size()) >= textCount)
            break;
        desk.clear();
        KeyTimes times;
        for (const QChar letter : text)
            times = desk.press(letter);
        pairs.add(times.all, proxyTime(model, text));
    }
    figure.value = pairs.ratio();
    figure.against += u"; median %1 ms against %2 ms, %3 texts"_s.arg(median(pairs.ours), 0, 'f', 1)
                          .arg(median(pairs.theirs), 0, 'f', 1)
                          .arg(pairs.ours.size());
    print(figure);
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption runsOption(u"runs"_s, {}, u"N"_s, u"60"_s);
    const QCommandLineOption usersOption(u"users"_s, {}, u"N"_s);
    parser.addOptions({runsOption, usersOption});
    parser.process(app);
    const QString name = parser.positionalArguments().value(0);
    const int runs = std::max(1, parser.value(runsOption).toInt());
    const int users = parser.value(usersOption).toInt();
    if (users <= 0)
        fail(u"usage: benchfilter NAME --users N [--runs N]"_s);

    Desk desk(users);
    const QString who = u"%L1 users in the real picker"_s.arg(users);
    if (name == "filter_1m_vs_scan"_L1) {
        againstScan(desk, runs,
                    {name, 0, u"ratio"_s, 1, u"a memmem scan of everybody's lower-case text, "_s + who});
        return 0;
    }
    if (name == "filter_1m_vs_proxy"_L1) {
        againstProxy(desk, runs,
                     {name, 0, u"ratio"_s, 0.1, u"QSortFilterProxyModel below a QTableView, "_s + who});
        return 0;
    }
    const Samples samples = typeTexts(desk, runs, [](const QString &) { });
    const QString keys = u"from a key press to %1, p99 of %2 keys; median %3 ms; %4"_s;
    if (name == "filter_1m_count_p99_ms"_L1) {
        print({name, percentile99(samples.all), u"ms"_s, 50,
               keys.arg(u"the painted exact count"_s)
                   .arg(samples.all.size())
                   .arg(median(samples.all), 0, 'f', 1)
                   .arg(who)});
    } else if (name == "filter_1m_p99_ms"_L1 || name == "filter_100k_p99_ms"_L1) {
        print({name, percentile99(samples.firstRows), u"ms"_s, name == "filter_1m_p99_ms"_L1 ? 16.0 : 8.0,
               keys.arg(u"the painted first rows"_s)
                   .arg(samples.all.size())
                   .arg(median(samples.firstRows), 0, 'f', 1)
                   .arg(who)});
    } else {
        fail(u"benchfilter knows no figure \"%1\""_s.arg(name));
    }
    return 0;
}
