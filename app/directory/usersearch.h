#pragma once

#include "userquery.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace Keyturn {

class UserDirectory;
class UserStore;

/// Searches a UserDirectory as people type, in a thread of its own, which also takes in what the directory
/// gets. There is one query at a time: it is answered when it is asked, and again whenever the directory has
/// changed; another query drops the one before, whose answers are never told then. Thread: GUI.
class UserSearch : public QObject
{
    Q_OBJECT

public:
    /// How many rows are told before all are known: more than a screen shows.
    static constexpr std::uint32_t firstRows = 128;

    /// The directory is borrowed and must outlive this.
    explicit UserSearch(UserDirectory *directory, QObject *parent = nullptr);
    ~UserSearch() override;

    /// `query.exactRow` is found out here.
    void search(UserQuery query);
    const UserQuery &query() const;

    /// Whether everything is told that can be told now.
    bool isSettled() const;

signals:
    /// Whoever shows the first rows does so before returning: the others are looked for after that.
    /// Of the last query. `hits.isAll` tells whether more of the same answer follows; `coversAll` whether all
    /// users that the directory had were looked at, for else another answer follows as well.
    void found(const Keyturn::UserHits &hits, bool coversAll);

private:
    class Worker;

    void startWorker();
    void takeIn();
    void startAgain();
    void indexAhead(const std::shared_ptr<const UserStore> &store);

    UserDirectory *m_directory;
    UserQuery m_query;
    bool m_hasQuery = false;
    std::size_t m_outdatedTold = 0;
    std::shared_ptr<const UserStore> m_ahead; ///< not the directory's yet; nothing is searched until it is
    std::unique_ptr<Worker> m_worker;
};

} // namespace Keyturn
