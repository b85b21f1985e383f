#pragma once

#include "bulk/bulkplan.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace Keyturn {

/// The last question before a run; the more people it hits, the more it asks: a click for a few, a tick for
/// up to fifty, and beyond that their number, typed.
class BulkConfirmDialog : public QDialog
{
    Q_OBJECT

public:
    static constexpr int mostForAClick = 5;
    static constexpr int mostForATick = 50;

    struct Question
    {
        BlastRadius radius;
        QString accountName;
        int generated = 0; ///< of the people, those who get a generated password
        QStringList warnings; ///< whole sentences
    };

    explicit BulkConfirmDialog(const Question &question, QWidget *parent = nullptr);

private:
    void addProof(QVBoxLayout *texts);
    void checkProof();

    int m_people;
    QCheckBox *m_tick = nullptr;
    QLineEdit *m_number = nullptr;
    QPushButton *m_go;
};

/// What to think about before these rows are changed after all: owners, oneself, …
QStringList bulkWarnings(const BulkPlan &plan);

} // namespace Keyturn
