# keyturn_precompile(TARGET HEADERS…): parses Qt's headers once for a target and not once for each of its
# sources, which is most of the time that a build takes. What a source includes must still be complete:
# clang-tidy reads it without.
option(KEYTURN_PCH "Precompiled headers" ON)

set(CMAKE_PCH_INSTANTIATE_TEMPLATES ON)
# A target whose definitions differ from its donor's parses the headers itself; that is no reason to stop.
set(CMAKE_PCH_WARN_INVALID OFF)

set(keyturn_core_headers
    <QByteArray> <QCoreApplication> <QDateTime> <QFuture> <QFutureWatcher> <QHash> <QIODevice> <QJsonArray>
    <QJsonDocument> <QJsonObject> <QList> <QNetworkAccessManager> <QNetworkReply> <QObject> <QPointer>
    <QPromise> <QRegularExpression> <QSettings> <QSslError> <QString> <QStringList> <QTimer> <QUrl>
    <algorithm> <chrono> <expected> <functional> <memory> <optional> <string> <vector>)
set(keyturn_ui_headers
    <QAbstractTableModel> <QAccessible> <QAction> <QApplication> <QBoxLayout> <QCheckBox> <QComboBox> <QDialog>
    <QEvent> <QFormLayout> <QKeyEvent> <QLabel> <QLineEdit> <QMainWindow> <QMessageBox> <QPainter>
    <QPushButton> <QStyle> <QTableView> <QWidget>)
set(keyturn_test_headers <QSignalSpy> <QTest>)

function(keyturn_precompile target)
    if(KEYTURN_PCH)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()

# keyturn_reuse_precompiled(TARGET DONOR): the headers that DONOR has parsed already.
function(keyturn_reuse_precompiled target donor)
    if(KEYTURN_PCH)
        target_precompile_headers(${target} REUSE_FROM ${donor})
    endif()
endfunction()
